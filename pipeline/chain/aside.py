"""Issues of large runs, whose books and figures are left on the disk until somebody asks for them, so that memory stays flat."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields, replace
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from pipeline.issue import Issue
from pipeline.order import Order

NEAR = 200
"""Workbooks of a run whose issues stay in memory, half a megabyte each; those after them are laid aside."""
HELD = 8
"""Issues laid aside that are in memory at a time."""


class Aside:
    """What a run has laid aside, and the last of it that somebody asked for.

    `keeping` is the order under which the run keeps what it reads: a dry run leaves nothing in the outputs, so it has a folder of its own
    for temporary files, gone when nobody can ask for its issues any more.
    """

    def __init__(self, order: Order) -> None:
        self.keeping = order
        if order.dry_run and len(order.files) > NEAR:
            self._folder = TemporaryDirectory(prefix="milepost-")
            portfolio = order.settings.portfolio.model_copy(update={"outputs": self._folder.name})
            self.keeping = replace(order, settings=order.settings.model_copy(update={"portfolio": portfolio}), dry_run=False)
        self._last: OrderedDict[Callable[[], Issue], Issue] = OrderedDict()
        self._lock = Lock()

    def laid(self, issue: Issue, load: Callable[[], Issue]) -> Issue:
        """The issue, which is loaded again where more than its head is asked for."""
        far = object.__new__(_Far)
        far.__dict__ |= {name: value for name, value in vars(issue).items() if name not in HEAVY}
        far.__dict__["whole"] = lambda: self.whole(load)
        return far

    def whole(self, load: Callable[[], Issue]) -> Issue:
        """What lies there. Raises: OSError where it was taken away."""
        with self._lock:
            found = self._last.pop(load, None) or load()
            self._last[load] = found
            if len(self._last) > HELD:
                self._last.popitem(last=False)
            return found


class _OnDisk:
    """A field that is loaded with the whole issue, unless the issue was made anew with it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, far: "_Far", owner: type) -> Any:  # noqa: ANN401  # the type of each field
        return getattr(far.__dict__["whole"](), self.name)


class _Far(Issue):
    """An issue that has its head alone; for a worker, and for `replace`, it is an issue as any other."""

    book = _OnDisk()
    figures = _OnDisk()
    milestone_health = _OnDisk()
    findings = _OnDisk()
    past = _OnDisk()

    def __reduce_ex__(self, protocol: object) -> tuple[type[Issue], tuple[Any, ...]]:
        return Issue, tuple(getattr(self, field.name) for field in fields(Issue))


HEAVY = frozenset(name for name, value in vars(_Far).items() if isinstance(value, _OnDisk))
