"""Both flows on a schedule: served by this process, or handed to a work pool by a prefect.yaml that can be edited."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.settings import PREFECT_API_URL
from prefect.types.entrypoint import EntrypointType

from pipeline.flows.reminding import reminders
from pipeline.flows.starts import SLUG, Purpose, schedules, starts
from pipeline.flows.weekly import weekly_status
from pipeline.settings import Settings

FLOWS: Mapping[Purpose, tuple[str, Flow[..., Any]]] = {
    "reports": ("pipeline.flows.weekly.weekly_status", weekly_status),
    "reminders": ("pipeline.flows.reminding.reminders", reminders),
}
"""What is scheduled, and where a worker finds it: it needs Milepost installed, not a checkout."""
HEAD = """\
# Milepost's flows for a work pool, written by milepost deploy, which never overwrites it without --force. Edit it, then deploy again.
# The dates are the next starts, in UTC, moved off public holidays; each run tells the server the ones after it.
name: milepost
pull: []
deployments:
"""
DEPLOYMENT = """\
- name: {name}
  entrypoint: {entrypoint}
  parameters: {parameters}
  concurrency_limit: 1
  schedules:
  - slug: {slug}
    timezone: UTC
    rrule: {rule}
  work_pool: {pool}
"""


class DeployError(OSError):
    """Prefect did not take the deployments; the message is its own."""


def api_url() -> str | None:
    """The address of the Prefect server that the environment or the profile names."""
    url: str | None = PREFECT_API_URL.value()
    return url


def serve_portfolio(settings: Settings, file: Path, now: datetime) -> None:
    """Start what is due, one run at a time, until the process is told to end; the schedules stay active meanwhile."""
    serve(*_served(settings, file, now), pause_on_shutdown=False, print_starting_message=False, limit=1)


def prefect_yaml(settings: Settings, file: Path, pool: str, now: datetime) -> str:
    """The prefect.yaml that hands both flows to a work pool."""
    rules = {purpose: starts(purpose, settings.schedule, now) for purpose in FLOWS}
    deployments = (
        DEPLOYMENT.format(
            name=json.dumps(name_of(settings)),
            entrypoint=entrypoint,
            parameters=json.dumps(_parameters(file)),
            slug=SLUG,
            rule=json.dumps(rules[purpose]),
            pool=json.dumps({"name": pool}),
        )
        for purpose, (entrypoint, _) in FLOWS.items()
        if rules[purpose]
    )
    return HEAD + "".join(deployments)


def register(file: Path) -> None:
    """Hand everything in a prefect.yaml to the Prefect server. Raises: DeployError."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", file.name]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL)
    if done.returncode:
        raise DeployError(f"Prefect did not take {file}:\n{(done.stderr or done.stdout).strip()}")


def name_of(settings: Settings) -> str:
    """The name of a portfolio's deployments, without the signs that Prefect takes in none."""
    return re.sub(r"[/%&<>\"'\s]+", " ", settings.portfolio.name).strip() or "portfolio"


def _served(settings: Settings, file: Path, now: datetime) -> list[RunnerDeployment]:
    return [
        RunnerDeployment.from_flow(
            flow,
            name_of(settings),
            schedules=planned,
            concurrency_limit=1,
            parameters=_parameters(file),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for purpose, (_, flow) in FLOWS.items()
        if (planned := schedules(purpose, settings.schedule, now))
    ]


def _parameters(file: Path) -> dict[str, str]:
    return {"settings_file": str(file.absolute())}
