"""The command line as a user meets it: what it prints, what it writes, how it ends."""

import json
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator
from openpyxl import Workbook

from conftest import ROOT

COMMANDS = ("init", "new", "import", "export", "adopt", "check", "figures", "explain", "preview", "report", "run", "doctor")


def validate(text: str, name: str) -> dict:
    schema = json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text())
    content = json.loads(text)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(content)
    return content


def test_every_command_has_help_with_an_example(milepost):
    listed = milepost("--help").stdout
    for command in COMMANDS:
        assert command in listed
        assert f"Example: milepost {command}" in " ".join(milepost(command, "--help").stdout.split())


def test_help_imports_nothing_heavy():
    heavy = "polars prefect weasyprint openpyxl xlsxwriter pydantic holidays jinja2 babel rich"
    code = (
        "import sys; sys.argv = ['milepost', '--help']\n"
        "from pipeline.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in '{heavy}'.split() if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_version_is_printed(milepost):
    assert milepost("--version").stdout.startswith("milepost 0.")


def test_check_names_the_cell_and_the_cure_and_ends_with_1(milepost, samples):
    done = milepost("check", samples / "000-milestone-template.xlsx")
    assert done.returncode == 1
    assert "Project!B" in done.stdout
    assert "[REQUIRED_PLACEHOLDER]" in done.stdout
    assert "Traceback" not in done.stderr


def test_check_of_a_sound_workbook_ends_with_0(milepost, samples):
    assert milepost("check", samples / "harbour-portal.xlsx").returncode == 0


def test_check_json_of_all_samples_validates_against_the_published_schema(milepost, samples):
    done = milepost("check", *sorted(samples.glob("*.xlsx")), "--json")
    content = validate(done.stdout, "milepost.findings-1")
    assert done.returncode == 1
    assert len(content["files"]) == 6


@pytest.mark.parametrize(
    "name",
    ["000-milestone-template", "001-release-milestones", "002-milestone-charter", "003-update-milestones", "deploy-app", "harbour-portal"],
)
def test_figures_json_validates_against_the_published_schema(milepost, samples, name):
    done = milepost("figures", samples / f"{name}.xlsx", "--json")
    content = validate(done.stdout, "milepost.status-1")
    assert (content["held"] is not None) == (name in {"000-milestone-template", "002-milestone-charter"})
    assert done.returncode == (1 if content["held"] else 0)


def test_figures_of_seed_001_name_the_blockers(milepost, samples):
    content = json.loads(milepost("figures", samples / "001-release-milestones.xlsx", "--json").stdout)
    blocked = {row["id"]: row["blocked_by"] for row in content["milestones"] if row["state"] == "blocked"}
    assert blocked == {"2": ["1"], "3": ["1", "2"], "5": ["4"], "6": ["5"], "7": ["6"]}
    assert [row["stated_status"] for row in content["milestones"] if row["id"] == "2"] == ["Queued"]


def test_figures_as_text_show_milestones_and_gates(milepost, samples):
    shown = milepost("figures", samples / "001-release-milestones.xlsx").stdout
    assert "Observability Depth" in shown
    assert "gate Alpha: NO-GO" in shown


def test_a_missing_file_is_one_sentence_and_exit_2(milepost, tmp_path):
    done = milepost("check", tmp_path / "none.xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"milepost: {tmp_path / 'none.xlsx'}: no such file\n"


def test_a_file_that_is_no_workbook_is_a_finding_not_a_traceback(milepost, tmp_path):
    (tmp_path / "notes.xlsx").write_text("dear diary")
    done = milepost("check", tmp_path / "notes.xlsx")
    assert done.returncode == 1
    assert "notes.xlsx" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_names_file_and_key_and_ends_with_2(milepost, tmp_path, samples):
    (tmp_path / "milepost.toml").write_text("[portfolio]\nnmae = 'x'\n")
    done = milepost("check", samples / "deploy-app.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert "milepost.toml" in done.stderr
    assert "nmae" in done.stderr
    assert "2" in done.stderr


def test_new_writes_a_workbook_that_only_lacks_its_required_cells_and_never_overwrites(milepost, tmp_path):
    path = tmp_path / "harbour.xlsx"
    assert milepost("new", path, "--project", "harbour", "--customer", "Port of Vantaa").returncode == 0
    content = json.loads(milepost("check", path, "--json").stdout)
    errors = {finding["code"] for finding in content["files"][0]["findings"] if finding["severity"] == "error"}
    assert errors == {"REQUIRED_EMPTY", "NO_MILESTONES"}
    before = path.read_bytes()
    again = milepost("new", path, "--project", "harbour", "--customer", "Port of Vantaa")
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert path.read_bytes() == before


def test_report_writes_the_others_when_one_workbook_is_broken(milepost, portfolio):
    done = milepost("report", cwd=portfolio)
    assert done.returncode == 1
    folder = portfolio / "outputs" / "2026-11-20"
    assert {path.name for path in (folder / "deploy-app").iterdir()} == {
        "customer.html", "customer.pdf", "executive.html", "executive.pdf", "team.html", "team.pdf",
        "status.json", "findings.json", "source.xlsx", "bundle.json.gz", "manifest.json",
    }  # fmt: skip
    assert (folder / "portfolio.pdf").read_bytes().startswith(b"%PDF")
    assert "held: broken" in done.stderr
    assert "Traceback" not in done.stderr


def test_report_of_one_edition_and_format_writes_just_that(milepost, portfolio):
    done = milepost("report", "workbooks/deploy-app.xlsx", "--edition", "customer", "--format", "html", cwd=portfolio)
    assert done.returncode == 0
    assert done.stdout == "outputs/2026-11-20/deploy-app/customer.html\n"


def test_outputs_that_cannot_be_written_end_with_3_and_one_sentence(milepost, portfolio):
    (portfolio / "outputs").write_text("a file, not a folder")
    done = milepost("report", "workbooks/deploy-app.xlsx", "--format", "html", cwd=portfolio)
    assert done.returncode == 3
    assert "outputs" in done.stderr
    assert "Traceback" not in done.stderr


def test_init_starts_a_portfolio_and_doctor_likes_the_machine(milepost, tmp_path):
    assert milepost("init", tmp_path / "mine").returncode == 0
    assert (tmp_path / "mine" / "milepost.toml").exists()
    done = milepost("doctor", cwd=tmp_path / "mine")
    assert done.returncode == 0, done.stdout


def test_an_empty_portfolio_says_so_and_ends_with_2(milepost, tmp_path):
    milepost("init", tmp_path)
    done = milepost("report", cwd=tmp_path)
    assert done.returncode == 2
    assert "no workbooks" in done.stderr


def test_import_and_export_are_each_other_s_way_back(milepost, tmp_path):
    (tmp_path / "plan.md").write_text("# Fleet\n\n## Scope\n\n- [x] Map of the fleet\n    - [x] tiles\n- [ ] Orders\n")
    done = milepost("import", "plan.md", "-o", "plan.xlsx", "--customer", "Nordlicht", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "plan.xlsx\n")
    exported = milepost("export", "plan.xlsx", cwd=tmp_path).stdout
    assert "Map of the fleet" in exported
    (tmp_path / "again.md").write_text(exported)
    milepost("import", "again.md", "-o", "again.xlsx", cwd=tmp_path)
    assert milepost("export", "again.xlsx", cwd=tmp_path).stdout == exported


def test_import_never_overwrites(milepost, tmp_path):
    (tmp_path / "plan.md").write_text("# Fleet\n\n- [ ] Orders\n")
    (tmp_path / "plan.xlsx").write_text("mine")
    done = milepost("import", "plan.md", "-o", "plan.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "plan.xlsx").read_text() == "mine"


def test_explain_shows_the_cells_of_a_figure_and_the_figures_of_a_cell(milepost, samples):
    told = milepost("explain", samples / "harbour-portal.xlsx", "milestones.M3.progress.work").stdout
    assert "Scope!" in told
    assert "sha256" in told
    back = json.loads(milepost("explain", samples / "harbour-portal.xlsx", "Scope!G40", "--json").stdout)
    assert back["schema"] == "milepost.influence/1"


def test_explain_of_an_unknown_figure_names_near_ones_and_ends_with_2(milepost, samples):
    done = milepost("explain", samples / "harbour-portal.xlsx", "progress.wrok")
    assert done.returncode == 2
    assert "progress.work" in done.stderr


def test_adopt_writes_a_mapping_with_which_the_file_is_read(milepost, samples, tmp_path):
    legacy = sorted((samples / "legacy").glob("*.xlsx"))[0]
    (tmp_path / "workbooks").mkdir()
    plan = tmp_path / "workbooks" / legacy.name
    plan.write_bytes(legacy.read_bytes())
    proposed = milepost("adopt", plan, cwd=tmp_path)
    assert proposed.returncode == 0, proposed.stderr
    assert not (tmp_path / "milepost.toml").exists()
    milepost("adopt", plan, "--write", cwd=tmp_path)
    assert f'[mapping."{legacy.name}"]' in (tmp_path / "milepost.toml").read_text()
    content = json.loads(milepost("figures", plan, "--json", cwd=tmp_path).stdout)
    assert content["scope"]


def test_export_replaces_a_markdown_file_and_nothing_else(milepost, samples, tmp_path):
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes((samples / "deploy-app.xlsx").read_bytes())
    refused = milepost("export", "plan.xlsx", "-o", "plan.xlsx", cwd=tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "no Markdown file" in refused.stderr
    assert plan.read_bytes() == (samples / "deploy-app.xlsx").read_bytes()
    (tmp_path / "plan.md").write_text("old")
    assert milepost("export", "plan.xlsx", "-o", "plan.md", cwd=tmp_path).returncode == 0
    assert "Fleet" in (tmp_path / "plan.md").read_text()


def test_export_of_a_workbook_without_a_scope_says_so(milepost, samples):
    done = milepost("export", samples / "legacy" / "ms-project.xlsx", cwd=samples / "legacy")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "The sheet 'Scope' is missing" in done.stderr


@pytest.mark.parametrize(
    "call",
    [
        ("new", "none/x.xlsx", "--project", "x", "--customer", "Acme"),
        ("import", "plan.md", "-o", "none/x.xlsx"),
        ("export", "plan.xlsx", "-o", "none/x.md"),
    ],
)
def test_a_missing_folder_is_named_and_ends_with_2(milepost, samples, tmp_path, call):
    (tmp_path / "plan.md").write_text("# Fleet\n\n- [ ] Orders\n")
    (tmp_path / "plan.xlsx").write_bytes((samples / "deploy-app.xlsx").read_bytes())
    done = milepost(*call, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "milepost: none: no such folder; make it first, or choose another\n"


@pytest.mark.parametrize("project", ["", " ", "../a b", "a/b", "a b", ".hidden"])
def test_new_refuses_an_id_that_no_folder_or_list_could_carry(milepost, tmp_path, project):
    done = milepost("new", "x.xlsx", "--project", project, "--customer", "Acme", cwd=tmp_path)
    assert done.returncode == 2
    assert "is no id" in done.stderr
    assert not (tmp_path / "x.xlsx").exists()


def test_new_refuses_an_empty_customer(milepost, tmp_path):
    done = milepost("new", "x.xlsx", "--project", "fleet-2.1", "--customer", " ", cwd=tmp_path)
    assert done.returncode == 2
    assert "--customer" in done.stderr


@pytest.mark.parametrize("command", [("check",), ("figures",), ("report", "--format", "html")])
@pytest.mark.parametrize("lock", ["~$deploy-app.xlsx", ".~lock.deploy-app.xlsx#"])
def test_a_lock_file_is_skipped_with_a_note(milepost, portfolio, command, lock):
    (portfolio / lock).write_bytes(b"lock")
    alone = milepost(command[0], lock, *command[1:], cwd=portfolio)
    assert alone.returncode == 2
    assert alone.stderr.startswith(f"{lock} is a lock file: someone has deploy-app.xlsx open; skipped\n")
    if command[0] != "figures":
        beside = milepost(command[0], lock, "workbooks/deploy-app.xlsx", *command[1:], cwd=portfolio)
        assert beside.returncode == 0
        assert lock in beside.stderr


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_terminal_without_unicode_gets_escapes_and_valid_json(milepost, samples, encoding):
    text = milepost("explain", samples / "deploy-app.xlsx", "progress.work", PYTHONIOENCODING=encoding, reads=encoding).stdout
    assert "\\u03a3 weight" in text
    escaped = milepost("explain", samples / "deploy-app.xlsx", "progress.work", "--json", PYTHONIOENCODING=encoding, reads="ascii").stdout
    plain = milepost("explain", samples / "deploy-app.xlsx", "progress.work", "--json", PYTHONIOENCODING="utf-8").stdout
    assert not plain.isascii()
    assert json.loads(escaped) == json.loads(plain)


def test_adopt_ends_each_sentence_with_a_full_stop(milepost, tmp_path):
    (tmp_path / "notes.xlsx").write_text("dear diary")
    done = milepost("adopt", "notes.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert "not a workbook. " in done.stderr


def test_explain_of_a_workbook_without_sheets_says_that_none_is_read(milepost, tmp_path):
    Workbook().save(tmp_path / "empty.xlsx")
    done = milepost("explain", "empty.xlsx", "Sheet!A1", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "milepost: sheet 'Sheet' is not read; no sheet of this workbook is\n"


def test_one_line_that_was_not_understood_is_one_line(milepost, tmp_path):
    (tmp_path / "plan.md").write_text("# Fleet\n\n## Milestone 1: A\n\n- Mood: cheerful\n")
    done = milepost("import", "plan.md", "-o", "plan.xlsx", cwd=tmp_path)
    assert "1 line was not understood" in done.stderr


def test_a_logo_that_cannot_be_used_ends_the_run_before_anything_is_written(milepost, portfolio):
    (portfolio / "logo.png").write_text("no picture")
    (portfolio / "milepost.toml").write_text('[brand]\nlogo = "logo.png"\n')
    done = milepost("report", cwd=portfolio)
    assert done.returncode == 2
    assert "brand.logo: logo.png is no SVG, PNG or JPEG image" in done.stderr
    assert not (portfolio / "outputs").exists()
