"""The settings file: its defaults, its folders, and how mistakes in it are named."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.settings import Settings, SettingsError, Waiver, load


@pytest.fixture
def file(tmp_path):
    """Writes the given text as milepost.toml and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "milepost.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def mistakes(path: Path) -> list[str]:
    """What `load` says about the file, one line per mistake, without the file's name."""
    with pytest.raises(SettingsError) as error:
        load(path)
    lines = str(error.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


def test_without_a_file_the_defaults_hold_from_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load()
    assert settings == Settings(root=tmp_path)
    assert (settings.workbooks, settings.outputs, settings.templates) == (
        tmp_path / "workbooks",
        tmp_path / "outputs",
        tmp_path / "report_templates",
    )
    assert (settings.defaults.approval, settings.defaults.max_age_days, settings.mail.transport) == ("manual", 8, "folder")
    assert settings.defaults.editions == ("customer", "executive", "team")
    assert (settings.schedule.cron, settings.schedule.timezone) == ("0 16 * * FRI", "Europe/Berlin")
    assert settings.brand.accent == "#1b5e8c"


def test_the_file_in_the_working_folder_is_found(file, tmp_path, monkeypatch):
    file('[portfolio]\nname = "Harbour"')
    monkeypatch.chdir(tmp_path)
    assert load().portfolio.name == "Harbour"


def test_folders_are_relative_to_the_file_and_not_to_the_working_folder(file, tmp_path, monkeypatch):
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "logo.svg").write_text("<svg/>")
    path = file('[portfolio]\nworkbooks = "plans"\noutputs = "/srv/reports"\n[brand]\nlogo = "brand/logo.svg"')
    monkeypatch.chdir("/")
    settings = load(path)
    assert settings.workbooks == tmp_path / "plans"
    assert settings.outputs == Path("/srv/reports")
    assert settings.logo == tmp_path / "brand/logo.svg"
    assert settings.store_url == f"sqlite:///{tmp_path}/outputs/milepost.db"


def test_what_lies_at_an_address_has_a_folder_beside_the_settings(file, tmp_path):
    settings = load(file('[portfolio]\nworkbooks = "s3://plans"\noutputs = "s3://reports/weekly"'))
    assert (settings.workbooks, settings.outputs) == (tmp_path / ".milepost/workbooks", tmp_path / ".milepost/outputs")
    assert settings.store_url == f"sqlite:///{tmp_path}/outputs/milepost.db"


def test_a_database_server_address_stays_as_it_is(file):
    url = "postgresql+psycopg://milepost@db.example/milepost"
    assert load(file(f'[store]\nurl = "{url}"')).store_url == url


def test_a_project_inherits_the_defaults_and_overrides_them(file):
    settings = load(
        file('[defaults]\nmax_age_days = 3\napproval = "auto"\n[projects.acme]\napproval = "manual"\nallowed_domains = ["acme.example"]')
    )
    acme, other = settings.project("acme"), settings.project("other")
    assert (acme.approval, acme.max_age_days, acme.allowed_domains) == ("manual", 3, ("acme.example",))
    assert (other.approval, other.max_age_days, other.allowed_domains) == ("auto", 3, ())


def test_domains_and_addresses_are_kept_as_they_are_compared(file):
    acme = load(file('[projects.acme]\nallowed_domains = ["München.example", ".Acme.example"]\nremoved = ["Ann@ACME.example"]')).project(
        "acme"
    )
    assert acme.allowed_domains == ("xn--mnchen-3ya.example", ".acme.example")
    assert acme.removed == ("ann@acme.example",)


def test_a_waiver_names_its_reason_and_its_person(file):
    settings = load(file('[projects.acme.waive.DONE_NO_FINISH]\nreason = "dates were never kept"\nby = "Pat Lee"'))
    assert settings.project("acme").waive == {"DONE_NO_FINISH": Waiver(reason="dates were never kept", by="Pat Lee")}
    assert settings.project("other").waive == {}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('[portfolio]\n\nnam = "x"', "3: portfolio.nam: no such key; did you mean `name`?"),
        ("[portfolioo]\n", "1: portfolioo: no such key; did you mean `portfolio`?"),
        (
            'root = "/"',
            "1: root: no such key; this table has portfolio, schedule, store, mail, portal, brand, defaults, projects, mapping, reading, "
            "rendering",
        ),
        ('[portfolio]\nlanguage = "it"', "2: portfolio.language: must be 'en', 'de', 'fr' or 'es', not 'it'"),
        ('mail = "smtp"', "1: mail: must be a table"),
        ('[mail]\nport = "587"', "2: mail.port: must be a whole number"),
        ("[mail]\nport = 0", "2: mail.port: must be greater than or equal to 1"),
        ("[portfolio]\nname = 7", "2: portfolio.name: must be text in quotes"),
        (
            '[defaults]\nmax_age_days = 8\neditions = [\n "team",\n "boss"]',
            "3: defaults.editions.1: must be 'customer', 'executive' or 'team', not 'boss'",
        ),
        ('[projects.acme]\nallowed_domains = "acme.example"', '2: projects.acme.allowed_domains: must be a list, such as ["one", "two"]'),
        (
            '[projects.acme]\nallowed_domains = ["acme.example", "*.acme.example"]',
            "2: projects.acme.allowed_domains.1: '*.acme.example' is no mail domain; write `acme.example`, "
            "or `.acme.example` for all domains below it",
        ),
        (
            '[projects.acme]\nremoved = ["Ann Lee"]',
            "2: projects.acme.removed.0: 'Ann Lee' is no mail address; write one such as `ann@acme.example`",
        ),
        ('[mail]\nsender = "Reports"', "2: mail.sender: is no sender; write one such as `Status reports <status@example.org>`"),
        ("[projects.acme]\nmax_age = 3\n[projects.beta]", "2: projects.acme.max_age: no such key; did you mean `max_age_days`?"),
        ('[projects.acme.waive.PCT_RANGE]\nreason = "known"', "1: projects.acme.waive.PCT_RANGE.by: is missing"),
        ("[reading.limits]\nrow = 3", "2: reading.limits.row: no such key; did you mean `rows`?"),
        (
            '[portfolio]\ntemplates = "s3://plans"',
            "2: portfolio.templates: must be a folder; only workbooks and outputs may lie at an address such as s3://bucket/folder",
        ),
        ('[portfolio]\noutputs = "s3://"', "2: portfolio.outputs: is no address of a folder; write one such as `s3://bucket/folder`"),
        (
            '[portfolio]\noutputs = "sftp://ann:open@host/reports"',
            "2: portfolio.outputs: passwords come from the environment only; take it out of the address",
        ),
        (
            '[rendering]\ncluster = "dask:8786"',
            "2: rendering.cluster: is no address of a Dask scheduler; write one such as `tcp://dask.example.org:8786`",
        ),
        ('[mail]\ntransport = "smtp"\nsender = "status@acme.example"', '1: mail: transport = "smtp" needs `host`'),
        (
            '[projects.acme.waive.pct]\nreason = "a"\nby = "b"',
            "1: projects.acme.waive.pct: is no finding code; codes look like `DONE_NO_FINISH`",
        ),
        ('[store]\nurl = "milepost.db"', "2: store.url: must be a database address, such as `sqlite:///outputs/milepost.db`"),
        ('[brand]\nlogo = "logo.svg"', "2: brand.logo: logo.svg: no such file; paths begin at the folder of the settings"),
        ('[brand]\nlogo = "."', "2: brand.logo: .: no such file; paths begin at the folder of the settings"),
        ('[brand]\naccent = "blue"', "2: brand.accent: must be a colour such as `#1b5e8c`"),
    ],
)
def test_a_mistake_is_named_by_line_and_key(file, text, mistake):
    assert mistakes(file(text)) == [mistake]


@pytest.mark.parametrize(
    ("key", "value"),
    [("cron", "0 16 * *"), ("cron", "61 * * * *"), ("timezone", "Berlin"), ("timezone", "../etc"), ("holidays", "Germany")],
)
def test_a_schedule_that_cannot_be_kept_is_refused(file, key, value):
    (mistake,) = mistakes(file(f'[schedule]\n{key} = "{value}"'))
    assert mistake.startswith(f"2: schedule.{key}: ")


def test_the_line_of_a_mistake_is_found_between_values_of_several_lines(file):
    lists = "".join(f'[projects.p{number}]\nallowed_domains = [\n "a.example",\n "b.example",\n]\n' for number in range(400))
    (mistake,) = mistakes(file(f'{lists}[mail]\nuser = """\nA\nB"""\nport = 0\n{lists.replace(".p", ".q")}'))
    assert mistake == "2005: mail.port: must be greater than or equal to 1"


def test_every_mistake_of_a_file_is_listed_in_order(file):
    assert [line.partition(":")[0] for line in mistakes(file("[mail]\nport = 0\n[brand]\ncolour = 1\n[portfolio]\nname = 1"))] == [
        "2",
        "4",
        "6",
    ]


def test_a_password_in_the_file_is_refused_and_not_repeated(file):
    (mistake,) = mistakes(file('[mail]\npassword = "open sesame"'))
    assert mistake.startswith("2: mail.password: passwords come from the environment only (for mail: MILEPOST_MAIL_PASSWORD)")
    (mistake,) = mistakes(file('[store]\nurl = "postgresql+psycopg://milepost:sesame@db/milepost"'))
    assert "passwords come from the environment only" in mistake
    assert "sesame" not in mistake


@pytest.mark.parametrize(
    ("text", "line"), [("[portfolio]\nname = x", "2"), ('[portfolio]\nname = "a"\nname = "b"', "3"), ("[portfolio", "1"), ('a = """', "1")]
)
def test_text_that_is_not_toml_is_named_by_line(file, text, line):
    (mistake,) = mistakes(file(text))
    assert mistake.startswith(f"{line}: not valid TOML: ")


def test_a_file_saved_by_windows_notepad_is_read(file):
    assert load(file('\ufeff[portfolio]\nname = "Größe"')).portfolio.name == "Größe"


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path):
    path = tmp_path / "milepost.toml"
    path.write_bytes('[portfolio]\nname = "Größe"'.encode("latin-1"))
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load(path)


def test_a_settings_file_that_was_asked_for_must_exist(tmp_path):
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "other.toml")


def test_settings_do_not_change_after_loading(tmp_path):
    with pytest.raises(ValidationError, match="frozen"):
        Settings(root=tmp_path).root = Path("/")
