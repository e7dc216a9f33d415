"""The pictures of docs/pictures from the twelve replayed weeks: pages of the editions on paper, pages of the web in a browser.

Run `make pictures`: it replays the weeks first. Needs Chromium.
"""

import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from pypdfium2 import PdfDocument

from pipeline.issue import issue_of
from pipeline.report.brand import brand_of
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import view
from pipeline.settings import load
from pipeline.store.database import open_store

ROOT = Path(__file__).parent.parent
ISSUED = ROOT / "outputs" / "history" / "2026-11-20"
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 96
PAPER = {"customer": (0, 1), "executive": (0, 1), "team": (3, 4)}
"""The pages of each edition that the documentation shows, counted from 0."""
SCREENS = (
    ("portal", ISSUED.parent / "index.html", 1280, "light"),
    ("portal-dark", ISSUED.parent / "index.html", 1280, "dark"),
    ("executive-telephone", ISSUED / "harbour-portal" / "executive.html", 390, "light"),
)


def paper() -> None:
    """Pages of the PDFs, 100 dots to the inch; page 1 of the executive edition is the one of the README."""
    for edition, pages in PAPER.items():
        document = PdfDocument(ISSUED / "harbour-portal" / f"{edition}.pdf")
        for page in pages:
            save(document[page].render(scale=100 / 72).to_pil(), PICTURES / f"{edition}-{page + 1}.png")
    shutil.copyfile(PICTURES / "executive-1.png", ROOT / "docs" / "brief.png")


def german() -> None:
    """Page 1 of the same executive edition in German; what people typed stays as it is."""
    settings = load(ROOT / "workbooks" / "history" / "milepost.toml")
    with open_store(settings.store_url) as store:
        issue = issue_of(ISSUED / "harbour-portal" / "source.xlsx", settings, date(2026, 11, 20), store)
    page = render_html(view(replace(issue, language="de"), "executive", brand_of(settings)))
    save(PdfDocument(render_pdf(page))[0].render(scale=100 / 72).to_pil(), PICTURES / "executive-german-1.png")


def screens(browser: Path) -> None:
    """The portal and a report on a telephone, the upper part of each."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for name, page, width, scheme in SCREENS:
            view = chromium.new_page(viewport={"width": width, "height": 900 if width > 600 else 844}, color_scheme=scheme)
            view.goto(page.as_uri())
            target = PICTURES / f"{name}.png"
            view.screenshot(path=target)
            save(Image.open(target), target)
        chromium.close()


def save(picture: Image.Image, target: Path) -> None:
    """The picture with few colours, which is what charts and words have."""
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)


if __name__ == "__main__":
    found = shutil.which("chromium")
    if found is None:
        sys.exit("make pictures needs Chromium: apt-get install chromium")
    paper()
    german()
    screens(Path(found))
    print(*sorted(path.relative_to(ROOT) for path in PICTURES.glob("*.png")), sep="\n")
