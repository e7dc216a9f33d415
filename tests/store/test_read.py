"""What comes back from the store is what went in, and a past is what was accepted before."""

from polars.testing import assert_frame_equal

from pipeline.store.records import ISSUE, ITEM, MILESTONE, OF_ISSUE, Past
from store.made import FRIDAY, made, week


def test_an_issue_comes_back_as_it_went_in(store):
    facts = made(planned=1 / 3, customer="Müller & Söhne", held=None, bac=1e9 / 7)
    store.record(facts)
    back = store.issue("demo@2026-11-20")
    given = {"issue": "demo@2026-11-20", "revision": 0, "number": 1, "state": "accepted", "sent": False}
    assert {key: value for key, value in back.issue.items() if value is not None and key != "content"} == {
        key: value for key, value in facts.issue.items() if value is not None
    } | given
    assert list(back.issue) == list(ISSUE)
    for name in ("milestones", "items", "findings", "files"):
        assert_frame_equal(getattr(back, name), getattr(facts, name))


def test_an_issue_of_which_nothing_could_be_read_has_empty_tables(store):
    facts = made()
    store.record(type(facts)(facts.issue, *(getattr(facts, name).clear() for name in ("milestones", "items", "findings", "files"))), "held")
    assert_frame_equal(store.issue("demo@2026-11-20").items, facts.items.clear())


def test_an_unknown_key_is_no_issue(store):
    assert store.issue("demo@2026-11-20") is None


def test_the_past_of_an_unknown_project_is_empty(store):
    past = store.past("demo", FRIDAY)
    assert (past.last, past.issues.schema, past.items.schema) == (None, Past().issues.schema, Past().items.schema)


def test_the_past_is_what_was_accepted_strictly_before(store):
    store.record(made(week(0), work=10.0))
    store.record(made(week(1), work=20.0, held="errors"), "held")
    store.record(made(week(2), work=30.0))
    store.record(made(week(2), project="other"))
    past = store.past("demo", week(2))
    assert past.issues.select("status_date", "work").rows() == [(week(0), 10.0)]
    assert store.past("demo", week(3)).issues["work"].to_list() == [10.0, 30.0]
    assert store.past("demo", week(3)).last["status_date"] == week(2)


def test_of_a_corrected_issue_the_past_knows_the_correction_alone(store):
    store.record(made(work=10.0))
    store.mark_sent("demo@2026-11-20")
    store.correct(made(work=20.0, items=3), "wrong column", "Pat Lee")
    past = store.past("demo", week(1))
    assert past.issues.select("issue", "work").rows() == [("demo@2026-11-20.1", 20.0)]
    assert past.milestones["work"].to_list() == [20.0]
    assert past.last_items["id"].to_list() == ["S0", "S1", "S2"]


def test_the_past_has_milestones_of_all_issues_and_items_of_the_last_four(store):
    for number in (3, 1, 0, 5, 4, 2):
        store.record(made(week(number)))
    past = store.past("demo", week(6))
    assert past.milestones["status_date"].to_list() == [week(number) for number in range(6)]
    assert past.items["status_date"].unique(maintain_order=True).to_list() == [week(2), week(3), week(4), week(5)]
    assert past.items.select("id", "also_in").rows()[:2] == [("S0", None), ("S1", ["M2", "M3"])]
    assert (past.issues.schema, past.milestones.schema, past.items.schema) == (ISSUE, OF_ISSUE | MILESTONE, OF_ISSUE | ITEM)


def test_issues_are_listed_by_project_and_date_in_every_state(store):
    store.record(made(week(1), project="b"))
    store.record(made(week(0), project="b", held="errors"), "held")
    store.record(made(week(2), project="a"))
    assert store.issues().select("issue", "state").rows() == [
        ("a@2026-12-04", "accepted"),
        ("b@2026-11-20", "held"),
        ("b@2026-11-27", "accepted"),
    ]
    assert store.issues("a")["issue"].to_list() == ["a@2026-12-04"]
    assert store.issues("c").schema == ISSUE
    assert store.projects() == ["a", "b"]


def test_the_latest_issue_of_a_date_is_its_last_revision_in_any_state(store):
    store.record(made(work=10.0))
    store.mark_sent("demo@2026-11-20")
    store.correct(made(work=20.0), "wrong sum", "Jo Weber")
    store.record(made(day=week(1), work=None), "held")
    corrected, held = store.latest("demo", FRIDAY), store.latest("demo", week(1))
    assert (corrected["issue"], corrected["work"], corrected["sent"], corrected["by"]) == ("demo@2026-11-20.1", 20.0, False, "Jo Weber")
    assert (held["state"], held["number"]) == ("held", None)
    assert corrected.keys() == ISSUE.keys()
    assert store.latest("demo", week(2)) is None
