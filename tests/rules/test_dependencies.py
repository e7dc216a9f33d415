from builders import item, milestone
from pipeline.contract.findings import ERROR, WARNING
from rules.facts import case, cells, found, only


def chain(**links):
    """A case with milestones by id and what each depends on."""
    return case(Milestones=[milestone(id_, depends_on=before) for id_, before in links.items()])


def test_links_that_can_be_followed_have_no_findings():
    assert found(chain(M1=[], M2=["M1"], M3=["M1", "M2"], M4=["M3"])) == []


def test_a_link_to_an_unknown_milestone_is_reported_with_the_closest_one():
    finding = only("DEP_ORPHAN", chain(M1=[], M2=["M1", "M9"]))
    assert (finding.severity, finding.cell, finding.found) == (ERROR, "Milestones!I3", "M1, M9")
    assert finding.message == "there is no milestone M9; the link is ignored"


def test_a_link_to_another_project_is_left_to_the_portfolio():
    assert found(chain(M1=["other-project:M9"])) == []


def test_a_link_with_the_projects_own_id_is_looked_up_here():
    assert cells("DEP_ORPHAN", chain(M1=[], M2=["demo:M1", "demo:M9"])) == ["Milestones!I3"]


def test_a_milestone_that_depends_on_itself_is_reported():
    assert found(chain(M1=[], M2=["M2"])) == [("DEP_SELF", "Milestones!I3")]


def test_a_circle_is_printed_with_its_shortest_path_and_cells():
    finding = only("DEP_CYCLE", chain(M1=[], M2=["M1", "M5"], M3=["M2"], M4=["M3"], M5=["M2", "M4"]))
    assert finding.cell == "Milestones!I3"
    assert finding.message == "M2 → M5 → M2 is a circle: none can come first (Milestones!I3, Milestones!I6)"


def test_of_two_circles_that_share_a_milestone_the_shorter_one_is_told():
    assert only("DEP_CYCLE", chain(M1=["M3"], M2=["M1", "M3"], M3=["M2"])).message.startswith("M2 → M3 → M2 is a circle")


def test_two_circles_are_two_findings():
    assert cells("DEP_CYCLE", chain(M1=["M2"], M2=["M1"], M3=["M2", "M4"], M4=["M3"], M5=["M4"])) == ["Milestones!I2", "Milestones!I4"]


def test_a_dependency_on_an_item_of_its_own_scope_is_reported():
    rows = [milestone("M1", depends_on=["S1"]), milestone("M2")]
    judged = case(Milestones=rows, Scope=[item("S1"), item("S2", milestone="M2")])
    assert only("DEP_ON_PARENT", judged).severity is WARNING
    assert found(judged) == [("DEP_ON_PARENT", "Milestones!I2")]


def test_a_dependency_on_an_item_of_another_milestone_names_that_milestone():
    rows = [milestone("M1", depends_on=["S2"]), milestone("M2")]
    finding = only("DEP_ORPHAN", case(Milestones=rows, Scope=[item("S2", milestone="M2")]))
    assert finding.message == "S2 is a scope item of M2; milestones depend on milestones, so the link is ignored"
    assert finding.fix == "Enter M2 if the whole milestone must come first."


def test_a_dependency_on_a_cancelled_milestone_is_reported():
    rows = [milestone("M1", status="Cancelled"), milestone("M2", depends_on=["M1"]), milestone("M3", status="Cancelled", depends_on=["M1"])]
    assert found(case(Milestones=rows)) == [("DEP_ON_CANCELLED", "Milestones!I3")]


def test_a_milestone_begun_out_of_sequence_is_reported():
    facts = {"M2": {"out_of_sequence": True, "blocked_by": ["M1"], "state": "in progress"}}
    finding = only("STARTED_WHILE_BLOCKED", case(Milestones=[milestone("M1"), milestone("M2", depends_on=["M1"])], facts=facts))
    assert (finding.cell, finding.message) == ("Milestones!D3", "M2 has started although M1 is not done")


def test_a_blocked_milestone_that_has_not_begun_is_fine():
    facts = {"M2": {"blocked_by": ["M1"], "state": "blocked"}}
    assert found(case(Milestones=[milestone("M1"), milestone("M2", status="Queued", depends_on=["M1"])], facts=facts)) == []


def test_a_queued_milestone_that_could_begin_is_listed():
    assert cells("STATUS_LAGS_READINESS", case(Milestones=[milestone(status="Queued")])) == ["Milestones!D2"]
