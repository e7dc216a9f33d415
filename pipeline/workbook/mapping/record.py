"""The mapping of a file: chosen by the pattern that its path matches."""

from fnmatch import fnmatchcase
from pathlib import Path
from unicodedata import normalize

from pipeline.contract.mapping import Mapping
from pipeline.settings import Settings

ENDINGS = (".xlsx", ".xlsm")


def mapping_for(path: Path, settings: Settings) -> tuple[str, Mapping] | None:
    """The pattern and mapping of a file, None where no pattern matches it.

    A pattern is matched with the path below the folder of the workbooks, else below that of the settings file, else with the file's
    name; a pattern that is the path itself goes before one with wildcards.
    """
    whole = path.absolute()
    folders = [folder.absolute() for folder in (settings.workbooks, settings.root)]
    names = [whole.relative_to(folder).as_posix() for folder in folders if whole.is_relative_to(folder)] or [path.name]
    names = [normalize("NFC", name) for name in names]  # macOS takes letters and their accents apart
    matching = [pattern for pattern in settings.mapping if any(fnmatchcase(name, normalize("NFC", pattern)) for name in names)]
    for pattern in sorted(matching, key=lambda one: one not in names):
        return pattern, settings.mapping[pattern]
    return None


def adopted_files(settings: Settings) -> tuple[Path, ...]:
    """The workbooks below the folder of the workbooks that a mapping matches, by path."""
    if not settings.mapping:
        return ()
    found = (path for path in settings.workbooks.rglob("*") if path.suffix.lower() in ENDINGS and not path.name.startswith(("~$", ".")))
    return tuple(sorted(path for path in found if path.is_file() and mapping_for(path, settings)))
