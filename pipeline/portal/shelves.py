"""The files of issues."""

from starlette.routing import BaseRoute

ROUTES: list[BaseRoute] = []
