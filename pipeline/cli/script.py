"""The console script: the command line, and an end at once."""

import atexit
import logging
import os
import sys

from pipeline.cli.app import main


def script() -> None:
    """Run the command line, and end the process once all that waits for its end has had its turn.

    Python would take down all that was loaded, object by object, which takes longer than many a command. What was registered to be done
    at the end, and threads that must be waited for, come before.
    """
    ended: list[int] = []
    atexit.register(_leave, ended)
    try:
        main()
        ended.append(0)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            ended.append(end.code or 0)
        raise


def _leave(ended: list[int]) -> None:
    """Be gone with the code with which the command ended; where it has none, or cannot say its last words, Python ends the process."""
    try:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return
    for code in ended:
        os._exit(code)
