"""The pages about all projects together, one set for each issue date."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.chain.files import as_json, pages
from pipeline.issue import Issue
from pipeline.order import Order
from pipeline.report.brand import brand_of
from pipeline.report.html import render_html
from pipeline.report.publish import publish_file
from pipeline.report.views import portfolio_view
from pipeline.status.build import portfolio_of


def publish_portfolio(issues: Sequence[Issue], order: Order) -> Iterator[Path]:
    """The portfolio pages, one set for each issue date; a workbook that has no date stands in the newest."""
    name = order.settings.portfolio.name
    days = sorted({day for issue in issues if (day := order.issue_date or issue.status_date)})
    for day in days:
        of_day = [issue for issue in issues if (order.issue_date or issue.status_date or days[-1]) == day]
        html = render_html(portfolio_view(of_day, day, name, brand_of(order.settings)), order.settings.templates)
        files = {"portfolio.json": as_json(portfolio_of(of_day, day, name)), **dict(pages("portfolio", html, order.formats))}
        for file, content in files.items():
            yield publish_file(order.settings.outputs / str(day) / file, content)
