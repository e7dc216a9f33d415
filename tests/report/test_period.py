"""What changed: what happened since the last report, for each reader the rows that he may see, and quiet weeks said aloud."""

from datetime import date

import pytest

from builders import item, make_book, milestone
from past import past_of
from pipeline.figures.compute import compute
from pipeline.report.html import render_html
from pipeline.report.views import customer_view, executive_view, team_view

GAP = "\u00a0"
THEN, NOW = date(2026, 11, 13), date(2026, 11, 20)
BUILD = milestone("M1", name="Build", status="Active", baseline_finish=date(2026, 12, 18), forecast_finish=date(2026, 12, 18))
LIVE = milestone("M2", name="Live", baseline_finish=date(2027, 1, 29), forecast_finish=date(2027, 1, 29), depends_on=["M1"])


@pytest.fixture
def issue(issue_of):
    """The issue of a week, from the sheets of the last report and of this one."""

    def made(before, now):
        past = past_of(make_book({"status_date": THEN}, **before))
        book = make_book({"status_date": NOW}, **now)
        return issue_of(book, past=past, figures=compute(book, past))

    return made


def told(view):
    """What a view tells of the changes: (kind, line, detail), without no-break spaces."""
    return [
        (group.title, f"{line.subject} {line.text}".strip().replace(GAP, " "), line.detail.replace(GAP, " "))
        for group in view.changed.groups
        for line in group.lines
    ]


def sheets(*scope, stones=(BUILD, LIVE), **more):
    return {"Milestones": list(stones), "Scope": list(scope), **more}


def test_at_first_sight_nothing_has_changed(issue_of):
    view = executive_view(issue_of(make_book(**sheets(item("S1")))))
    assert view.changed is None
    assert "What changed" not in render_html(view)


def test_a_quiet_week_says_so(issue):
    same = sheets(item("S1", percent=20.0))
    view = executive_view(issue(same, same))
    assert view.changed.note.replace(GAP, " ") == "Nothing was finished, started or moved since 13 Nov 2026."
    assert view.changed.groups == ()


def test_a_week_of_work_without_events_does_not_call_itself_empty(issue):
    view = executive_view(issue(sheets(item("S1", percent=20.0)), sheets(item("S1", percent=40.0))))
    assert view.changed.note.replace(GAP, " ") == "Work went on, but nothing was finished, started or moved since 13 Nov 2026."


def test_what_finished_and_started_stands_by_milestone(issue):
    before = sheets(item("S1", title="Forms", percent=20.0), item("S2", title="Search"))
    now = sheets(item("S1", title="Forms", percent=100.0), item("S2", title="Search", percent=5.0))
    assert told(executive_view(issue(before, now))) == [("Finished", "Build: Forms", ""), ("Started", "Build: Search", "")]


def parts(forms, upload):
    return sheets(item("S1", title="Forms"), item("S1.1", 2, title="Upload", percent=upload), item("S1.2", 2, title="Print", percent=forms))


def test_parts_that_finish_with_their_solution_are_told_to_the_team_only(issue):
    week = issue(parts(20.0, 20.0), parts(100.0, 100.0))
    assert told(customer_view(week)) == [("Finished", "Build: Forms", "")]
    assert told(executive_view(week)) == [("Finished", "Build: Forms", "")]
    assert told(team_view(week)) == [("Finished", "Build: S1 Forms; S1.1 Upload; S1.2 Print", "")]


def test_a_customer_reads_of_no_part_that_is_not_shown_to_him(issue):
    week = issue(parts(20.0, 20.0), parts(20.0, 100.0))
    assert told(executive_view(week)) == [("Finished", "Build: Upload", "")]
    view = customer_view(week)
    assert told(view) == []
    assert view.changed.note.startswith("Work went on, but no milestone or solution was finished")
    assert "Upload" not in render_html(view)


def test_slips_stand_from_old_to_new_the_furthest_first_and_what_comes_earlier_apart(issue):
    late = BUILD | {"forecast_finish": date(2027, 1, 8)}
    early = LIVE | {"forecast_finish": date(2027, 1, 27)}
    moved = item("S1", title="Forms", forecast_finish=date(2026, 12, 4))
    week = issue(sheets(moved), sheets(moved | {"forecast_finish": date(2026, 12, 8)}, stones=(late, early)))
    assert told(executive_view(week)) == [
        ("Later", "Build: 18 Dec 2026 → 8 Jan 2027, 15 working days later", ""),
        ("Later", "Forms: 4 Dec → 8 Dec 2026, 2 working days later", "Build"),
        ("Earlier", "Live: 29 Jan → 27 Jan 2027, 2 working days earlier", ""),
    ]


def entry(**fields):
    return {"id": "X1", "date": NOW, "milestone": "M1", "kind": "scope added", "description": "Export for customs.", **fields}


def test_scope_added_and_removed_name_the_agreement_that_covers_them(issue):
    added = entry(items=["S2"], agreed_by="A. Virtanen", agreed_on=NOW)
    dropped = entry(id="X2", kind="scope removed", items=["S3"])
    before = sheets(item("S1", percent=20.0), item("S3", title="Fax"))
    now = sheets(
        item("S1", percent=20.0), item("S2", title="Export"), item("S3", title="Fax", status="Cancelled"), Changes=[added, dropped]
    )
    assert told(customer_view(issue(before, now))) == [
        ("Scope added", "Build: Export", "Agreed by A. Virtanen, 20 Nov 2026."),
        ("Scope removed", "Build: Fax", "Not agreed yet."),
    ]


def test_an_agreement_from_before_the_last_report_covers_no_scope_of_this_week(issue):
    old = entry(items=["S2"], date=date(2026, 11, 2), agreed_by="A. Virtanen", agreed_on=THEN)
    week = issue(sheets(item("S1")), sheets(item("S1"), item("S2", title="Export"), Changes=[old]))
    assert told(executive_view(week)) == [("Scope added", "Build: Export", "")]


def moved_week(issue, **fields):
    later = {"baseline_finish": date(2027, 1, 8), "forecast_finish": date(2026, 12, 18)}
    forms = item("S1", title="Forms", baseline_finish=date(2026, 12, 11))
    agreement = entry(kind="baseline moved", description="A week of holidays", **fields)
    now = sheets(forms | {"baseline_finish": date(2027, 1, 1)}, stones=(BUILD | later, LIVE), Changes=[agreement])
    return issue(sheets(forms), now)


def test_a_moved_agreed_date_stands_with_the_words_of_its_agreement_and_its_items_are_counted(issue):
    week = moved_week(issue, agreed_by="A. Virtanen", agreed_on=NOW)
    line = "Build: 18 Dec 2026 → 8 Jan 2027, 15 working days later, with 1 of its items."
    assert ("Agreed finish", line, "A week of holidays. Agreed by A. Virtanen, 20 Nov 2026.") in told(executive_view(week))


def test_a_moved_agreed_date_without_agreement_is_called_not_agreed(issue):
    assert ("Not agreed.",) in [row[2:] for row in told(executive_view(moved_week(issue))) if row[0] == "Agreed finish"]


def test_a_customer_does_not_read_the_words_of_a_hidden_agreement(issue):
    week = moved_week(issue, agreed_by="A. Virtanen", agreed_on=NOW, visible=False)
    assert ("Agreed.",) in [row[2:] for row in told(customer_view(week)) if row[0] == "Agreed finish"]
    assert "holidays" not in render_html(customer_view(week))


def test_a_new_side_agreement_is_news_once(issue):
    on_the_side = entry(kind="side agreement", description="Testers come from the port", agreed_by="A. Virtanen", agreed_on=NOW)
    week = issue(sheets(item("S1")), sheets(item("S1"), Changes=[on_the_side]))
    expected = ("Side agreement", "Build: Testers come from the port.", "Agreed by A. Virtanen, 20 Nov 2026.")
    assert told(customer_view(week)) == [expected]
    old = sheets(item("S1"), Changes=[on_the_side | {"date": THEN, "agreed_on": THEN}])
    assert told(customer_view(issue(old, old))) == []


def test_owners_and_falling_parts_are_told_inside_the_house_only(issue):
    upload = item("S1.1", 2, title="Upload", percent=40.0, owner="K. Salo")
    before = sheets(item("S1", title="Forms"), upload, item("S2", percent=10.0))
    now = sheets(item("S1", title="Forms"), upload | {"percent": 30.0, "owner": "J. Aho"}, item("S2", percent=60.0))
    week = issue(before, now)
    assert told(executive_view(week)) == [
        ("Percentage fell", "Upload: 40 % → 30 %", "Build"),
        ("Owner changed", "Upload: K. Salo → J. Aho", "Build"),
    ]
    assert told(customer_view(week)) == []
    assert "Salo" not in render_html(customer_view(week))


def test_a_long_list_is_cut_with_a_count(issue):
    before = sheets(*(item(f"S{number}", percent=50.0) for number in range(1, 13)))
    now = sheets(*(item(f"S{number}", percent=100.0) for number in range(1, 13)))
    (group,) = executive_view(issue(before, now)).changed.groups
    assert group.lines[0].text.count(";") == 7
    assert group.more == "and 4 more"


def test_a_vanished_item_is_told_inside_the_house_but_not_to_a_customer_who_may_never_have_seen_it(issue):
    week = issue(sheets(item("S1", percent=20.0), item("S2", title="Secret export", visible=False)), sheets(item("S1", percent=20.0)))
    assert told(executive_view(week)) == [("Scope removed", "Build: Secret export", "")]
    assert "Secret export" not in render_html(customer_view(week))
