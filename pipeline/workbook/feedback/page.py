"""The sheet with all findings: counts and what holds the report on top, then one row a finding, its cell a link."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from pipeline.contract.findings import ERROR, WARNING, Finding, Severity
from pipeline.wording import Text, note, say, say_many, spoken
from pipeline.workbook.feedback.marks import FIXED, NEW, OPEN, WORDS, place_of, sentence
from pipeline.workbook.feedback.markup import escaped
from pipeline.workbook.feedback.styles import FILLS, INK, LINK, QUIET, Styles
from pipeline.workbook.look import column_letters

TAB = "Findings"
ROWS = 5_000  # more than anybody reads; the whole list is in findings.json
SHOWN = 32_000  # Excel ends a cell at 32,767 characters
COLUMNS: tuple[tuple[Text, int], ...] = (
    (note("Severity"), 11),
    (note("Cell"), 18),
    (note("What stands there"), 28),
    (note("What is wrong"), 58),
    (note("What to enter"), 52),
)
STATE, CODE = (note("Since last check"), 16), (note("Code"), 32)
LINE, TITLE, TALLEST = 16, 28, 400  # points; Excel ends a row at 409


@dataclass(frozen=True)
class Listing:
    """What the sheet of findings says: findings with their states, the codes that do not hold the report, and remarks about the copy."""

    findings: Sequence[tuple[Finding, str]]
    waived: Collection[str]
    remarks: Sequence[str]
    tabs: Collection[str]
    compares: bool


@dataclass(frozen=True)
class _Looks:
    """The styles of the page, 0 where the workbook's styles cannot be extended."""

    title: int = 0
    lead: int = 0
    advice: int = 0
    quiet: int = 0
    head: int = 0
    text: int = 0
    link: int = 0
    severity: Mapping[Severity, int] | None = None


def findings_page(listing: Listing, styles: Styles | None, main: str, active: bool) -> str:
    """The markup of the sheet, in the dialect whose namespace is `main`; every text is an inline string, never a formula."""
    looks = _looks(styles) if styles else _Looks()
    columns = (*COLUMNS, *((STATE,) if listing.compares else ()), CODE)
    top = [
        (say("Findings"), looks.title),
        *((text, looks.lead) for text in summary(listing)),
        *((text, looks.advice) for text in _advice(listing)),
    ]
    rows = [_row(number, [pair], TITLE if number == 1 else LINE) for number, pair in enumerate(top, 1)]
    head = len(rows) + 2
    names, sizes = [spoken(name) for name, _ in columns], [width for _, width in columns]
    rows.append(_row(head, [(name, looks.head) for name in names], _height(names, sizes)))
    links = []
    for number, (finding, state) in enumerate(listing.findings[:ROWS], head + 1):
        cells = _cells(finding, state, listing, looks)
        rows.append(_row(number, cells, _height([text for text, _ in cells], sizes)))
        if target := _target(finding, listing.tabs):
            links.append(f'<hyperlink ref="B{number}" location="{escaped(target)}" display="{escaped(spoken(finding.where))}"/>')
    last = head + min(len(listing.findings), ROWS)
    right = column_letters(len(columns) - 1)
    widths = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, (_, width) in enumerate(columns, 1))
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    selected = ' tabSelected="1"' if active else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">'
        f'<sheetPr><tabColor rgb="{LINK}"/><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{right}{last}"/>'
        f'<sheetViews><sheetView showGridLines="0"{selected} workbookViewId="0"><pane ySplit="{head}" topLeftCell="A{head + 1}" '
        'activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<autoFilter ref="A{head}:{right}{last}"/>{linked}'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def summary(listing: Listing) -> list[str]:
    """How many findings of which weight, whether they hold the report back, and how they stand against the last check."""
    now = [finding for finding, state in listing.findings if state != FIXED]
    lines = [say("{counts}. {verdict}", counts=_counts(now), verdict=_verdict(now, listing.waived))]
    if listing.compares:
        states = Counter(state for _, state in listing.findings)
        lines.append(
            say(
                "Since the last check: {new} new, {open} still open, {fixed} fixed.",
                new=states[NEW],
                open=states[OPEN],
                fixed=states[FIXED],
            )
        )
    return lines


def _counts(now: Sequence[Finding]) -> str:
    """How many findings there are of each severity, worst first."""
    numbers = Counter(finding.severity for finding in now)
    said = [_counted(severity, numbers[severity]) for severity in Severity if numbers[severity]]
    return ", ".join(said) or say("No findings")


def _counted(severity: Severity, number: int) -> str:
    if severity is ERROR:
        return say_many("{number:,} error", "{number:,} errors", number)
    if severity is WARNING:
        return say_many("{number:,} warning", "{number:,} warnings", number)
    return say_many("{number:,} note", "{number:,} notes", number)


def _verdict(now: Sequence[Finding], waived: Collection[str]) -> str:
    """Whether findings hold the report back, and the first that does."""
    holding = [finding for finding in now if finding.severity is ERROR and finding.code not in waived]
    if not holding:
        return say("Nothing holds the report back.")
    first, more = holding[0].where, len(holding) - 1
    if not more:
        return say("The report is held back until the error is corrected: {cell}.", cell=first)
    return say_many(
        "The report is held back until the errors are corrected: {cell} and {number} more.",
        "The report is held back until the errors are corrected: {cell} and {number} more.",
        more,
        cell=first,
    )


def _advice(listing: Listing) -> list[str]:
    """What the reader should know of this copy."""
    advice = [say("This is a copy. Correct your own workbook; the next check makes a new copy."), *listing.remarks]
    if (left := len(listing.findings) - ROWS) > 0:
        advice.append(say_many("{number:,} more findings are not listed here.", "{number:,} more findings are not listed here.", left))
    return advice


def _cells(finding: Finding, state: str, listing: Listing, looks: _Looks) -> list[tuple[str, int]]:
    fixed = state == FIXED
    text = looks.quiet if fixed else looks.text
    by_severity = looks.severity or {}
    severity = spoken(WORDS[finding.severity])
    if finding.code in listing.waived and finding.severity is ERROR and not fixed:
        severity = say("{severity} (waived)", severity=severity)
    return [
        (severity, text if fixed else by_severity.get(finding.severity, text)),
        (spoken(finding.where), looks.link if _target(finding, listing.tabs) and not fixed else text),
        (spoken(finding.found), text),
        (sentence(finding.message), text),
        (spoken(finding.fix), text),
        *([(spoken(state), text)] if listing.compares else []),
        (finding.code, looks.quiet),
    ]


def _target(finding: Finding, tabs: Collection[str]) -> str | None:
    """Where the link of a finding leads: its cell, else the top of its sheet where the workbook has it."""
    found = place_of(finding)
    names = {tab.casefold(): tab for tab in tabs}
    tab = names.get((found[0] if found else finding.sheet or "").casefold())
    return f"'{tab.replace(chr(39), chr(39) * 2)}'!{found[1].address if found else 'A1'}" if tab else None


def _row(number: int, cells: Sequence[tuple[str, int]], height: int = LINE) -> str:
    written = "".join(
        f'<c r="{column_letters(column)}{number}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{escaped(text[:SHOWN])}</t></is></c>'
        for column, (text, style) in enumerate(cells)
    )
    # LibreOffice does not size wrapped rows by itself when it opens a file.
    return f'<row r="{number}" ht="{height}" customHeight="1">{written}</row>'


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """The height of a row in points that shows every line of its wrapped texts."""
    lines = (sum(len(wrap(line, width * 11 // 10)) or 1 for line in text.splitlines()) for text, width in zip(texts, widths, strict=True))
    return min(LINE * max(1, *lines), TALLEST)


def _looks(styles: Styles) -> _Looks:
    return _Looks(
        title=styles.plain(size=18, bold=True, lined=False),
        lead=styles.plain(bold=True, lined=False),
        advice=styles.plain(colour=QUIET, lined=False),
        quiet=styles.plain(colour=QUIET),
        head=styles.plain(colour="FFFFFFFF", bold=True, fill=INK),
        text=styles.plain(),
        link=styles.plain(colour=LINK, link=True),
        severity={severity: styles.plain(bold=True, fill=FILLS[severity]) for severity in FILLS},
    )
