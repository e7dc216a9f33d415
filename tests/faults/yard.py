"""A portfolio of two small projects for faults: what lies in it must be whole whatever happens, and its reader gets each report once."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterExpectedStartTime
from prefect.client.schemas.sorting import FlowRunSort

from clones import clones
from delivery.servers import Mailbox
from forks import Done, Forks
from pipeline.report.publish import MANIFEST

DAY = "2026-11-20"
RUN = ("run", "--date", DAY)
READER = "paulsen@nordlicht.example"
PROJECTS = ("p0", "p1")
SETTINGS = """\
{more}
[rendering]
workers = 1
[mail]
transport = "smtp"
host = "localhost"
port = {port}
tls = "none"
sender = "Status reports <status@studio.example>"
[projects.p0]
allowed_domains = ["nordlicht.example"]
[projects.p1]
allowed_domains = ["nordlicht.example"]
"""
AT_ANY_TIME = 'approval = "auto"\nmax_age_days = 3650\n'


@dataclass(frozen=True)
class Yard:
    """The folder of the portfolio as the tests see it, and as commands do, who may have mounts of their own."""

    root: Path
    forks: Forks

    @property
    def outputs(self) -> Path:
        return self.forks.seen(self.root / "outputs")

    @property
    def day(self) -> Path:
        return self.outputs / DAY

    @property
    def store(self) -> Path:
        return self.root / "outputs" / "milepost.db"

    def run(self, *arguments: str) -> Done:
        """How a command ended, by default the run; whatever it was, nobody is shown a traceback and no folder is a half."""
        return self.sound(self.forks.run(self.root, *(arguments or RUN)))

    def sound(self, done: Done) -> Done:
        assert "Traceback" not in done.err, done.err
        assert "mistake of ours" not in done.err
        for folder in self.folders():
            told = json.loads((folder / MANIFEST).read_bytes())["files"]
            lying = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != MANIFEST}
            assert lying == told
        return done

    def state(self, before: int = 0) -> str:
        """The state that the last run has in Prefect; `before`: one of so many runs earlier."""
        begun = FlowRunFilter(expected_start_time=FlowRunFilterExpectedStartTime(before_=datetime.now(UTC)))  # others may have plans
        with get_client(sync_client=True) as client:
            (run,) = client.read_flow_runs(flow_run_filter=begun, sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=1, offset=before)
        return f"{run.state.type.value} {run.state.name}: {run.state.message}"

    def folders(self) -> list[Path]:
        """The published folders."""
        return sorted(path for path in self.day.glob("*") if path.is_dir() and not path.name.startswith("."))

    def is_complete(self) -> bool:
        """Whether all reports are in place, with nothing half made beside them."""
        names = {path.name for path in self.day.iterdir()}
        return names == {*PROJECTS, "portfolio.html", "portfolio.pdf", "portfolio.json"} and (self.outputs / "index.html").exists()


def yard(root: Path, forks: Forks, port: int = 9, more: str = "") -> Yard:
    """A portfolio in a new folder whose mail goes to the server at this port."""
    made = clones(root, len(PROJECTS), SETTINGS.format(port=port, more=more))
    with (made / "milepost.toml").open("a") as settings:
        settings.write(AT_ANY_TIME)
    (made / "outputs").mkdir()
    return Yard(made, forks)


def copies(box: Mailbox) -> Counter[str]:
    """How many mails the reader has got, by project."""
    assert {to for _, to, _ in box.taken} <= {READER}
    return Counter(message_from_bytes(content)["X-Report-Key"].partition(".")[0] for _, _, content in box.taken)


ONE_EACH = Counter(PROJECTS)
