"""Seed 001: seven readiness-driven milestones with owners, dependencies and four decision gates; no dates, no scope rows."""

from workbooks.samples.shape import STATUS_DATE, Row, Rows, add, criteria, table

PROJECT: Row = {
    "id": "001-release-milestones",
    "name": "Release milestones",
    "customer": "Platform customers",
    "manager": "Morgan Lee",
    "status_date": STATUS_DATE,
    "summary": (
        "Milestones define concrete deliverables with success criteria, dependencies, and decision gates. "
        "They map to the alpha, beta, RC, and GA releases; timelines are flexible and driven by readiness rather than fixed dates."
    ),
    "document_status": "Active",
    "Document title": "Milestones",
}

MILESTONES = table(
    "Milestones",
    """
    id | name                         | release | status  | owner         | backup       | depends_on
    1  | Health + Validation          |         | Active  | Jamie Patel   | Priya Shah   |
    2  | Observability Depth          |         | Queued  | Alice Nguyen  | Daniel Reed  | 1
    3  | Alpha Ship                   | Alpha   | Queued  | Morgan Lee    | Priya Shah   | 1-2
    4  | Admin Tooling + Rate Limiter |         | Planned | Rafael Torres | Erin Zhao    |
    5  | E2E + Perf Baseline          |         | Planned | Carol Smith   | Ethan Wu     | 4
    6  | RC Ship + Chaos              | RC      | Planned | Priya Shah    | Morgan Lee   | 5
    7  | GA                           | GA      | Planned | Morgan Lee    | Alice Nguyen | 6
    """,
)

RESPONSIBILITY = {
    "1": "ship health/readiness endpoints and config validation; green-light go/no-go review",
    "2": "ensure metrics/traces meet dashboards + alerting acceptance criteria",
    "3": "coordinate tag, release notes, and promotion checklist sign-off",
    "4": "validate admin flows and limiter guardrails across environments",
    "5": "capture baseline metrics and document tuning guidance",
    "6": "oversee chaos campaign, security checks, and RC readiness sign-off",
    "7": "coordinate GA launch, docs, and final SLO validation",
}

NOTE = {
    "2": "Queued: starts after Milestone 1.\nDepends on 1: observability requires validated config and endpoints.",
    "3": "Depends on 1-2: Alpha ship waits on health, validation, and observability depth.",
    "5": "Depends on 4: perf needs stabilized limiter and tools.",
    "6": "Depends on 5: chaos built on validated e2e.",
    "7": "Depends on 6: GA after RC validation.",
}

add(MILESTONES, "responsibility", RESPONSIBILITY)
add(MILESTONES, "note", NOTE)

DELIVERABLES = {
    "1": "`/healthz` and `/readyz` endpoints; strict config validation with errors; docs updated",
    "2": "queue length gauges updated every 2s; TraceID/SpanID used for spans and logs",
    "3": "v0.4.0 tag; CHANGELOG; release notes",
    "4": "`stats`, `peek`, `purge-dlq` CLI; limiter jitter + precise window sleep",
    "5": "real Redis service container tests; perf doc; pool sizing guidance",
    "6": "chaos tests; security checks in CI; RC release v0.9.0",
    "7": "docs and ops runbook; GA release; example deploy assets",
}

SUCCESS = {
    "1": "endpoints return 200; malformed configs fail with descriptive messages",
    "2": "metrics visible under load; traces exported when enabled",
    "3": "CI green; basic load test at 500 jobs/min sustained",
    "4": "commands operate safely; limiter smooths bursts; docs updated",
    "5": "1k jobs/min on 4 vCPU passes with p95 < 2s small files",
    "6": "automatic recovery from injected failures; zero critical vulns",
    "7": "zero P0/P1 issues; CI green across matrix",
}

GATES: list[Row] = [
    {"id": "Alpha", "name": "Alpha", "milestones": "1-3"},
    {"id": "Beta", "name": "Beta"},
    {"id": "RC", "name": "RC"},
    {"id": "GA", "name": "GA"},
]

# The success criteria of milestones 1-3, which Alpha asks for, come with its column Milestones.
GATE_CRITERIA = {
    "Alpha": ("exit code freeze with clean security scans (`govulncheck` clean, no High/Critical CVEs)",),
    "Beta": ("limiter behavior validated", "admin tools safe", "perf doc drafted", "security scans clean"),
    "RC": ("chaos tests pass", "no critical security findings", "doc set reviewed"),
    "GA": ("p95 < 2s small files", "SLOs defined", "docs complete", "security gates clean"),
}

PEOPLE = table(
    "People",
    """
    name          | role
    Jamie Patel   | Platform Lead, @jamie
    Priya Shah    | QA Lead, @priya
    Alice Nguyen  | Observability, @alice
    Daniel Reed   | SRE, @daniel
    Morgan Lee    | Release Manager, @morgan
    Rafael Torres | Runtime, @rafael
    Erin Zhao     | Product, @erin
    Carol Smith   | Perf Guild, @carol
    Ethan Wu      | Perf Eng, @ethan
    """,
)


def rows() -> Rows:
    """The sheets of the workbook; Scope is there and has no row, because the list plans deliverables and no work items."""
    return {
        "Project": [PROJECT],
        "Milestones": MILESTONES,
        "Scope": [],
        "Criteria": [
            *(row for id, text in DELIVERABLES.items() for row in criteria(id, "deliverable", f"D{id}.", text.split("; "))),
            *(row for id, text in SUCCESS.items() for row in criteria(id, "success", f"S{id}.", text.split("; "))),
            *(row for id, parts in GATE_CRITERIA.items() for row in criteria(id, "exit", f"{id}.", parts)),
        ],
        "Gates": GATES,
        "People": PEOPLE,
    }
