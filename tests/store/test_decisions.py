"""The audit: lines that stay, and the approval that they amount to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from pipeline.store.decisions import Line, Standing, lines, standing, write
from pipeline.store.errors import Refused

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


def line(action="approve", by="Sam Wolf", content="a", why="", project="demo"):
    return Line(NOW, by, action, project, FRIDAY, content, why)


def test_the_audit_keeps_every_line_in_order(store):
    written = [write(store.engine, line(action)) for action in ("approve", "hold", "approve")]
    assert lines(store.engine, "demo") == tuple(written)
    assert lines(store.engine, "demo", date(2026, 11, 13)) == ()
    assert lines(store.engine, "other") == ()


def test_lines_of_many_at_once_are_all_kept(store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write(store.engine, line(why=str(number), project=f"p{number % 3}")), range(40)))
    assert sorted(int(each.why) for each in lines(store.engine)) == list(range(40))


def test_a_line_without_a_name_is_refused(store):
    with pytest.raises(Refused, match="needs the name"):
        write(store.engine, line(by=" "))
    assert lines(store.engine) == ()


@pytest.mark.parametrize(
    ("audit", "approvers", "expected"),
    [
        ([], 1, Standing("waiting")),
        ([line()], 1, Standing("approved", ("Sam Wolf",))),
        ([line(content="b")], 1, Standing("waiting")),
        ([line(), line("hold", "Eva Berg", why="wait for the customer")], 1, Standing("held", ("Eva Berg",), "wait for the customer")),
        ([line("hold", "Eva Berg"), line()], 1, Standing("approved", ("Sam Wolf",))),
        ([line("hold", "Eva Berg", why="no"), line(content="b")], 1, Standing("held", ("Eva Berg",), "no")),
        ([line()], 2, Standing("waiting", ("Sam Wolf",))),
        ([line(), line(by="SAM WOLF")], 2, Standing("waiting", ("Sam Wolf",))),
        ([line(), line(by="Eva Berg")], 2, Standing("approved", ("Sam Wolf", "Eva Berg"))),
        ([line(), line("hold", "Eva Berg"), line(by="Eva Berg")], 2, Standing("waiting", ("Eva Berg",))),
        ([line(), line("resend", why="lost")], 1, Standing("approved", ("Sam Wolf",))),
    ],
)
def test_an_approval_holds_for_one_content_and_until_somebody_holds_it(audit, approvers, expected):
    assert standing(audit, "a", approvers) == expected
