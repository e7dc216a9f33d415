"""The settings that decide what one project's report says, with its templates and logo, and without paths, addresses or other projects."""

import base64
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pipeline.report.html import IN_REPOSITORY, PACKAGED
from pipeline.settings import Settings, SettingsTables
from pipeline.workbook.mapping.record import mapping_for

LEFT_OUT: Any = {
    **dict.fromkeys(("root", "store", "mail", "portal", "schedule", "rendering", "projects", "mapping"), True),
    "portfolio": {"workbooks", "outputs", "templates"},
    "brand": {"logo"},
}
LOGO = "logo"
ANY_FILE = "*"
"""The pattern under which the one mapping that was used is kept."""


def kept_settings(settings: Settings, projects: Collection[str], workbook: Path) -> dict[str, object]:
    """What of the settings a project's report was made under, as JSON values: tables, templates that stand in for packaged ones, logo."""
    tables = settings.model_dump(mode="json", by_alias=True, exclude=LEFT_OUT)
    tables["projects"] = {id: settings.project(id).model_dump(mode="json", by_alias=True, exclude={"removed"}) for id in projects}
    if found := mapping_for(workbook, settings):
        tables["mapping"] = {ANY_FILE: found[1].model_dump(mode="json", by_alias=True, exclude_unset=True)}
    logo = settings.logo
    if logo:
        tables["brand"]["logo"] = LOGO + logo.suffix.lower()
    return {"tables": tables, "templates": _own_templates(settings.templates), "logo": _letters(logo.read_bytes()) if logo else None}


def settings_in(folder: Path, kept: dict[str, Any]) -> Settings:
    """The settings as they were, at home in this folder, where their templates and logo are written. Raises ValueError for bad names."""
    tables = SettingsTables.model_validate_json(json.dumps(kept["tables"]))
    settings = Settings(root=folder, **{key: getattr(tables, key) for key in tables.model_fields_set})
    for name, text in kept["templates"].items():
        _write_below(settings.templates, name, text.encode())
    if settings.brand.logo and kept["logo"]:
        _write_below(folder, settings.brand.logo, base64.b85decode(kept["logo"]))
    return settings


def _own_templates(folder: Path) -> dict[str, str]:
    """The templates that say something else than the packaged one of the same name, or that have none, by name."""
    packaged = PACKAGED if PACKAGED.is_dir() else IN_REPOSITORY
    own = {path.relative_to(folder).as_posix(): _text(path) for path in sorted(folder.rglob("*")) if path.is_file() and folder != packaged}
    return {name: text for name, text in own.items() if text is not None and text != _text(packaged / name)}


def _text(path: Path) -> str | None:
    """What a text file says; None where there is none."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


def _write_below(folder: Path, name: str, content: bytes) -> None:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} is no file below the settings")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _letters(content: bytes) -> str:
    return base64.b85encode(content).decode()
