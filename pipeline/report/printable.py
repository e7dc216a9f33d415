"""What may stand on a page: texts without signs that no reader sees and that change what is read, or that no file can hold."""

import re

from markupsafe import Markup

from pipeline.wording import spoken

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of reading, also of what stands after them
    "\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"  # unseen, or no characters
)
HALVES = re.compile("[\ud800-\udfff]")


def printed(text: str) -> str:
    """A text as a page prints it: in the language spoken now, without hidden signs; half characters become �. Markup stays markup."""
    said = spoken(text)
    if not isinstance(said, str) or (said.isascii() and said.isprintable()):
        return said
    clean = HALVES.sub("\ufffd", HIDDEN.sub("", said))
    return said if clean == said else type(said)(clean) if isinstance(said, Markup) else clean
