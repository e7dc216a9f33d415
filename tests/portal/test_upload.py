"""An upload: what it comes to, what is said of files that are none, and who may see it."""

import os
import stat
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO

import pytest

from pipeline.portal.taken import safe_name
from pipeline.portal.upload_pages import IN_LINE
from portal.desk import ELINA, LENA, OPERATOR, token_on
from portal.uploading import (
    FORM,
    OUT_OF_RANGE,
    PROJECT,
    WRONG_CELL,
    a_week_on,
    alarm,
    called,
    further,
    kept,
    post,
    put,
    there,
    upload,
    waiting,
    with_percent,
)


@pytest.fixture
def lena(desk):
    """The project's manager, logged in."""
    return desk.browser_of(LENA)


def small(desk, megabytes=1):
    """The server with a limit that tests can pass."""
    path = desk.root / "milepost.toml"
    path.write_text(f"{path.read_text()}\n[reading.limits]\nfile_mb = {megabytes}\n")
    desk.restart()


def test_a_sound_workbook_shows_its_figures_the_change_and_a_way_to_hand_it_in(desk, lena):
    seen = upload(lena, further(there(desk)))
    assert seen.status_code == 200
    assert "can make the report from this workbook" in seen.text
    assert "The workbook has no findings." in seen.text
    assert "Work done: 72\u00a0% instead of 66\u00a0%." in seen.text or "instead of 66\u00a0%" in seen.text
    assert ">Hand in</button>" in seen.text


def test_the_workbook_in_the_folder_stays_as_it_is_until_it_is_handed_in(desk, lena):
    before = there(desk).read_bytes()
    upload(lena, further(there(desk)))
    assert (there(desk).read_bytes(), kept(desk)) == (before, [])


def test_findings_are_told_by_sheet_with_cell_value_and_cure(desk, lena):
    seen = upload(lena, with_percent(there(desk), OUT_OF_RANGE))
    assert "would hold this report back" in seen.text
    for said in ("<bdi>Scope</bdi>", WRONG_CELL, "140", "Enter a value from 0 to 100", "1 new, 0 still open, 0 fixed"):
        assert said in seen.text


def test_a_mended_workbook_says_what_was_fixed_since_the_upload_before(desk, lena):
    upload(lena, with_percent(there(desk), OUT_OF_RANGE))
    desk.clock.on(minutes=5)
    seen = upload(lena, with_percent(there(desk), 1.0))
    assert "0 new, 0 still open, 1 fixed" in seen.text


def test_the_marked_copy_is_a_workbook_with_a_note_at_the_cell(desk, lena):
    seen = upload(lena, with_percent(there(desk), OUT_OF_RANGE))
    copy = lena.get(f"{seen.url.path}/marked")
    assert copy.headers["content-disposition"] == "attachment; filename*=UTF-8''week%2048.feedback.xlsx"
    with zipfile.ZipFile(BytesIO(copy.content)) as parts:
        assert any("comments" in name for name in parts.namelist())


def test_each_edition_is_shown_in_a_frame_that_may_do_nothing(desk, lena):
    seen = upload(lena, further(there(desk)))
    assert ' sandbox title="' in seen.text
    for edition in ("customer", "executive", "team"):
        page = lena.get(f"{seen.url.path}/{edition}.html")
        assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert f'<body class="{edition}' in page.text
    assert lena.get(f"{seen.url.path}/customer.pdf").content.startswith(b"%PDF")
    assert lena.get(f"{seen.url.path}/secret.html").status_code == 404


def test_a_held_report_has_only_the_teams_edition(desk, lena):
    seen = upload(lena, with_percent(there(desk), OUT_OF_RANGE))
    assert [lena.get(f"{seen.url.path}/{name}.html").status_code for name in ("team", "customer", "executive")] == [200, 404, 404]


def test_the_report_is_compared_with_the_last_accepted_one(desk):
    desk.clock.on(days=4)
    seen = upload(desk.browser_of(LENA), a_week_on(there(desk)))
    assert "What changed since 20\u00a0Nov\u00a02026" in seen.text
    assert "work done adds" in seen.text


def test_a_report_that_was_sent_already_is_said_to_stay_as_it_is(desk, lena):
    said = "was sent already, and a run leaves it as it was sent"
    assert said not in upload(lena, further(there(desk))).text
    desk.store.mark_sent(f"{PROJECT}@2026-11-20")
    assert said in upload(lena, further(there(desk))).text


def test_a_workbook_is_judged_as_the_next_run_will_judge_it(desk):
    desk.clock.on(days=10)
    seen = upload(desk.browser_of(LENA), further(there(desk)))
    assert "The next run, on Friday 4 December 2026, would hold this report back." in seen.text.replace("\u00a0", " ")


def test_an_upload_lies_in_a_folder_that_others_may_not_enter_and_is_in_the_audit(desk, lena):
    upload(lena, further(there(desk)), "my plan.xlsx")
    (folder,) = waiting(desk)
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    (line,) = desk.audit()
    assert (line.action, line.by, line.project, line.why, len(line.content)) == ("upload", LENA, PROJECT, "my plan.xlsx", 64)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../../etc/cron.d/evil.xlsx", "evil.xlsx"),
        ("..\\..\\evil.xlsx", "evil.xlsx"),
        ("/etc/passwd\x00.xlsx", "passwd%00.xlsx"),
        (f"{'long' * 75}.xlsx", f"{'long' * 24}.xlsx"[:95] + ".xlsx"),
        ("plan \u202excod.xlsx", "plan xcod.xlsx"),
        ("<script>alert(1)</script>.xlsx", "script&gt;.xlsx"),
    ],
)
def test_a_hostile_name_is_only_a_name(desk, lena, name, shown):
    before = sorted(path for path in desk.root.rglob("*") if "uploads" not in path.parts and "milepost.db" not in path.name)
    seen = upload(lena, further(there(desk)), name)
    assert f"<bdi>{shown}</bdi>" in seen.text
    assert "<script>alert" not in seen.text
    after = sorted(path for path in desk.root.rglob("*") if "uploads" not in path.parts and "milepost.db" not in path.name)
    assert [path for path in after if path not in before and path.name not in ("desk",)] == []
    (folder,) = waiting(desk)
    assert [path.name for path in folder.rglob("*.xlsx")] == [f"{PROJECT}.xlsx"]


def test_signs_that_cannot_be_seen_and_folders_are_no_part_of_a_name():
    names = {"a\x00\x1b\u202e\u200b.xlsx": "a.xlsx", "..": "workbook", "a/b\\c.xlsx": "c.xlsx", "e\u0301.xlsx": "é.xlsx", "": "workbook"}
    assert {name: safe_name(name) for name in names} == names


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.pdf", b"%PDF", "plan.pdf is no workbook (*.xlsx, *.xlsm). Save it as one of these in Excel and upload it again."),
        ("plan\u202excslx.exe", b"MZ", "planxcslx.exe is no workbook"),
        ("plan.xlsm", b"PK", "The workbook of this project is an .xlsx file, and plan.xlsm is none."),
        ("plan.xlsx", b"", "plan.xlsx is empty: no byte of it arrived."),
    ],
)
def test_what_no_project_takes_is_refused_in_a_sentence_and_not_kept(desk, lena, name, content, said):
    answer = upload(lena, content, name)
    assert (answer.status_code, waiting(desk), desk.audit()) == (422, [], [])
    assert alarm(answer).startswith(said)


def test_no_file_chosen_is_said(desk, lena):
    answer = lena.post(FORM, data={"token": token_on(lena.get("/").text)}, files={"other": ("", b"")})
    assert alarm(answer) == "No file was chosen. Choose your workbook and upload it."


def test_a_file_that_is_no_workbook_shows_its_finding_and_cannot_be_handed_in(desk, lena):
    seen = upload(lena, b"this is no workbook")
    assert "It cannot be handed in, because it cannot be read as a workbook." in seen.text
    assert "FILE_" in seen.text
    assert ">Hand in</button>" not in seen.text
    assert "fixed" not in seen.text
    answer = lena.post(f"{seen.url.path}/hand-in", data={"token": token_on(seen.text), "instead_of": "0", "sure": "yes"})
    assert (answer.status_code, kept(desk)) == (409, [])


def test_a_zip_bomb_ends_as_one_finding(desk, lena):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (100 << 20))
    seen = upload(lena, packed.getvalue())
    assert (seen.status_code, seen.text.count('class="kind"')) == (200, 1)
    assert "cannot be read as a workbook" in seen.text


def test_a_file_past_the_limit_is_refused_by_its_declared_length_before_it_is_kept(desk):
    small(desk)
    answer = upload(desk.browser_of(LENA), bytes(2 << 20))
    assert (answer.status_code, waiting(desk)) == (422, [])
    assert alarm(answer) == "The file has more than 1 MB. Delete pictures and sheets that nobody needs, and upload it again."


def test_a_stream_without_a_length_is_read_to_the_limit_and_no_further(desk):
    """What lies in temporary files is counted while the stream goes on: the limit is passed nowhere."""
    small(desk)
    lena = desk.browser_of(LENA)
    sent = 0

    def body():
        nonlocal sent
        token = token_on(lena.get("/").text)
        yield f'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'.encode()
        yield b'--b\r\nContent-Disposition: form-data; name="workbook"; filename="plan.xlsx"\r\n\r\n'
        for _ in range(64):
            sent += 1 << 16
            yield b"PK" * (1 << 15)
        yield b"\r\n--b--\r\n"

    answer = lena.post(FORM, content=body(), headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert (answer.status_code, sent, waiting(desk)) == (422, 4 << 20, [])
    assert alarm(answer).startswith("The file has more than 1 MB.")


def test_half_a_form_is_refused(desk, lena):
    answer = lena.post(
        FORM, content=b'--b\r\nContent-Disposition: form-data; name="work', headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert (answer.status_code, waiting(desk)) == (422, [])


def test_a_form_without_a_token_from_another_site_or_of_nobody_is_refused(desk, lena):
    content = further(there(desk))
    for client, token, status in (
        (lena, "", 403),
        (desk.browser_of(OPERATOR), token_on(lena.get("/").text), 403),
        (desk.browser(), "", 303),
    ):
        assert client.post(FORM, data={"token": token}, files={"workbook": ("a.xlsx", content)}).status_code == status
    foreign = lena.post(FORM, data={"token": token_on(lena.get("/").text)}, files={"workbook": ("a.xlsx", content)},
                        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})  # fmt: skip
    assert (foreign.status_code, waiting(desk)) == (403, [])


def test_a_project_of_somebody_else_and_none_at_all_are_answered_alike(desk, lena):
    answers = [post(lena, b"PK", form=f"/projects/{name}/upload") for name in ("harbour-portal", "nowhere")]
    answers += [lena.get(f"/projects/{name}/upload") for name in ("harbour-portal", "nowhere")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("project", ["harbour-portal", "no-such-project"])
def test_a_workbook_of_another_project_is_refused_without_a_word_about_that_project(desk, lena, project):
    seen = upload(lena, called(there(desk), project))
    assert alarm(seen).startswith(f"The workbook says that it is of the project {project}, and you uploaded it for {PROJECT}.")
    for said in ("Harbour Portal", "What changed", "What is different", "<iframe"):
        assert said not in seen.text
    assert lena.get(f"{seen.url.path}/team.html").status_code == 404


def test_a_workbook_without_a_project_id_is_refused(desk, lena):
    assert alarm(upload(lena, called(there(desk), None))) == (
        f"The workbook names no project. Enter {PROJECT} as its project id on sheet Project."
    )


def test_two_workbooks_of_one_project_are_said_before_anything_is_uploaded(desk):
    put(desk, there(desk), "deploy-app (1).xlsx")
    operator = desk.browser_of(OPERATOR)
    page = operator.get(FORM)
    assert alarm(page).startswith("Two workbooks have the id of this project: deploy-app (1).xlsx, deploy-app.xlsx.")
    assert 'type="file"' not in page.text
    assert (upload(operator, b"PK").status_code, waiting(desk)) == (422, [])


def test_a_broken_workbook_in_the_folder_can_be_replaced(desk):
    good = there(desk).read_bytes()
    there(desk).write_bytes(b"broken")
    seen = upload(desk.browser_of(LENA), good)
    assert "The workbook in the folder cannot be read, so there is nothing to compare with." in seen.text
    assert ">Hand in</button>" in seen.text


def test_an_upload_is_its_visitors_own(desk, lena):
    address = upload(lena, further(there(desk))).url.path
    for visitor in (ELINA, OPERATOR):
        other = desk.browser_of(visitor)
        assert [other.get(f"{address}{end}").status_code for end in ("", "/team.html", "/team.pdf", "/marked")] == [404] * 4
    assert desk.browser().get(address).status_code == 303


def test_who_comes_when_too_many_wait_is_told_to_try_again_and_keeps_no_thread(desk, lena):
    address = upload(lena, further(there(desk))).url.path
    with ExitStack() as others:
        for _ in range(10):
            assert IN_LINE.acquire(blocking=False)
            others.callback(IN_LINE.release)
        answer = lena.get(address)
        assert (answer.status_code, alarm(answer)) == (422, "Many workbooks are being read at this moment. Try again in a minute.")
        assert lena.get(f"{address}/customer.html").status_code == 409
        assert lena.get("/").status_code == 200
    assert lena.get(address).status_code == 200


def test_two_uploads_at_once_are_two(desk, lena):
    content, token = further(there(desk)), token_on(lena.get("/").text)
    ready = threading.Barrier(2)

    def send(name):
        ready.wait()
        return lena.post(FORM, data={"token": token}, files={"workbook": (name, content)}).headers["location"]

    with ThreadPoolExecutor(2) as pool:
        addresses = list(pool.map(send, ("one.xlsx", "two.xlsx")))
    assert [lena.get(address).status_code for address in addresses] == [200, 200]
    assert len(waiting(desk)) == len(set(addresses)) == 2


def test_of_more_than_five_uploads_the_oldest_goes(desk, lena):
    content = further(there(desk))
    addresses = []
    for _ in range(6):
        addresses.append(post(lena, content).headers["location"])
        desk.clock.on(minutes=1)
    assert [lena.get(address).status_code for address in addresses] == [404] + [200] * 5


def test_what_nobody_hands_in_is_swept_after_a_week_with_what_was_left_half_done(desk, lena):
    upload(lena, further(there(desk)))
    (folder,) = waiting(desk)
    half = folder.with_name(".new-half")
    half.mkdir()
    os.utime(half, (desk.clock.now.timestamp(),) * 2)
    desk.clock.on(days=6)
    lena = desk.browser_of(LENA)
    lena.get(FORM)
    assert waiting(desk) == [half, folder]
    desk.clock.on(days=1, minutes=1)
    desk.browser_of(LENA).get(FORM)
    assert waiting(desk) == []


def test_an_upload_can_be_thrown_away(desk, lena):
    seen = upload(lena, further(there(desk)))
    lena.post(f"{seen.url.path}/throw-away", data={"token": token_on(seen.text)})
    assert (waiting(desk), lena.get(seen.url.path).status_code) == ([], 404)


def test_a_mapped_workbook_is_read_with_its_mapping(desk, lena):
    """The pattern names the file as it lies in the folder, whatever the visitor's machine calls it."""
    path = desk.root / "milepost.toml"
    path.write_text(
        f'{path.read_text()}\n[mapping."workbooks/{PROJECT}.xlsx"]\nsheet = "Nowhere"\nheader = "A1:B1"\nfingerprint = "0"\n'
        f'[mapping."workbooks/{PROJECT}.xlsx".columns]\n'
        'title = { column = "B" }\n'
    )
    content = there(desk).read_bytes()
    desk.restart()
    seen = upload(desk.browser_of(OPERATOR), content)
    assert "MAPPING_CHANGED" in seen.text


def test_the_chooser_names_only_the_visitors_projects(desk, lena):
    assert lena.get("/upload").headers["location"] == FORM
    both = desk.browser_of(OPERATOR).get("/upload").text
    assert FORM in both
    assert "/projects/harbour-portal/upload" in both
