"""Leaks: nothing that a workbook keeps for others reaches a customer, and whatever should is found in every kind of file."""

import re
import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from io import BytesIO

import polars as pl
import pypdfium2 as pdfium
import pytest
from babel.messages.pofile import read_po

from builders import make_book, milestone
from pipeline.chain.week import make_reports
from pipeline.contract.addresses import Address, mailbox
from pipeline.contract.cells import Link, Long, Person, Text
from pipeline.contract.findings import WARNING, Finding
from pipeline.contract.workbook import SHEETS
from pipeline.delivery.message import Cover, message_of
from pipeline.delivery.recipients import Recipient
from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess
from pipeline.figures.schedule.bounds import External
from pipeline.issue import issue_of as issue_of_file
from pipeline.order import Order, workbooks_in
from pipeline.report.html import render_html
from pipeline.report.leaks import check
from pipeline.report.leaks.artefacts import pieces
from pipeline.report.leaks.check import leaks
from pipeline.report.leaks.internal import internal_of, party_of
from pipeline.report.leaks.normal import is_telling, normal, vocabulary
from pipeline.report.leaks.strangers import Party
from pipeline.report.pdf import render_pdf
from pipeline.report.views import view
from pipeline.settings import load
from pipeline.status.customer import customer_status
from pipeline.wording.language import CATALOGUES
from pipeline.workbook.template import write_workbook
from report.planted import HIDDEN, OPEN, is_planted, planted, traces

DAY = date(2026, 11, 20)
OTHER = Party("globex", "Globex Industries", frozenset({"kim@globex.example", "pat@ourselves.example"}))


def portfolio_of(folder, **workbooks) -> Order:
    """An order for a portfolio of these workbooks, given by their rows."""
    (folder / "workbooks").mkdir()
    for name, rows in workbooks.items():
        write_workbook(folder / "workbooks" / f"{name}.xlsx", rows)
    (folder / "milepost.toml").write_text('[portfolio]\ntemplates = "mine"\n')
    settings = load(folder / "milepost.toml")
    return Order(settings=settings, files=workbooks_in(settings), issue_date=DAY)


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """The folder of the planted workbook's report."""
    folder = tmp_path_factory.mktemp("planted")
    summary = make_reports(portfolio_of(folder, acme=planted()[0]))
    assert [outcome.held or outcome.failed for outcome in summary.outcomes] == [None]
    return folder / "outputs" / str(DAY) / "acme"


def streams(pdf: bytes) -> str:
    """All that can be unpacked in a PDF, attached files among it, and the rest of its bytes."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(found).decode("utf-8", "replace")


def everything_in(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    files = [bytes(document.get_attachment(number).get_data()).decode() for number in range(document.count_attachments())]
    return "\n".join(
        [*pages, *files, *document.get_metadata_dict().values(), *(one.get_title() for one in document.get_toc()), streams(pdf)]
    )


def found_in(text: str, secrets: dict[str, object]) -> set[str]:
    return {name for name, value in secrets.items() if any(trace in text.lower() for trace in map(str.lower, traces(value)))}


def mailed(folder, content: dict[str, bytes]) -> bytes:
    issue = issue_of_file(folder.parent.parent.parent / "workbooks" / "acme.xlsx", load(folder.parent.parent.parent / "milepost.toml"))
    reader = Recipient("Ann Lee", Address("ann", "acme.example"), "customer", ("pdf", "html"))
    cover = Cover(
        key="acme.2026-11-20.customer.0123",
        written=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
        sender=mailbox("Status reports <status@house.example>"),
        manager=mailbox("Pat Lee <pat@house.example>"),
        project_id="acme",
        status_date=DAY,
        attach_limit_mb=10,
    )
    return message_of(view(issue, "customer"), reader, cover, content)


def test_every_internal_column_of_the_contract_is_planted_and_so_is_every_text_of_a_hidden_row():
    """A new internal column is planted by itself; one whose type can hold nothing telling is named here."""
    _, secrets = planted()
    internal = {f"{sheet.name}.{column.key}" for sheet in SHEETS for column in sheet if is_planted(sheet, column)}
    assert internal - set(secrets) == {"Project.currency", "Project.budget_unit", "Scope.updated"}
    texts = {
        f"{name}.{column.key} hidden"
        for sheet in SHEETS
        if (name := sheet.name) in HIDDEN
        for column in sheet
        if isinstance(column.type, Text | Long | Person | Link)
    }
    assert texts <= set(secrets)
    assert len({str(value) for value in secrets.values()}) == len(secrets)
    assert {sheet.name for sheet in SHEETS if "visible" in sheet.by_key} == set(HIDDEN)


def test_no_planted_word_or_amount_reaches_the_customers_page_pdf_or_mail(issued):
    _, secrets = planted()
    page, pdf = (issued / "customer.html").read_bytes(), (issued / "customer.pdf").read_bytes()
    assert found_in(page.decode(), secrets) == set()
    assert found_in(everything_in(pdf), secrets) == set()
    message = mailed(issued, {"pdf": pdf, "html": page})
    assert found_in(message.decode(), secrets) == set()
    assert "Open promise" in page.decode()
    assert "Open promise" in everything_in(pdf)


def test_the_planted_words_do_reach_the_team(issued):
    _, secrets = planted()
    reached = found_in((issued / "team.html").read_text(), secrets)
    assert {"Milestones.note", "Milestones.backup", "Scope.note", "Scope.issue", "Scope.title hidden", "Risks.title hidden"} <= reached


def test_executives_get_no_note_for_the_team_no_address_and_no_cell(issued):
    _, secrets = planted()
    reached = found_in((issued / "executive.html").read_text() + everything_in((issued / "executive.pdf").read_bytes()), secrets)
    assert "Scope.title hidden" in reached
    kept = ("Milestones.note", "Milestones.backup", "Milestones.responsibility", "Scope.note", "Scope.issue", "People.", "Distribution.")
    assert {name for name in reached if name.startswith(kept)} == set()


def test_the_customers_status_json_holds_nothing_planted(issued):
    root = issued.parent.parent.parent
    issue = issue_of_file(root / "workbooks" / "acme.xlsx", load(root / "milepost.toml"))
    _, secrets = planted()
    assert found_in(customer_status(issue).model_dump_json(), secrets) == set()
    assert found_in((issued / "status.json").read_text(), secrets)


def test_every_planted_word_would_be_found_if_the_customer_got_the_teams_page(issued):
    """The checker knows each secret of the workbook by itself: the team's page is full of them, and so is a page that lists them all."""
    root = issued.parent.parent.parent
    issue = issue_of_file(root / "workbooks" / "acme.xlsx", load(root / "milepost.toml"))
    rows, secrets = planted()
    internal = internal_of(issue, "customer")
    listed = "".join(f"<p>{value:,.0f}</p>" if isinstance(value, float) else f"<p>{value}</p>" for value in secrets.values())
    cells = {str(leak.what) for leak in leaks({"customer.html": listed.encode()}, internal)}
    for name, value in secrets.items():
        sheet, _, key = name.partition(".")
        column = key.removesuffix(" hidden")
        row = [*rows[sheet]].index(next(each for each in rows[sheet] if each.get(column) == value or str(value) in str(each.get(column))))
        cell = issue.book.cell(sheet, column, issue.book.table(sheet)["row"][row])
        assert any(cell in what for what in cells), name
    assert leaks({"customer.html": (issued / "team.html").read_bytes()}, internal)


PLANTED = {
    check.CELL: "see Scope!F12 there",
    check.FOLDER: "kept in /srv/plans/acme",
    check.DIGEST: "ab" * 32,
    check.CODE: "PCT_RANGE",
    check.ADDRESS: "write to jo@elsewhere.example",
    check.REMNANT: "due {{ row.due }}",
    check.PARTY: "as for Globex Industries before",
}
FOLDERS = ("file:///x/y", "/Users/pat/book.xlsx", "C:\\Plans\\acme.xlsx", "\\\\server\\share\\x", "~/plans")
LEFT_OVER = ("{% if x %}", "signed off by None on 3 May", "nan %", "undefined", "NaT")
PLACES = (
    "<p>{}</p>",
    "<!-- {} -->",
    '<p title="{}">x</p>',
    "<style>/* {} */</style>",
    "<script>{}</script>",
    "<svg><title>{}</title></svg>",
)


def hits(issue, files, edition="customer", others=(OTHER,)):
    return [(leak.file, str(leak.where), str(leak.what)) for leak in leaks(files, internal_of(issue, edition, others))]


def test_a_clean_edition_has_no_leak(harbour):
    for edition in ("customer", "executive", "team"):
        html = render_html(view(harbour, edition))
        assert hits(harbour, {f"{edition}.html": html.encode(), f"{edition}.pdf": render_pdf(html)}, edition) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_leak_is_found_on_a_page_and_in_its_pdf(harbour, what):
    html = render_html(view(harbour, "customer")).replace("</main>", f"<p>{PLANTED[what]}</p></main>")
    assert hits(harbour, {"customer.html": html.encode()}) == [("customer.html", "text", what)]
    found = hits(harbour, {"customer.pdf": render_pdf(html)})
    assert [(where[:5], said) for _, where, said in found] == [("page ", what)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", [check.CELL, check.FOLDER, check.PARTY, check.CODE])
def test_a_leak_is_found_wherever_in_a_page_it_stands(harbour, place, what):
    assert [said for *_, said in hits(harbour, {"customer.html": place.format(PLANTED[what]).encode()})] == [what]


@pytest.mark.parametrize("text", FOLDERS)
def test_folders_of_every_system_are_found(harbour, text):
    assert {said for *_, said in hits(harbour, {"customer.html": f"<p>{text}</p>".encode()})} == {check.FOLDER}


@pytest.mark.parametrize("text", LEFT_OVER)
def test_what_a_template_leaves_over_is_found(harbour, text):
    assert [said for *_, said in hits(harbour, {"customer.html": f"<p>{text}</p>".encode()})] == [check.REMNANT]


def test_words_that_only_look_like_leaks_are_none(harbour):
    text = "None of the 3 items and/or the ratio 1/2 of https://acme.example/usr/share/x; 20/11/2026; Scope! F12; nano; m/s, e.g. /healthz"
    assert hits(harbour, {"customer.html": f"<p>{text}</p>".encode()}) == []


def test_what_readers_may_read_is_no_leak_where_it_is_also_internal(issue_of):
    note = "Agreed with the works council"
    book = make_book(
        {
            "summary": f"{note}. Logs lie in /var/log/app. Write to desk@acme.example.",
            "budget": 48000.0,
            "needs": "Sign the 48,000 EUR order",
        },
        Milestones=[milestone(note=note, backup="Pat Lee")],
    )
    issue = issue_of(book)
    html = render_html(view(issue, "customer"))
    assert "works council" in html
    assert hits(issue, {"customer.html": html.encode()}) == []


def test_the_same_word_is_internal_where_no_visible_cell_holds_it(issue_of):
    issue = issue_of(make_book({"budget": 48000.0}, Milestones=[milestone(note="Agreed with the works council", backup="Jo Aho")]))
    page = "<p>agreed with\n<b>the</b> works\u00a0council</p><p>Jo Aho</p><p>48,000</p>"
    said = [what for *_, what in hits(issue, {"customer.html": page.encode()})]
    assert len(said) == 3
    assert {re.search(r"\w+!\w+", what)[0] for what in said} == {"Milestones!" + cell for cell in cells_of(issue)} | {
        issue.book.cell("Project", "budget")
    }


def cells_of(issue):
    return {issue.book.cell("Milestones", key, 2).partition("!")[2] for key in ("note", "backup")}


def test_a_long_note_is_found_when_a_page_cuts_it(issue_of):
    note = "The supplier has told us in confidence that the second line will not be delivered before spring"
    issue = issue_of(make_book(Milestones=[milestone(note=note)]))
    assert hits(issue, {"customer.html": f"<p>{note[:60]}…</p>".encode()})


def test_short_and_common_notes_accuse_nobody(issue_of):
    for note in ("Kim", "open", "In progress", "42", "20.11.2026", "n/a", "not met", "see M3"):
        issue = issue_of(make_book(Milestones=[milestone(note=note)]))
        assert hits(issue, {"customer.html": f"<p>{note}</p>".encode()}) == [], note


def test_sentences_of_findings_and_reasons_of_waivers_are_internal(issue_of):
    finding = Finding("WEIGHT_MISSING", WARNING, "Scope", "Scope!K3", "", "effort is missing, so 3 days are assumed here", "Enter it.")
    reason = "finish dates were not kept before May (Pat Lee)"
    issue = issue_of(make_book(Milestones=[milestone()]), findings=(finding,), waived={"X": reason})
    for text in (finding.message, reason, "plan.xlsx"):
        for edition in ("customer", "executive"):
            assert hits(issue, {f"{edition}.html": f"<p>{text}</p>".encode()}, edition), text
        assert hits(issue, {"team.html": f"<p>{text}</p>".encode()}, "team") == []


def test_the_team_reads_all_of_its_own_project_and_nothing_of_others(harbour):
    page = "<p>Scope!F12 PCT_RANGE jo@elsewhere.example /srv/x/y</p>"
    assert hits(harbour, {"team.html": page.encode()}, "team") == []
    for text in ("Globex Industries", "kim@globex.example", "mail.globex.example", "GLOBEX  industries"):
        assert [said for *_, said in hits(harbour, {"team.html": f"<p>{text}</p>".encode()}, "team")][:1] == [check.PARTY], text


def test_a_name_inside_the_own_customers_name_and_a_common_word_are_no_other_customer(issue_of):
    issue = issue_of(make_book({"customer": "Acme Logistics"}, Milestones=[milestone()]))
    others = [Party("a", "Acme", frozenset()), Party("b", "Milestone", frozenset()), Party("c", "Nile", frozenset())]
    page = "<p>Acme Logistics: the Milestone on the nile</p>"
    assert hits(issue, {"team.html": page.encode()}, "team", others) == []
    assert hits(issue, {"team.html": b"<p>as Nile did</p>"}, "team", others) == [("team.html", "text", check.PARTY)]


def test_domains_of_our_own_and_of_several_customers_tell_nothing(issue_of):
    people = [{"name": "Pat Lee", "email": "pat@ourselves.example"}]
    issue = issue_of(make_book(Milestones=[milestone()], People=people))
    shared = Party("initech", "Initech", frozenset({"lee@mailhouse.example"}))
    others = [party_of(issue), OTHER, shared, replace_party(shared, "hooli", "Hooli", "lou@mailhouse.example")]
    page = "<p>ourselves.example mailhouse.example</p>"
    assert hits(issue, {"team.html": page.encode()}, "team", others) == []
    assert hits(issue, {"team.html": b"<p>lou@mailhouse.example</p>"}, "team", others)


def replace_party(party, project, customer, address):
    return party._replace(project=project, customer=customer, addresses=frozenset({address}))


def test_names_of_files_are_read(harbour):
    assert hits(harbour, {"Globex-Industries.html": b""}) == [("Globex-Industries.html", "file name", check.PARTY)]


def test_attached_files_titles_and_alternative_texts_of_a_pdf_are_read(harbour):
    html = render_html(view(harbour, "customer"))
    document = pdfium.PdfDocument(render_pdf(html))
    attached = document.new_attachment("status.json")
    attached.set_data(b'{"source": {"file": "Scope!F12", "cost": [1, null, true]}}')
    made = BytesIO()
    document.save(made)
    assert ("customer.pdf", "content of status.json", check.CELL) in hits(harbour, {"customer.pdf": made.getvalue()})
    titled = render_pdf(html.replace("<title>", "<title>Globex Industries ", 1))
    assert ("customer.pdf", "information", check.PARTY) in hits(harbour, {"customer.pdf": titled})
    hidden = '<main><svg xmlns="http://www.w3.org/2000/svg" role="img" width="9" height="9"><title>Globex Industries</title></svg>'
    spoken = render_pdf(html.replace("<main>", hidden))
    assert ("customer.pdf", "alternative texts of page 1", check.PARTY) in hits(harbour, {"customer.pdf": spoken})
    linked = render_pdf(html.replace("<main>", '<main><p><a href="https://globex.example/x">here</a></p>'))
    assert ("customer.pdf", "links of page 1", check.PARTY) in hits(harbour, {"customer.pdf": linked})


def test_the_texts_of_a_picture_are_read(harbour):
    chunk = b"Comment\0Globex Industries"
    packed = b"Title\0\0" + zlib.compress(b"Scope!F12")
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, data in ((b"tEXt", chunk), (b"zTXt", packed)):
        parts.append(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    assert {said for *_, said in hits(harbour, {"chart.png": b"".join(parts)})} == {check.PARTY, check.CELL}


def test_subject_parts_and_attached_files_of_a_mail_are_read(harbour):
    def message(subject="Status", text="Hello", attached=b"{}"):
        made = EmailMessage()
        made["Subject"], made["To"], made["Reply-To"] = subject, "Ann <ann@acme.example>", "pat@house.example"
        made.set_content(text)
        made.add_alternative(f"<p>{text}</p>", subtype="html")
        made.add_attachment(attached, maintype="application", subtype="json", filename="status.json")
        return {"mail.eml": made.as_bytes()}

    assert hits(harbour, message()) == []
    assert hits(harbour, message(subject="Überblick Globex Industries")) == [("mail.eml", "header Subject", check.PARTY)]
    assert [where for _, where, _ in hits(harbour, message(text="Scope!F12"))] == ["text of part.txt"]
    assert hits(harbour, message(attached=b'["Scope!F12"]')) == [("mail.eml", "content of status.json", check.CELL)]


def test_a_file_that_cannot_be_looked_into_is_no_part_of_an_edition(harbour):
    for name, content in (("customer.pdf", b"%PDF-1.7 nothing"), ("customer.xlsx", b"PK"), ("customer.png", b"x"), ("customer.json", b"{")):
        assert [said for *_, said in hits(harbour, {name: content})] == [check.CLOSED]


def test_a_leak_tells_only_how_it_begins(harbour):
    (leak,) = leaks({"customer.html": b"<p>Globex Industries</p>"}, internal_of(harbour, "customer", [OTHER]))
    assert leak.hint == "gl…"
    assert "industries" not in str(leak.what)


def test_signs_that_nobody_sees_hide_nothing(harbour):
    page = "<p>Glo\u200bbex\u00a0In\u00addustries</p><p>Scope\u2060!F12</p>"
    assert {said for *_, said in hits(harbour, {"customer.html": page.encode()})} == {check.PARTY, check.CELL}
    assert normal("Ｇｌｏｂｅｘ\u202e Industries") == "globex industries"


def test_every_code_of_a_finding_is_looked_for_as_what_codes_look_like():
    assert [code for code in check._codes() if not check.CODE_LIKE.fullmatch(code)] == []
    page = "<p>xPCT_RANGE PCT_RANGEx PCT_RANGE_2 (PCT_RANGE)</p>"
    assert [text for _, text in check._traces(page, frozenset())] == ["PCT_RANGE"]


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_all_that_catalogues_say_belongs_to_the_words_of_reports(language):
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        said = [text for message in read_po(file) if message.id for each in (message.id, message.string) for text in _each(each)]
    assert len(said) > 1000
    assert f" {' '.join(map(normal, said))} " in vocabulary(language)


def _each(text):
    return (text,) if isinstance(text, str) else text


def test_a_text_is_telling_by_its_words_not_by_chance():
    told = [
        text for text in ("Kim", "in 2026", "week 42", "41 %", "HP-31", "Jo Aho", "harbour-portal.xlsx", "x1") if is_telling(normal(text))
    ]
    assert told == ["harbour-portal.xlsx"]
    assert is_telling(normal("Jo Aho"), is_name=True)
    assert is_telling(normal("HP-31"), is_name=True)


def test_a_template_that_says_too_much_holds_the_project_and_nothing_but_the_team_edition_is_published(tmp_path):
    rows, _ = planted()
    (tmp_path / "mine" / "shared").mkdir(parents=True)
    (tmp_path / "mine" / "shared" / "masthead.html").write_text("<h1>{{ view.masthead.project }}, from Scope!F12</h1>")
    summary = make_reports(portfolio_of(tmp_path, acme=rows))
    (outcome,) = summary.outcomes
    assert "EDITION_LEAK" in {finding.code for finding in outcome.errors}
    assert "a cell of the workbook is named" in outcome.held
    folder = tmp_path / "outputs" / str(DAY) / "acme"
    assert {path.name for path in folder.iterdir()} >= {"team.html", "team.pdf", "findings.json"}
    assert [path.name for path in folder.iterdir() if path.name.startswith(("customer", "executive"))] == []
    assert "EDITION_LEAK" in (folder / "team.html").read_text()
    assert summary.exit_code == 1


def test_another_customer_named_in_a_cell_holds_the_project_at_that_cell_and_stays_unnamed(tmp_path):
    rows, _ = planted()
    rows["Project"] = [rows["Project"][0] | {"summary": "We do it as we did for Globex Industries."}]
    globex = {name: rows[name] for name in ("Milestones", "Scope")} | {
        "Project": [OPEN["Project"] | {"id": "globex", "name": "Line two", "customer": "Globex Industries", "budget": 1.0}]
    }
    summary = make_reports(portfolio_of(tmp_path, acme=rows, globex=globex))
    held = {outcome.project_id: outcome for outcome in summary.held}
    assert set(held) == {"acme"}
    errors = [finding for finding in held["acme"].errors if finding.code == "EDITION_LEAK"]
    assert {finding.cell for finding in errors} == {"Project!B9"}
    assert {finding.message.partition(",")[0].removeprefix("in ") for finding in errors} == {
        f"{edition}.{form}" for edition in ("customer", "executive", "team") for form in ("html", "pdf")
    }
    assert not any("lobex" in text for finding in errors for text in (finding.message, finding.found.removeprefix("gl"), finding.fix))
    portfolio = (tmp_path / "outputs" / str(DAY) / "portfolio.json").read_text()
    assert "another project's customer" in portfolio


def test_a_waived_leak_goes_out_with_its_finding(tmp_path):
    rows, _ = planted()
    order = portfolio_of(tmp_path, acme=rows)
    (tmp_path / "mine" / "shared").mkdir(parents=True)
    (tmp_path / "mine" / "shared" / "masthead.html").write_text("<h1>{{ view.masthead.project }}: Scope!F12</h1>")
    (tmp_path / "milepost.toml").write_text(
        '[portfolio]\ntemplates = "mine"\n[projects.acme.waive.EDITION_LEAK]\nreason = "our sheet names are agreed words"\nby = "Pat Lee"\n'
    )
    settings = load(tmp_path / "milepost.toml")
    (outcome,) = make_reports(replace(order, settings=settings, formats=("html",))).outcomes
    assert outcome.held is None
    folder = tmp_path / "outputs" / str(DAY) / "acme"
    assert "EDITION_LEAK" in (folder / "team.html").read_text()
    assert (folder / "customer.html").exists()


def test_the_samples_of_this_repository_hold_no_leak(samples):
    settings = load(samples.parent / "milepost.toml")
    issues = [issue_of_file(path, settings) for path in sorted(samples.glob("*.xlsx"))]
    parties = [party_of(issue) for issue in issues]
    for issue in issues:
        for edition in ("team",) if issue.held else ("customer", "executive", "team"):
            files = {f"{edition}.html": render_html(view(issue, edition)).encode()}
            assert leaks(files, internal_of(issue, edition, parties)) == (), (issue.project_id, edition)


def test_numbers_are_compared_however_they_are_grouped(issue_of):
    issue = issue_of(make_book({"budget": 480000.0}, Milestones=[milestone(actual_cost=1250.0)]))
    for text in ("480,000", "480.000", "480\u202f000", "480000", "€480,000.00", "1,250"):
        assert hits(issue, {"customer.html": f"<p>{text}</p>".encode()}), text
    for text in ("1250", "4800000", "48,000", "20.480", "1,480,000"):
        assert hits(issue, {"customer.html": f"<p>{text}</p>".encode()}) == [], text


def test_every_kind_of_column_is_either_searched_for_or_holds_nothing_telling():
    kinds = {column.type.dtype for sheet in SHEETS for column in sheet if is_planted(sheet, column)}
    assert kinds == {pl.String, pl.Float64, pl.Date}


def test_a_customer_reads_no_id_of_another_project_and_executives_do(issue_of):
    start, end = date(2026, 11, 30), date(2026, 12, 30)
    stones = [
        milestone("M1"),
        milestone("M2", status="Active", baseline_start=start, baseline_finish=end, depends_on=["M1", "globex:M9"]),
        milestone("M3", baseline_start=start, baseline_finish=end, depends_on=["globex:M9"]),
    ]
    book = make_book(Milestones=stones)
    figures = compute(book, abroad={"globex:M9": External("in progress", None, date(2026, 12, 18))})
    health, by_milestone, _ = assess(book, figures, ())
    issue = issue_of(book, figures=figures, health=health, milestone_health=by_milestone)
    customer = render_html(view(issue, "customer"))
    assert "globex" not in customer
    assert "Waits for Milestone M1 and another project." in customer
    assert "globex:M9" in render_html(view(issue, "executive"))


@pytest.mark.parametrize("edition", ["customer", "executive", "team"])
def test_a_well_formed_page_says_the_same_as_one_that_must_be_read_sign_by_sign(harbour, edition):
    page = render_html(view(harbour, edition))
    read, spelt = _words(page), _words(page.replace("</body>", "<!-- aside --></body>"))
    assert read.pop("comments") == []
    assert spelt.pop("comments") == ["aside"]
    assert read == spelt


def _words(page: str) -> dict[str, list[str]]:
    said = {str(piece.where): normal(piece.text).split() for piece in pieces("page.html", page.encode())}
    return said | {name: sorted(set(said[name])) for name in ("attributes", "shapes", "styles and scripts")}


def test_a_namespace_and_an_instruction_of_a_page_are_searched_too():
    page = '<html><body><svg xmlns="https://globex.example/svg"></svg></body></html>'
    assert "globex example" in normal("\n".join(piece.text for piece in pieces("page.html", page.encode())))
    told = "<?note globex.example ?>" + page.replace("globex", "acme")
    assert "globex example" in normal("\n".join(piece.text for piece in pieces("page.html", told.encode())))


def test_a_customer_of_one_word_is_found_among_many_and_only_as_it_is_written(harbour):
    many = [OTHER._replace(project=f"other-{number}", customer=f"Customer{number}", addresses=frozenset()) for number in range(200)]
    one = OTHER._replace(project="one", customer="Globex", addresses=frozenset({"pat@globex.example"}))
    internal = internal_of(harbour, "customer", [*many, one])
    found = [(leak.what, leak.text) for leak in leaks({"customer.html": b"<p>Globex, globex and Customer7</p>"}, internal)]
    assert found == [(check.PARTY, "Globex"), (check.PARTY, "Customer7")]
    (leak,) = leaks({"customer.html": b"<p>see www.globex.example</p>"}, internal)
    assert leak.text == "globex example"
