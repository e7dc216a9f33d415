"""The version of the template that a workbook was made from: a number behind a name that `milepost new` writes into it."""

from xml.etree.ElementTree import Element

from pipeline.contract.findings import Finding
from pipeline.wording import note
from pipeline.workbook.codes import trouble

MARK = "milepost_template"
VERSION = 1


def template_version(root: Element) -> int | None:
    """The version in a workbook's main part; None where it was not made by `milepost new` or the number was overwritten."""
    for name in root.iterfind("{*}definedNames/{*}definedName"):
        text = (name.text or "").strip().lstrip("=")
        if name.get("name") == MARK and text.isascii() and text.isdigit():
            return int(text[:9])
    return None


def old_template(root: Element) -> list[Finding]:
    """A finding where the workbook is older than the present template; it is read all the same."""
    version = template_version(root)
    if version is None or version >= VERSION:
        return []
    message = note(
        "The workbook was made from version {version} of the template; the present one is {present}. It is read all the same",
        version=version,
        present=VERSION,
    )
    return [trouble("TEMPLATE_OLD", message, note("Nothing to do; `milepost new` writes the present one."), found=version)]
