"""The doctor names what is wrong on a machine, and the new portfolio is one that it finds well."""

import socket
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from delivery.servers import PASSWORD, USER, Mailbox, certificate, mail_server
from pipeline.doctor import diagnosis, machine, places, servers
from pipeline.init import create_portfolio
from pipeline.settings import Mail, Schedule, Settings, SettingsError, Store, load
from pipeline.store.database import open_store
from pipeline.store.decisions import Line, write
from pipeline.store.schema import HEAD
from postgres import new_postgres_database

__all__ = ["new_postgres_database"]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def closed_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return port


@pytest.fixture
def serve():
    """Starts a server of the given answer on a port of this machine; gives the port."""
    stops = []

    def start(answer) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=answer, args=(listener,), daemon=True)
        thread.start()
        stops.append((listener, thread))
        return listener.getsockname()[1]

    yield start
    for listener, thread in stops:
        listener.close()
        thread.join(timeout=5)


def smtp_greeting(listener):
    """One conversation of a mail server without TLS."""
    connection, _ = listener.accept()
    with connection, connection.makefile("rw", newline="\r\n") as lines:
        lines.write("220 ready\n")
        lines.flush()
        for line in lines:
            lines.write("221 bye\n" if line.startswith("QUIT") else "250 ok\n")
            lines.flush()


def test_this_machine_and_a_new_portfolio_are_well(tmp_path):
    create_portfolio(tmp_path)
    checks = diagnosis.diagnose(load(tmp_path / "milepost.toml"), environment={})
    names = ["Python", "Pango", "Typeface", "Scripts", "Calendar", "Workbooks", "Outputs", "Disk", "Store", "Clock", "Prefect"]
    assert [check.name for check in checks] == names
    assert [check.name for check in checks if not check.ok] == []


def test_a_python_outside_the_locked_range_is_wrong():
    assert [machine.python(version).ok for version in ((3, 10), (3, 11), (3, 13), (3, 14))] == [False, True, True, False]


def test_a_missing_workbook_folder_is_named_with_its_setting(tmp_path):
    check = places.workbooks(tmp_path / "nowhere")
    assert not check.ok
    assert str(tmp_path / "nowhere") in check.detail
    assert "portfolio.workbooks" in check.cure


def test_lock_files_are_no_workbooks(tmp_path):
    for name in ("a.xlsx", "b.XLSM", "~$a.xlsx", "notes.txt"):
        (tmp_path / name).touch()
    assert places.workbooks(tmp_path).detail == f"{tmp_path}: 2"


def test_outputs_that_do_not_exist_are_not_made_by_asking(tmp_path):
    check = places.writable("Outputs", tmp_path / "a" / "b", "portfolio.outputs")
    assert check.ok
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_outputs_should_be_is_wrong(tmp_path):
    (tmp_path / "outputs").touch()
    assert not places.writable("Outputs", tmp_path / "outputs", "portfolio.outputs").ok


def test_an_unknown_holiday_calendar_is_wrong():
    assert machine.calendar("DE-BE").ok
    assert machine.calendar("").ok
    assert not machine.calendar("DE-XX").ok
    assert not machine.calendar("ZZ").ok


def test_the_store_is_checked_where_it_lies(tmp_path, closed_port):
    assert places.store(Settings(root=tmp_path).store_url).ok
    (tmp_path / "outputs").touch()
    assert not places.store(Settings(root=tmp_path).store_url).ok
    assert not places.store(f"postgresql+psycopg://127.0.0.1:{closed_port}/milepost").ok


def test_asking_for_the_store_makes_none(tmp_path):
    url = Settings(root=tmp_path).store_url
    assert places.store(url).ok
    assert [check.name for check in places.clock(Settings(root=tmp_path), NOW)] == ["Clock"]
    assert list(tmp_path.iterdir()) == []


def test_a_database_server_must_let_us_in_and_not_only_answer(new_postgres_database):
    url = new_postgres_database()
    check = places.store(url)
    assert (check.ok, check.detail) == (True, f"the server: the next run brings its tables from version none to {HEAD}")
    open_store(url).close()
    assert places.store(url).detail == "the server: up to date"
    assert not places.store(url.replace("/store", "/nowhere")).ok


def test_a_store_that_a_newer_program_wrote_is_wrong(tmp_path):
    url = f"sqlite:///{tmp_path}/milepost.db"
    open_store(url).close()
    with closing(sqlite3.connect(tmp_path / "milepost.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    check = places.store(url)
    assert (check.ok, check.cure) == (False, "install the newer Milepost that wrote it")


def test_a_file_that_is_no_store_is_wrong_and_the_cure_is_a_backup(tmp_path):
    (tmp_path / "milepost.db").write_text("this is no database, whatever its name says")
    check = places.store(f"sqlite:///{tmp_path}/milepost.db")
    assert not check.ok
    assert "milepost restore" in check.cure


def test_a_full_disk_is_wrong(monkeypatch, tmp_path):
    assert places.disk(tmp_path / "not" / "there").ok
    monkeypatch.setattr(places, "ROOM", 10**18)
    assert not places.disk(tmp_path).ok


def test_the_clock_names_the_next_run_in_the_zone_of_the_schedule(tmp_path):
    (check,) = places.clock(Settings(root=tmp_path), NOW)
    assert check.detail == "Fri 2026-11-20 13:00 in Europe/Berlin; next run Fri 2026-11-20 16:00"


def test_a_clock_before_the_last_line_of_the_store_is_wrong(tmp_path):
    settings = Settings(root=tmp_path)
    with open_store(settings.store_url) as store:
        write(store.engine, Line(NOW + timedelta(hours=1), "Ann Ray", "send", "acme"))
    _, check = places.clock(settings, NOW)
    assert (check.ok, check.detail) == (False, "the store has a line of 2026-11-20 13:00 UTC, and here it is 2026-11-20 12:00")
    assert len(list(places.clock(settings, NOW + timedelta(hours=2)))) == 1


def test_mail_to_a_folder_needs_no_server():
    assert list(servers.mail(Settings())) == []


@pytest.mark.parametrize(("tls", "ok"), [("none", True), ("starttls", False)])
def test_a_mail_server_must_speak_tls_as_set(serve, tls, ok):
    terms = Mail(transport="smtp", host="127.0.0.1", port=serve(smtp_greeting), tls=tls, sender="Status <status@acme.example>")
    (check,) = servers.mail(Settings(mail=terms))
    assert (check.name, check.ok) == ("Mail server", ok)


@pytest.mark.parametrize(
    ("password", "ok", "says"), [(PASSWORD, True, "is let in"), ("wrong", False, "is refused: 535"), (None, False, "is missing")]
)
def test_a_mail_server_must_know_the_account(tmp_path, monkeypatch, password, ok, says):
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    box = Mailbox()
    with mail_server(pem, box) as port:
        terms = Mail(transport="smtp", host="localhost", port=port, user=USER, sender="Status <status@acme.example>")
        (check,) = servers.mail(Settings(mail=terms), {"MILEPOST_MAIL_PASSWORD": password} if password else {})
    assert (check.ok, says in check.detail) == (ok, True)
    assert box.taken == []


def test_a_mail_server_that_does_not_answer_is_wrong(closed_port):
    terms = Mail(transport="smtp", host="127.0.0.1", port=closed_port, sender="Status <status@acme.example>")
    (check,) = servers.mail(Settings(mail=terms))
    assert not check.ok
    assert f"127.0.0.1:{closed_port}" in check.detail


class Health(BaseHTTPRequestHandler):
    """Answers /api/health as a Prefect server does."""

    def do_GET(self):
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()
        self.wfile.write(b"true")

    def log_message(self, *args):
        pass


def test_a_prefect_server_is_asked_only_when_the_environment_names_one(closed_port):
    assert list(servers.prefect_api(None)) == []
    server = HTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        assert [[check.ok for check in servers.prefect_api(f"{url}{path}")] for path in ("/api", "/api/", "")] == [[True], [True], [False]]
    finally:
        server.shutdown()
        server.server_close()
    assert [check.ok for check in servers.prefect_api(f"http://127.0.0.1:{closed_port}/api")] == [False]


def test_every_check_that_can_fail_names_a_cure(tmp_path, closed_port):
    settings = Settings(
        root=tmp_path / "none",
        schedule=Schedule(holidays="ZZ"),
        mail=Mail(transport="smtp", host="127.0.0.1", port=closed_port, sender="Status <status@acme.example>"),
        store=Store(url=f"postgresql://127.0.0.1:{closed_port}/milepost"),
    )
    wrong = [check for check in diagnosis.diagnose(settings, {"PREFECT_API_URL": "nonsense"}) if not check.ok]
    assert [check.name for check in wrong] == ["Calendar", "Workbooks", "Store", "Mail server", "Prefect server"]
    assert all(check.cure and check.detail for check in wrong)


def test_a_new_portfolio_has_the_default_settings(tmp_path):
    made = create_portfolio(tmp_path / "portfolio")
    assert [path.name for path in made] == ["milepost.toml", "workbooks", "report_templates"]
    assert load(made[0]).model_dump(exclude={"root"}) == Settings().model_dump(exclude={"root"})


def test_every_line_behind_a_hash_in_a_new_settings_file_can_be_used(tmp_path):
    (file, *_) = create_portfolio(tmp_path)
    text = file.read_text()
    used = "\n".join(line.removeprefix("# ") for line in text.splitlines()[1:])
    file.write_text(used)
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "logo.svg").write_text("<svg/>")
    settings = load(file)
    assert settings.mail.host == "mail.example.org"
    assert settings.project("acme").waive["DONE_NO_FINISH"].by == "Pat Lee"


def test_an_existing_portfolio_is_left_alone(tmp_path):
    (tmp_path / "milepost.toml").write_text("mine")
    with pytest.raises(SettingsError, match="exists already"):
        create_portfolio(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["milepost.toml"]
    assert (tmp_path / "milepost.toml").read_text() == "mine"


def test_folders_that_exist_are_kept_and_files_in_the_way_are_named(tmp_path):
    (tmp_path / "workbooks").mkdir()
    (tmp_path / "workbooks" / "plan.xlsx").touch()
    (tmp_path / "report_templates").touch()
    with pytest.raises(SettingsError, match="report_templates is a file"):
        create_portfolio(tmp_path)
    (tmp_path / "report_templates").unlink()
    assert [path.name for path in create_portfolio(tmp_path)] == ["milepost.toml", "report_templates"]
    assert (tmp_path / "workbooks" / "plan.xlsx").exists()


def test_scripts_without_a_font_are_named_with_the_packages(monkeypatch):
    monkeypatch.setitem(machine.SCRIPTS, "Bamum", "\U00016a0f")
    found = machine.scripts()
    assert found.ok
    assert "Bamum; for names in them, on Debian: apt-get install fonts-dejavu-core fonts-droid-fallback" in found.detail
