"""Seed 003: four milestones that share subtasks of five tasks, with goals, entry and exit criteria and key tests; nothing started."""

from workbooks.samples.shape import STATUS_DATE, Row, Rows, add, criteria, table

PROJECT: Row = {
    "id": "003-update-milestones",
    "name": "Update Milestone List",
    "customer": "Learning platform",
    "manager": "Robin Hale",
    "status_date": STATUS_DATE,
    "summary": "Version 1.00 of the update is planned in four milestones. No work has started yet.",
    "version": "1.00",
}

MILESTONES = table(
    "Milestones",
    """
    id | name                                                             | status  | stated
    1  | Core service restoration and governance foundation               | Planned | 0
    2  | Operator experience, web hardening, and support tooling          | Planned | 0
    3  | Provider transition and mobile hardening                         | Planned | 0
    4  | Analytics, monetisation, compliance, and release excellence      | Planned | 0
    """,
)
GOALS = {
    "1": (
        "Deliver working backend workflows, enforce feature flag governance, rebuild migrations/seeds, harden third-party integrations, "
        "and establish baseline observability and compliance controls."
    ),
    "2": (
        "Replace mock web flows with production integrations, deliver accessibility/localisation/security improvements, "
        "and surface support tooling."
    ),
    "3": (
        "Provide a coherent provider story, fully integrate the learner mobile app, and establish mobile CI/CD, security, and telemetry."
    ),
    "4": (
        "Stand up analytics/warehouse capabilities, complete monetisation and finance flows, refresh documentation/enablement, "
        "and institutionalise compliance/risk/release management."
    ),
}
add(MILESTONES, "goals", GOALS)

SCOPE = table(
    "Scope",
    """
    id   | milestone | task      | title                                     | also_in | contribution
    T1.1 | 1         | Task 1    | Service hardening                         |         |
    T1.2 | 1         | Task 1    | Feature flags                             |         |
    T1.3 | 1         | Task 1    | Integration wrappers                      | 2       | dependencies completed
    T1.4 | 1         | Task 1    | Data governance rebuild                   |         |
    T1.5 | 1         | Task 1    | Security/compliance hardening             |         |
    T4.1 | 1         | Task 4    | Contract testing/observability            |         | kicked off
    T4.2 | 1         | Task 4    | Environment parity/IaC                    |         | scoped
    T2.1 | 2         | Task 2    | Executive & health dashboards             |         |
    T2.2 | 2         | Task 2    | Learning/curriculum workspaces            |         |
    T2.3 | 2         | Task 2    | Compliance/governance consoles            |         |
    T2.4 | 2         | Task 2    | Finance/monetisation centres              |         |
    T2.5 | 2         | Task 2    | Support/communications/settings hub       |         |
    T3.1 | 3         | Task 3    | Provider communications                   |         |
    T3.2 | 3         | Task 3    | Learner integration                       |         |
    T3.3 | 3         | Task 3    | Mobile UX/accessibility                   |         |
    T3.4 | 3         | Task 3    | Security/telemetry                        |         |
    T3.5 | 3         | Task 3    | Mobile CI/CD                              |         |
    T4.3 | 3         | Task 4    | Dependency/supply-chain governance        |         | extended to mobile toolchains
    T4.4 | 4         | Task 4    | Release management/QA automation          | 2       | kickoff
    T4.5 | 4         | Task 4    | Security/compliance/risk operations       |         |
    T5.1 | 4         | Task 5    | Telemetry/warehouse                       | 3       | telemetry pipelines
    T5.2 | 4         | Task 5    | BI delivery                               |         |
    T5.3 | 4         | Task 5    | Monetisation/finance                      |         |
    T5.4 | 4         | Task 5    | Documentation enablement                  |         |
    T5.5 | 4         | Task 5    | Governance communications                 |         |
    RW   | 4         | Tasks 1–3 | Residual work from Tasks 1–3              |         |
    """,
    level=1,
)
NOTE = {
    "T1.3": "Milestone 2: dependencies completed to provide stable APIs.",
    "T4.1": "Milestone 1: kicked off to support backend verification.",
    "T4.2": "Milestone 1: scoped for backend/data prerequisites.",
    "T4.4": "Milestone 2: kickoff to integrate automated web QA suites.",
    "T5.1": "Milestone 3: telemetry pipelines to capture mobile signals.",
    "RW": "Required for changelog/end-of-update deliverables and Version 1.50 planning.",
}
add(SCOPE, "note", NOTE)

ENTRY = {
    "1": (
        "Development environments reproducible, dependency scans in place, synthetic datasets ready, "
        "stakeholder sign-off on remediation scope"
    ),
    "2": (
        "Milestone 1 exit criteria met, contract tests stable, design tokens/localisation assets ready, "
        "support tooling requirements validated"
    ),
    "3": (
        "Stable APIs/feature flags from Milestones 1–2, provider roadmap approved by stakeholders, mobile design backlog groomed, "
        "telemetry infrastructure ready"
    ),
    "4": (
        "Prior milestones complete with stable telemetry feeds, finance/legal stakeholders engaged, "
        "documentation templates prepared, risk register draft ready"
    ),
}
EXIT = {
    "1": (
        "All backend workflows executable end-to-end with monitored queues, migrations/seeds pass clean install tests, "
        "feature flag defaults seeded automatically, sensitive data encrypted, third-party integrations validated in sandbox, "
        "observability dashboards live"
    ),
    "2": (
        "Executive Overview, Learning Operations, Provider Relations, Compliance & Risk, Revenue & Finance, and Support/Communications "
        "dashboards plus their associated pages/screens execute payments, onboarding, analytics, governance, compliance, and support "
        "flows end-to-end; accessibility audits pass WCAG AA; localisation coverage validated; secure storage/CSP in place; "
        "Sentry/RUM streaming; support teams trained on new tooling"
    ),
    "3": (
        "Provider migration guide published, responsive fallback workflows operational, learner app passes integration/widget tests, "
        "crash/analytics telemetry live, mobile security posture validated, "
        "staged rollout pipelines functional with rollback procedures"
    ),
    "4": (
        "Warehouse pipelines operational with validated dashboards, GAAP-aligned financial reconciliations, "
        "release checklist enforced with automated gates, compliance evidence packages assembled, "
        "documentation/enablement assets published, governance communications delivered, "
        "changelog and end-of-update report finalised"
    ),
}
TESTS = {
    "1": (
        "Backend integration tests, contract tests, load smoke for queues, database migration dry runs, security scans, "
        "policy-as-code checks"
    ),
    "2": (
        "Web end-to-end journeys, accessibility (axe/Lighthouse/manual), localisation checks, penetration tests for web surfaces, "
        "support workflow simulations, RBAC verification"
    ),
    "3": (
        "Mobile integration/widget/golden tests, push notification end-to-end runs, offline/online sync drills, "
        "security audits (SSL pinning/jailbreak), usability studies, beta pilot metrics"
    ),
    "4": (
        "Data pipeline freshness and quality checks, financial reconciliation audits, release dry-runs, "
        "disaster recovery/tabletop exercises, documentation QA, stakeholder sign-off reviews"
    ),
}


def parts(sentence: str) -> list[str]:
    """The parts of an enumerating sentence, each with a capital: they end at semicolons, in a sentence without any at commas."""
    return [part[0].upper() + part[1:] for part in sentence.split("; " if "; " in sentence else ", ")]


def rows() -> Rows:
    """The sheets of the workbook."""
    return {
        "Project": [PROJECT],
        "Milestones": MILESTONES,
        "Scope": SCOPE,
        "Criteria": [
            row
            for kind, letter, sentences in (("entry", "E", ENTRY), ("exit", "X", EXIT), ("test", "T", TESTS))
            for id, sentence in sentences.items()
            for row in criteria(id, kind, f"{letter}{id}.", parts(sentence))
        ],
    }
