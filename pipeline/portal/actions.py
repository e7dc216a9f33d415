"""What people decide in the portal."""

from starlette.routing import BaseRoute

ROUTES: list[BaseRoute] = []
