import pytest

from builders import item, milestone
from rules.facts import case, cells, found

TREE = item("S1"), item("S1.1", 2, kind="group"), item("S1.1.1", 3, issue="APP-1"), item("S2", signed_off=False)


def scope(*rows):
    """A case with two milestones and these scope rows."""
    return case(Milestones=[milestone("M1"), milestone("M2")], Scope=rows)


def test_a_sound_tree_has_no_findings():
    assert found(scope(*TREE)) == []


@pytest.mark.parametrize(
    ("code", "row", "cell"),
    [
        ("GROUP_ON_LEVEL_1", item("S3", kind="group"), "Scope!E6"),
        ("SOLUTION_HAS_ISSUE", item("S3", issue="APP-7"), "Scope!O6"),
        ("SIGN_OFF_BELOW_LEVEL_1", item("S2.1", 2, signed_off=True), "Scope!H6"),
        ("LEVEL_JUMP", item("S2.1", 3), "Scope!C6"),
        ("GROUP_HAS_STATE", item("S2.1", 2, kind="group", status="Done"), "Scope!F6"),
        ("GROUP_HAS_STATE", item("S2.1", 2, kind="group", percent=50.0), "Scope!G6"),
        ("MILESTONE_DIFFERS", item("S2.1", 2, milestone="M2"), "Scope!B6"),
    ],
)
def test_a_row_out_of_shape_is_reported_at_its_cell(code, row, cell):
    assert cells(code, scope(*TREE, row)) == [cell]


def test_a_tree_that_begins_below_level_1_is_reported():
    assert cells("LEVEL_JUMP", scope(item("S1", 2))) == ["Scope!C2"]


def test_climbing_up_several_levels_at_once_is_fine():
    assert cells("LEVEL_JUMP", scope(item("S1"), item("S2", 2), item("S3", 3), item("S4"))) == []
