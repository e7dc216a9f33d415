"""PDFs: tagged, reproducible, silent, and locked against everything outside."""

import base64
import ctypes
import gc
import hashlib
import os
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import page
import pydyf
import pypdfium2 as pdfium
import pytest

from builders import item, make_book, milestone
from past import past_of
from pipeline.issue import make_issue as made
from pipeline.report.enclosure import Enclosure
from pipeline.report.html import render_html
from pipeline.report.pdf import PdfError, render_pdf
from pipeline.report.pdf_standard import settle
from pipeline.report.views import customer_view, executive_view, portfolio_view, team_view
from pipeline.workbook.read import read_workbook

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 20)
FIGURES = Enclosure("status.json", b"{}", "Figures")


def opened(pdf: bytes) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(pdf)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in opened(pdf)).split())


def broken_rules(pdf: bytes) -> list[str]:
    """What of PDF/A-3a and of PDF/UA-1 a file breaks, by the validator."""
    return [failure.message for profile in ("3a", "ua1") for failure in page.validate_pdf_bytes(pdf, profile=profile).failures]


def fonts_of(pdf: bytes) -> set[str]:
    found, name = set(), ctypes.create_string_buffer(100)
    for sheet in opened(pdf):
        for one in sheet.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.raw.FPDFTextObj_GetFont(one.raw)
            pdfium.raw.FPDFFont_GetBaseFontName(font, name, 100)
            found.add(name.value.decode())
    return found


def test_the_same_page_gives_the_same_bytes(harbour):
    html = render_html(customer_view(harbour))
    assert render_pdf(html) == render_pdf(html)


def test_every_edition_is_set_without_a_word_from_the_engine(harbour):
    for view in (customer_view(harbour), executive_view(harbour), team_view(harbour), portfolio_view([harbour], date(2026, 11, 20), "All")):
        assert render_pdf(render_html(view)).startswith(b"%PDF")


def test_title_tags_typeface_bookmarks_and_footer(harbour):
    pdf = render_pdf(render_html(executive_view(harbour)))
    document = opened(pdf)
    assert document.get_metadata_dict()["Title"] == "Harbour Portal, status 20 Nov 2026"
    assert pdfium.raw.FPDFCatalog_IsTagged(document.raw)
    assert [entry.get_title() for entry in document.get_toc()][:3] == ["Harbour Portal", "Timeline", "Needs your attention"]
    assert {name.split("+")[-1] for name in fonts_of(pdf)} == {"Milepost-Sans", "Milepost-Sans-Semi-Bold", "Milepost-Signs"}
    assert f"Harbour Portal · 20 Nov 2026 · confidential, internal 1 / {len(document)}" in text_of(pdf)


def test_every_edition_is_valid_for_archives_and_for_screen_readers(harbour):
    held = team_view(replace(harbour, held="20 cells cannot be right"))
    for view in (customer_view(harbour), executive_view(harbour), held, portfolio_view([harbour], DAY, "All")):
        assert broken_rules(render_pdf(render_html(view), DAY, [FIGURES])) == []
    assert broken_rules(render_pdf(render_html(held), enclosed=[FIGURES])) == []


@pytest.mark.parametrize(
    "text",
    ["مشروع الميناء", "פרויקט הנמל", "港湾ポータル", "Shipped \U0001f680 \u2705 \u2764\ufe0f \U0001f1e9\U0001f1ea", "bullet \uf0b7 \ue000",
     "co\u00adop \u202eb\u200b\ufeffc"],
)  # fmt: skip
def test_text_of_any_script_is_valid_too(issue_of, text):
    book = make_book({"name": text, "summary": text}, Milestones=[milestone(name=text)], Scope=[item("S1", title=text)])
    assert broken_rules(render_pdf(render_html(team_view(issue_of(book))), DAY)) == []


def test_the_figures_are_enclosed_as_they_are_and_dated_as_the_report(harbour):
    document = opened(render_pdf(render_html(customer_view(harbour)), DAY, [FIGURES]))
    assert document.count_attachments() == 1
    enclosed = document.get_attachment(0)
    assert (enclosed.get_name(), bytes(enclosed.get_data())) == ("status.json", FIGURES.content)
    assert enclosed.get_str_value("ModDate") == "D:20261120000000Z"


def test_an_undated_report_bears_no_date(harbour):
    document = opened(render_pdf(render_html(customer_view(harbour)), enclosed=[FIGURES]))
    assert document.get_metadata_dict()["CreationDate"] == ""
    assert document.get_attachment(0).get_str_value("ModDate") == ""


def test_what_made_a_report_for_whom_in_which_language_stands_in_it(harbour):
    pdf = render_pdf(render_html(customer_view(harbour)), DAY)
    said = opened(pdf).get_metadata_dict()
    assert (said["Author"], said["Creator"].partition(" ")[0], said["CreationDate"]) == ("Milepost", "Milepost", "D:20261120000000Z")
    assert said["Subject"].startswith("Harbour Portal, status report")
    assert b"<dc:language><rdf:Bag><rdf:li>en</rdf:li>" in pdf
    assert b"<xmp:CreateDate>2026-11-20T00:00:00Z<" in pdf


def test_pages_are_labelled_with_the_numbers_that_are_printed_on_them(harbour):
    document = opened(render_pdf(render_html(customer_view(harbour))))
    assert [document.get_page_label(number) for number in range(len(document))] == ["1", "2"]


def test_bookmarks_are_names_of_parts(harbour):
    entries = list(opened(render_pdf(render_html(team_view(harbour)))).get_toc())
    assert [entry.level for entry in entries] == [0] + [1] * (len(entries) - 1)
    assert max(len(entry.get_title()) for entry in entries) < 60


def test_another_process_in_another_folder_and_zone_makes_the_same_bytes(harbour, tmp_path):
    html = render_html(team_view(harbour))
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    program = (
        "import hashlib, pathlib, datetime; from pipeline.report.pdf import render_pdf; from pipeline.report.enclosure import Enclosure;"
        "html = pathlib.Path('page.html').read_text(encoding='utf-8'); figures = [Enclosure('status.json', b'{}', 'Figures')];"
        "print(hashlib.sha256(render_pdf(html, datetime.date(2026, 11, 20), figures)).hexdigest())"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"}
    made = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == hashlib.sha256(render_pdf(html, DAY, [FIGURES])).hexdigest()


@pytest.mark.parametrize("compressed", [True, False])
def test_a_stream_never_ends_with_a_carriage_return(compressed):
    contents = (b"%d\r" % number for number in range(100_000))
    content = next(each for each in contents if not compressed or zlib.compress(each, 9).endswith(b"\r"))
    stream = pydyf.Stream([content], compress=compressed)
    assert stream.data.endswith(b"\r\nendstream")
    settle(stream)
    assert stream.data.endswith(b"~>\nendstream")
    spelled = base64.a85decode(stream.stream[0].removesuffix(b"~>"))
    assert (zlib.decompress(spelled) if compressed else spelled) == content


def test_a_character_without_a_glyph_never_stops_a_report(issue_of):
    book = make_book({"summary": "Shipped \U0001f680 on time, in \U00012000 too"}, Milestones=[milestone()])
    text = text_of(render_pdf(render_html(customer_view(issue_of(book)))))
    assert "Shipped on time, in" in text


def test_links_within_a_text_that_lead_nowhere_are_dropped(issue_of):
    text = "[file](plans/a.xlsx) [part](#top) [site](https://example.org/)"
    book = make_book(Milestones=[milestone()], Charter=[{"section": "Security", "text": text, "visible": True}])
    html = render_html(customer_view(issue_of(book)))
    assert html.count("href=") == 1
    assert render_pdf(html)


def test_no_internal_string_is_in_the_customers_pdf(harbour):
    text = text_of(render_pdf(render_html(customer_view(harbour))))
    for internal in ("Jo Aho", "HP-31", "K. Salo", "9,600", "PCT_RANGE", "Import form"):
        assert internal not in text
    assert "Sign-in at both terminals" in text


def test_page_1_of_the_sample_is_one_page_with_its_bridge_and_the_changes_follow(samples):
    weeks = [read_workbook(samples / "history" / day / "harbour-portal.xlsx") for day in ("2026-11-06", "2026-11-13", "2026-11-20")]
    issue = made(weeks[-1], past=past_of(*(week.book for week in weeks[:-1])))
    for view in (customer_view(issue), executive_view(issue)):
        first, second, *_ = (" ".join(sheet.get_textpage().get_text_range().split()) for sheet in opened(render_pdf(render_html(view))))
        assert "Work done since 13 Nov" in first
        assert "Payments." in first.partition("Needs your attention")[2]
        assert "What changed since 13 Nov 2026" in second


def test_a_small_project_takes_two_pages(harbour):
    assert len(opened(render_pdf(render_html(customer_view(harbour))))) == 2


def test_thirty_milestones_with_long_names_are_set(issue_of):
    long = "Migration of the permits archive with every attachment, remark and retention rule of the last forty years"
    stones = [
        milestone(f"M{n}", name=f"{n} {long}", baseline_start=date(2026, 9, 1), baseline_finish=date(2027, 1 + n % 12, 1))
        for n in range(1, 31)
    ]
    scope = [item(f"S{n}", milestone=f"M{n}", title=long, percent=float(n)) for n in range(1, 31)]
    issue = issue_of(make_book({"name": long}, Milestones=stones, Scope=scope), "red", {f"M{n}": "red" for n in range(1, 31)})
    assert len(opened(render_pdf(render_html(executive_view(issue))))) <= 10


@pytest.mark.parametrize(
    "markup",
    ['<img alt="x" src="file:///etc/hostname">', '<link rel="attachment" href="file:///etc/hostname">', '<img alt="x" src="http://127.0.0.1:9/x.png">',
     '<p style="background: url(file:///etc/hostname)">x</p>'],
)  # fmt: skip
def test_a_page_that_asks_for_a_file_or_address_is_refused(harbour, markup):
    html = render_html(customer_view(harbour)).replace("<main>", f"<main>{markup}")
    with pytest.raises(PdfError):
        render_pdf(html)


def test_anything_that_the_engine_logs_is_an_error(harbour):
    html = render_html(customer_view(harbour)).replace("<main>", '<main><p style="color: nonsense(1)">x</p>')
    with pytest.raises(PdfError, match="nonsense"):
        render_pdf(html)


def test_rendering_leaves_the_search_for_garbage_as_it_was(harbour):
    html = render_html(customer_view(harbour))
    render_pdf(html)
    assert gc.isenabled()
    gc.disable()
    try:
        render_pdf(html)
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert gc.get_freeze_count() == 0
