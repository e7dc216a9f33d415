"""A settings file as a typed model: reads TOML and names every mistake by file, line and key."""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.mistakes import UsageError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]

SECRET = re.compile(r"pass(word|wd|phrase)?|secret|token|api_?key", re.IGNORECASE)
BARE = re.compile(r"[\w-]+")
SENTENCES = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": 'must be a list, such as ["one", "two"]',
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "missing": "is missing",
}


class SettingsError(UsageError):
    """What is wrong with the settings: one line per mistake, each with file, line and key."""


def load_model(path: Path, model: type[Model]) -> Model:
    """The model that the file describes.

    Raises: SettingsError for everything that the file's author can mend.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the file is not UTF-8 text"
        raise SettingsError(f"{path}: cannot be read: {reason}") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_syntax_sentence(path, text, str(error))) from None
    try:
        return model.model_validate(content, context={"folder": path.absolute().parent})
    except ValidationError as error:
        places = [(_line(text, problem["loc"]), _sentence(problem, model)) for problem in error.errors(include_url=False)]
        raise SettingsError("\n".join(f"{path}:{line}: {sentence}" for line, sentence in sorted(places))) from None


def _syntax_sentence(path: Path, text: str, message: str) -> str:
    """One line for text that is not TOML; the parser's place comes first."""
    place = re.search(r"line (\d+), column (\d+)", message)
    line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
    reason = message.partition(" (at ")[0]
    return f"{path}:{line}: not valid TOML: {reason} (column {column})"


def _line(text: str, location: Location) -> int:
    """The line where a key is written, counted from 1; for a missing key the line of its table, 1 where nothing of it is written.

    The parser keeps no places, so beginnings of the file are parsed: the key's statement ends with the shortest one that is whole and
    holds the key, and starts after the next shorter one that is whole. What is held once stays held, so halving finds it.
    """
    lines = text.splitlines(keepends=True)
    content = tomllib.loads(text)
    written = next((location[:depth] for depth in range(len(location), 0, -1) if _holds(content, location[:depth])), None)
    if written is None:
        return 1
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if _holds(_whole(lines, middle), written):
            high = middle
        else:
            low = middle + 1
    return high


def _whole(lines: list[str], end: int) -> dict[str, Any]:
    """What the first `end` lines say, or as few more as make a whole."""
    while True:
        try:
            return tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            end += 1


def _holds(content: dict[str, Any], location: Location) -> bool:
    """Whether the nested tables and lists have something at this place."""
    found: Any = content
    for part in location:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _sentence(problem: ErrorDetails, model: type[BaseModel]) -> str:
    """The key and what is wrong with it, in the words of a settings file."""
    *tables, key = location = tuple(part for part in problem["loc"] if part != "[key]")
    name = ".".join(part if BARE.fullmatch(part) else f'"{part}"' for part in map(str, location))
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{name}: {_unknown(str(key), _keys(model, tuple(tables)))}"
    if kind == "literal_error":
        return f"{name}: must be {context['expected']}, not {problem['input']!r}"
    if kind == "value_error":
        return f"{name}: {context['error']}"
    return f"{name}: {SENTENCES.get(kind) or problem['msg'].replace('Input should be', 'must be')}"


def _unknown(key: str, keys: list[str]) -> str:
    """What to say about a key that the table does not have."""
    if SECRET.search(key):
        return "passwords come from the environment only (for mail: MILEPOST_MAIL_PASSWORD); delete this line"
    close = get_close_matches(key, keys, n=1)
    return f"no such key; did you mean `{close[0]}`?" if close else f"no such key; this table has {', '.join(keys)}"


def _keys(model: type[BaseModel], tables: Location) -> list[str]:
    """The keys of the table at this place."""
    for part in tables:
        if part in model.model_fields:
            annotation = model.model_fields[str(part)].annotation
            candidates = [annotation, *get_args(annotation)]
            model = next((kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return list(model.model_fields)
