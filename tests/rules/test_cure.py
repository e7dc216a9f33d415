import pytest

from pipeline.contract.workbook import SHEET, SHEETS
from pipeline.rules.cure import enter


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("Milestones.name", "Enter the name as the customer knows it."),
        ("Milestones.owner", "Enter the one person who answers for it."),
        ("Project.manager", "Enter a name, as on sheet People."),
        ("Project.summary", "Enter two to four sentences for the customer."),
        ("Scope.id", "Enter an ID: short and stable, such as S1 or 1.2."),
        ("Scope.milestone", "Enter the ID of the milestone it belongs to."),
        ("Scope.level", "Enter a whole number from 1 to 9."),
        ("Criteria.kind", "Choose from the list: success, entry, exit, done, test, deliverable."),
        ("Criteria.waived_until", "Enter the last day of the waiver."),
    ],
)
def test_the_cure_of_a_blank_cell_is_a_sentence(place, sentence):
    sheet, key = place.split(".")
    assert enter(SHEET[sheet][key]) == sentence


@pytest.mark.parametrize("column", [column for sheet in SHEETS for column in sheet if column.required], ids=lambda column: column.header)
def test_every_required_column_has_a_cure_that_reads_on_after_enter(column):
    sentence = enter(column)
    assert sentence.startswith(
        ("Enter the ", "Enter a ", "Enter an ", "Enter two ", "Enter wh", "Enter for whom ", "Choose from the list: ")
    )
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
