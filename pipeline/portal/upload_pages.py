"""The pages about an upload, made: the form, and what an upload comes to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from types import MappingProxyType
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from pipeline.chain.files import as_json
from pipeline.issue import folder_name
from pipeline.portal.differences import difference, findings_by_sheet
from pipeline.portal.house import House, house_of, page
from pipeline.portal.looking import Look, judged_on, look
from pipeline.portal.place import place_of
from pipeline.portal.roster import Project
from pipeline.portal.taken import NotTaken
from pipeline.portal.uploads import KEPT_FOR, Upload, note_findings, sweep, uploads_by
from pipeline.portal.visitor import Visitor
from pipeline.report import display
from pipeline.report.html import environment
from pipeline.report.words import COLOURS
from pipeline.status.build import findings_of
from pipeline.wording import Text, note, note_as, say, spoken

EDITIONS: Mapping[str, Text] = MappingProxyType(
    {
        "customer": note_as("edition", "Customer"),
        "executive": note_as("edition", "Executive"),
        "team": note_as("edition", "Team"),
    }
)
AT_ONCE, IN_LINE = BoundedSemaphore(2), BoundedSemaphore(10)
"""So many workbooks are read at once, whoever asks, since a large one takes much memory; and so many with those that wait for it, since
each of them keeps a thread that answers others."""


def form_page(request: Request, visitor: Visitor, project: Project, trouble: str = "") -> Response:
    """The form of a project, with what keeps it closed or what was wrong with the last file."""
    house = house_of(request)
    sweep(house.settings, house.clock())
    closed = ""
    try:
        place = place_of(project, house)
    except NotTaken as reason:
        place, closed = "", spoken(reason.args[0])
    return page(
        request,
        "upload.html",
        422 if trouble else 200,
        project=project,
        place=place,
        ending=place.rpartition(".")[2],
        closed=closed,
        trouble="" if closed else trouble,
        limit=house.settings.reading.limits.file_mb,
        days=KEPT_FOR.days,
        waiting=[one for one in waiting(house, visitor) if one["project"] == project.id],
    )


def upload_page(request: Request, upload: Upload, trouble: str = "") -> Response:
    """The page of an upload: what it comes to, what is different, how the report would look, and the way on."""
    house = house_of(request)
    try:
        seen = looked(house, upload)
    except NotTaken as reason:
        return page(request, "upload_failed.html", 422, upload=upload, again=form_address(upload), sentence=spoken(reason.args[0]))
    facts: dict[str, object] = {"seen": seen, "upload": upload, "address": address_of(upload), "again": form_address(upload)}
    facts |= {"trouble": trouble, "unfit": spoken(seen.unfit), "size": _size(upload.size), "at": _clock(house, upload)}
    facts |= {"run_day": display.long_day(judged_on(house.settings, house.clock()))}
    if seen.issue is None:
        return page(request, "upload_foreign.html", 200, **facts)
    view, sheets = findings_by_sheet(seen)
    asked = request.query_params.get("edition", "")
    edition = asked if asked in seen.editions else seen.editions[0]
    facts |= {
        "issue": seen.issue,
        "findings": view,
        "sheets": sheets,
        "marks": environment(None).globals["marks"],
        "difference": difference(seen),
    }
    facts |= {
        "editions": [(name, spoken(EDITIONS[name])) for name in seen.editions],
        "edition": edition,
        "edition_name": spoken(EDITIONS[edition]),
    }
    facts |= {"status_day": display.long_day(seen.issue.status_date), "figures": _figures(seen), "there": _there(seen)}
    return page(request, "upload_look.html", 409 if trouble else 200, **facts)


def _figures(seen: Look) -> tuple[tuple[str, str, str], ...]:
    """The three figures that people look at first: what it is called, what it is, and its tone."""
    issue = seen.issue
    if issue is None or issue.figures is None or issue.health is None:
        return ()
    colour = COLOURS[issue.health.shown]
    progress = issue.figures.progress
    return (
        (say("Health"), spoken(colour.word), colour.tone),
        (say("Work done"), display.percent(progress.work), ""),
        (say("Planned by now"), display.percent(progress.planned), ""),
    )


def _there(seen: Look) -> str:
    """When the workbook that lies in the folder was saved."""
    saved = seen.here.saved_at if seen.here else None
    return f"{display.day(saved.date())}, {saved:%H:%M}" if saved else ""


def looked(house: House, upload: Upload) -> Look:
    """What an upload comes to; its findings are kept for comparison with the next one."""
    with turn():
        seen = look(upload, house.settings, house.store, house.clock())
    if seen.issue:
        listed = findings_of([(upload.name, upload.sha256, seen.issue.findings)])
        with suppress(OSError):  # it was thrown away meanwhile
            note_findings(upload, as_json(listed), house.settings)
    return seen


@contextmanager
def turn() -> Iterator[None]:
    """The block runs as soon as a workbook may be read. Raises: NotTaken where too many wait already."""
    if not IN_LINE.acquire(blocking=False):
        raise NotTaken(note("Many workbooks are being read at this moment. Try again in a minute."))
    try:
        with AT_ONCE:
            yield
    finally:
        IN_LINE.release()


def waiting(house: House, visitor: Visitor) -> list[dict[str, str]]:
    """What the visitor has waiting, for a list."""
    own = [one for one in uploads_by(visitor.address, house.settings) if visitor.sees(one.project)]
    return [{"address": address_of(one), "name": one.name, "project": one.project, "at": _clock(house, one)} for one in own]


def _size(size: int) -> str:
    """The size of a file as people say it."""
    if size < 1 << 20:
        return say("{number:,} KB", number=max(1, round(size / 1024)))
    return say("{number:,} MB", number=round(size / (1 << 20)))


def _clock(house: House, upload: Upload) -> str:
    """When something was uploaded, in the zone of the schedule."""
    at = upload.at.astimezone(ZoneInfo(house.settings.schedule.timezone))
    return f"{display.day(at.date())}, {at:%H:%M}"


def address_of(upload: Upload) -> str:
    """The address of an upload's page."""
    return f"/uploads/{upload.id}"


def form_address(upload: Upload) -> str:
    """The address of the form of an upload's project."""
    return f"/projects/{quote(folder_name(upload.project))}/upload"
