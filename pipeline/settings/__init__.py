"""Settings: what milepost.toml says, and the folder that its paths start from."""

from os.path import normpath
from pathlib import Path
from typing import Literal

from pipeline.settings.tables import Defaults, Limits, Mail, ProjectSettings, ReadingSettings, Schedule, SettingsTables, Store, Waiver
from pipeline.settings_file import SettingsError, load_model

__all__ = [
    "FILE",
    "Defaults",
    "Limits",
    "Mail",
    "ProjectSettings",
    "ReadingSettings",
    "Schedule",
    "Settings",
    "SettingsError",
    "SettingsTables",
    "Store",
    "Waiver",
    "load",
]

FILE = "milepost.toml"
AT_HAND = ".milepost/"
"""The folder beside the settings file for what lies at an address."""


class Settings(SettingsTables):
    """The settings and the folder that their relative paths start from."""

    root: Path = Path()

    @property
    def workbooks(self) -> Path:
        """The folder with the workbooks; those at an address are brought to one here."""
        return _below(self.root, AT_HAND + "workbooks" if self.is_afar("workbooks") else self.portfolio.workbooks)

    @property
    def outputs(self) -> Path:
        """The folder that reports are published to; where they have an address, they are taken there from one here."""
        return _below(self.root, AT_HAND + "outputs" if self.is_afar("outputs") else self.portfolio.outputs)

    def is_afar(self, key: Literal["workbooks", "outputs"]) -> bool:
        """Whether these lie at an address."""
        return "://" in getattr(self.portfolio, key)

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
