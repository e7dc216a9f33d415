"""Markdown of project managers on a page: clean HTML where there is room, bare words where a line is printed."""

from builders import make_book, milestone
from pipeline.report.prose import plain
from pipeline.report.views import view


def test_a_line_loses_its_marks_for_code_and_bold_and_nothing_else():
    assert plain("`/healthz` and ``a`b`` are **up**") == "/healthz and a`b are up"
    assert plain("2 ** 3 ** 4 costs 5` and 6'") == "2 ** 3 ** 4 costs 5` and 6'"
    assert plain("") == ""
    assert plain(None) is None


def test_a_criterion_is_printed_without_backticks(issue_of):
    book = make_book(Milestones=[milestone()], Criteria=[{"id": "C1", "subject": "M1", "kind": "done", "text": "`make test` passes"}])
    (scope,) = view(issue_of(book), "team").scope
    assert [criterion.text for criterion in scope.criteria] == ["make test passes"]
