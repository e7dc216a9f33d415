"""The flows on a schedule: served by this process, or handed to a work pool by a prefect.yaml that can be edited."""

import asyncio
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound, TerminationSignal
from prefect.runner import Runner
from prefect.settings import PREFECT_API_URL
from prefect.types.entrypoint import EntrypointType

from pipeline.flows.posting import outbox
from pipeline.flows.reminding import reminders
from pipeline.flows.starts import SOON, Purpose, moments, plan_starts
from pipeline.flows.weekly import weekly_status
from pipeline.settings import Settings
from pipeline.store.records import store_is_there

FLOWS: Mapping[Purpose, Flow[..., Any]] = {"reports": weekly_status, "reminders": reminders, "outbox": outbox}
HEAD = """\
# Milepost's flows for a work pool, written by milepost deploy, which never overwrites it without --force. Edit it, then deploy again.
# There are no schedules here: milepost deploy plans the next runs, off public holidays, and each run plans the ones after it.
name: milepost
pull: []
deployments:
"""
DEPLOYMENT = """\
- name: {name}
  entrypoint: {entrypoint}
  parameters: {parameters}
  concurrency_limit: 1
  work_pool: {pool}
"""


class DeployError(OSError):
    """Prefect did not take the deployments; the message is its own."""


def api_url() -> str | None:
    """The address of the Prefect server that the environment or the profile names."""
    url: str | None = PREFECT_API_URL.value()
    return url


def serve_portfolio(settings: Settings, file: Path, now: datetime) -> None:
    """Start what is due, one run at a time, until the process is told to end; what is planned stays planned meanwhile."""
    runner = Runner(name_of(settings), pause_on_shutdown=False, limit=1)
    with get_client(sync_client=True) as client:
        for purpose, flow in FLOWS.items():
            name, kind = name_of(settings), EntrypointType.MODULE_PATH
            served = RunnerDeployment.from_flow(flow, name, parameters=_parameters(file), entrypoint_type=kind)
            plan_starts(client, cast(UUID, runner.add_deployment(served)), _first(purpose, settings, now), now)
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited")  # how Prefect ends a runner on SIGTERM
    try:
        asyncio.run(runner.start())
    except (KeyboardInterrupt, TerminationSignal):
        return


def prefect_yaml(settings: Settings, file: Path, pool: str) -> str:
    """The prefect.yaml that hands the flows to a work pool; workers need Milepost installed, not a checkout."""
    values = {"name": name_of(settings), "parameters": _parameters(file), "pool": {"name": pool}}
    told = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    return HEAD + "".join(DEPLOYMENT.format(entrypoint=_entrypoint(flow), **told) for flow in FLOWS.values())


def has_pool(name: str) -> bool:
    """Whether the Prefect server has a work pool of this name."""
    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(name)
        except ObjectNotFound:
            return False
    return True


def register(settings: Settings, file: Path, now: datetime) -> None:
    """Hand what stands in a prefect.yaml to the Prefect server, and plan the next runs. Raises: DeployError."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", file.name]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL)
    if done.returncode:
        raise DeployError(f"Prefect did not take {file}: {(done.stderr or done.stdout).strip()}")
    with get_client(sync_client=True) as client:
        for purpose, flow in FLOWS.items():
            name = f"{flow.name}/{name_of(settings)}"
            try:
                deployment = client.read_deployment_by_name(name)
            except ObjectNotFound:
                raise DeployError(f"{file} has no deployment {name}; write it anew with --force") from None
            plan_starts(client, deployment.id, _first(purpose, settings, now), now)


def _first(purpose: Purpose, settings: Settings, now: datetime) -> list[datetime]:
    """When a flow starts once it is handed over; one look into the outbox finds out whether another is needed."""
    if purpose == "outbox":
        return [(now.astimezone(UTC) + SOON).replace(microsecond=0)] if store_is_there(settings.store_url) else []
    return moments(purpose, settings.schedule, now)


def name_of(settings: Settings) -> str:
    """The name of a portfolio's deployments, without the signs that Prefect takes in none."""
    return re.sub(r"[/%&<>\"'\s]+", " ", settings.portfolio.name).strip() or "portfolio"


def _entrypoint(flow: Flow[..., Any]) -> str:
    return f"{flow.fn.__module__}.{flow.fn.__name__}"


def _parameters(file: Path) -> dict[str, str]:
    return {"settings_file": str(file.absolute())}
