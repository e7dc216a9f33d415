"""A view as one self-contained web page: Jinja2 with escaping, strict about names, templates packaged or overridden."""

from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.report import display
from pipeline.report.charts.signs import MARKS
from pipeline.report.columns import halves
from pipeline.report.printable import printed
from pipeline.report.records import ExecutiveView, HeldView, Page, PortfolioView, TeamView
from pipeline.report.typeface import web_faces
from pipeline.wording import say, say_as, say_many, speaking

PACKAGED = Path(__file__).parent.parent / "templates"
IN_REPOSITORY = Path(__file__).parent.parent.parent / "report_templates"
OF_PROJECTS = "customer/", "executive/", "shared/", "team/"


def render_html(view: Page, settings_templates: Path | None = None) -> str:
    """The page of a view; a template in `settings_templates` is taken before the packaged one of the same name."""
    with speaking(view.masthead.language):
        return environment(settings_templates).get_template(_template(view)).render(view=view)


def _template(view: Page) -> str:
    match view:
        case PortfolioView():
            return "portfolio/page.html"
        case HeldView():
            return "team/held.html"
        case TeamView():
            return "team/page.html"
        case ExecutiveView():
            return "executive/page.html"
        case _:
            return "customer/page.html"


def environment(overrides: Path | None) -> Environment:
    """The templates, packaged ones behind those of the settings' folder where there is one; everything is escaped, a missing field is
    an error, and a template of whomever reads what it is given and reaches nothing else."""
    return _environment(overrides if overrides and overrides.is_dir() else None)


def warm_templates() -> None:
    """Compile the templates of projects and cut the typeface, which is what the first page of a process waits for."""
    packaged = environment(None)
    for name in packaged.list_templates(filter_func=lambda name: name.startswith(OF_PROJECTS)):
        packaged.get_template(name)
    web_faces()


@lru_cache(maxsize=4)
def _environment(overrides: Path | None) -> Environment:
    packaged: BaseLoader = FileSystemLoader(PACKAGED if PACKAGED.is_dir() else IN_REPOSITORY)
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(overrides), packaged]) if overrides else packaged,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printed,
    )
    made.filters["aligned"] = display.aligned
    made.globals |= {"halves": halves, "marks": MARKS, "say": say, "say_as": say_as, "say_many": say_many, "web_faces": web_faces}
    return made
