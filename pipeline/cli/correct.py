"""The door for corrections of what was sent."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from pipeline.cli.app import DateOption, SettingsOption, app
from pipeline.cli.delivery import ByOption, ProjectArgument, opened_store, who


@app.command(epilog="Example: milepost correct harbour-portal --why 'the forecast of Beta was a month early' --tell")
def correct(
    project: ProjectArgument,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for the audit; readers do not learn it.")],
    tell: Annotated[bool, typer.Option("--tell", help="Readers learn the reason too.")] = False,
    by: ByOption = None,
    day: DateOption = None,
    settings: SettingsOption = None,
) -> None:
    """Make a report that was sent anew from today's workbook: it says that it is a correction, and what changed."""
    from pipeline.chain.correct import Wanted
    from pipeline.chain.correct import correct as corrected
    from pipeline.console import print_summary
    from pipeline.console_mail import print_run_mail
    from pipeline.store.delivery import Decision

    with opened_store(settings) as (loaded, store):
        summary = corrected(loaded, store, Wanted(project, Decision(who(by), why), tell, day), datetime.now(UTC))
    print_summary(summary)
    print_run_mail(summary, dry_run=False)
    raise typer.Exit(summary.exit_code)
