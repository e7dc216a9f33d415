"""The tables of the settings file, checked and typed."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.contract.mapping import Mapping
from pipeline.settings.values import (
    Accent,
    Addresses,
    Calendar,
    ClusterAddress,
    Code,
    Cron,
    Domains,
    Edition,
    Filled,
    Folder,
    HeaderName,
    Image,
    Place,
    Positive,
    Proxies,
    Sender,
    StoreAddress,
    TimeZone,
    WebAddress,
)


class Section(BaseModel):
    """A table of the settings file; unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Portfolio(Section):
    """What is reported on, and where its files lie; folders are relative to the settings file, a place is one or an address of fsspec."""

    name: Filled = "Customer projects"
    workbooks: Place = "workbooks"
    outputs: Place = "outputs"
    templates: Folder = "report_templates"
    language: Literal["en", "de", "fr", "es"] = "en"


class Schedule(Section):
    """When the weekly run happens, and what becomes of one that falls on a public holiday or starts late; hours, remind_hours before it."""

    cron: Cron = "0 16 * * FRI"
    timezone: TimeZone = "Europe/Berlin"
    holidays: Calendar = "DE-BE"
    shift: Literal["before", "after", "skip"] = "before"
    late_hours: Positive = 24
    remind_hours: Annotated[int, Field(ge=0)] = 26


class Store(Section):
    """Where accepted issues are kept, as a database address."""

    url: StoreAddress = "sqlite:///outputs/milepost.db"


class Mail(Section):
    """How mail leaves; the password is MILEPOST_MAIL_PASSWORD in the environment. per_minute: mails at most, 0 for any number.

    internal_domains: where mails for the own people may go, nowhere as long as none is named; operators: who gets the summary of a run.
    """

    transport: Literal["folder", "smtp"] = "folder"
    host: Filled | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: Filled | None = None
    sender: Sender = "Status reports <status@example.org>"
    attach_limit_mb: Positive = 10
    per_minute: Annotated[int, Field(ge=0)] = 0
    internal_domains: Domains = ()
    operators: Addresses = ()

    @model_validator(mode="after")
    def _complete(self) -> "Mail":
        """A mail server needs an address, and readers need a true sender."""
        absent = [key for key in ("host", "sender") if self.transport == "smtp" and key not in self.model_fields_set]
        if absent:
            raise ValueError(f'transport = "smtp" needs {" and ".join(f"`{key}`" for key in absent)}')
        return self


class Portal(Section):
    """The server for people without a shell; operators see all projects, project managers their own. The secret is MILEPOST_PORTAL_SECRET.

    base_url: under which address people reach it, None for that of host and port; login: by mailed link, or by the header in which a
    reverse proxy at one of `trusted_proxies` names the address of who is there.
    """

    host: Filled = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8600
    base_url: WebAddress | None = None
    login: Literal["link", "header"] = "link"
    header: HeaderName = "X-Forwarded-User"
    trusted_proxies: Proxies = ("127.0.0.1",)
    operators: Addresses = ()


class Brand(Section):
    """Whose name, logo and colour the reports carry, and the paper that they are made for; the logo is an SVG, PNG or JPEG file."""

    name: Filled | None = None
    logo: Image | None = None
    accent: Accent = "#1b5e8c"
    paper: Literal["A4", "Letter"] = "A4"


class Defaults(Section):
    """What holds for every project that does not say otherwise; `max_age_days` counts calendar days, `approvers` different people.

    deadline_hours: how long a report waits for an approval, 0 for any time; at_deadline: then nothing goes out (hold), the report does all
    the same (send), or its customers are told that there is none (note).
    """

    approval: Literal["manual", "auto"] = "manual"
    approvers: Literal[1, 2] = 1
    editions: Annotated[tuple[Edition, ...], Field(strict=False, min_length=1)] = ("customer", "executive", "team")
    max_age_days: Annotated[int, Field(ge=0)] = 8
    deadline_hours: Annotated[int, Field(ge=0)] = 0
    at_deadline: Literal["hold", "send", "note"] = "hold"
    second_person: bool = False
    copy_manager: bool = False


class Waiver(Section):
    """Why a finding does not hold a project back, and who answers for that."""

    reason: Filled
    by: Filled


class ProjectSettings(Defaults):
    """What holds for one project."""

    allowed_domains: Domains = ()
    removed: Addresses = ()
    waive: dict[Code, Waiver] = {}


class Limits(Section):
    """How large a workbook may be, and what reading it may cost; past a limit there is one finding and nothing is read."""

    file_mb: Positive = 50
    unpacked_mb: Positive = 300
    ratio: Positive = 100
    parts: Positive = 2_000
    rows: Positive = 200_000
    columns: Positive = 500
    cells: Positive = 5_000_000
    merges: Positive = 10_000
    milestones: Positive = 1_000
    strings: Positive = 2_000_000
    strings_mb: Positive = 100
    depth: Positive = 100
    seconds: Positive = 20
    memory_mb: Annotated[int, Field(ge=512)] = 1024


class ReadingSettings(Section):
    """How cells are read where the workbook alone cannot tell."""

    percent: Literal["auto", "fraction", "points"] = "auto"
    hidden: Literal["count", "skip"] = "count"
    limits: Limits = Limits()


class Rendering(Section):
    """How pages are made. workers: processes that make them at once, 0 for as many as there are processor cores, 1 for none beside the
    run itself; seconds: after which one that makes no progress with a project is ended; cluster: the scheduler of a Dask cluster whose
    workers make them instead in `run`.
    """

    workers: Annotated[int, Field(ge=0)] = 0
    seconds: Positive = 900
    cluster: ClusterAddress | None = None


class SettingsTables(Section):
    """The settings file: one field per table. `mapping` holds, by file pattern, what `adopt` proposes."""

    portfolio: Portfolio = Portfolio()
    schedule: Schedule = Schedule()
    store: Store = Store()
    mail: Mail = Mail()
    portal: Portal = Portal()
    brand: Brand = Brand()
    defaults: Defaults = Defaults()
    projects: dict[str, ProjectSettings] = {}
    mapping: dict[str, Mapping] = {}
    reading: ReadingSettings = ReadingSettings()
    rendering: Rendering = Rendering()
