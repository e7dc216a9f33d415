"""A file that a PDF carries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Enclosure:
    """A file of figures that a PDF carries: its name, content and what it is in a sentence."""

    name: str
    content: bytes
    description: str
