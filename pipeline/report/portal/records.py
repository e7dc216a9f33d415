"""What the portal's template receives: frozen records of finished strings, marks and addresses, all of them relative to the outputs."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.report.parts import Mark, Masthead
from pipeline.report.records import HealthCount


@dataclass(frozen=True)
class Link:
    """A word to click on, and where it leads."""

    word: str
    address: str


@dataclass(frozen=True)
class Files:
    """Files of one issue that belong together, such as the pages of an edition; `name` is empty for all others."""

    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class IssueRow:
    """One issue in the list of a project; `number`, `work` and `note` may be empty."""

    day: str
    number: str
    mark: Mark
    work: str
    note: str
    files: tuple[Files, ...]


@dataclass(frozen=True)
class Entry:
    """A project by name, the place of its line on the page, and what is to be said about it."""

    project: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Need:
    """Projects that wait for somebody for one reason; `more` leads to those that are not listed."""

    title: str
    mark: Mark
    entries: tuple[Entry, ...]
    more: Link | None


@dataclass(frozen=True)
class GateEntry:
    """A gate to come: its day, whose it is, its name and how it stands."""

    when: str
    project: str
    anchor: str
    name: str
    mark: Mark


@dataclass(frozen=True)
class Fact:
    """A label with its words."""

    label: str
    text: str


@dataclass(frozen=True)
class Place:
    """Where a project stands for the filters: `health` and `state` are keys, `customer` and `owner` as they were typed."""

    health: str
    state: str
    customer: str
    owner: str


@dataclass(frozen=True)
class Course:
    """The issues of a project, newest first, with its course over the last of them.

    `page` is the address of the last issue's first page, `latest` are all of its pages, `latest_day` its date. `spark` and `strip` are
    None before there is a course; `span` says how many issues the strip shows. `older` leads to a page with all issues where not all
    stand here.
    """

    title: str
    rows: tuple[IssueRow, ...]
    older: Link | None
    latest_day: str
    latest: tuple[Files, ...]
    page: str
    spark: Markup | None
    strip: Markup | None
    span: str


@dataclass(frozen=True)
class ProjectRow:
    """One project as it stands in this run, or in its last issue; `note` says why it stands otherwise than computed, or how late it is.

    Strings for what a project lacks are empty, and `bar` is None.
    """

    anchor: str
    name: str
    mark: Mark
    state: Mark
    place: Place
    headline: str
    note: str
    work: str
    planned: str
    change: str
    bar: Markup | None
    facts: tuple[Fact, ...]
    course: Course


@dataclass(frozen=True)
class Choice:
    """One value of a filter and its words."""

    value: str
    word: str


@dataclass(frozen=True)
class Filter:
    """A filter over the projects; `key` is that of `Place`."""

    key: str
    label: str
    every: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class PortalView:
    """The whole page; `tally` is what the script says while it filters, with `{shown}` in place of the number."""

    masthead: Masthead
    headline: str
    counts: tuple[HealthCount, ...]
    distribution: Markup
    needs: tuple[Need, ...]
    needs_note: str
    gates: tuple[GateEntry, ...]
    gates_more: str
    filters: tuple[Filter, ...]
    tally: str
    rows: tuple[ProjectRow, ...]


@dataclass(frozen=True)
class IssuesView:
    """The page of a project whose issues do not all stand on the portal."""

    masthead: Masthead
    headline: str
    issues: tuple[IssueRow, ...]
    back: Link
