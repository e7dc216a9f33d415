"""Names of folders in the outputs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.issue import folder_name


@pytest.mark.parametrize(
    ("project_id", "folder"),
    [
        ("harbour-portal", "harbour-portal"),
        ("../A b", "a-b"),
        ("", "project"),
        ("...", "project"),
        ("portfolio", "portfolio"),
        ("Portfolio.json", "project-portfolio.json"),
        ("portfolio.html", "project-portfolio.html"),
        ("PORTFOLIO.PDF.", "project-portfolio.pdf"),
        ("index.html", "project-index.html"),
        ("CON", "project-con"),
        ("nul.txt", "project-nul.txt"),
        ("aux-ports", "aux-ports"),
        ("com1", "project-com1"),
        ("lpt²", "project-lpt²"),
        ("com10", "com10"),
        (f"{'a' * 79}.b", "a" * 79),
    ],
)
def test_a_folder_is_named_after_the_project_unless_the_name_is_taken(project_id, folder):
    assert folder_name(project_id) == folder


@given(st.text())
def test_any_id_gives_a_name_that_every_system_takes(project_id):
    name = folder_name(project_id)
    assert re.fullmatch(r"\w([\w.-]*\w)?", name) or not name.isascii()
    assert folder_name(name) == name
