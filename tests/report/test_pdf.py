"""PDFs: tagged, reproducible, silent, and locked against everything outside."""

import ctypes
from dataclasses import replace
from datetime import date

import page
import pypdfium2 as pdfium
import pytest

from builders import item, make_book, milestone
from past import past_of
from pipeline.issue import make_issue as made
from pipeline.report.html import render_html
from pipeline.report.pdf import PdfError, render_pdf
from pipeline.report.views import customer_view, executive_view, portfolio_view, team_view
from pipeline.workbook.read import read_workbook


def opened(pdf: bytes) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(pdf)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in opened(pdf)).split())


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
    assert {name.split("+")[-1] for name in fonts_of(pdf)} == {"Milepost-Sans", "Milepost-Sans-Semi-Bold"}
    assert f"Harbour Portal · 20 Nov 2026 · confidential, internal 1 / {len(document)}" in text_of(pdf)


def test_every_edition_passes_the_accessibility_validator(harbour):
    held = team_view(replace(harbour, held="20 cells cannot be right"))
    for view in (customer_view(harbour), executive_view(harbour), held, portfolio_view([harbour], date(2026, 11, 20), "All")):
        report = page.validate_pdf_bytes(render_pdf(render_html(view)), profile="ua1")
        assert [failure.message for failure in report.failures] == []


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
