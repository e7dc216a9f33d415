"""The files of issues, as they lie in the outputs: only for who sees the project, and only those that a manifest names."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from pipeline.portal.guard import nothing_here, project_of, require
from pipeline.portal.house import house_of

FRAMED = "frame-ancestors 'self'"
POLICIES = {
    ".html": f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; {FRAMED}; sandbox allow-popups",
    ".pdf": f"default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; {FRAMED}",
    ".json": f"default-src 'none'; {FRAMED}; sandbox",
}
"""What is shown in the browser, and what it may do there; all else is downloaded."""
TYPES = {".html": "text/html", ".pdf": "application/pdf", ".json": "application/json"}


def file(request: Request) -> Response:
    """One file of an issue. What the address says is looked up among the names that are there and never becomes part of a path."""
    house, asked = house_of(request), request.path_params
    own = project_of(request, require(request))
    kept = next((one for one in house.roster.issues().get(own.folder, ()) if one.day == asked["day"]), None)
    name = next((name for name in kept.files if name == asked["file"]), None) if kept else None
    if kept is None or name is None:
        nothing_here()
    path = house.settings.outputs / kept.day / kept.folder / name
    if not path.is_file() or path.is_symlink():
        nothing_here()
    if path.suffix in POLICIES:
        return FileResponse(path, media_type=TYPES[path.suffix], headers={"Content-Security-Policy": POLICIES[path.suffix]})
    return FileResponse(path, filename=f"{kept.folder}-{kept.day}-{name}", media_type="application/octet-stream")


ROUTES: list[BaseRoute] = [Route("/issues/{day}/{project}/{file}", file)]
