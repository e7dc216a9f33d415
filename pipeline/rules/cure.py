"""What to enter in a blank cell, as a sentence made from the contract."""

import re

from pipeline.contract.cells import Choice, Whole
from pipeline.contract.sheets import Column

SAYS_WHAT = re.compile(r"(?:A|For whom|The|Two|What|When|Which|Who|Why)\b")
"""How the help of a column begins that can follow the word Enter."""

LACKS_ARTICLE = re.compile(r"ID\b|[Ll]ast day\b")


def enter(column: Column) -> str:
    """The sentence for a blank cell: the column's help where that says what stands there, else what its type takes."""
    told = column.help if column.help.startswith("ID ") else f"{column.help[:1].lower()}{column.help[1:]}"
    match column.type:
        case Choice(values=values):
            return f"Choose from the list: {', '.join(values)}."
        case Whole(minimum=low, maximum=high):
            return f"Enter a whole number from {low} to {high}."
    if column.key == "id":
        return f"Enter an ID: {told}"
    if SAYS_WHAT.match(column.help):
        return f"Enter {told}"
    return f"Enter the {told}" if LACKS_ARTICLE.match(told) else f"Enter {column.type.enter}."
