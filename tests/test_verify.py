"""An issued report is made again from what lies with it, and every file that is not what was issued is told."""

import gzip
import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from builders import milestone
from pipeline.chain.week import make_reports
from pipeline.mistakes import UsageError
from pipeline.order import Order, workbooks_in
from pipeline.settings import load
from pipeline.store.database import open_store
from pipeline.verify import verify
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.toml import write_mapping
from pipeline.workbook.template import write_workbook

DAY = date(2026, 11, 20)


def issued(root: Path, *formats: str, settings: str = "", **changed: object) -> Path:
    """The folder of the date, after every workbook of the portfolio was reported on; nothing but that folder is left."""
    (root / "milepost.toml").write_text(settings)
    loaded = load(root / "milepost.toml")
    order = Order(settings=loaded, files=workbooks_in(loaded), issue_date=DAY, formats=formats or ("html",))
    assert make_reports(replace(order, **changed)).failed == ()
    for path in root.iterdir():
        if path.name != "outputs":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return root / "outputs" / str(DAY)


def found(folder: Path) -> list[tuple[str, str, str]]:
    """What is not the same, as (file, state, why), and why reports could not be made again."""
    reports = verify(folder)
    troubles = [tuple(verdict) for report in reports for verdict in report.verdicts if verdict.state != "same"]
    return troubles + [("", "unmade", report.unmade) for report in reports if report.unmade]


def published_again(folder: Path, name: str, content: bytes) -> None:
    """Another file in the place of an issued one, with a manifest that knows it."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


@pytest.fixture
def report(portfolio):
    """The folder of one sound report, pages only."""
    (portfolio / "workbooks" / "broken.xlsx").unlink()
    return issued(portfolio, projects=("deploy-app",)) / "deploy-app"


def test_sound_held_and_unreadable_workbooks_are_made_again_to_the_byte(portfolio):
    folder = issued(portfolio, "html", "pdf")
    before = {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}
    assert found(folder) == []
    names = {report.folder.name: {verdict.file for verdict in report.verdicts} for report in verify(folder)}
    assert names["broken"] >= {"team.pdf", "source.xlsx", "bundle.json.gz", "manifest.json"}
    assert names["000-milestone-template"] >= {"team.pdf", "000-milestone-template.feedback.xlsx"}
    assert names["deploy-app"] >= {"customer.pdf", "executive.html", "status.json"}
    assert {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))} == before


def test_the_past_and_the_last_findings_go_with_a_report(samples, tmp_path):
    settings = load(_settings(tmp_path, ""))
    path = settings.workbooks / "harbour-portal.xlsx"
    path.parent.mkdir()
    with open_store(settings.store_url) as store:
        for day in (date(2026, 11, 6), date(2026, 11, 13), DAY):
            shutil.copyfile(samples / "history" / str(day) / path.name, path)
            make_reports(Order(settings=settings, files=(path,), issue_date=day, formats=("html",)), store=store)
    folder = settings.outputs / str(DAY)
    for earlier in settings.outputs.iterdir():
        if earlier != folder:
            shutil.rmtree(earlier) if earlier.is_dir() else earlier.unlink()
    page = (folder / "harbour-portal" / "executive.html").read_text(encoding="utf-8")
    assert "Work done since" in page
    assert found(folder) == []


def test_logo_templates_waivers_and_words_go_with_a_report(portfolio):
    (portfolio / "workbooks" / "broken.xlsx").unlink()
    Image.new("RGB", (40, 20), "#0a5").save(portfolio / "our.png")
    own = portfolio / "report_templates" / "team" / "source.html"
    own.parent.mkdir(parents=True)
    own.write_text("<p>Our own words: {{ view.source.file }}</p>")
    waived = '[projects.deploy-app.waive.STALE_WORKBOOK]\nreason = "agreed"\nby = "Pat Lee"\n'
    settings = f'[portfolio]\nlanguage = "de"\n[brand]\nname = "Acme"\nlogo = "our.png"\naccent = "#7a1f5c"\n{waived}'
    folder = issued(portfolio, settings=settings)
    page = (folder / "deploy-app" / "team.html").read_text(encoding="utf-8")
    assert "Our own words: deploy-app.xlsx" in page
    assert "data:image/png" in page
    assert found(folder) == []


def test_a_plan_of_another_layout_keeps_its_mapping(portfolio, samples):
    below = portfolio / "workbooks" / "legacy"
    below.mkdir()
    for name in ("broken.xlsx", "000-milestone-template.xlsx"):
        (portfolio / "workbooks" / name).unlink()
    shutil.copy(samples / "legacy" / "wbs.xlsx", below / "wbs.xlsx")
    write_mapping(portfolio / "milepost.toml", propose(below / "wbs.xlsx"), "legacy/*.xlsx")
    folder = issued(portfolio, settings=(portfolio / "milepost.toml").read_text())
    assert len(list(folder.glob("*/team.html"))) == 2
    assert found(folder) == []


def test_dependencies_on_other_projects_and_twins_are_as_they_were(tmp_path):
    (tmp_path / "workbooks").mkdir()
    for file, id, waits in (("app", "app", "base:M1"), ("base", "base", None), ("lost", "lost", "base:M9"), ("base-2", "base", None)):
        stone = milestone(remaining_days=10.0) | ({"depends_on": waits} if waits else {})
        tables = {
            "Project": [{"id": id, "name": id, "customer": "Acme", "manager": "Pat Lee", "status_date": DAY, "summary": "Fine."}],
            "Milestones": [stone],
            "Scope": [{"id": "S1", "milestone": "M1", "level": 1, "title": "Work"}],
            "People": [{"name": "Pat Lee"}],
        }
        write_workbook(tmp_path / "workbooks" / f"{file}.xlsx", tables)
    folder = issued(tmp_path, settings="[rendering]\nworkers = 1\n")
    codes = {path.parent.name: path.read_text() for path in folder.glob("*/findings.json")}
    assert "DEP_ORPHAN" in codes["lost"]
    assert "PROJECT_TWICE" in codes["base-2"]
    assert "base:M1" in (folder / "app" / "status.json").read_text()
    assert found(folder) == []


def test_a_changed_file_is_told(report):
    page = report / "customer.html"
    page.write_bytes(page.read_bytes().replace(b"</main>", b"<p>All is well.</p></main>"))
    assert found(report) == [("customer.html", "differs", "it is not the file that was issued")]


def test_a_changed_file_with_a_changed_manifest_is_told(report):
    published_again(report, "customer.html", b"<p>All is well.</p>")
    assert found(report) == [
        ("customer.html", "differs", "made again, it comes out otherwise"),
        ("manifest.json", "differs", "made again, it comes out otherwise"),
    ]


def test_a_file_that_is_missing_and_one_too_many_are_told(report):
    (report / "executive.html").rename(report / "board.html")
    assert found(report) == [("board.html", "extra", "nobody issued it"), ("executive.html", "missing", "it was issued")]


@pytest.mark.parametrize("name", ["source.xlsx", "bundle.json.gz"])
def test_without_its_own_ground_nothing_is_called_made_again(report, name):
    (report / name).write_bytes(b"other")
    assert found(report) == [
        (name, "differs", "it is not the file that was issued"),
        ("", "unmade", f"not made again: {name} is not as it was issued"),
    ]
    assert not verify(report)[0].same


def test_another_workbook_in_the_place_of_the_source_is_told(report, samples):
    published_again(report, "source.xlsx", (samples / "harbour-portal.xlsx").read_bytes())
    assert found(report) == [("", "unmade", "not made again: the manifest names another workbook than source.xlsx")]


def test_a_bundle_of_another_version_is_told(report):
    published_again(report, "bundle.json.gz", gzip.compress(b'{"schema": "milepost.bundle/9"}'))
    (trouble,) = found(report)
    assert trouble[2].endswith("it says milepost.bundle/9, and this version reads milepost.bundle/1")


def test_versions_that_differ_are_told_and_are_no_difference_by_themselves(report):
    manifest = json.loads((report / "manifest.json").read_text())
    manifest["versions"]["weasyprint"] = "69.9"
    (report / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    (verified,) = verify(report)
    assert verified.same
    assert len(verified.other_versions) == 1
    assert verified.other_versions[0].startswith("made with weasyprint 69.9, here is ")


def test_a_bundle_names_no_folder_address_or_other_project(portfolio):
    (portfolio / "workbooks" / "broken.xlsx").unlink()
    secret = '[projects.other]\nallowed_domains = ["other.example"]\n[projects.deploy-app]\nremoved = ["left@acme.example"]\n'
    mail = '[mail]\nsender = "Reports <reports@acme.example>"\n[store]\nurl = "sqlite:///kept/secret.db"\n'
    bundle = gzip.decompress((issued(portfolio, settings=secret + mail) / "deploy-app" / "bundle.json.gz").read_bytes()).decode()
    assert [word for word in (str(portfolio), "other.example", "left@", "reports@", "secret.db") if word in bundle] == []


def test_a_folder_without_reports_is_refused(tmp_path, report):
    with pytest.raises(UsageError, match="no such folder"):
        verify(tmp_path / "nothing")
    with pytest.raises(UsageError, match="no report is there"):
        verify(report.parent.parent)
    (report / "bundle.json.gz").unlink()
    with pytest.raises(UsageError, match=r"no bundle\.json\.gz"):
        verify(report)


def test_the_command_tells_each_file_and_ends_with_its_code(report, milepost, tmp_path):
    done = milepost("verify", "outputs/2026-11-20/deploy-app", cwd=tmp_path)
    assert done.returncode == 0
    assert "same     outputs/2026-11-20/deploy-app/customer.html\n" in done.stdout
    (report / "team.html").write_text("other")
    done = milepost("verify", report, "--json")
    assert done.returncode == 1
    (told,) = json.loads(done.stdout)
    assert (told["project"], told["same"]) == ("deploy-app", False)
    assert [file["file"] for file in told["files"] if file["state"] == "differs"] == ["team.html"]
    assert milepost("verify", tmp_path / "nothing").returncode == 2


def _settings(root: Path, text: str) -> Path:
    (root / "milepost.toml").write_text(text)
    return root / "milepost.toml"
