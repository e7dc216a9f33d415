"""Who is at the other end of a request, and which projects that person may see."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visitor:
    """Somebody who is logged in: operators see all projects, others those that they manage; `projects` are their ids.

    address: as it is compared; name: as sheet People has it, else the address.
    """

    address: str
    name: str
    operator: bool
    projects: frozenset[str]

    def sees(self, project: str) -> bool:
        """Whether the visitor may see the project of this id."""
        return self.operator or project in self.projects
