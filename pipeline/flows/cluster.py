"""The task of a project on a Dask cluster: its workers make the pages, and whoever runs the flow publishes them."""

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from distributed import KilledWorker, Worker, WorkerPlugin
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_API_URL
from prefect_dask.client import PrefectDaskClient
from prefect_dask.task_runners import DaskTaskRunner

from pipeline.chain.afar import Luggage, forget, luggage_of, pressed_there, unpack
from pipeline.chain.early import FEWEST
from pipeline.chain.press import Answer, Job, Pages, Unmade
from pipeline.chain.presses import AHEAD, Awaited
from pipeline.mistakes import UsageError
from pipeline.order import Order
from pipeline.report.leaks.strangers import Party

SECONDS = 20
"""How long a scheduler, or its first worker, may take to answer."""
NO_SERVER = (
    "the workers of a Dask cluster tell a Prefect server what they do: start one that they reach with `prefect server start`, and name it"
    " in PREFECT_API_URL"
)
RENDER = task(name="render", task_run_name="render {project}", cache_policy=NO_CACHE, persist_result=False)(pressed_there)


class Unpacking(WorkerPlugin):
    """Makes every worker of a cluster ready for a run, also one that comes later."""

    def __init__(self, name: str, luggage: Luggage) -> None:
        self.name, self.luggage = name, luggage

    def setup(self, worker: Worker) -> None:
        """Unpack what came along."""
        self.folder = TemporaryDirectory(prefix="milepost-")
        unpack(self.name, self.luggage, Path(self.folder.name))

    def teardown(self, worker: Worker) -> None:
        """Take it away."""
        forget(self.name)
        self.folder.cleanup()


class Cluster:
    """The workers of a Dask cluster for one run."""

    def __init__(self, runner: DaskTaskRunner, name: str, seconds: float) -> None:
        self._runner, self._name, self._seconds = runner, name, seconds

    @property
    def ahead(self) -> int:
        """How many issues may be sent ahead: some for each thread of the workers that are there now."""
        with suppress(Exception):  # of a cluster that was lost, the issues say so
            return AHEAD * max(sum(self._runner.client.nthreads().values()), 1)  # type: ignore[no-untyped-call]
        return AHEAD

    def start(self, job: Job) -> Awaited:
        """The pages that a worker makes now, or after those before; it raises nothing."""
        asked = {"project": job.issue.project_id, "run": self._name, "job": pickle.dumps(job, pickle.HIGHEST_PROTOCOL)}
        try:
            return Awaited(job, _Coming(self._runner.submit(RENDER, asked), self._seconds))
        except Exception as error:  # told when the turn of this project comes
            return Awaited(job, _Coming(error, self._seconds))


class _Coming:
    """The pages of one issue that are to come from a cluster, or why they cannot."""

    def __init__(self, future: PrefectFuture[Pages] | Exception, seconds: float) -> None:
        self._future, self._seconds = future, seconds

    def result(self) -> Answer:
        """The pages, once they are there. Raises: Unmade."""
        try:
            if isinstance(self._future, Exception):
                raise self._future
            return self._future.result(timeout=self._seconds), "", False
        except Unmade:
            raise
        except TimeoutError:
            raise Unmade(f"no worker of the Dask cluster made its pages within {self._seconds:g} seconds") from None
        except KilledWorker:
            raise Unmade("each worker of the Dask cluster that made its pages ended in the middle") from None
        except (Exception, CancelledError) as error:
            raise Unmade(f"the Dask cluster did not make its pages ({type(error).__name__}: {_first_line(error)})") from error


@contextmanager
def on_cluster(order: Order, parties: Sequence[Party], number: int) -> Iterator[Cluster | None]:
    """The workers of the cluster that the settings name, for so many issues; None where they are few.

    Raises: ConnectionError where it does not answer, or has no worker; UsageError without a Prefect server.
    """
    if number < FEWEST:
        yield None
        return
    address, name = order.settings.rendering.cluster, f"milepost-{uuid4()}"
    if not PREFECT_API_URL.value():
        raise UsageError(NO_SERVER)
    with DaskTaskRunner(address=address, client_kwargs={"timeout": SECONDS}) as runner:
        client = _answering(runner, str(address))
        client.register_plugin(Unpacking(name, luggage_of(order, parties)), name=name)
        try:
            yield Cluster(runner, name, order.settings.rendering.seconds)
        finally:
            with suppress(Exception):  # of a cluster that was lost
                client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]


def _answering(runner: DaskTaskRunner, address: str) -> PrefectDaskClient:
    """The client of a cluster that has a worker."""
    try:
        client = runner.client
    except (OSError, ValueError) as error:
        told = f"{address}: no Dask scheduler answers there ({_first_line(error)}); start one with `dask scheduler`"
        raise ConnectionError(f"{told}, or take `cluster` out of [rendering]") from error
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except (OSError, TimeoutError) as error:
        raise ConnectionError(f"{address}: this Dask cluster has no worker; start one with `dask worker {address} --nthreads 1`") from error
    return client


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
