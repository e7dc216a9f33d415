"""The catalogues anew from the sentences in code, rules, contract and templates: known translations stay, new sentences come without one.

What new workbooks of a language say (see `milepost new --language`) is said in the same words by its catalogue.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from pipeline.contract.cells import Choice
from pipeline.contract.workbook import SHEET, SHEETS
from pipeline.rules.cure import enter
from pipeline.rules.gates import WAIVED
from pipeline.rules.registry import RULES
from pipeline.rules.required import REQUIRED, WITH_IDS
from pipeline.rules.rule import Rule
from pipeline.wording.language import CATALOGUES, LANGUAGES
from pipeline.wording.values import AND
from pipeline.workbook.template_german import CURES
from pipeline.workbook.template_language import LANGUAGES as WORKBOOKS

ROOT = Path(__file__).parent.parent
KEYWORDS = {"say": None, "note": None, "say_as": ((1, "c"), 2), "note_as": ((1, "c"), 2), "say_many": (1, 2), "note_many": (1, 2)}
NEW_WORKBOOKS = ("template", "guards", "pages")
"""Modules of new workbooks, which have languages of their own: what they `say` is no sentence of a report."""
BLANK = (
    *(column for _, column in REQUIRED),
    *(sheet["id"] for sheet in WITH_IDS),
    *(SHEET[name][key] for name, *_, keys in WAIVED for key in keys),
)
"""The columns that are told what to enter where they are blank."""
WRITTEN = {"de": CURES}
"""What Excel says in new workbooks of a language when a wrong value is typed, by the English sentence."""
SOURCES = (("python", "pipeline", "*.py"), ("jinja2", "report_templates", "*.html"), ("jinja2", "report_templates", "*.txt"))


def sentences() -> Catalog:
    """All sentences that reports are made of, with the files that say them."""
    found = Catalog(charset="utf-8")
    for method, folder, pattern in SOURCES:
        for path in sorted((ROOT / folder).rglob(pattern)):
            words = {name: places for name, places in KEYWORDS.items() if name != "say" or not path.name.startswith(NEW_WORKBOOKS)}
            with path.open("rb") as file:
                for _, message, _, context in extract(method, file, words, options={"silent": "false"}):
                    found.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    for rule in RULES:
        if isinstance(rule, Rule):
            for sentence in (rule.says, rule.fix):
                found.add(sentence, locations=[("pipeline/rules", 0)])
    for column in BLANK:
        found.add(enter(column).template.one, locations=[("pipeline/rules/cure.py", 0)])
    found.add(AND, locations=[("pipeline/wording/values.py", 0)])
    return found


def names() -> Catalog:
    """The names of sheets, columns and words, and the helps of columns: in catalogues of languages in which workbooks are written."""
    found = Catalog(charset="utf-8")
    for sheet in SHEETS:
        _name(found, "sheet", sheet.name)
        for column in sheet:
            _name(found, "column", column.header)
            _name(found, "help", column.help)
            for word in column.type.values if isinstance(column.type, Choice) else ():
                _name(found, "word", word)
    return found


def _name(found: Catalog, context: str, name: str) -> None:
    found.add(name, locations=[("pipeline/contract", 0)], context=context)


def translated(code: str, template: Catalog) -> bytes:
    """The catalogue of a language, brought up to the sentences of today."""
    path = CATALOGUES / f"{code}.po"
    with path.open("rb") as file:
        known = read_po(file, locale=code)
    known.update(template, no_fuzzy_matching=True, update_header_comment=False)
    known.obsolete.clear()
    fresh = Catalog(locale=code, charset="utf-8", header_comment=f"# The sentences of reports in {LANGUAGES[code]}.")
    for message in known:
        if message.id:
            known_there = not message.context and WRITTEN.get(code, {}).get(message.id)
            fresh.add(message.id, known_there or message.string, locations=message.locations, context=message.context)
    for message in names() if code in WORKBOOKS else ():
        if message.id:
            fresh.add(message.id, WORKBOOKS[code].say(message.id), locations=message.locations, context=message.context)
    written = BytesIO()
    write_po(written, fresh, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return _head(code) + written.getvalue()


def _head(code: str) -> bytes:
    plural = "n > 1" if code == "fr" else "n != 1"
    return (
        f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: nplurals=2; plural=({plural});\\n"\n\n'
    ).encode()


if __name__ == "__main__":
    template = sentences()
    for code in LANGUAGES:
        if code != "en":
            (CATALOGUES / f"{code}.po").write_bytes(translated(code, template))
    print(f"{len(template)} sentences")
