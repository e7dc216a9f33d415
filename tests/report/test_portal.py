"""The portal: what it says of a run, what it finds in the outputs, how it is put in place."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest

from builders import item, make_book, milestone
from pipeline.chain.portfolio import publish_portal
from pipeline.report.portal import rows
from pipeline.report.portal.ground import Ground
from pipeline.report.portal.page import portal_pages
from pipeline.report.portal.shelf import HEAD, kept_issues
from pipeline.report.portal.view import portal_view
from pipeline.report.publish import publish, publish_file
from pipeline.settings import load

DAY = date(2026, 11, 20)


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "milepost.toml").write_text('[portfolio]\nname = "All projects"\n')
    return load(tmp_path / "milepost.toml")


def status(project: str, day: date, health: str = "green", work: float | None = 40.0, shown: str = "40%", held: str = "") -> dict:
    return {
        "schema": "milepost.status/1",
        "project": {"id": project, "name": project.title(), "customer": "Acme", "status_date": str(day)},
        "held": {"reason": held, "codes": []} if held else None,
        "progress": {"work": work, "shown": shown, "planned": 50.0},
        "health": {"computed": health, "shown": health},
    }


def keep(outputs: Path, project: str, day: date, *, files: tuple[str, ...] = ("executive.html", "team.pdf"), **said: object) -> Path:
    """An issue in the outputs."""
    content = {"status.json": json.dumps(status(project, day, **said)).encode(), **dict.fromkeys(files, b"page")}
    facts = {"project": project, "status_date": str(day), "held": said.get("held")}
    return publish(outputs / str(day) / project, content, facts)


def ground(settings, *issues, numbers=None, day=DAY) -> Ground:
    return Ground(issues, kept_issues(settings.outputs), numbers or {}, day, settings)


def html(made: Ground) -> str:
    return dict(portal_pages(made))["index.html"]


def row(made: Ground, name: str):
    return next(one for one in portal_view(made).rows if one.name == name)


def test_projects_stand_reds_first_then_amber_held_and_green(settings, issue_of):
    issues = [
        issue_of(make_book({"id": name, "name": name}, Milestones=[milestone()]), colour, held="no" if name == "d" else None)
        for name, colour in (("a", "green"), ("b", "red"), ("c", "amber"), ("d", "green"))
    ]
    assert [one.name for one in portal_view(ground(settings, *issues)).rows] == ["b", "c", "d", "a"]


def test_the_issues_of_all_dates_are_listed_newest_first_with_every_file(settings, harbour):
    for weeks in range(3):
        keep(
            settings.outputs,
            "harbour-portal",
            DAY - timedelta(weeks=weeks),
            files=("executive.html", "executive.pdf", "plan.feedback.xlsx"),
        )
    issues = row(ground(settings, harbour), "Harbour Portal").course.rows
    assert [one.day.replace("\u00a0", " ") for one in issues] == ["20 Nov 2026", "13 Nov 2026", "6 Nov 2026"]
    assert [(group.name, [link.address for link in group.links]) for group in issues[0].files] == [
        ("Executive", ["2026-11-20/harbour-portal/executive.html", "2026-11-20/harbour-portal/executive.pdf"]),
        ("", [f"2026-11-20/harbour-portal/{name}" for name in ("plan.feedback.xlsx", "status.json", "manifest.json")]),
    ]


def test_every_link_of_the_page_leads_to_a_file_that_is_there(settings, harbour):
    keep(settings.outputs, "harbour-portal", DAY, files=("team.html", "plan & notes.feedback.xlsx"))
    publish_portal(ground(settings, harbour))
    page = (settings.outputs / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"#]+)"', page)
    assert "2026-11-20/harbour-portal/plan%20%26%20notes.feedback.xlsx" in links
    assert [link for link in links if not (settings.outputs / link.replace("%20", " ").replace("%26", "&")).is_file()] == []


def test_a_file_that_somebody_deleted_is_not_linked(settings, harbour):
    (keep(settings.outputs, "harbour-portal", DAY) / "team.pdf").unlink()
    assert "team.pdf" not in html(ground(settings, harbour))


def test_issues_carry_the_numbers_of_the_store_and_held_ones_none(settings, harbour):
    week = timedelta(weeks=1)
    keep(settings.outputs, "harbour-portal", DAY)
    keep(settings.outputs, "harbour-portal", DAY - week, held="Scope!F2: no")
    numbers = {("harbour-portal", DAY): 2, ("harbour-portal", DAY - week): 1}
    issues = row(ground(settings, harbour, numbers=numbers), "Harbour Portal").course.rows
    assert [(one.number, one.mark.tone, one.note) for one in issues] == [("no. 2", "on_track", ""), ("", "held", "Scope!F2: no")]


def test_a_held_project_waits_for_its_workbook_with_the_reason(settings, harbour):
    view = portal_view(ground(settings, replace(harbour, held="Scope!G2: 140 % is outside 0 to 100")))
    (need,) = view.needs
    assert (need.title, need.mark.tone) == ("1 workbook has to be mended", "held")
    assert [(one.project, one.anchor, one.text) for one in need.entries] == [
        ("Harbour Portal", "project-harbour-portal", "Scope!G2: 140 % is outside 0 to 100.")
    ]


@pytest.mark.parametrize(("age", "state"), [(8, "issued"), (9, "late")])
def test_a_report_is_late_when_its_status_is_older_than_the_settings_allow(settings, harbour, age, state):
    made = ground(settings, harbour, day=DAY + timedelta(days=age))
    assert row(made, "Harbour Portal").place.state == state
    assert [need.title for need in portal_view(made).needs] == (["1 workbook was not brought up to date"] if state == "late" else [])


def test_a_project_without_a_workbook_in_the_run_is_silent_and_stays_listed_with_its_last_health(settings, harbour):
    keep(settings.outputs, "quay", DAY - timedelta(weeks=2), health="red")
    made = ground(settings, harbour)
    silent = row(made, "Quay")
    assert (silent.place.state, silent.mark.tone, silent.work) == ("silent", "off_track", "40\u00a0%")
    assert "6\u00a0Nov\u00a02026" in silent.headline.replace(" ", "\u00a0")
    assert [(need.title, [one.project for one in need.entries]) for need in portal_view(made).needs] == [("1 project is silent", ["Quay"])]


def test_a_project_that_ended_done_and_signed_off_waits_for_nobody_and_stands_last(settings, harbour):
    keep(settings.outputs, "quay", DAY - timedelta(weeks=2), health="red", work=100.0, shown="100%")
    view = portal_view(ground(settings, harbour))
    assert view.needs == ()
    assert view.needs_note == "No report is held back, late or missing."
    assert [(one.name, one.place.state) for one in view.rows] == [("Harbour Portal", "issued"), ("Quay", "closed")]


def test_undecided_gates_with_a_date_come_in_the_order_of_their_dates(settings, issue_of):
    gates = [("G1", date(2027, 3, 1), None), ("G2", date(2026, 12, 1), None), ("G3", date(2026, 12, 2), "go"), ("G4", None, None)]
    book = make_book(Milestones=[milestone()], Gates=[{"id": id, "name": id, "planned": day, "decision": said} for id, day, said in gates])
    assert [one.name for one in portal_view(ground(settings, issue_of(book))).gates] == ["G2", "G1"]


def test_gates_that_are_not_listed_are_counted(settings, issue_of):
    gates = [{"id": f"G{n}", "name": f"G{n}", "planned": date(2027, 1, n)} for n in range(1, 11)]
    view = portal_view(ground(settings, issue_of(make_book(Milestones=[milestone()], Gates=gates))))
    assert ([one.name for one in view.gates], view.gates_more) == ([f"G{n}" for n in range(1, 9)], "and 2 later gates")


def test_more_than_eight_projects_of_one_kind_lead_to_the_filter(settings, issue_of):
    issues = [issue_of(make_book({"id": f"p{n}", "name": f"P{n}"}), held="no") for n in range(10)]
    (need,) = portal_view(ground(settings, *issues)).needs
    assert (len(need.entries), need.more.word, need.more.address) == (8, "and 2 more projects", "#state=held")


def test_the_course_shows_work_and_health_of_the_last_issues_in_words(settings, harbour):
    for weeks, (work, health) in enumerate(((40.0, "amber"), (30.0, "red"), (20.0, "red"))):
        keep(settings.outputs, "harbour-portal", DAY - timedelta(weeks=weeks), work=work, health=health)
    course = row(ground(settings, harbour), "Harbour Portal").course
    assert "Work done over 3 issues: 20\u00a0% to 40\u00a0%" in course.spark
    assert "Health of the last 3 issues: 2 × Off track and 1 × At risk" in course.strip


def test_the_course_leaves_out_the_work_of_held_issues(settings, harbour):
    for weeks in range(4):
        keep(settings.outputs, "harbour-portal", DAY - timedelta(weeks=weeks), held="no" if weeks < 2 else "")
    assert row(ground(settings, harbour), "Harbour Portal").course.spark is None


def test_filters_offer_what_leaves_a_choice(settings, issue_of):
    people = (("a", "Acme", "Pat Lee"), ("b", "Brick", "Pat Lee"))
    issues = [issue_of(make_book({"id": id, "name": id, "customer": customer, "manager": who})) for id, customer, who in people]
    found = portal_view(ground(settings, *issues)).filters
    assert [(one.key, [choice.value for choice in one.choices]) for one in found] == [("customer", ["Acme", "Brick"])]


def test_without_any_report_the_page_says_so(settings):
    page = html(ground(settings))
    assert "There are no projects yet." in page


def test_foreign_files_broken_json_and_half_folders_leave_the_portal_whole(settings, harbour):
    good = keep(settings.outputs, "harbour-portal", DAY)
    for folder in ("2026-11-20/.harbour-portal.new", "2026-11-13/empty", "notes", "2026-11-06/list", "2026-11-06/cut"):
        (settings.outputs / folder).mkdir(parents=True)
    (settings.outputs / "2026-11-20/.harbour-portal.new/manifest.json").write_bytes((good / "manifest.json").read_bytes())
    (settings.outputs / "2026-11-06/list/manifest.json").write_text("[1, 2]")
    (settings.outputs / "2026-11-06/cut/manifest.json").write_bytes((good / "manifest.json").read_bytes()[:40])
    (settings.outputs / "2026-11-05").write_text("a file with the name of a day")
    (settings.outputs / "portfolio.json").write_text("no JSON")
    assert list(kept_issues(settings.outputs)) == ["harbour-portal"]
    assert "2026-11-20/harbour-portal/executive.html" in html(ground(settings, harbour))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe{", b"[]", b'{"project": {"name": 7}}', b'{"schema": "milepost.status/0"}'])
def test_an_issue_whose_status_cannot_be_read_is_listed_with_its_files_and_says_so(settings, harbour, content):
    (keep(settings.outputs, "harbour-portal", DAY) / "status.json").write_bytes(content)
    (issue,) = row(ground(settings, harbour), "Harbour Portal").course.rows
    assert (issue.mark.tone, issue.note) == ("not_assessed", "Its figures cannot be read.")
    assert "2026-11-20/harbour-portal/status.json" in html(ground(settings, harbour))


def test_a_status_of_an_earlier_version_is_read_as_far_as_it_goes(settings):
    folder = keep(settings.outputs, "quay", DAY)
    old = status("quay", DAY) | {"schema": "milepost.status/0", "gone": 1}
    del old["progress"]
    (folder / "status.json").write_text(json.dumps(old))
    (kept,) = kept_issues(settings.outputs)["quay"]
    assert (kept.health, kept.work, kept.shown) == ("green", None, "")


@pytest.mark.parametrize("reason", ["short", "ä" * HEAD])
def test_the_head_of_a_status_is_enough_and_where_it_is_not_all_of_it_is_read(settings, reason):
    folder = keep(settings.outputs, "quay", DAY)
    long = status("quay", DAY, held=reason) | {"scope": [{"title": "x" * 50}] * 500}
    (folder / "status.json").write_text(json.dumps(long, ensure_ascii=False))
    (kept,) = kept_issues(settings.outputs)["quay"]
    assert (kept.held, kept.health) == (reason, "green")


def test_an_issue_without_a_date_comes_last(settings):
    keep(settings.outputs, "quay", DAY)
    publish(settings.outputs / "undated" / "quay", {"team.html": b""}, {"project": "quay", "status_date": None, "held": "no date"})
    assert [kept.day for kept in kept_issues(settings.outputs)["quay"]] == ["2026-11-20", "undated"]


def test_what_somebody_typed_is_text_on_the_page(settings, issue_of):
    attack = "</script><script>alert(1)</script>\"'><img src=x>"
    page = html(ground(settings, issue_of(make_book({"id": "a", "name": attack, "customer": attack, "manager": attack}))))
    assert page.count("<script>") == 1
    assert "<img" not in page


def test_past_its_room_the_portal_keeps_the_newest_issues_and_leads_to_a_page_with_all(settings, harbour, monkeypatch):
    monkeypatch.setattr(rows, "LISTED", 2)
    for weeks in range(3):
        keep(settings.outputs, "harbour-portal", DAY - timedelta(weeks=weeks))
    made = ground(settings, harbour)
    course = row(made, "Harbour Portal").course
    assert (len(course.rows), course.older.word, course.older.address) == (2, "All 3 issues", "projects/harbour-portal.html")
    assert publish_portal(made) == settings.outputs / "index.html"
    page = (settings.outputs / "projects" / "harbour-portal.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]+)"', page)
    assert [link for link in links if not (settings.outputs / "projects" / link).is_file()] == []
    assert sum(link.endswith("executive.html") for link in links) == 3


def test_the_portal_speaks_the_language_of_the_portfolio(settings, harbour):
    german = settings.model_copy(update={"portfolio": settings.portfolio.model_copy(update={"language": "de"})})
    assert '<html lang="de"' in html(ground(german, harbour))


def test_the_script_holds_no_words_of_its_own(settings, harbour):
    script = html(ground(settings, harbour)).partition("<script>")[2].partition("</script>")[0]
    strings = re.findall(r'"([^"\n]*)"', script)
    assert "hashchange" in strings
    assert [text for text in strings if re.search("[A-Za-z]{2,} [a-z]{2,}|[A-Z][a-z]", text)] == []


def test_the_same_run_makes_the_same_bytes(settings, harbour):
    keep(settings.outputs, "harbour-portal", DAY)
    assert html(ground(settings, harbour)) == html(ground(settings, harbour))


def test_of_runs_at_the_same_time_the_last_one_wins_and_nobody_reads_a_half(tmp_path):
    path, texts = tmp_path / "index.html", [bytes([letter]) * 300_000 for letter in b"abcd"]
    publish_file(path, texts[0])
    threads = [Thread(target=lambda text=text: [publish_file(path, text) for _ in range(20)]) for text in texts]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert path.read_bytes() in texts
    assert [each.name for each in tmp_path.iterdir()] == ["index.html"]


def test_a_run_over_the_portfolio_prints_the_portal_last_and_it_has_every_project(portfolio, milepost):
    ended = milepost("report", "--format", "html", "--date", "2026-11-20", cwd=portfolio)
    assert ended.stdout.splitlines()[-1] == "outputs/index.html"
    page = (portfolio / "outputs" / "index.html").read_text(encoding="utf-8")
    for folder in ("deploy-app", "000-milestone-template", "broken"):
        assert f'href="2026-11-20/{folder}/team.html"' in page


def test_reports_of_single_workbooks_leave_the_portal_as_it_is(portfolio, milepost):
    ended = milepost("report", "workbooks/deploy-app.xlsx", "--format", "html", "--edition", "team", cwd=portfolio)
    assert ended.returncode == 0
    assert not (portfolio / "outputs" / "index.html").exists()


def test_milestones_and_finish_of_the_run_stand_in_the_line_of_a_project(settings, issue_of):
    book = make_book(
        Milestones=[milestone(baseline_finish=date(2026, 12, 18), forecast_finish=date(2027, 1, 8))], Scope=[item("S1", percent=50.0)]
    )
    facts = {fact.label: fact.text.replace("\u00a0", " ") for fact in row(ground(settings, issue_of(book)), "Demo").facts}
    assert facts["Next milestone"] == "Milestone M1, 8 Jan 2027"
    assert facts["Finish"].startswith("8 Jan 2027, agreed 18 Dec 2026")
