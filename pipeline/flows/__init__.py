"""The flows: the weekly reports and the reminders before them as Prefect runs them, by hand, on a schedule or in a work pool."""

from pipeline.flows.weekly import run_weekly_status, weekly_status

__all__ = ["run_weekly_status", "weekly_status"]
