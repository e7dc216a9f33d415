"""The preview's server, for this machine only: the page around the report, the report, the findings, and news of changes."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from pipeline.mistakes import UsageError
from pipeline.preview.watch import LOOK_EVERY, Preview, Shown, watch
from pipeline.report.brand import brand_of
from pipeline.report.html import environment, render_html
from pipeline.report.team import finding_groups, findings_sentence
from pipeline.report.views import view
from pipeline.settings import Settings
from pipeline.wording import Text, note, note_as, say, speaking
from pipeline.workbook.snapshot import LOCKS

LOCALHOST = "127.0.0.1"
EDITIONS: Mapping[str, tuple[Text, Text]] = MappingProxyType(
    {
        "customer": (note_as("edition", "Customer"), note("The report, customer edition")),
        "executive": (note_as("edition", "Executive"), note("The report, executive edition")),
        "team": (note_as("edition", "Team"), note("The report, team edition")),
    }
)
"""The editions: what each is called, and what the frame with its page is called to those who do not see it."""
HEARTBEAT = 10.0
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"
SHELL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-src 'self'"


def serve_preview(
    path: Path,
    settings: Settings,
    edition: str = "executive",
    port: int = 0,
    ready: Callable[[str], None] = print,
    watching: bool = True,
) -> None:
    """Serve the preview until Ctrl-C; `ready` is told its address. Port 0 takes a free one.

    Raises: UsageError where there is no such workbook or edition, or the port is taken.
    """
    with open_preview(path, settings, edition, port, watching) as address:
        try:
            ready(address)
            while True:  # in short sleeps: a signal that another thread gets does not wake this one
                sleep(LOOK_EVERY)
        except KeyboardInterrupt:
            return


@contextmanager
def open_preview(path: Path, settings: Settings, edition: str = "executive", port: int = 0, watching: bool = True) -> Iterator[str]:
    """A preview that is served while the block runs; its address, for this machine only."""
    if edition not in EDITIONS:
        raise UsageError(f"there is no edition {edition!r}; choose {', '.join(EDITIONS)}")
    if path.name.startswith(LOCKS):
        raise UsageError(f"{path}: this is the lock file of a workbook that somebody has open; name the workbook itself")
    if not path.is_file():
        raise UsageError(f"{path}: no such file")
    preview = Preview(path, settings)
    try:
        server = ThreadingHTTPServer((LOCALHOST, port), partial(_Handler, preview, edition))
    except OSError as error:
        raise UsageError(f"port {port} cannot be used ({error.strerror}); choose another, or leave it out for a free one") from None
    over = threading.Event()
    threads = [threading.Thread(target=server.serve_forever, args=(LOOK_EVERY,), daemon=True)]
    if watching:
        threads.append(threading.Thread(target=watch, args=(preview, over), daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield f"http://{LOCALHOST}:{server.server_port}/"
    finally:
        over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers for one browser: the page around the report, the report, the findings beside it, and news of changes."""

    protocol_version = "HTTP/1.1"

    def __init__(self, preview: Preview, edition: str, *args: object) -> None:
        self.preview, self.first_edition = preview, edition
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """One of the four pages; others do not exist."""
        address = urlsplit(self.path)
        asked = parse_qs(address.query).get("edition", [self.first_edition])[0]
        edition = asked if asked in EDITIONS else self.first_edition
        pages = {"/": self._shell, "/report": self._report, "/findings": self._findings, "/news": self._news}
        port = self.connection.getsockname()[1]
        try:
            with speaking(self.preview.shown.issue.language):
                if self.headers.get("Host") not in (f"{LOCALHOST}:{port}", f"localhost:{port}"):
                    self._send(say("This page is for this machine only."), HTTPStatus.FORBIDDEN)  # a foreign page that found our port
                elif address.path in pages:
                    pages[address.path](edition)
                else:
                    self._send(say("There is no such page."), HTTPStatus.NOT_FOUND)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Say nothing: whoever previews looks at the browser."""

    def _shell(self, edition: str) -> None:
        shown = self.preview.shown
        facts = {"edition": shown.edition(edition), "asked": edition, "editions": EDITIONS}
        self._send(page("page.html", shown, **facts), policy=SHELL_POLICY)

    def _report(self, edition: str) -> None:
        shown, settings = self.preview.shown, self.preview.settings
        page = render_html(view(shown.issue, shown.edition(edition), brand_of(settings)), settings.templates)
        self._send(page, policy=REPORT_POLICY)

    def _findings(self, edition: str) -> None:
        self._send(page("findings.html", self.preview.shown))

    def _news(self, edition: str) -> None:
        """Server-sent events: the state now, then each change, and a sign of life in between."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        known: Shown | None = None
        while True:
            shown = self.preview.wait(known, HEARTBEAT)
            news = {"version": shown.version, "status": shown.status, "saving": shown.saving, "edition": shown.edition(edition)}
            self.wfile.write((": still here\n\n" if shown is known else f"data: {json.dumps(news)}\n\n").encode())
            self.wfile.flush()
            known = shown

    def _send(self, text: str, status: HTTPStatus = HTTPStatus.OK, policy: str = "default-src 'none'") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def page(name: str, shown: Shown, **facts: object) -> str:
    """A page around the report in the issue's language, by a packaged template: a report may be overridden, the preview's frame not."""
    with speaking(shown.issue.language):
        findings = {"groups": finding_groups(shown.issue), "sentence": findings_sentence(shown.issue)}
        return environment(None).get_template(f"preview/{name}").render(shown=shown, **findings, **facts)
