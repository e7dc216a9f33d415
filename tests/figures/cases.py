"""The oracle cases of the figures, and short ways to the figures of a book built in a test."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from builders import make_book, milestone
from pipeline.figures.compute import compute
from pipeline.figures.records import Figures

ORACLES = Path(__file__).parent.parent / "oracles"
TOPICS = (
    "rollup", "readiness-gates", "rag-health", "schedule-variance", "forecast", "earned-value", "earned-schedule", "cpm-networks",
    "cpm-relations-lag", "schedule-quality",
)  # fmt: skip


@cache
def cases(topic: str) -> dict[str, dict[str, Any]]:
    """The cases of one oracle file by id."""
    return {each["id"]: each for each in json.loads((ORACLES / f"{topic}.json").read_text())["cases"]}


def case(topic: str, id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and expected values of one case."""
    found = cases(topic)[id]
    return found["inputs"], found["expected"]


def figures_of(*scope: dict[str, Any], milestones: list[dict[str, Any]] | None = None, project: Any = None, **sheets: Any) -> Figures:
    """The figures of a book with these scope rows; without `milestones` there is one, M1."""
    return compute(make_book(project, Milestones=milestones or [milestone()], Scope=list(scope), **sheets))


def column(frame: Any, name: str) -> dict[str, Any]:
    """A column of a figures table by id."""
    return dict(frame.select("id", name).rows())
