"""What axe finds on a page that a browser shows."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

VIOLATIONS = {"resultTypes": ["violations"]}


def violations(page: Page) -> list[tuple[str, str, str, int]]:
    """Each rule that the page breaks, with its first element, why, and how many elements break it; with all details opened."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("async (options) => (await axe.run(options)).violations", VIOLATIONS)
    return [(each["id"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"][:300], len(each["nodes"])) for each in found]
