"""A function of the engine that all of it calls in another way."""

import sys
from collections.abc import Callable
from typing import Any


def instead(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Have every module of the engine call `new` where it called `old`, under whatever name it has it."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint":
            for known, value in tuple(vars(module).items()):
                if value is old:
                    setattr(module, known, new)
