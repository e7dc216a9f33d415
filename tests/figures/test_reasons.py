"""Reasons that figures give keep their template: each can be said in the language of whoever reads it."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from figures.judged import STATUS, assessed, dimension
from figures.test_any_book import DATES, rows_of
from past import past_of
from pipeline.contract.findings import ERROR, WARNING, Finding
from pipeline.contract.workbook import SHEET
from pipeline.figures.compute import compute
from pipeline.figures.gates import verdict
from pipeline.figures.health.assess import assess
from pipeline.figures.outlook import Value
from pipeline.figures.words import in_a_row, plural_of
from pipeline.store.records import FIRST_SIGHT
from pipeline.wording import Text, note, speaking, spoken
from strange import data_in, speak_strangely, words_beside

IDS = ("M1", "M2", "M3", "M4")
PLAN = st.fixed_dictionaries(
    {
        "baseline_start": st.none() | st.dates(date(2026, 8, 1), date(2026, 12, 24)),
        "baseline_finish": st.none() | st.dates(date(2026, 9, 1), date(2027, 1, 31)),
        "depends_on": st.none() | st.lists(st.sampled_from((*IDS, "other:M9")), max_size=2),
    }
)
"""What plans a milestone, laid over a row with anything, so that schedules, values and forecasts come out."""
PERIODS = st.sampled_from([[], ["1", "2"], ["2", "3"], ["2026-10-02"], ["2026-10-02", "2026-11-06"]])


def planned(rows, plans):
    """Milestones with ids of their own and something of a plan."""
    return [row | plan | {"id": id} for id, row, plan in zip(IDS, rows, plans, strict=False)]


def named(prefix, rows):
    """Rows that all have an id."""
    return [row | {"id": f"{prefix}{number}"} for number, row in enumerate(rows)]


def texts_of(figures, healths, findings):
    """Every reason and name that figures and health give to a reader."""
    yield from figures.progress.why.values()
    yield from (row["reason"] for row in figures.gate_rows())
    if schedule := figures.schedule:
        yield from (schedule.why, schedule.chain)
        yield from (text for check in schedule.quality for text in (check.check, check.why))
    for value in filter(None, (figures.value, *figures.values.values())):
        yield from (value.unit, *value.why.values())
    if forecast := figures.forecast:
        each = (forecast.history, forecast.pace, forecast.network, *forecast.milestones.values())
        yield from (found.why for found in each)
    yield from (text for health in healths for found in health.dimensions for text in (found.name, found.why))
    yield from (text for finding in findings for text in (finding.message, finding.fix))


def strings_in(rows):
    """Every text that somebody typed into these rows."""
    for row in rows:
        yield from (value for value in row.values() if isinstance(value, str))


@settings(max_examples=examples(120), deadline=None)
@given(
    project=rows_of("Project", 1),
    milestones=rows_of("Milestones", 4),
    plans=st.lists(PLAN, min_size=4, max_size=4),
    scope=rows_of("Scope", 9),
    criteria=rows_of("Criteria", 4),
    gates=rows_of("Gates", 3),
    periods=st.tuples(PERIODS, PERIODS),
    weeks=st.integers(0, 3),
    day=st.just(STATUS) | st.none() | DATES,
)
def test_every_reason_of_any_book_is_a_text_whose_values_were_typed_or_counted(
    project, milestones, plans, scope, criteria, gates, periods, weeks, day
):
    rows = {
        "Milestones": planned(milestones, plans),
        "Scope": named("S", scope),
        "Criteria": named("C", criteria),
        "Gates": named("G", gates),
        "Baseline": [{"period": period, "planned": 10.0 * number} for number, period in enumerate(periods[0], 1)],
        "Actuals": [{"period": period, "earned": 8.0 * number, "cost": None} for number, period in enumerate(periods[1], 1)],
    }
    past = (
        past_of(*(make_book({"status_date": STATUS - timedelta(weeks=n)}, **rows) for n in range(weeks, 0, -1))) if weeks else FIRST_SIGHT
    )
    book = make_book({**project[0], "status_date": day, "id": "demo"}, **rows)
    figures = compute(book, past)
    found = [Finding("CODE", severity, "Scope", "Scope!B2", "", "", "") for severity in (ERROR, WARNING)][: len(scope)]
    health, healths, further = assess(book, figures, found, past, second_person=bool(weeks))
    known = {*SHEET, *IDS, "other:M9"} | {text for each in (*rows.values(), [book.project]) for text in strings_in(each)}
    for text in filter(None, texts_of(figures, (health, *healths.values()), further)):
        assert isinstance(text, Text), text
        for value in data_in(text):
            assert not words_beside(value, known), (text, value)


def test_a_reason_is_said_with_all_its_clauses_and_numbers_in_the_language_spoken(monkeypatch):
    speak_strangely(monkeypatch)
    late = milestone("M1", status="Active", baseline_finish=date(2026, 11, 6), forecast_finish=date(2026, 11, 30))
    value = Value("effort", spi_t=0.8966, sv_t=-1.2, cpi=1.2345, period_days=7)
    health, _, _ = assessed(late, scope=[item("S1", effort=1)], earned={"value": value})
    with speaking("de"):
        finish, pace, cost = (spoken(dimension(health, name)[2]) for name in ("finish", "pace", "cost"))
    assert finish == "⟦Milestone M1: ⟦16 working days late, agreed 06.11.2026⟧⟧"
    assert pace == "⟦⟦work stands where the plan was 1,2 weeks ago⟧ (SPI(t) 0,897)⟧"
    assert cost == "⟦⟦work worth 1,23 was done for each 1.00 spent⟧ (CPI 1,23)⟧"


def test_the_reason_of_a_verdict_outlives_its_table():
    figures = compute(make_book(Gates=[{"id": "G1", "name": "Alpha"}, {"id": "G2", "name": "Beta"}]))
    assert figures.gates["reason"].to_list() == ["no criteria defined"] * 2
    assert all(isinstance(row["reason"], Text) for row in figures.gate_rows())


def test_a_verdict_without_a_reason_has_none_in_the_rows():
    figures = compute(
        make_book(
            Milestones=[milestone("M1")],
            Gates=[{"id": "G1", "name": "Alpha", "milestones": ["M1"]}],
            Criteria=[{"id": "C1", "subject": "Alpha", "kind": "success", "must": "must", "state": "met"}],
        )
    )
    assert [(row["verdict"], row["reason"]) for row in figures.gate_rows()] == [("GO", None)]


def test_undecided_shoulds_are_told_beside_the_reason_of_a_verdict():
    rows = [
        ({"id": id, "kind": "success", "must": must}, state) for id, must, state in (("A", "must", "unknown"), ("B", "should", "unknown"))
    ]
    assert verdict(rows).reason == "undecided; undecided should: B"


def test_a_long_row_of_clauses_is_said_without_end_of_depth(monkeypatch):
    speak_strangely(monkeypatch)
    row = in_a_row([note("{criterion} is not met", criterion=f"C{number}") for number in range(5000)])
    assert row.startswith("C0 is not met, C1 is not met, C2 is not met")
    with speaking("de"):
        assert spoken(row).count("⟦") == 5000 + 4999


def test_a_decimal_takes_the_form_of_one_of_none_or_of_many():
    assert [plural_of(amount) for amount in (0.5, 1.0, 1.5, 2.0)] == [0, 1, 2, 2]
