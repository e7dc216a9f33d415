"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that must be right: what was found, and what to do where it is not."""

    name: str
    ok: bool
    detail: str
    cure: str = ""


def first_line(error: BaseException) -> str:
    """The error's own words, cut to one line."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
