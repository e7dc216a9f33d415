"""The brand: a logo that stands in the page itself and asks for nothing, a colour in which words can be read, the paper."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin
from pypdfium2 import PdfDocument

from pipeline.contract.colours import AA, DARK_PAPER, WHITE, contrast, readable
from pipeline.mistakes import UsageError
from pipeline.report.brand import HEIGHT, brand_of
from pipeline.report.html import render_html
from pipeline.report.parts import Brand
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view
from pipeline.settings import SettingsError, load

SHAPES = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><path d="M0 0H80V20H0z" fill="#1b5e8c"/></svg>'


def brand(folder, name: str, content: bytes) -> Brand:
    (folder / name).write_bytes(content)
    (folder / "milepost.toml").write_text(f'[brand]\nname = "Nordkai"\nlogo = "{name}"\n')
    return brand_of(load(folder / "milepost.toml"))


def png(width: int = 900, height: int = 600) -> bytes:
    drawn, words = BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Author", "Eva Secret")
    Image.new("RGB", (width, height), "#225588").save(drawn, "PNG", pnginfo=words)
    return drawn.getvalue()


@pytest.mark.parametrize(("name", "content"), [("logo.svg", SHAPES.encode()), ("logo.png", png())])
def test_the_logo_stands_in_the_page_and_in_the_pdf(tmp_path, harbour, name, content):
    page = render_html(customer_view(harbour, brand(tmp_path, name, content)))
    assert '<img class="logo" src="data:image/' in page
    assert render_pdf(page).startswith(b"%PDF")


def test_a_picture_is_made_anew_without_what_else_its_file_held(tmp_path):
    import base64

    logo = brand(tmp_path, "logo.png", png()).logo
    content = base64.b64decode(logo.partition(",")[2])
    assert Image.open(BytesIO(content)).size == (HEIGHT * 3 // 2, HEIGHT)
    assert b"Eva Secret" not in content


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (SHAPES.replace("<path", "<script>alert(1)</script><path"), "an element <script>"),
        (SHAPES.replace("<path", '<image href="file:///etc/hostname"/><path'), "an element <image>"),
        (SHAPES.replace("<path", '<path onload="alert(1)"'), "an attribute onload"),
        (SHAPES.replace("<path", '<use href="http://127.0.0.1/x"/><path'), "a link to http://127.0.0.1/x"),
        (SHAPES.replace('fill="#1b5e8c"', 'fill="url(http://127.0.0.1/x)"'), "an address in fill"),
        ("<svg", "no SVG image that can be read"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SHAPES, "no SVG image that can be read"),
        ("<html/>", "is no SVG image"),
    ],
)
def test_a_logo_that_asks_for_anything_is_refused(tmp_path, content, trouble):
    with pytest.raises(UsageError, match=trouble):
        brand(tmp_path, "logo.svg", content.encode())


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"logo\.png is no SVG, PNG or JPEG image"):
        brand(tmp_path, "logo.png", b"GIF89a")


def test_contrast_is_that_of_the_guidelines():
    assert round(contrast("#000000", WHITE), 2) == 21
    assert round(contrast("#777777", WHITE), 2) == 4.48
    assert round(contrast("#767676", WHITE), 2) == 4.54


@pytest.mark.parametrize("colour", ["#ffd400", "#1b5e8c", "#00b7eb", "#000000", "#ff0000"])
def test_a_readable_colour_can_be_read_on_its_ground(colour):
    assert contrast(readable(colour, WHITE), WHITE) >= AA
    assert contrast(Brand(accent=colour).accent_on_dark, DARK_PAPER) >= AA


def test_an_accent_that_cannot_be_read_is_refused_with_one_that_can(tmp_path):
    (tmp_path / "milepost.toml").write_text('[brand]\naccent = "#ffd400"\n')
    with pytest.raises(SettingsError, match=rf"contrast of 1\.4, and words need 4\.5; `{readable('#ffd400')}` would do"):
        load(tmp_path / "milepost.toml")


def test_the_paper_is_that_of_the_settings(tmp_path, harbour):
    for paper, size in (("Letter", (612, 792)), ("A4", (595, 842))):
        document = PdfDocument(render_pdf(render_html(customer_view(harbour, Brand(paper=paper)))))
        assert tuple(map(round, document[0].get_size())) == size
