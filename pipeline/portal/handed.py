"""A workbook that is uploaded, looked at and handed in."""

from starlette.routing import BaseRoute

ROUTES: list[BaseRoute] = []
