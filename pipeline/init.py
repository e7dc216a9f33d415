"""A new portfolio: its folders and a settings file that explains itself."""

from pathlib import Path

from pipeline.settings import FILE, SettingsError

FOLDERS = ("workbooks", "report_templates")
SETTINGS = """\
# Settings of a Milepost portfolio. Lines behind # show the default; take the # away to change one.

[portfolio]
name = "Customer projects"          # title of the portfolio page
workbooks = "workbooks"             # folder of the project workbooks (.xlsx, .xlsm)
outputs = "outputs"                 # folder that reports are written to
# templates = "report_templates"    # a template here stands in for the packaged one of the same path
# language = "en"                   # en, de, fr, es

[schedule]
cron = "0 16 * * FRI"               # minute hour day month weekday
timezone = "Europe/Berlin"
holidays = "DE-BE"                  # public holidays of a country or region; "" for none
# shift = "before"                  # a run that falls on a holiday: before, after, skip
# late_hours = 24                   # a run that could not start for so long is not made any more
# remind_hours = 26                 # project managers are reminded so long before a run; 0 for no reminders

[defaults]                          # for every project that does not say otherwise
# approval = "manual"               # manual, auto
# approvers = 1                     # 2: it takes two people to let a report go out
# editions = ["customer", "executive", "team"]
# max_age_days = 8                  # a workbook with an older status date is held
# deadline_hours = 0                # how long a report waits for its approval; 0: for any time
# at_deadline = "hold"              # then: hold, send (all the same), note (customers are told that there is none yet)
# second_person = false             # true: a better health than computed takes someone other than owner and project manager
# copy_manager = false              # true: the project manager gets each edition that goes out

# [store]
# url = "sqlite:///outputs/milepost.db"

# [mail]                            # the password comes from MILEPOST_MAIL_PASSWORD in the environment
# transport = "folder"              # folder: .eml files in outputs/outbox; smtp: needs host and sender
# host = "mail.example.org"
# port = 587
# tls = "starttls"                  # starttls, tls, none
# user = "status"
# sender = "Status reports <status@example.org>"
# attach_limit_mb = 10              # larger reports are not attached
# per_minute = 0                    # mails a minute at most; 0 for any number
# internal_domains = ["example.org"]     # where mails for your own people may go; nowhere as long as none is named
# operators = ["pmo@example.org"]        # who gets the summary of a run

# [portal]                          # milepost portal: the secret comes from MILEPOST_PORTAL_SECRET in the environment
# host = "127.0.0.1"
# port = 8600
# base_url = "https://reports.example.org"   # under which address people reach it
# login = "link"                    # link: by mail; header: a reverse proxy says who is there
# header = "X-Forwarded-User"
# trusted_proxies = ["127.0.0.1"]
# operators = ["pmo@example.org"]   # who sees all projects; project managers see their own

# [brand]
# name = "Your company"
# logo = "brand/logo.svg"
# accent = "#1b5e8c"

# [projects.acme]                   # by project ID
# allowed_domains = ["acme.example"]     # where its mail may go; nowhere as long as none is named
# removed = ["ann@acme.example"]         # who never gets mail, whatever the workbook says

# [projects.acme.waive.DONE_NO_FINISH]   # an error that does not hold this project's report back
# reason = "finish dates were not kept before May"
# by = "Pat Lee"
"""


def create_portfolio(directory: Path) -> list[Path]:
    """Makes the settings file and the folders; the paths that are new, in the order made.

    Nothing is overwritten: folders that exist stay as they are. Raises: SettingsError where a portfolio, or a file in the way, exists.
    """
    file = directory / FILE
    folders = [directory / name for name in FOLDERS]
    if file.exists():
        raise SettingsError(f"{file} exists already; this folder is a portfolio")
    for folder in (directory, *folders):
        if folder.exists() and not folder.is_dir():
            raise SettingsError(f"{folder} is a file; move it away, or choose another folder")
    made = [folder for folder in folders if not folder.exists()]
    for folder in made:
        folder.mkdir(parents=True)
    directory.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as stream:
        stream.write(SETTINGS)
    return [file, *made]
