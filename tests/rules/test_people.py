from builders import item, milestone
from rules.facts import case, cells, found, only

PEOPLE = [{"name": "Pat Lee", "email": "pat@example.org"}, {"name": "@jamie"}, {"name": "Lee, Ann"}]


def test_an_unknown_name_is_reported_with_the_closest_one():
    finding = only("OWNER_UNKNOWN", case(Milestones=[milestone(owner="@jaime")], People=PEOPLE))
    assert (finding.cell, finding.message) == ("Milestones!E2", "@jaime is not on sheet People")
    assert finding.fix == "Enter @jamie if that is meant, or add a row to sheet People."


def test_every_column_with_a_person_is_looked_up():
    judged = case(
        {"manager": "Nobody"},
        Milestones=[milestone(backup="Nobody")],
        Scope=[item("S1", owner="Nobody")],
        Risks=[{"id": "R1", "title": "Late", "owner": "Nobody"}],
        People=PEOPLE,
    )
    assert cells("OWNER_UNKNOWN", judged) == ["Project!B5", "Milestones!F2", "Scope!N2", "Risks!I2"]


def test_names_are_matched_without_regard_to_case_and_by_address():
    rows = [milestone("M1", owner="PAT LEE"), milestone("M2", owner="pat@example.org"), milestone("M3", owner="Lee, Ann")]
    assert found(case(Milestones=rows, People=PEOPLE)) == []


def test_several_names_in_a_cell_are_looked_up_one_by_one():
    rows = [milestone("M1", owner="Pat Lee and @jamie"), milestone("M2", owner="Pat Lee, Kim Oh")]
    assert only("OWNER_UNKNOWN", case(Milestones=rows, People=PEOPLE)).message == "Kim Oh is not on sheet People"


def test_without_sheet_people_any_name_will_do():
    assert found(case(Milestones=[milestone(owner="Anyone")])) == []


def test_a_backup_who_is_the_owner_is_listed():
    assert cells("BACKUP_IS_OWNER", case(Milestones=[milestone(backup="pat lee")])) == ["Milestones!F2"]
    assert cells("BACKUP_IS_OWNER", case(Milestones=[milestone(backup="Kim Oh")])) == []


def test_two_blank_cells_are_not_one_person():
    assert cells("BACKUP_IS_OWNER", case(Milestones=[milestone(owner="", backup="")])) == []
