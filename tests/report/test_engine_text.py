"""Texts that are measured and shaped once: pages say, and show, what the engine's own do, whatever this process rendered before."""

from collections.abc import Iterator

import pytest
from weasyprint import css
from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break

from pdf_streams import said
from pipeline.report import engine_text
from pipeline.report.engine_patch import instead
from pipeline.report.engine_text import DRAW, INSTEAD, KNOWN, SPLIT, STRUT, TEXTUAL
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view, executive_view, team_view

TEXTS = """<html lang="en"><head><title>Texts</title><style>
@page { size: A5; margin: 1cm; @bottom-right { content: counter(page) " of " counter(pages) } }
body { font: 10pt "Source Sans 3", sans-serif } .narrow { width: 4em; hyphens: auto } .just { text-align: justify; width: 20em }
.wide { letter-spacing: 2px; word-spacing: 5px } .tight { letter-spacing: -0.5px } .any { width: 3em; overflow-wrap: anywhere }
.cut { width: 5em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .pre { white-space: pre-wrap; tab-size: 4 }
.lines { width: 9em; max-lines: 2; block-ellipsis: auto; continue: discard } .first::first-letter { font-size: 3em }
.first::first-line { font-weight: bold; letter-spacing: 1px } .caps { font-variant: small-caps } .num { font-variant-numeric: tabular-nums }
.rtl { direction: rtl } .under { text-decoration: underline overline line-through } .plain { font-feature-settings: "kern" off }
</style></head><body>
<p class="narrow">Responsibilities of administrators, hyphen&shy;ation: internationalisation</p>
<p class="just">Two terminals work with the portal for four weeks under real load, and again: two terminals work with the portal.</p>
<p class="wide">AVATAR To Wa, Ty</p><p class="tight">AVATAR To Wa, Ty</p><p>AVATAR To Wa, Ty</p><p class="plain">AVATAR To Wa, Ty</p>
<p class="any">Donaudampfschifffahrtsgesellschaft</p><p class="cut">Responsibilities of administrators</p><p class="cut">Short</p>
<p class="pre">one\ttwo\n  three  four\n</p><div class="lines">Two terminals work with the portal for four weeks under real load.</div>
<p class="first">Permit forms and the document store went into use at two terminals this week, and more of them will follow soon.</p>
<p class="caps">Small Capitals</p><p class="num">11,111 and 99 %</p><p class="rtl">مرحبا بالعالم 2026, again</p>
<p>عربي and עברית and 日本語の文章 and ещё</p>
<p class="under">e\u0301tude, Z\u0335\u0302alg\u0303o; a\u200bb; \u00ad</p><p>e\u0301tude, Z\u0335\u0302alg\u0303o; fi ffl
\u202eback\u202c</p>
<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text x="1" y="12" font-size="9">in a picture</text></svg>
<p>1<sup>st</sup> <small>Two terminals</small> <b>Two terminals</b> <i>Two terminals</i> <span lang="de">Zwei Häfen</span> Two terminals</p>
</body></html>"""


@pytest.fixture
def pages(harbour) -> list[str]:
    return [TEXTS, *(render_html(view(harbour)) for view in (team_view, executive_view, customer_view)), TEXTS.replace("Two", "Six")]


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Nothing is known of any text."""
    KNOWN.clear()
    yield
    KNOWN.clear()


@pytest.fixture
def engines_own() -> Iterator[None]:
    """The engine measures and draws all texts itself."""
    for old, new in INSTEAD.items():
        instead(new, old)
    assert (inline.split_first_line, drawing.draw_first_line, inline.strut) == (SPLIT, DRAW, STRUT)
    yield
    for old, new in INSTEAD.items():
        instead(old, new)


def test_pages_show_what_the_engine_shows_by_itself(pages, forgotten, request):
    quick = [render_pdf(page) for page in pages]
    request.getfixturevalue("engines_own")
    for page, made in zip(pages, quick, strict=True):
        assert said(made) == said(render_pdf(page))


def test_bytes_are_the_same_whatever_was_rendered_before(pages, forgotten):
    afresh = []
    for page in pages:
        KNOWN.clear()
        afresh.append(render_pdf(page))
    assert [render_pdf(page) for page in reversed(pages)] == afresh[::-1]
    assert [render_pdf(page) for page in pages] == afresh


def test_what_is_forgotten_is_found_again(pages, forgotten, monkeypatch):
    remembered = [render_pdf(page) for page in pages[:2]]
    monkeypatch.setattr(engine_text, "MOST", 7)
    KNOWN.clear()
    assert [render_pdf(page) for page in pages[:2]] == remembered
    [known] = KNOWN.values()
    assert 0 < len(known.lines) <= 7
    assert 0 < len(known.runs) <= 7


def test_long_texts_are_not_kept_and_show_the_same(pages, forgotten, monkeypatch):
    remembered = [render_pdf(page) for page in pages[:2]]
    monkeypatch.setattr(engine_text, "LONGEST", 40)
    KNOWN.clear()
    assert [said(render_pdf(page)) for page in pages[:2]] == [said(made) for made in remembered]
    [known] = KNOWN.values()
    assert max(len(text) for kept in (known.lines, known.runs) for text, *_ in kept) <= 40


class Watched(css.Style):
    """A style that notes what is asked of it."""

    def __init__(self, style: css.Style, asked: set[str]) -> None:
        self.__dict__.update(style.__dict__)
        self.style, self.asked = style, asked

    def __missing__(self, name: str) -> object:
        self.asked.add(name)
        return self.style[name]


def watched(style: object, asked: set[str]) -> object:
    return Watched(style, asked) if isinstance(style, css.Style) else style


def test_texts_depend_on_no_other_properties(pages, engines_own, monkeypatch):
    asked: set[str] = set()

    def split(text, style, *rest, **more):
        return SPLIT(text, watched(style, asked), *rest, **more)

    def reactivate(layout, style):
        layout.setup(watched(style, asked))
        layout.set_text(layout.text, justify=True)

    for module in (inline, preferred):
        monkeypatch.setattr(module, "split_first_line", split)
    monkeypatch.setattr(line_break.Layout, "reactivate", reactivate)
    for page in pages:
        render_pdf(page)
    assert asked == TEXTUAL


def test_the_height_of_lines_depends_on_that_of_texts_and_lines_alone(pages, engines_own, monkeypatch):
    asked: set[str] = set()
    own = line_break.strut
    monkeypatch.setattr(inline, "strut", lambda style: own(watched(style, asked)))
    for page in pages:
        render_pdf(page)
    assert asked <= {*TEXTUAL, "line_height"}
    assert "line_height" in asked
