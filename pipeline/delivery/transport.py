"""What a transport is: it hands one letter over, and says for certain whether that worked, or that it cannot know."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """One message for one recipient; `key` is its name in the ledger, `sender` may carry a display name."""

    key: str
    sender: str
    recipient: str
    message: bytes


class Temporary(Exception):
    """The letter was certainly not taken, and a later try may succeed."""


class Permanent(Exception):
    """The letter was certainly not taken, and never will be."""


class Unknown(Exception):
    """The letter may have been taken."""


class Unreachable(Exception):
    """No letter was offered: the way is closed for all letters, not for this one."""


class Transport(Protocol):
    """A way for letters to leave; `name` says which, and differs between two places that cannot look into each other."""

    @property
    def name(self) -> str:
        """The name that the ledger keeps."""

    def send(self, letter: Letter) -> str:
        """The receipt of a letter that was taken. Raises: Temporary, Permanent, Unknown, Unreachable."""

    def receipt(self, key: str) -> str | None:
        """The receipt of the letter of this key if it was taken, None if it was not. Raises: Unknown where this cannot be found out."""

    def close(self) -> None:
        """Let go of connections."""
