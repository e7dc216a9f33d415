"""The pages about all projects together: one set for each issue date, and the portal over all dates."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from pipeline.chain.files import as_json, printed
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


def publish_portfolio(
    issues: Sequence[Issue], order: Order, store: Store | None = None, to_paper: Callable[[str, date], bytes] = printed
) -> Iterator[Path]:
    """The portfolio pages, one set for each issue date, then the portal; a workbook that has no date stands in the newest. `to_paper`
    makes the PDF of a page and its day.
    """
    name = order.settings.portfolio.name
    days = sorted({day for issue in issues if (day := order.issue_date or issue.status_date)})
    for day in days:
        of_day = [issue for issue in issues if (order.issue_date or issue.status_date or days[-1]) == day]
        view = portfolio_view(of_day, day, name, brand_of(order.settings), order.settings.portfolio.language)
        folder = order.settings.outputs / str(day)
        yield publish_file(folder / "portfolio.json", as_json(portfolio_of(of_day, day, name)))
        paper = on_paper(view)
        html = render_html(view, order.settings.templates)
        if "html" in order.formats:
            yield _published(folder / "portfolio.html", html, lambda page, _: page.encode(), day, order)
        if "pdf" in order.formats:
            sheet = html if paper is view else render_html(paper, order.settings.templates)
            yield _published(folder / "portfolio.pdf", sheet, to_paper, day, order)
    if days:
        yield publish_portal(Ground(issues, kept_issues(order.settings.outputs), _numbers(store), days[-1], order.settings))


def _published(path: Path, page: str, made: Callable[[str, date], bytes], day: date, order: Order) -> Path:
    """The path of what is made of a page; what lies there as it would be made stays."""
    return path if stands(path, page, order) else keep_file(path, page, made(page, day), order)


def publish_portal(ground: Ground) -> Path:
    """Put the portal in place, each page whole and its index last; the path of the index."""
    return [publish_file(ground.settings.outputs / address, html.encode()) for address, html in portal_pages(ground)][-1]


def _numbers(store: Store | None) -> dict[tuple[str, date], int]:
    """The numbers of the issues that the store counts, by project and status date."""
    if store is None:
        return {}
    counted = store.issues().filter(state="accepted").select("project", "status_date", "number").drop_nulls()
    return {(project, day): number for project, day, number in counted.iter_rows()}
