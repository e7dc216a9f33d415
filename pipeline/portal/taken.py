"""Which files a project takes, under which name, and the sentence for those that it does not."""

import re
import unicodedata
from pathlib import PurePath

from pipeline.mistakes import UsageError
from pipeline.order import WORKBOOK_ENDINGS
from pipeline.settings import Limits
from pipeline.wording import note

LONGEST = 100
"""Characters of a file's name that are kept."""


class NotTaken(UsageError):
    """A file that is not taken, or not handed in; its text is a sentence to be `spoken`."""


def safe_name(name: str) -> str:
    """The last part of a file's name in letters that can be seen, 100 of them at most, with its ending; never empty."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ").strip(" .")
    ending = PurePath(seen).suffix[:10]
    return (seen.removesuffix(ending)[: LONGEST - len(ending)].rstrip(" .") or "workbook") + ending


def assert_taken(name: str, size: int, place: str, limits: Limits) -> None:
    """Whether a file of this name and size can stand where the workbook lies. Raises: NotTaken with what to do."""
    ending, wanted = PurePath(name).suffix.lower(), PurePath(place).suffix
    if ending not in WORKBOOK_ENDINGS:
        raise NotTaken(note("{name} is no workbook (*.xlsx, *.xlsm). Save it as one of these in Excel and upload it again.", name=name))
    if ending != wanted.lower():
        raise NotTaken(
            note("The workbook of this project is an {wanted} file, and {name} is none. Save it as {wanted} in Excel and upload it again.",
                 wanted=wanted, name=name)
        )  # fmt: skip
    if not size:
        raise NotTaken(note("{name} is empty: no byte of it arrived. Check the file and upload it again.", name=name))
    if size > limits.file_mb << 20:
        raise NotTaken(too_large(limits))


def too_large(limits: Limits) -> str:
    """The sentence about a file that is past the limit."""
    return note(
        "The file has more than {limit} MB. Delete pictures and sheets that nobody needs, and upload it again.", limit=limits.file_mb
    )
