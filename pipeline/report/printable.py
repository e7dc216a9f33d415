"""What may stand on a page: texts without signs that no reader sees and that change what is read, or that no file can hold."""

import re

from markupsafe import Markup

from pipeline.wording import spoken

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of reading, also of what stands after them
    "\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"  # unseen, or no characters
)
WORD, SHOWN = 500, 200
"""A word of more letters is cut: setting a line that breaks nowhere takes the square of its length. Scripts without blanks do break."""
HALVES = re.compile("[\ud800-\udfff]")


def printed(text: str) -> str:
    """A text as a page prints it: in the language spoken now, without hidden signs, endless words cut; half characters become �.

    Markup stays markup and is not cut.
    """
    said = spoken(text)
    if not isinstance(said, str) or (len(said) <= WORD and said.isascii() and said.isprintable()):
        return said
    clean = HALVES.sub("\ufffd", HIDDEN.sub("", said))
    if isinstance(said, Markup):
        return said if clean == said else Markup(clean)
    return broken_off(clean, WORD)


def broken_off(text: str, longest: int) -> str:
    """The text with every word of more than `longest` letters cut to its beginning."""
    return re.sub(f"[!-\u2dff]{{{longest + 1},}}", lambda word: f"{word[0][:SHOWN]}…", text) if len(text) > longest else text
