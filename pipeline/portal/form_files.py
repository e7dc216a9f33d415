"""A form with one file, read up to the limit of a workbook and no further."""

from collections.abc import AsyncGenerator

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from pipeline.portal.guard import NOT_OURS
from pipeline.portal.taken import NotTaken, too_large
from pipeline.settings import Limits
from pipeline.wording import note

ENVELOPE = 8 * 1024
"""Bytes of a form beside those of its file."""
THROWN_AWAY = 4
"""So many times the limit is listened to and thrown away, since a browser shows no answer before it has sent everything."""
FIELDS = 5
BROKEN_OFF = note("The upload broke off. Try it again.")


async def form_with_file(request: Request, limits: Limits) -> tuple[FormData, UploadFile]:
    """The form and its file, for the caller to close; neither memory nor disk takes more than the limit.

    Raises: NotTaken for a file past the limit, none at all, or half a form; HTTPException 415 for no such form.
    """
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "multipart/form-data":
        raise HTTPException(415, NOT_OURS)
    limit = (limits.file_mb << 20) + ENVELOPE
    declared = request.headers.get("content-length", "0")
    stream = request.stream()
    if not declared.isdecimal() or int(declared) > limit:
        await _thrown_away(stream, limit)
        raise NotTaken(too_large(limits))
    try:
        parser = MultiPartParser(request.headers, _up_to(limit, stream, limits), max_files=1, max_fields=FIELDS, max_part_size=ENVELOPE)
        form = await parser.parse()
    except MultiPartException as error:
        raise NotTaken(BROKEN_OFF) from error
    file = form.get("workbook")
    if not isinstance(file, UploadFile) or not file.filename:
        await form.close()
        raise NotTaken(note("No file was chosen. Choose your workbook and upload it."))
    return form, file


async def _up_to(limit: int, stream: AsyncGenerator[bytes, None], limits: Limits) -> AsyncGenerator[bytes, None]:
    """The chunks of a stream up to the limit. Raises: NotTaken where there are more."""
    got = 0
    async for chunk in stream:
        got += len(chunk)
        if got > limit:
            await _thrown_away(stream, limit)
            raise NotTaken(too_large(limits))
        yield chunk


async def _thrown_away(stream: AsyncGenerator[bytes, None], limit: int) -> None:
    """Listen to the rest of a stream without keeping any of it, up to a bound."""
    left = THROWN_AWAY * limit
    async for chunk in stream:
        left -= len(chunk)
        if left < 0:
            return
