"""The command line: thin doors. Heavy imports stand inside the commands, so that --help and --version answer at once."""

from pipeline.cli import cadence, correct, delivery, history, keeping, portal, reports, start, workbooks  # noqa: F401  # each registers its commands
from pipeline.cli.app import app, main

__all__ = ["app", "main"]
