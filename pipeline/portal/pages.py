"""The pages that show how things stand."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.portal.guard import require
from pipeline.portal.house import house_of, page


def overview(request: Request) -> Response:
    """The projects of the visitor."""
    visitor = require(request)
    projects = [project for project in house_of(request).roster.projects().values() if visitor.sees(project.id)]
    return page(request, "overview.html", projects=projects)


ROUTES: list[BaseRoute] = [Route("/", overview, name="overview")]
