from builders import milestone
from pipeline.contract.findings import WARNING
from pipeline.contract.words import REQUIRED_SECTIONS
from rules.facts import case, cells, found, only


def charter(*changed, milestone_id="M1"):
    """A case with a whole description of M1; `changed` rows replace the section of the same name or are added."""
    rows = {section: {"milestone": milestone_id, "section": section, "text": f"Our {section.lower()}."} for section in REQUIRED_SECTIONS}
    for row in changed:
        rows[row["section"]] = {"milestone": milestone_id, **row}
    return case(Milestones=[milestone()], Charter=list(rows.values()))


def test_a_whole_description_has_no_findings():
    assert found(charter()) == []


def test_a_workbook_without_charter_is_not_asked_for_one():
    assert found(case(Milestones=[milestone()], Charter=[])) == []


def test_a_required_section_without_text_is_an_error():
    judged = charter({"section": "Definition of done", "text": None})
    assert found(judged) == [("REQUIRED_EMPTY", "Charter!D5")]
    assert only("REQUIRED_EMPTY", judged).message == "the section Definition of done is required, but has no text"


def test_a_section_that_is_marked_as_not_required_may_be_blank():
    assert found(charter({"section": "Translations", "text": None, "required": False})) == []


def test_an_optional_section_that_is_marked_as_required_must_not_be_blank():
    assert cells("REQUIRED_EMPTY", charter({"section": "Not doing", "required": True})) == ["Charter!D14"]
    assert found(charter({"section": "Not doing"})) == []


def test_template_lines_in_a_required_section_are_an_error():
    text = "- [ ] [to be added]\n- [ ] Code is deployed to `main` & PROD"
    assert cells("REQUIRED_PLACEHOLDER", charter({"section": "Short description", "text": text})) == ["Charter!D2"]


def test_a_required_section_of_mere_questions_is_an_error():
    questions = "Does it need translation?\n\nIf so, when will the texts be locked? Who does it?"
    assert only("REQUIRED_PLACEHOLDER", charter({"section": "Translations", "text": questions})).message == (
        "the section Translations asks questions, but answers none"
    )
    assert found(charter({"section": "Translations", "text": f"{questions}\nFinnish, locked on 4 December."})) == []
    assert found(charter({"section": "Open questions", "text": questions})) == []


def test_template_lines_in_an_optional_section_are_a_warning():
    judged = charter({"section": "Open questions", "text": "- [ ] [to be added]"})
    assert found(judged) == [("PLACEHOLDER_TEXT", "Charter!D14")]
    assert only("PLACEHOLDER_TEXT", judged).severity is WARNING


def test_a_link_and_ticked_boxes_are_content():
    text = "- [x] [Dashboard](https://example.org/dashboard)\n- [ ] Shown to the harbour master"
    assert found(charter({"section": "Metrics destination", "text": text})) == []


def test_missing_sections_are_named_once_for_each_description():
    rows = [{"section": section, "text": "Ours."} for section in REQUIRED_SECTIONS[:-2]]
    rows += [{"milestone": "M1", "section": section, "text": "Ours."} for section in REQUIRED_SECTIONS]
    finding = only("SECTION_MISSING", case(Milestones=[milestone()], Charter=rows))
    assert (finding.severity, finding.cell) == (WARNING, "Charter!B2")
    assert finding.message == "the project's description lacks the sections Data made public, Security"
