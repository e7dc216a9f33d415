"""What went wrong, in one sentence: the error for what a user did, which ends in exit code 2, and what the machine did not do."""

import errno

CURES = {
    errno.ENOSPC: "make room on this disk, and start it again",
    errno.EDQUOT: "make room within the quota, or raise it, and start it again",
    errno.EROFS: "make this disk writable, or choose another in the settings, and start it again",
    errno.EACCES: "give the user who runs milepost the right to it, and start it again",
    errno.EPERM: "give the user who runs milepost the right to it, and start it again",
}


class UsageError(Exception):
    """A call or a setting that cannot be followed; its text says what to do instead."""


def of_machine(error: OSError) -> str:
    """What the machine did not do, where, and what to do about it where that is known."""
    where = f": {error.filename}" if error.filename else ""
    cure = CURES.get(error.errno or 0)
    return f"{error.strerror or error}{where}{f'; {cure}' if cure else ''}"
