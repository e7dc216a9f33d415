"""The design: one place for colours, each of which has its counterpart on a dark screen."""

import re
from pathlib import Path

import pytest

from pipeline.contract.colours import AA, DARK_PAPER, contrast
from pipeline.report.charts import signs
from pipeline.report.html import IN_REPOSITORY

DESIGN = IN_REPOSITORY / "design"
PALETTE = sorted({signs.INK, signs.LINE, signs.PLAN, signs.TRACK, "#ffffff", *signs.STRONG.values(), *signs.PALE.values()})
WORDS = ("ink", "soft", "quiet", "red", "amber", "green", "blue")


def styles(name: str) -> str:
    return (DESIGN / name).read_text(encoding="utf-8")


def tokens(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", styles(name)))


@pytest.mark.parametrize("colour", PALETTE)
def test_every_colour_of_the_charts_has_its_own_on_a_dark_screen(colour):
    assert f'svg [fill="{colour}"]' in styles("dark.css")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("name", ["tokens.css", "dark.css"])
def test_words_can_be_read_on_paper_and_on_a_dark_screen(name, word):
    found = tokens(name)
    assert contrast(found[word], found["paper"]) >= AA
    assert contrast(found[word], found.get("raised", found["paper"])) >= AA


def test_the_dark_paper_is_the_one_that_accents_are_made_light_for():
    assert tokens("dark.css")["paper"] == DARK_PAPER


@pytest.mark.parametrize("path", sorted(DESIGN.glob("*.css")), ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_alone(path: Path):
    if path.name not in ("tokens.css", "dark.css", "print.css"):
        assert not re.findall(r"#[0-9a-fA-F]{3,6}\b", path.read_text(encoding="utf-8"))
