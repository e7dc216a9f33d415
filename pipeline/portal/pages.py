"""The pages that show how things stand: the overview, a project, its issues, the outbox, the audit."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.portal.auditing import audit_rows
from pipeline.portal.guard import nothing_here, project_of, require
from pipeline.portal.house import house_of, page
from pipeline.portal.outbox import outbox_groups
from pipeline.portal.standing import decide
from pipeline.portal.views import findings_sentence, history, overview_rows, row_of, seen, todos
from pipeline.portal.visitor import Visitor

SHOWN, DECIDED = 6, 10
"""Issues and decisions that the page of a project shows."""


def overview(request: Request) -> Response:
    """The projects of the visitor, and what waits for an answer."""
    visitor, house = require(request), house_of(request)
    return page(request, "overview.html", todos=todos(house, visitor), rows=overview_rows(house, visitor))


def project(request: Request) -> Response:
    """One project: what there is to decide, why it is held, its last issues."""
    visitor, house = require(request), house_of(request)
    own = project_of(request, visitor)
    kept = house.roster.issues().get(own.folder, ())
    rows, number = history(house, own, SHOWN)
    held = kept[0] if kept and kept[0].held else None
    return page(
        request,
        "project.html",
        project=own,
        row=row_of(own, kept),
        decide=decide(house, own, visitor),
        held=held,
        findings=findings_sentence(house, held) if held else "",
        held_files=f"/issues/{held.day}/{held.folder}/" if held else "",
        copies=[name for name in held.files if ".feedback." in name] if held else [],
        issues=rows,
        number=number,
        decisions=audit_rows(house, own.id, DECIDED),
    )


def issues(request: Request) -> Response:
    """All issues of a project with all their files."""
    own = project_of(request, require(request))
    rows, number = history(house_of(request), own)
    return page(request, "issues.html", project=own, issues=rows, number=number)


def outbox(request: Request) -> Response:
    """What waits, is in doubt or failed, for operators."""
    operator(request)
    return page(request, "outbox.html", groups=outbox_groups(house_of(request)))


def audit(request: Request) -> Response:
    """The last lines of the audit, of a project or of all, for operators."""
    visitor, house = operator(request), house_of(request)
    chosen, projects = request.query_params.get("project", ""), seen(house, visitor)
    own = project_of(request, visitor, chosen) if chosen else None
    return page(request, "audit.html", rows=audit_rows(house, own.id if own else None), projects=projects, chosen=chosen)


def operator(request: Request) -> Visitor:
    """The operator that the request comes from; for everybody else there is no such page. Raises: HTTPException."""
    visitor = require(request)
    return visitor if visitor.operator else nothing_here()


ROUTES: list[BaseRoute] = [
    Route("/", overview),
    Route("/projects/{project}", project),
    Route("/projects/{project}/issues", issues),
    Route("/outbox", outbox),
    Route("/audit", audit),
]
