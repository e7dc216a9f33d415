"""The pages about all projects together: one set for each issue date, and the portal over all dates."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.chain.files import Paper, ToPaper, as_json, in_place
from pipeline.chain.standing import keep_file, stands
from pipeline.issue import Issue
from pipeline.order import Order
from pipeline.report.brand import brand_of
from pipeline.report.html import render_html
from pipeline.report.portal.ground import Ground
from pipeline.report.portal.page import portal_pages
from pipeline.report.portal.shelf import kept_issues
from pipeline.report.portfolio import on_paper
from pipeline.report.publish import publish_file
from pipeline.report.views import portfolio_view
from pipeline.status.build import portfolio_of
from pipeline.store.database import Store


@dataclass(frozen=True)
class Pages:
    """The pages of one issue date: its figures, the page, and what waits for the PDF, which a worker may be at."""

    folder: Path
    day: date
    figures: bytes
    html: str
    sheet: str
    paper: Paper


class Foreseen:
    """The pages of all issue dates as they will be if no project is held by its own pages; workers print them meanwhile."""

    def __init__(self, issues: Sequence[Issue], order: Order, to_paper: ToPaper) -> None:
        self._issues, self._order, self._to_paper = issues, order, to_paper
        self._pages: tuple[Pages, ...] | None = None
        with suppress(Exception):  # told when they are published
            self._pages = self._made_of(issues)

    def pages(self, issues: Sequence[Issue]) -> tuple[Pages, ...]:
        """The pages of these issues, made anew where they are other ones."""
        as_foreseen = all(now is before for now, before in zip(issues, self._issues, strict=True))
        return self._pages if self._pages is not None and as_foreseen else self._made_of(issues)

    def _made_of(self, issues: Sequence[Issue]) -> tuple[Pages, ...]:
        order = self._order
        days = sorted({day for issue in issues if (day := order.issue_date or issue.status_date)})
        of_days = {day: [issue for issue in issues if (order.issue_date or issue.status_date or days[-1]) == day] for day in days}
        return tuple(_pages(of_day, day, order, self._to_paper) for day, of_day in of_days.items())


def publish_portfolio(issues: Sequence[Issue], foreseen: Foreseen, order: Order, store: Store | None = None) -> Iterator[Path]:
    """The portfolio pages, one set for each issue date, then the portal; a workbook that has no date stands in the newest."""
    pages = foreseen.pages(issues)
    for each in pages:
        yield publish_file(each.folder / "portfolio.json", each.figures)
        if "html" in order.formats:
            yield _published(each.folder / "portfolio.html", each.html, each.html.encode, order)
        if "pdf" in order.formats:
            yield _published(each.folder / "portfolio.pdf", each.sheet, each.paper, order)
    if pages:
        yield publish_portal(Ground(issues, kept_issues(order.settings.outputs), _numbers(store), pages[-1].day, order.settings))


def _pages(issues: Sequence[Issue], day: date, order: Order, to_paper: ToPaper) -> Pages:
    """The pages of one issue date; a PDF that lies there as it would be made is not begun."""
    name, folder = order.settings.portfolio.name, order.settings.outputs / str(day)
    view = portfolio_view(issues, day, name, brand_of(order.settings), order.settings.portfolio.language)
    paper = on_paper(view)
    html = render_html(view, order.settings.templates)
    sheet = html if paper is view else render_html(paper, order.settings.templates)
    is_wanted = "pdf" in order.formats and not stands(folder / "portfolio.pdf", sheet, order)
    printing = to_paper if is_wanted else in_place
    return Pages(folder, day, as_json(portfolio_of(issues, day, name)), html, sheet, printing(sheet, day))


def _published(path: Path, page: str, made: Paper, order: Order) -> Path:
    """The path of what is made of a page; what lies there as it would be made stays."""
    return path if stands(path, page, order) else keep_file(path, page, made(), order)


def publish_portal(ground: Ground) -> Path:
    """Put the portal in place, each page whole and its index last; the path of the index."""
    return [publish_file(ground.settings.outputs / address, html.encode()) for address, html in portal_pages(ground)][-1]


def _numbers(store: Store | None) -> dict[tuple[str, date], int]:
    """The numbers of the issues that the store counts, by project and status date."""
    if store is None:
        return {}
    counted = store.issues().filter(state="accepted").select("project", "status_date", "number").drop_nulls()
    return {(project, day): number for project, day, number in counted.iter_rows()}
