"""Settings: what milepost.toml says, checked and typed."""

import re
from datetime import UTC, datetime
from os.path import normpath
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from pipeline.contract.addresses import address, domain_entry, mailbox
from pipeline.contract.colours import AA, contrast, readable
from pipeline.contract.mapping import Mapping
from pipeline.settings_file import SettingsError, load_model

__all__ = ["FILE", "Settings", "SettingsError", "load"]

FILE = "milepost.toml"


def _folder(value: str) -> str:
    """Refuses addresses, which the reader does not follow."""
    if "://" in value:
        raise ValueError("must be a folder; addresses such as s3:// are not read")
    return value


def _file(value: str, info: ValidationInfo) -> str:
    """Refuses a file that is not there; the folder that it lies below is known while a settings file is read."""
    if info.context and not (info.context["folder"] / value).is_file():
        raise ValueError(f"{value}: no such file; paths begin at the folder of the settings")
    return value


def _cron(value: str) -> str:
    """Refuses what no scheduler would run."""
    try:
        CronSim(value, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        reason = str(error).lower()
        raise ValueError(f"is no cron line ({reason}); write minute, hour, day, month and weekday, such as `0 16 * * FRI`") from None
    return value


def _timezone(value: str) -> str:
    """Refuses names that the time zone database does not have."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{value!r} is no time zone; write a name such as `Europe/Berlin`") from None
    return value


def _matching(pattern: str, sentence: str) -> AfterValidator:
    """Refuses text that does not match, with the sentence that says what to write."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _store(value: str) -> str:
    """Refuses what is no database address, and one that carries a password."""
    if not re.match(r"[a-z][a-z0-9+]*://", value):
        raise ValueError("must be a database address, such as `sqlite:///outputs/milepost.db`")
    if re.match(r"[^/]+://[^/@]*:[^/@]+@", value):
        raise ValueError("passwords come from the environment only; take it out of the address and set PGPASSWORD")
    return value


def _address(value: str) -> str:
    """The address as it is compared; refuses what is none."""
    found = address(value)
    if found is None:
        raise ValueError(f"{value!r} is no mail address; write one such as `ann@acme.example`")
    return found.same_as


def _domain(value: str) -> str:
    """The domain as it is compared; refuses what is none."""
    found = domain_entry(value)
    if found is None:
        raise ValueError(f"{value!r} is no mail domain; write `acme.example`, or `.acme.example` for all domains below it")
    return found


def _sender(value: str) -> str:
    """Refuses what no mail can come from."""
    if mailbox(value) is None:
        raise ValueError("is no sender; write one such as `Status reports <status@example.org>`")
    return value


def _accent(value: str) -> str:
    """Refuses a colour in which words on white paper cannot be read."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ValueError("must be a colour such as `#1b5e8c`")
    if contrast(value) < AA:
        raise ValueError(f"{value} on white has a contrast of {contrast(value):.1f}, and words need {AA}; `{readable(value)}` would do")
    return value


Edition = Literal["customer", "executive", "team"]
# Whether such a calendar exists is `doctor`'s question: the library that knows is slow to import.
Calendar = Annotated[str, _matching("|[A-Z]{2}(-[A-Z0-9]{1,3})?", "must be a country or region such as `DE` or `DE-BE`, or empty for none")]
Code = Annotated[str, _matching("[A-Z][A-Z0-9_]*", "is no finding code; codes look like `DONE_NO_FINISH`")]
Filled = Annotated[str, Field(min_length=1)]
Folder = Annotated[Filled, AfterValidator(_folder)]
Positive = Annotated[int, Field(ge=1)]
Addresses = Annotated[tuple[Annotated[str, AfterValidator(_address)], ...], Field(strict=False)]
Domains = Annotated[tuple[Annotated[str, AfterValidator(_domain)], ...], Field(strict=False)]


class Section(BaseModel):
    """A table of the settings file; unknown keys and values of another type are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Portfolio(Section):
    """What is reported on, and where its files lie; folders are relative to the settings file."""

    name: Filled = "Customer projects"
    workbooks: Folder = "workbooks"
    outputs: Folder = "outputs"
    templates: Folder = "report_templates"
    language: Literal["en", "de", "fr", "es"] = "en"


class Schedule(Section):
    """When the weekly run happens, and what becomes of one that falls on a public holiday or starts late; hours, remind_hours before it."""

    cron: Annotated[str, AfterValidator(_cron)] = "0 16 * * FRI"
    timezone: Annotated[str, AfterValidator(_timezone)] = "Europe/Berlin"
    holidays: Calendar = "DE-BE"
    shift: Literal["before", "after", "skip"] = "before"
    late_hours: Positive = 24
    remind_hours: Annotated[int, Field(ge=0)] = 26


class Store(Section):
    """Where accepted issues are kept, as a database address."""

    url: Annotated[str, AfterValidator(_store)] = "sqlite:///outputs/milepost.db"


class Mail(Section):
    """How mail leaves; the password is MILEPOST_MAIL_PASSWORD in the environment. per_minute: mails at most, 0 for any number.

    internal_domains: where mails for the own people may go, nowhere as long as none is named; operators: who gets the summary of a run.
    """

    transport: Literal["folder", "smtp"] = "folder"
    host: Filled | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: Filled | None = None
    sender: Annotated[str, AfterValidator(_sender)] = "Status reports <status@example.org>"
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


class Brand(Section):
    """Whose name, logo and colour the reports carry, and the paper that they are made for; the logo is an SVG, PNG or JPEG file."""

    name: Filled | None = None
    logo: Annotated[Folder, AfterValidator(_file)] | None = None
    accent: Annotated[str, AfterValidator(_accent)] = "#1b5e8c"
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
    """How large a workbook may be; past a limit there is one finding and nothing is read."""

    file_mb: Positive = 50
    unpacked_mb: Positive = 300
    ratio: Positive = 100
    parts: Positive = 2_000
    rows: Positive = 200_000
    columns: Positive = 500
    cells: Positive = 5_000_000
    merges: Positive = 10_000


class ReadingSettings(Section):
    """How cells are read where the workbook alone cannot tell."""

    percent: Literal["auto", "fraction", "points"] = "auto"
    hidden: Literal["count", "skip"] = "count"
    limits: Limits = Limits()


class SettingsTables(Section):
    """The settings file: one field per table. `mapping` holds, by file pattern, what `adopt` proposes."""

    portfolio: Portfolio = Portfolio()
    schedule: Schedule = Schedule()
    store: Store = Store()
    mail: Mail = Mail()
    brand: Brand = Brand()
    defaults: Defaults = Defaults()
    projects: dict[str, ProjectSettings] = {}
    mapping: dict[str, Mapping] = {}
    reading: ReadingSettings = ReadingSettings()


class Settings(SettingsTables):
    """The settings and the folder that their relative paths start from."""

    root: Path = Path()

    @property
    def workbooks(self) -> Path:
        """The folder with the workbooks."""
        return _below(self.root, self.portfolio.workbooks)

    @property
    def outputs(self) -> Path:
        """The folder that reports are published to."""
        return _below(self.root, self.portfolio.outputs)

    @property
    def templates(self) -> Path:
        """The folder whose templates stand in for the packaged ones."""
        return _below(self.root, self.portfolio.templates)

    @property
    def logo(self) -> Path | None:
        """The logo's file, or None."""
        return self.root / self.brand.logo if self.brand.logo else None

    @property
    def store_url(self) -> str:
        """The database address, with an absolute path where it is a SQLite file."""
        prefix, relative, path = self.store.url.partition("sqlite:///")
        return f"{relative}{(self.root / path).absolute()}" if relative and not prefix and path else self.store.url

    def project(self, project_id: str) -> ProjectSettings:
        """What holds for a project: its own settings over the defaults."""
        own = self.projects.get(project_id, ProjectSettings())
        inherited = {key: getattr(self.defaults, key) for key in Defaults.model_fields if key not in own.model_fields_set}
        return own.model_copy(update=inherited)


def _below(root: Path, folder: str) -> Path:
    """The folder as a path without steps back."""
    return Path(normpath(root / folder))


def load(path: Path | None = None) -> Settings:
    """The settings of a file; without a path those of milepost.toml in the working folder, or the defaults where there is none.

    Raises: SettingsError with a line per mistake.
    """
    chosen = path or Path(FILE)
    root = chosen.absolute().parent
    if path is None and not chosen.exists():
        return Settings(root=root)
    tables = load_model(chosen, SettingsTables)
    return Settings(root=root, **{key: getattr(tables, key) for key in tables.model_fields_set})
