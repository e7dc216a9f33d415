"""What can go wrong with the store, each said in one sentence with its cure."""


class StoreError(OSError):
    """The store cannot be used, or will not do what it was asked; as a failure of the machine it ends in exit code 3."""


class Refused(StoreError):
    """One issue cannot be kept as it is given; the store itself is sound. `issue` is the key of the issue that stands in the way."""

    def __init__(self, message: str, issue: str = "") -> None:
        super().__init__(message)
        self.issue = issue


class NeedsCorrection(Refused):
    """The issue was sent, and what it says has changed since: only a correction with a reason can replace it."""
