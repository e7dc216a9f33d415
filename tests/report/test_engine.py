"""The PDF engine as it is loaded and called: no other program is asked for anything, and Python's stack lies in one piece."""

import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from weasyprint import css
from weasyprint.svg import utils as pictures

from pipeline.report.engine import with_room
from pipeline.report.engine_styles import QuickStyle
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import executive_view, team_view

ROOT = Path(__file__).parent.parent.parent
STARTED = """
import sys
started = []
sys.addaudithook(lambda event, arguments: started.append(arguments) if event in ("subprocess.Popen", "os.posix_spawn", "os.fork") else None)
import pipeline.report.engine
sys.exit(str(started) if started else 0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the engine's libraries are searched for")
def test_loading_the_engine_starts_no_other_program():
    subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, check=True)


def test_a_colour_of_a_picture_is_read_once():
    assert pictures.color("#123456") is pictures.color("#123456")


def called() -> None:
    """A call whose frame needs a new piece of stack where the last one is nearly full."""


called.__code__ = called.__code__.replace(co_stacksize=200)


def faults(depth: int) -> int:
    """How often the system had to find memory for a thousand calls, made at this depth."""
    if depth:
        return faults(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(1000):
        called()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def worst(measured: Callable[[int], int]) -> int:
    return max(map(measured, range(400)))


@pytest.mark.skipif(sys.platform != "linux" or sys.implementation.name != "cpython", reason="other stacks")
def test_no_call_needs_new_memory_wherever_it_stands():
    assert worst(lambda depth: with_room(faults, depth)) < 100


def test_what_is_done_with_room_returns_and_raises_as_without():
    assert with_room(divmod, 7, 2) == (3, 1)
    assert with_room(sorted, [1, 2], reverse=True) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        with_room(divmod, 7, 0)


def test_every_stream_of_a_pdf_is_packed_at_the_level_that_all_programs_take():
    made = render_pdf('<html lang="en"><title>All</title><p>All projects</p></html>')
    levels = set(re.findall(rb"\nstream\nx(.)", made))
    assert levels == {b"\x9c"}  # https://www.rfc-editor.org/rfc/rfc1950: the default, where \xda is the slowest


STYLED = """<html lang="en"><head><title>Styles</title><style>
@page { size: A5 } @page wide { size: A5 landscape }
:root { --gap: 3mm } body { font: 10pt sans-serif; color: #223; letter-spacing: 0.2px }
.rtl { direction: rtl; margin-inline-start: 4mm; padding-inline-end: calc(2 * var(--gap)); border-inline-start: 2px solid }
.kin { margin: inherit; padding: initial; border-left: inherit }
.box { display: inline-block; float: left; width: calc(50% - 1mm); border-width: thick; outline: 1px dotted; text-decoration: underline }
.box em { text-decoration: overline; text-transform: uppercase; position: relative; left: 1em } .wide { page: wide; columns: 2 }
li::before { content: counter(item) " "; counter-increment: item; text-indent: inherit; margin-right: 1ch }
</style></head><body><p class="rtl">one <span class="kin">two</span></p><p>three</p>
<div class="box">four <em>five</em></div><ul><li>six</li><li class="kin">seven</li></ul>
<div class="wide"><p>eight</p></div></body></html>"""


def test_styles_are_those_of_the_engine_itself(harbour, monkeypatch):
    pages = [STYLED, render_html(team_view(harbour)), render_html(executive_view(harbour))]
    quick = [render_pdf(page) for page in pages]
    monkeypatch.setattr(css, "ComputedStyle", css.ComputedStyle.__bases__[0])
    assert not issubclass(css.ComputedStyle, QuickStyle)
    assert [render_pdf(page) for page in pages] == quick
