"""Standard output and error in any encoding: what the encoding lacks is escaped, and JSON is always valid JSON."""

import codecs
import json
import sys
from io import TextIOWrapper


def escape_unknown() -> None:
    """Let both streams print escapes for the characters that their encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="escaped")


def print_json(text: str) -> None:
    """Print JSON as it is on a stream in UTF-8, and in plain ASCII on any other."""
    utf8 = codecs.lookup(sys.stdout.encoding).name == "utf-8"
    print(text if utf8 else text.encode("ascii", "escaped").decode())


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """The characters that cannot be encoded, escaped as in JSON, and where they end."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error("escaped", _escaped)
