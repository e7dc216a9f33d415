"""The registry: RULES, in the order of the report, and the one pass that checks a workbook against them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.contract.findings import Code, Finding, Severity
from pipeline.rules.calendar import CALENDAR
from pipeline.rules.charter import CHARTER
from pipeline.rules.dates import DATES
from pipeline.rules.dependencies import DEPENDENCIES
from pipeline.rules.gates import GATES
from pipeline.rules.history import HISTORY
from pipeline.rules.people import PEOPLE
from pipeline.rules.progress import PROGRESS
from pipeline.rules.recipients import RECIPIENTS
from pipeline.rules.references import REFERENCES
from pipeline.rules.required import REQUIRED_CELLS
from pipeline.rules.rule import Case, FunctionRule, Rule
from pipeline.rules.structure import STRUCTURE
from pipeline.rules.value import VALUE
from pipeline.rules.weights import WEIGHTS

RULES: tuple[Rule | FunctionRule, ...] = (
    *REQUIRED_CELLS, *CHARTER, *REFERENCES, *STRUCTURE, *PROGRESS, *DATES, *CALENDAR, *WEIGHTS, *VALUE, *PEOPLE, *RECIPIENTS, *DEPENDENCIES,
    *GATES, *HISTORY,
)  # fmt: skip


def _by_sheet(rules: Sequence[Rule | FunctionRule]) -> dict[str, list[Rule]]:
    sheets: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if isinstance(rule, Rule):
            sheets[rule.place[0]].append(rule)
    return dict(sheets)


def _published(rules: Sequence[Rule | FunctionRule]) -> tuple[Code, ...]:
    """One line per code, in the order of the rules; a code that several rules share says what each of them means."""
    meanings: defaultdict[tuple[str, Severity], list[str]] = defaultdict(list)
    for rule in rules:
        meaning = f"{rule.meaning[:1].upper()}{rule.meaning[1:]}."
        if meaning not in meanings[rule.code, rule.severity]:
            meanings[rule.code, rule.severity].append(meaning)
    return tuple(Code(code, severity, " ".join(sentences)) for (code, severity), sentences in meanings.items())


CODES: tuple[Code, ...] = _published(RULES)
NOW: Mapping[str, list[Rule]] = _by_sheet([rule for rule in RULES if rule not in HISTORY])
SINCE: Mapping[str, list[Rule]] = _by_sheet(HISTORY)
"""The expression rules by sheet: those of the workbook alone, and those that compare, which cost time only where there is a past."""

LOOKS = {rule: rule.when.alias(str(number)) for number, rule in enumerate(RULES) if isinstance(rule, Rule)}
"""The expressions, built once: one column of trues and falses each."""


def check(case: Case) -> tuple[Finding, ...]:
    """All findings about a workbook, in the order of RULES and, within a rule, of the rows.

    The expression rules of a sheet run in one pass over its frame; only rows on which one fires are looked at one by one.
    """
    judged = ((sheet, [*rules, *(SINCE.get(sheet, ()) if case.past.last else ())]) for sheet, rules in NOW.items())
    found = {rule: findings for sheet, rules in judged for rule, findings in _on_sheet(case, sheet, rules).items()}
    findings = (finding for rule in RULES for finding in (rule(case) if isinstance(rule, FunctionRule) else found.get(rule, ())))
    return tuple(finding for finding in findings if finding.found or finding.cell is None or finding.cell not in case.unread)


def _on_sheet(case: Case, sheet: str, rules: Sequence[Rule]) -> dict[Rule, list[Finding]]:
    """The findings of each of a sheet's expression rules that fires."""
    if case.table(sheet).is_empty():
        return {}
    frame = case.frame(sheet)
    looks = frame.select_seq([LOOKS[rule] for rule in rules])  # one after the other: each is so short that waking other threads costs more
    fires = zip(rules, looks.get_columns(), strict=True)
    return {rule: list(rule.findings(case.book, frame[where.arg_true(), rule.fields])) for rule, where in fires if where.any()}
