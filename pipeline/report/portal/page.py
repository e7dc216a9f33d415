"""The portal and the pages of its projects as HTML."""

import base64
import hashlib
from collections.abc import Iterator

from markupsafe import Markup

from pipeline.report.charts.signs import SHAPES
from pipeline.report.html import environment
from pipeline.report.portal.ground import Ground
from pipeline.report.portal.view import issues_views, portal_view
from pipeline.wording import speaking

INDEX = "index.html"
SIGNS = {tone: Markup(shape.format(c="currentColor")) for tone, shape in SHAPES.items()}
"""The shapes of the marks, which stand in each page once for its many issues."""


def portal_pages(ground: Ground) -> Iterator[tuple[str, str]]:
    """The pages by their address in the outputs, the portal last: what it leads to is there before it."""
    templates = environment(ground.settings.templates)
    with speaking(ground.settings.portfolio.language):
        issues = templates.get_template("portal/issues.html")
        for address, view in issues_views(ground):
            yield address, issues.render(view=view, shapes=SIGNS)
        script = templates.get_template("portal/filter.js").render()
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        yield INDEX, templates.get_template("portal/page.html").render(view=portal_view(ground), shapes=SIGNS, script=script, digest=digest)
