"""How many examples a test of a property takes: where they are always the same, half as many show as much."""

import os

IS_DRAWN = "MILEPOST_CHANCE" in os.environ
"""Whether each run draws other examples, as `make chance` does."""


def examples(number: int) -> int:
    """As many examples where they are drawn anew, half of them where each run takes the same."""
    return number if IS_DRAWN else (number + 1) // 2
