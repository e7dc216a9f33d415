"""The pages on which a workbook is uploaded, looked at, mended and handed in."""

import traceback
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pipeline.issue import folder_name
from pipeline.portal.form_files import form_with_file
from pipeline.portal.guard import assert_own_form, assert_same_site, back, nothing_here, posted, project_of, require
from pipeline.portal.handing import Wish, hand_in
from pipeline.portal.house import House, house_of, page
from pipeline.portal.looking import GONE, Look, judged_on, marked_copy, pdf
from pipeline.portal.place import place_of
from pipeline.portal.roster import Project
from pipeline.portal.taken import NotTaken
from pipeline.portal.upload_pages import address_of, form_address, form_page, looked, turn, upload_page, waiting
from pipeline.portal.uploads import Upload, discard, keep, upload_of
from pipeline.portal.visitor import Visitor
from pipeline.report import display
from pipeline.report.html import environment
from pipeline.store.decisions import Line, write
from pipeline.wording import say, spoken
from pipeline.workbook.feedback.annotate import CannotAnnotate, feedback_name

REPORT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"


def choose(request: Request) -> Response:
    """For which project to upload, and what the visitor has waiting."""
    visitor, house = require(request), house_of(request)
    projects = [project for project in house.roster.projects().values() if visitor.sees(project.id)]
    if len(projects) == 1:
        return RedirectResponse(f"/projects/{quote(projects[0].folder)}/upload", 303)
    return page(request, "upload_choose.html", projects=projects, waiting=waiting(house, visitor))


def form(request: Request) -> Response:
    """The form of a project."""
    visitor = require(request)
    return form_page(request, visitor, project_of(request, visitor))


async def upload(request: Request) -> Response:
    """Take a file; the visitor is led to what it comes to."""
    assert_same_site(request)
    visitor = await run_in_threadpool(require, request)
    project = await run_in_threadpool(project_of, request, visitor)
    try:
        fields, file = await form_with_file(request, house_of(request).settings.reading.limits)
        try:
            assert_own_form(request, fields.get("token"))
            kept = await run_in_threadpool(_kept, house_of(request), visitor, project, file)
        finally:
            await fields.close()
    except (NotTaken, OSError) as reason:
        return await run_in_threadpool(form_page, request, visitor, project, _why_not(reason))
    return RedirectResponse(address_of(kept), 303)


def show(request: Request) -> Response:
    """What an upload comes to."""
    return upload_page(request, _own(request, require(request)))


def preview(request: Request) -> Response:
    """A page of the report as it would look, for the frame; it may do nothing."""
    seen, edition = _edition(request)
    headers = {"Content-Security-Policy": REPORT_POLICY, "Cross-Origin-Opener-Policy": "unsafe-none"}  # a sandbox can have no other
    return Response(seen.files[f"{edition}.html"], media_type="text/html; charset=utf-8", headers=headers)


def paper(request: Request) -> Response:
    """The PDF of an edition as it would look."""
    seen, edition = _edition(request)
    with turn():
        content = pdf(seen, edition)
    return _download(content, f"{seen.upload.project} {edition} preview.pdf", "application/pdf")


def marked(request: Request) -> Response:
    """The workbook with its findings marked, for mending."""
    upload, house = _own(request, require(request)), house_of(request)
    seen = looked(house, upload)
    if seen.issue is None or not seen.issue.findings:
        nothing_here()
    try:
        with turn():
            content = marked_copy(seen, house.settings)
    except CannotAnnotate as reason:
        raise NotTaken(spoken(reason.args[0])) from reason
    return _download(content, feedback_name(upload.name), "application/octet-stream")


async def give(request: Request) -> Response:
    """Hand an upload in, or say what stands in the way."""
    visitor, fields = await posted(request)
    return await run_in_threadpool(_given, request, visitor, Wish(str(fields.get("instead_of", "")), fields.get("sure") == "yes"))


async def take_back(request: Request) -> Response:
    """Take an upload away."""
    visitor, _ = await posted(request)
    return await run_in_threadpool(_thrown_away, request, visitor)


def script(request: Request) -> Response:
    """What shows the progress of an upload; the page works without it."""
    return Response(environment(None).get_template("desk/upload.js").render(), media_type="text/javascript")


def style(request: Request) -> Response:
    """How findings and differences look."""
    return Response(environment(None).get_template("desk/upload.css").render(), media_type="text/css")


def _kept(house: House, visitor: Visitor, project: Project, file: UploadFile) -> Upload:
    """The upload on disk, with its line in the audit."""
    place, now = place_of(project, house), house.clock()
    kept = keep(file.file, file.filename or "", place, (visitor.address, project.id), house.settings, now)
    write(house.store.engine, Line(now, visitor.address, "upload", project.id, None, kept.sha256, kept.name))
    return kept


def _given(request: Request, visitor: Visitor, wish: Wish) -> Response:
    house, upload = house_of(request), _own(request, visitor)
    try:
        if place_of(project_of(request, visitor, folder_name(upload.project)), house) != upload.place:
            raise NotTaken(GONE)
        hand_in(looked(house, upload), wish, house.settings, house.store, house.clock())
    except (NotTaken, OSError) as reason:
        return upload_page(request, upload, _why_not(reason))
    day = display.long_day(judged_on(house.settings, house.clock()))
    told = say("{file} is handed in. The run of {day} makes the report from it; the workbook of before is kept.", file=upload.name, day=day)
    return back(request, f"/projects/{quote(folder_name(upload.project))}", "done", told)


def _thrown_away(request: Request, visitor: Visitor) -> Response:
    upload = _own(request, visitor)
    discard(upload, house_of(request).settings)
    return back(request, form_address(upload), "done", say("Your upload was thrown away. Nothing was handed in."))


def _why_not(reason: NotTaken | OSError) -> str:
    """What stands in the way, or what the machine failed at, as a sentence."""
    if isinstance(reason, NotTaken):
        return spoken(reason.args[0])
    traceback.print_exception(reason)  # whoever runs the server reads it too
    return say("The machine failed, and nothing was changed: {reason}. Tell the operator of the reports.", reason=reason.strerror or reason)


def _edition(request: Request) -> tuple[Look, str]:
    """The upload of the address and its edition. Raises: HTTPException 404 where there is none."""
    seen = looked(house_of(request), _own(request, require(request)))
    edition = request.path_params["edition"]
    if edition not in seen.editions:
        nothing_here()
    return seen, edition


def _own(request: Request, visitor: Visitor) -> Upload:
    """The visitor's upload of the address. Raises: HTTPException 404 where there is none, or its project is no longer the visitor's."""
    found = upload_of(request.path_params["upload"], visitor.address, house_of(request).settings)
    if found is None or not visitor.sees(found.project):
        nothing_here()
    return found


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"})


ROUTES: list[BaseRoute] = [
    Route("/upload.js", script),
    Route("/upload.css", style),
    Route("/upload", choose),
    Route("/projects/{project}/upload", form),
    Route("/projects/{project}/upload", upload, methods=["POST"]),
    Route("/uploads/{upload}", show),
    Route("/uploads/{upload}/marked", marked),
    Route("/uploads/{upload}/{edition}.html", preview),
    Route("/uploads/{upload}/{edition}.pdf", paper),
    Route("/uploads/{upload}/hand-in", give, methods=["POST"]),
    Route("/uploads/{upload}/throw-away", take_back, methods=["POST"]),
]
