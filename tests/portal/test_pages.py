"""What the pages show, to whom, and that nobody reads of a project that is not his."""

import re

import pytest

from pipeline.portal.roster import Roster
from portal.desk import DAY, ELINA, LENA, OPERATOR

FOREIGN = ("Harbour", "Vantaa", "Elina", "harbour-portal", "portofvantaa", "PROJECT NAME", "northquay")
OWN = ("/", "/projects/deploy-app", "/projects/deploy-app/issues", "/upload", "/projects/deploy-app/upload", "/nothing")
FILES = f"/issues/{DAY}/deploy-app"


def test_a_project_manager_sees_the_own_project_and_what_waits(desk):
    page = desk.browser_of(LENA).get("/").text
    assert re.findall(r'<h3><a href="([^"]+)">', page) == ["/projects/deploy-app"]
    assert "3\u00a0mails wait for your word." in page
    assert "Lena Brandt" in page


@pytest.mark.parametrize("path", OWN)
def test_no_page_of_a_manager_holds_a_word_of_other_projects(desk, path):
    text = desk.browser_of(LENA).get(path, follow_redirects=True).text
    assert "Fleet Planner" in text or path == "/nothing"
    assert [word for word in FOREIGN if word in text] == []


@pytest.mark.parametrize(
    "path", ["/projects/{}", "/projects/{}/issues", f"/issues/{DAY}/{{}}/team.html", f"/issues/{DAY}/{{}}/source.xlsx"]
)
def test_a_foreign_project_is_answered_as_one_that_is_not_there(desk, path):
    client = desk.browser_of(LENA)
    foreign, unknown = (client.get(path.format(name)) for name in ("harbour-portal", "no-such-project"))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.text.replace("harbour-portal", "no-such-project") == unknown.text
    assert desk.browser_of(ELINA).get(path.format("harbour-portal")).status_code == 200


@pytest.mark.parametrize("path", ["/outbox", "/audit", "/audit?project=deploy-app"])
def test_outbox_and_audit_are_not_there_for_a_manager(desk, path):
    assert desk.browser_of(LENA).get(path).status_code == 404
    assert desk.browser_of(OPERATOR).get(path).status_code == 200


def test_an_operator_sees_all_projects_and_why_one_is_held(desk):
    page = desk.browser_of(OPERATOR).get("/").text
    assert re.findall(r'<h3><a href="/projects/([^"]+)">', page) == ["000-milestone-template", "deploy-app", "harbour-portal"]
    assert re.search(r"Held by its workbook: 6\s+errors and 1\s+other finding\.", page)


def test_a_held_project_leads_to_its_findings_and_has_nothing_to_approve(desk):
    client = desk.browser_of(OPERATOR)
    page = client.get("/projects/000-milestone-template").text
    assert "/approve" not in page
    assert "is placeholder text" in page
    links = re.findall(r'href="(/issues/[^"]+(?:team\.html|feedback\.xlsx))"', page)
    assert len(set(links)) == 2
    assert {client.get(link).status_code for link in links} == {200}


def test_the_page_of_a_project_shows_each_edition_with_its_readers(desk):
    page = desk.browser_of(LENA).get("/projects/deploy-app").text
    readers = re.findall(r'<bdi class="reader">([^<]+)</bdi>', page)
    assert readers == ["paulsen@nordlicht.example", "sofie.lund@studio.example", "karim.haddad@studio.example"]
    assert page.count("Waits for an approval") == 3
    assert "An approval sends 3 mails now, one to each reader." in page


def test_a_workbook_without_a_report_is_shown_to_its_manager(desk):
    book = desk.settings.workbooks / "deploy-app.xlsx"
    desk.edit("deploy-app", "Project", "deploy-app", "brand-new")
    page = desk.browser_of(LENA).get("/projects/brand-new").text
    assert "the next run makes the first report" in page
    assert book.name not in page


def test_of_two_workbooks_with_one_id_nobody_is_the_manager(desk):
    (desk.settings.workbooks / "copy.xlsx").write_bytes((desk.settings.workbooks / "deploy-app.xlsx").read_bytes())
    assert Roster(desk.settings).visitor(LENA) is None


def test_a_workbook_is_read_again_only_where_it_has_changed(desk):
    roster = desk.house.roster
    before = roster.projects()
    assert all(roster.projects()[name] is project for name, project in before.items() if project.manager)
    desk.edit("deploy-app", "Project", "Fleet Planner", "Fleet Planner 2")
    assert roster.projects()["deploy-app"].name == "Fleet Planner 2"


def test_while_workbooks_are_read_others_go_on_with_the_projects_as_they_were(desk):
    roster = desk.house.roster
    before = roster.projects()
    desk.edit("deploy-app", "Project", "Fleet Planner", "Fleet Planner 2")
    with roster._reads:  # somebody reads
        assert roster.projects() is before
        assert roster.visitor(LENA)
    assert roster.projects()["deploy-app"].name == "Fleet Planner 2"


def test_the_bar_leads_to_the_upload(desk):
    client = desk.browser_of(LENA)
    assert '<a href="/upload">Upload</a>' in client.get("/").text
    assert client.get("/upload").headers["location"] == "/projects/deploy-app/upload"
    assert '<a href="/upload" aria-current="page">' in client.get("/projects/deploy-app/upload").text


def test_a_page_that_has_nothing_to_tell_sets_no_cookie(desk):
    assert "set-cookie" not in desk.browser_of(LENA).get("/").headers


def test_hostile_names_are_shown_as_they_were_typed(desk):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}'
    for sheet, old in (
        ("Project", "Fleet Planner"),
        ("Project", "Nordlicht Logistik"),
        ("People", "Lena Brandt"),
        ("Project", "Lena Brandt"),
    ):
        desk.edit("deploy-app", sheet, old, f"{old} {evil}")
    desk.run()
    client = desk.browser_of(LENA)
    send_hold = {"token": re.search(r'name="token" value="([^"]+)"', client.get("/").text)[1], "why": evil}
    client.post("/projects/deploy-app/hold", data=send_hold)
    for path in ("/", "/projects/deploy-app", "/projects/deploy-app/issues", "/projects/deploy-app/upload"):
        text = client.get(path).text
        assert "&lt;script&gt;alert(1)" in text or path.endswith("issues")
        assert "{{ 7 * 7 }}" in text or path.endswith("issues")
        assert not re.search(r"<script>|<img src=x", text), path
    assert "&lt;script&gt;" in desk.browser_of(OPERATOR).get("/audit").text


def test_a_file_is_served_as_it_lies_there_with_a_policy_of_its_own(desk):
    client, folder = desk.browser_of(LENA), desk.settings.outputs / str(DAY) / "deploy-app"
    page = client.get(f"{FILES}/customer.html")
    assert page.content == (folder / "customer.html").read_bytes()
    assert page.headers["content-type"].startswith("text/html")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["source.xlsx", "bundle.json.gz"])
def test_workbook_and_bundle_are_downloads(desk, name):
    answer = desk.browser_of(LENA).get(f"{FILES}/{name}")
    assert answer.headers["content-disposition"] == f'attachment; filename="deploy-app-{DAY}-{name}"'
    assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path",
    [
        f"{FILES}/%2e%2e%2fharbour-portal%2fteam.html",
        f"{FILES}/..%2f..%2f..%2fmilepost.toml",
        f"{FILES}/..%5c..%5cmilepost.toml",
        f"{FILES}/..\\..\\milepost.toml",
        f"{FILES}/%2fetc%2fpasswd",
        f"{FILES}/%2e%2e",
        f"{FILES}/team.html%00",
        f"{FILES}/TEAM.HTML",
        f"{FILES}/secret.txt",
        f"{FILES}/",
        f"/issues/{DAY}/%2e%2e/milepost.db",
        "/issues/../deploy-app/team.html",
        "/issues/%2e%2e/deploy-app/team.html",
        "/issues/outbox/deploy-app/team.html",
        f"/issues/{DAY}%2fdeploy-app/deploy-app/team.html",
        "/issues/2026-11-13/deploy-app/team.html",
    ],
)
def test_only_names_of_the_manifest_are_served(desk, path):
    (desk.settings.outputs / str(DAY) / "deploy-app" / "secret.txt").write_text("no file of the manifest")
    assert desk.browser_of(LENA).get(path).status_code in (404, 405)


def test_a_file_that_was_replaced_by_a_link_is_not_served(desk, tmp_path):
    page = desk.settings.outputs / str(DAY) / "deploy-app" / "team.html"
    page.unlink()
    page.symlink_to(tmp_path / "milepost.toml")
    assert desk.browser_of(LENA).get(f"{FILES}/team.html").status_code == 404


def test_all_issues_of_a_project_stand_on_a_page_with_links_that_open(desk):
    client = desk.browser_of(LENA)
    links = re.findall(r'href="(/issues/[^"]+)"', client.get("/projects/deploy-app/issues").text)
    assert {link.rpartition("/")[2] for link in links} >= {"customer.html", "team.html", "status.json", "source.xlsx", "manifest.json"}
    assert {client.get(link).status_code for link in links} == {200}


def test_a_hand_made_filter_of_the_audit_is_no_way_to_a_mistake(desk):
    client = desk.browser_of(OPERATOR)
    assert client.get("/audit?project=no-such").status_code == 404
    assert client.get("/audit?project=deploy-app&project=x&limit=9").status_code in (200, 404)


def test_the_pages_speak_the_language_of_the_portfolio(desk):
    desk.change_settings('name = "Studio projects"', 'name = "Studio projects"\nlanguage = "de"')
    page = desk.browser_of(LENA).get("/projects/deploy-app").text
    assert '<html lang="de">' in page
    assert "Genehmigen" in page
    assert "Berichte</h2>" in page
    assert "Diese Seite gibt es nicht." in desk.browser_of(LENA).get("/no-such-page").text
