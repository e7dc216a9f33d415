"""One workbook under watch: what is shown of it, and when a saved file is read again."""

import threading
import traceback
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

from pipeline.issue import Issue, issue_of
from pipeline.settings import Settings
from pipeline.store.database import known_store
from pipeline.wording import note, say, speaking, spoken
from pipeline.workbook.snapshot import Signature, signature_of

LOOK_EVERY = 0.15
PATIENCE = 5.0
"""Seconds between two looks at the workbook; seconds until a file that stays gone or unreadable is called so, and not "saving"."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What browsers show: the issue as last read, counted by `version`; `saving` while the file is being written, and a `note` where the
    file as it stands now could not be read, so that the state before it is still shown."""

    issue: Issue
    version: int
    saved_at: str
    saving: bool = False
    note: str = ""

    def edition(self, wanted: str) -> str:
        """The edition that can be shown: a held project has only the team's."""
        return "team" if self.issue.held else wanted

    @property
    def status(self) -> str:
        """The state in a few words of the issue's language, for the bar above the page."""
        with speaking(self.issue.language):
            if self.saving:
                return say("saving…")
            return spoken(self.note) or say("as saved at {time}", time=self.saved_at)


class Preview:
    """One workbook under watch: what is shown of it now, and a way to wait for the next change."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path, self.settings = path, settings
        self._changed = threading.Condition()
        self._made_from = self._seen = signature_of(path)
        self._seen_at = monotonic()
        self.shown = Shown(_issue(path, settings), 1, _clock(self._made_from))

    def look(self, now: float) -> None:
        """Look at the file once; it is read when two looks in a row see the same new file. `now` is in seconds, of any clock."""
        signature = signature_of(self.path)
        if signature == self._made_from:
            self._seen = signature
            self._show(saving=False)
        elif signature != self._seen:
            self._seen, self._seen_at = signature, now
            self._show(saving=True, note="")
        elif signature is None:
            self._give_up(now, signature, note("{file} is gone; this is its last state", file=self.path.name))
        else:
            self._read(now, signature)

    def wait(self, known: Shown | None, seconds: float) -> Shown:
        """What is shown, as soon as it is something else than `known`, else after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.shown is not known, timeout=seconds)
            return self.shown

    def _read(self, now: float, signature: Signature) -> None:
        issue = _issue(self.path, self.settings)
        if signature_of(self.path) != signature:
            return
        if issue.book is None and self.shown.issue.book is not None:
            self._give_up(now, signature, note("cannot be read now: {reason}; this is the state before", reason=issue.held))
            return
        self._made_from = signature
        self._show(issue=issue, version=self.shown.version + 1, saved_at=_clock(signature), saving=False, note="")

    def _give_up(self, now: float, signature: Signature | None, note: str) -> None:
        """Once patience is over, say what is the matter; the last good state stays on the page."""
        if now - self._seen_at >= PATIENCE:
            self._made_from = signature
            self._show(saving=False, note=note)

    def _show(self, **changes: object) -> None:
        shown = replace(self.shown, **changes)  # type: ignore[arg-type]
        if (shown.version, shown.saving, shown.note) != (self.shown.version, self.shown.saving, self.shown.note):
            with self._changed:
                self.shown = shown
                self._changed.notify_all()


def watch(preview: Preview, over: threading.Event) -> None:
    """Look at the workbook until it is `over`."""
    while not over.wait(LOOK_EVERY):
        try:
            preview.look(monotonic())
        except Exception:  # the page stays as it is, the next look tries again, and whoever runs it reads why
            traceback.print_exc()


def _clock(signature: Signature | None) -> str:
    """The local time at which a file was saved."""
    return datetime.fromtimestamp(signature[0] / 1e9).strftime("%H:%M:%S") if signature else note("an unknown time")


def _issue(path: Path, settings: Settings) -> Issue:
    """The issue as the next run would make it, beside the project's past."""
    with known_store(settings.store_url) as store:
        return issue_of(path, settings, store=store)
