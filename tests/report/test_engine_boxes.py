"""Sizes that are found once: pages show what the engine shows by itself."""

from collections.abc import Iterator

import pytest
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import background, block

from pdf_streams import said
from pipeline.report.engine_boxes import IN_FLOW, RESOLVE, ROUND, is_in_normal_flow, resolve_percentages, resolve_radii_percentages
from pipeline.report.engine_patch import instead
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view, executive_view, team_view

SIZED = """<html lang="en"><head><title>Sizes</title><style>
@page { size: A5; margin: 5% 1cm; padding: 2mm; border: 1px solid } body { font: 9pt sans-serif; margin: 2px }
.half { width: 50%; min-width: 3cm; padding: 1%; margin: 0 auto } .calc { width: calc(100% - 2cm); max-width: 8cm; height: 1cm }
.sized { box-sizing: border-box; width: 4cm; height: 2cm; padding: 3mm; border: 1mm solid; border-radius: 2mm 50% 0 1px }
.padded { box-sizing: padding-box; width: 4cm; min-height: 1cm; max-height: 3cm; padding: 3mm } .low { min-height: 10%; max-height: 1cm }
.one td { border: 1px solid; padding: 2px 5% } .one { border-collapse: collapse; width: 100% }
.two td { width: 30%; padding: 1px; margin: 9px }
.float { float: left; width: 2cm; height: 1cm; border-radius: 3px }
.abs { position: absolute; right: 10%; top: 2cm; width: 20%; border: 1px solid }
.flex { display: flex } .flex > * { flex: 1; min-width: 1cm; padding: 2px }
.grid { display: grid; grid-template-columns: 1fr 2fr; gap: 2mm }
.inline { display: inline-block; width: 2cm; padding: 1px } .cols { columns: 2; height: 2cm } .note { position: relative; left: 1cm }
.outer { height: 4cm } .outer > div { height: 50%; min-height: auto; min-width: auto }
</style></head><body><div class="half">one <p class="half">two</p></div><div class="calc">three</div><div class="calc">four</div>
<div class="sized">five</div><div class="sized">six</div><div class="padded">seven</div><div class="padded low">eight</div>
<table class="one"><tr><td>a<td>b<tr><td rowspan="2">c<td>d<tr><td>e</table><table class="two"><tr><td>f<td>g<tr><td>h<td>i</table>
<div class="float">nine</div><div class="float">ten</div><div class="abs">eleven</div><p class="note">twelve</p>
<div class="flex"><p>thirteen</p><p>fourteen</p></div><div class="grid"><p>fifteen</p><p>sixteen</p></div>
<span class="inline">17</span><span class="inline">18</span><div class="cols"><p>19</p><p>20</p></div>
<div class="outer"><div>21</div><div>22</div></div><div><div style="height: 50%">23</div></div></body></html>"""


@pytest.fixture
def engines_own() -> Iterator[None]:
    """The engine takes all sizes itself."""
    quick = {RESOLVE: resolve_percentages, ROUND: resolve_radii_percentages}
    for old, new in quick.items():
        instead(new, old)
    Box.is_in_normal_flow = IN_FLOW
    assert (block.resolve_percentages, background.resolve_radii_percentages) == (RESOLVE, ROUND)
    yield
    for old, new in quick.items():
        instead(old, new)
    Box.is_in_normal_flow = is_in_normal_flow


def test_pages_show_what_the_engine_shows_by_itself(harbour, request):
    pages = [SIZED, *(render_html(view(harbour)) for view in (team_view, executive_view, customer_view))]
    quick = [said(render_pdf(page)) for page in pages]
    request.getfixturevalue("engines_own")
    assert quick == [said(render_pdf(page)) for page in pages]
