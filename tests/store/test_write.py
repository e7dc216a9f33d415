"""Issues are recorded once, replaced as drafts, corrected when sent, and numbered by status date."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chance import examples
from pipeline.store.database import open_store
from pipeline.store.errors import NeedsCorrection, Refused
from pipeline.store.write import Recorded
from store.made import FRIDAY, content, made, week


def listed(store, *columns):
    return store.issues().select(columns or ("status_date", "revision", "number", "state", "sent")).rows()


def test_the_first_issue_of_a_project_is_number_1(store):
    assert store.record(made()) == Recorded("demo@2026-11-20", 1, "new")


def test_the_same_content_again_changes_nothing(store, tmp_path):
    store.record(made())
    before = content(store, tmp_path / "before")
    assert store.record(made()) == Recorded("demo@2026-11-20", 1, "same")
    assert content(store, tmp_path / "after") == before


def test_changed_content_replaces_a_draft_with_all_its_rows(store, tmp_path):
    store.record(made(items=3))
    assert store.record(made(items=2)) == Recorded("demo@2026-11-20", 1, "replaced")
    assert [row[0] for row in content(store, tmp_path)["items"]] == ["demo@2026-11-20"] * 2


@pytest.mark.parametrize(
    "changed",
    [made(work=42.0), made(name="Demo 2"), made(items=3), made(weighting="effort")],
    ids=["figure", "name", "items", "field without value before"],
)
def test_any_change_of_what_is_said_is_changed_content(store, changed):
    store.record(made())
    assert store.record(changed).change == "replaced"


def test_changed_content_of_a_sent_issue_needs_a_correction(store):
    store.record(made())
    store.mark_sent("demo@2026-11-20")
    with pytest.raises(NeedsCorrection, match=r'2026-11-20 was sent.*milepost correct demo --why "…"') as refusal:
        store.record(made(work=50.0))
    assert refusal.value.issue == "demo@2026-11-20"
    assert store.issue("demo@2026-11-20").issue["work"] == 41.5


def test_the_same_content_of_a_sent_issue_is_no_trouble(store):
    store.record(made())
    store.mark_sent("demo@2026-11-20")
    assert store.record(made()).change == "same"


def test_a_workbook_saved_again_without_change_renews_where_a_draft_came_from_and_leaves_a_sent_one(store):
    store.record(made())
    assert store.record(made(sha256="cd" * 32)).change == "replaced"
    store.mark_sent("demo@2026-11-20")
    assert store.record(made(sha256="ef" * 32)).change == "same"
    assert listed(store, "sha256") == [("cd" * 32,)]


def test_a_correction_is_the_next_revision_with_its_reason_under_the_same_number(store):
    store.record(made())
    store.mark_sent("demo@2026-11-20")
    assert store.correct(made(work=50.0), "wrong column", "Pat Lee") == Recorded("demo@2026-11-20.1", 1, "new")
    assert listed(store) == [(FRIDAY, 0, 1, "superseded", True), (FRIDAY, 1, 1, "accepted", False)]
    assert listed(store, "work", "reason", "by") == [(41.5, None, None), (50.0, "wrong column", "Pat Lee")]


def test_a_correction_is_a_draft_until_it_is_sent(store):
    store.record(made())
    store.mark_sent("demo@2026-11-20")
    store.correct(made(work=50.0), "wrong column", "Pat Lee")
    assert store.record(made(work=51.0)) == Recorded("demo@2026-11-20.1", 1, "replaced")
    assert store.correct(made(work=52.0), "wrong row", "Kim Roe") == Recorded("demo@2026-11-20.1", 1, "replaced")
    assert listed(store, "work", "reason") == [(41.5, None), (52.0, "wrong row")]
    store.mark_sent("demo@2026-11-20.1")
    with pytest.raises(NeedsCorrection):
        store.record(made(work=53.0))
    assert store.correct(made(work=53.0), "once more", "Pat Lee").issue == "demo@2026-11-20.2"
    assert [row[3] for row in listed(store)] == ["superseded", "superseded", "accepted"]


def test_a_correction_that_says_the_same_is_none(store):
    store.record(made())
    store.mark_sent("demo@2026-11-20")
    assert store.correct(made(), "just in case", "Pat Lee") == Recorded("demo@2026-11-20", 1, "same")


def test_what_was_not_sent_cannot_be_corrected(store):
    with pytest.raises(Refused, match="was not sent"):
        store.correct(made(), "why not", "Pat Lee")
    store.record(made())
    with pytest.raises(Refused, match="was not sent"):
        store.correct(made(work=50.0), "why not", "Pat Lee")


def test_a_correction_needs_a_reason(store):
    store.record(made())
    store.mark_sent("demo@2026-11-20")
    with pytest.raises(Refused, match="needs a reason"):
        store.correct(made(work=50.0), " ", "Pat Lee")


def test_a_held_issue_has_no_number_and_cannot_be_sent(store):
    assert store.record(made(held="errors"), "held") == Recorded("demo@2026-11-20", None, "new")
    with pytest.raises(Refused, match="no accepted report"):
        store.mark_sent("demo@2026-11-20")


def test_an_unknown_issue_cannot_be_sent(store):
    with pytest.raises(Refused, match="no accepted report"):
        store.mark_sent("demo@2026-11-20")


def test_a_draft_is_held_when_its_workbook_went_wrong_and_accepted_when_it_is_mended(store):
    store.record(made())
    assert store.record(made(held="errors"), "held") == Recorded("demo@2026-11-20", None, "replaced")
    assert store.record(made()) == Recorded("demo@2026-11-20", 1, "replaced")


def test_a_held_correction_leaves_the_sent_issue_accepted(store):
    store.record(made())
    store.mark_sent("demo@2026-11-20")
    store.correct(made(work=50.0), "wrong column", "Pat Lee")
    store.record(made(held="errors"), "held")
    assert listed(store) == [(FRIDAY, 0, 1, "accepted", True), (FRIDAY, 1, None, "held", False)]


def test_an_earlier_status_date_moves_the_numbers_of_drafts(store):
    store.record(made(week(1)))
    store.record(made(week(2), held="errors"), "held")
    store.record(made(week(3)))
    assert store.record(made(week(0))) == Recorded("demo@2026-11-20", 1, "new")
    assert listed(store, "number") == [(1,), (2,), (None,), (3,)]


def test_an_earlier_status_date_is_refused_once_a_later_one_was_sent(store, tmp_path):
    store.record(made(week(1)))
    store.mark_sent("demo@2026-11-27")
    before = content(store, tmp_path / "before")
    with pytest.raises(Refused, match=r"2026-11-27 was sent as number 1, so the one of 2026-11-20 .* check the Status date"):
        store.record(made(week(0)))
    assert content(store, tmp_path / "after") == before


def test_the_draft_before_a_sent_issue_can_neither_be_held_nor_a_held_one_be_accepted(store):
    store.record(made(week(0)))
    store.record(made(week(1), held="errors"), "held")
    store.record(made(week(2)))
    store.mark_sent("demo@2026-12-04")
    with pytest.raises(Refused):
        store.record(made(week(0), held="errors"), "held")
    with pytest.raises(Refused):
        store.record(made(week(1)))
    assert listed(store, "number", "state") == [(1, "accepted"), (None, "held"), (2, "accepted")]


def test_projects_are_numbered_apart(store):
    store.record(made(week(0)))
    store.mark_sent("demo@2026-11-20")
    assert store.record(made(week(-1), project="other")).number == 1


def test_the_last_digits_of_a_sum_are_no_change(store):
    store.record(made(work=0.1 + 0.2))
    assert store.record(made(work=0.3)).change == "same"
    assert store.record(made(work=0.3000001)).change == "replaced"


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12).flatmap(lambda runs: st.tuples(st.just(runs), st.permutations(runs)))
)
def test_the_order_of_runs_cannot_be_seen_in_the_store(tmp_path_factory, orders):
    """Each week has one content; runs of it in any order and as often as one likes end in the same store."""
    folder = tmp_path_factory.mktemp("orders")
    results = []
    for name, runs in zip("ab", orders, strict=True):
        with open_store(f"sqlite:///{folder}/{name}.db") as store:
            for number, again in runs:
                held = number % 3 == 2
                for _ in range(1 + again):
                    store.record(made(week(number), held="errors" if held else None), "held" if held else "accepted")
            results.append(content(store, folder / name))
            numbers = store.issues()["number"].drop_nulls().to_list()
            assert numbers == list(range(1, len(numbers) + 1))
    assert results[0] == results[1]


def test_rows_are_kept_in_the_types_of_their_records(store):
    store.record(made())
    facts = store.issue("demo@2026-11-20")
    for name in ("milestones", "items", "findings", "files"):
        pl.testing.assert_frame_equal(getattr(facts, name), getattr(made(), name))
