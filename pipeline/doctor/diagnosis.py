"""All checks together."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from pipeline.doctor.check import Check
from pipeline.doctor.machine import calendar, fonts, pango, prefect, python, scripts
from pipeline.doctor.places import addresses, clock, disk, store, workbooks, writable
from pipeline.doctor.servers import cluster, mail, prefect_api
from pipeline.settings import Settings


def diagnose(settings: Settings, environment: Mapping[str, str] = os.environ, now: datetime | None = None) -> list[Check]:
    """All checks of the machine under these settings; the slow ones (Prefect, servers) come last."""
    return [
        python(),
        pango(),
        fonts(),
        scripts(),
        calendar(settings.schedule.holidays),
        *addresses(settings),
        *([] if settings.is_afar("workbooks") else [workbooks(settings.workbooks)]),
        writable("Outputs", settings.outputs, "portfolio.outputs"),
        disk(settings.outputs),
        store(settings.store_url),
        *clock(settings, now or datetime.now(UTC)),
        *mail(settings, environment),
        prefect(),
        *prefect_api(environment.get("PREFECT_API_URL")),
        *cluster(settings.rendering.cluster),
    ]
