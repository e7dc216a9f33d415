"""What to enter in a blank cell, as a sentence made from the contract."""

import re
from functools import cache

from pipeline.contract.cells import Choice, Whole
from pipeline.contract.names import words_of
from pipeline.contract.sheets import Column
from pipeline.wording import Text, note
from pipeline.wording.text import Template

SAYS_WHAT = re.compile(r"(?:A|For whom|The|Two|What|When|Which|Who|Why)\b")
"""How the help of a column begins that can follow the word Enter."""

LACKS_ARTICLE = re.compile(r"ID\b|[Ll]ast day\b")


@cache
def enter(column: Column) -> Text:
    """The sentence for a blank cell: the column's help where that says what stands there, else what its type takes."""
    match column.type:
        case Choice() as choice:
            return note("Choose from the list: {words}.", words=words_of(choice))
        case Whole(minimum=low, maximum=high):
            return note("Enter a whole number from {low} to {high}.", low=low, high=high)
    return Text(Template(_sentence(column)), {})


def _sentence(column: Column) -> str:
    told = column.help if column.help.startswith("ID ") else f"{column.help[:1].lower()}{column.help[1:]}"
    if column.key == "id":
        return f"Enter an ID: {told}"
    if SAYS_WHAT.match(column.help):
        return f"Enter {told}"
    return f"Enter the {told}" if LACKS_ARTICLE.match(told) else f"Enter {column.type.enter}."
