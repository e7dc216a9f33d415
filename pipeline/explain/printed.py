"""What the pages print: which section shows which column of the workbook, and which figure of status.json."""

from pipeline.report.logs import REGISTERS

HEAD, LEAD, TILES, CHART, ATTENTION = "Masthead", "Headline and summary", "Key figures", "Chart", "Needs your attention"
HEALTH, MILESTONES, GATES, SCOPE, CHANGES, CHARTER = (
    *("Health and its reasons", "Milestones", "Gates"),
    *("Scope and criteria", "Changes and agreements", "Charter"),
)
BRIDGE, CHANGED, COMING, FORECAST, TREND = (
    *("Work done since the last report", "What changed since the last report", "Until the next report"),
    *("When will it be done?", "Promised dates, report by report"),
)
SCHEDULE, EARNED, QUALITY = "Schedule", "Earned value", "Schedule quality"
CURVE, MAP = "Work against plan", "What waits for what"
FINDINGS, COMPARED, FOR_TEAM, SOURCE = (
    "Findings in the workbook",
    "Stated and computed",
    "Milestones, for the team",
    "Where the figures come from",
)
ORDER = (
    *(HEAD, LEAD, TILES, BRIDGE, CHART, ATTENTION, CHANGED, COMING, CURVE, FORECAST),
    *(FINDINGS, COMPARED, HEALTH, "What went well", "Next steps"),
    *(MILESTONES, TREND, FOR_TEAM, SCHEDULE, MAP, EARNED, QUALITY, GATES, SCOPE, *REGISTERS.values(), CHANGES, CHARTER, SOURCE),
)
TEAM_ONLY = frozenset({FINDINGS, COMPARED, FOR_TEAM, SCHEDULE, EARNED, QUALITY, SOURCE})
NOT_FOR_CUSTOMERS = frozenset({HEALTH, MAP})
WHOLE_MILESTONE = (LEAD, TILES, CHART, ATTENTION, CHANGED, COMING, MILESTONES, TREND, FOR_TEAM, SCHEDULE, MAP, COMPARED, SCOPE)

PRINTED: dict[str, dict[str, tuple[str, ...]]] = {
    "Project": {
        **{"name": (HEAD,), "customer": (HEAD,), "status_date": (HEAD, TREND), "calendar": (TREND,)},
        **{"summary": (LEAD,), "highlights": ("What went well",), "next_steps": ("Next steps",), "needs": (ATTENTION,)},
        **dict.fromkeys(("currency", "budget_unit"), (CHANGES,)),
    },
    "Milestones": {
        **{
            "id": (FOR_TEAM, CHANGED, QUALITY),
            "name": (*WHOLE_MILESTONE, GATES, CHANGES, CHARTER, *REGISTERS.values()),
            "release": (MILESTONES,),
        },
        **{"owner": (MILESTONES, FOR_TEAM, ATTENTION, COMING), "customer_note": (MILESTONES,), "goals": (SCOPE,)},
        **{"backup": (FOR_TEAM,), "note": (FOR_TEAM,)},
        **dict.fromkeys(("baseline_start", "baseline_finish"), (CURVE,)),
    },
    "Scope": {
        **dict.fromkeys(("title", "signed_off_by", "signed_off_on", "id", "owner", "issue", "note", "also_in"), (SCOPE,)),
        "title": (SCOPE, ATTENTION),
    },
    "Criteria": {
        "text": (SCOPE, GATES, ATTENTION, COMING),
        "kind": (SCOPE, GATES),
        "approver": (GATES,),
        "reason": (GATES,),
        "waived_until": (GATES,),
    },
    "Gates": {
        **dict.fromkeys(("decided_by", "decided_on", "conditions"), (GATES,)),
        **dict.fromkeys(("name", "planned"), (CHART, ATTENTION, COMING, GATES)),
        "decision": (COMING,),
    },
    "Changes": {
        **dict.fromkeys(("date", "milestone", "kind", "description", "agreed_by", "agreed_on"), (CHANGES, CHANGED)),
        **{"items": (CHANGED,), "effort_change": (CHANGES,), "budget_change": (CHANGES,)},
    },
    "Charter": dict.fromkeys(("milestone", "section", "text"), (CHARTER,)),
}
"""Columns that a page prints, by sheet; of Scope an id, owner, issue or note is only in the team's tree."""
OF_ITEMS = {
    **{"id": (CHANGED, QUALITY), "title": (CHANGED, COMING), "owner": (COMING,)},
    **{"forecast_finish": (COMING,), "baseline_finish": (COMING, CURVE), "baseline_start": (CURVE,)},
}
"""Columns of Scope that are printed of every row that may be read, also of one that is not in the edition's tree."""
SHOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"progress\.", (TILES, CURVE)),
    (r"scope\..*\.weight$", (CURVE,)),
    (r"progress\.weighting", (SOURCE,)),
    (r"health\.", (HEAD, LEAD, HEALTH, ATTENTION)),
    (r"milestones\..*\.criteria\.", (SCOPE,)),
    (
        r"milestones\..*\.(progress\.(work|shown|planned|accepted)|state|blocked_by|finish\.\w+)$",
        (LEAD, TILES, CHART, ATTENTION, MILESTONES),
    ),
    (r"milestones\..*\.(progress\.(stated|work|shown)|state|stated_status)$", (COMPARED, FOR_TEAM)),
    (r"milestones\..*\.health\.", (LEAD, TILES, CHART, ATTENTION, MILESTONES)),
    (r"milestones\..*\.(progress\.work|state|blocked_by)$", (COMING,)),
    (r"milestones\..*\.finish\.(baseline|forecast|actual)$", (COMING, FORECAST, TREND)),
    (r"gates\.", (CHART, ATTENTION, COMING, GATES)),
    (r"bridge\.", (LEAD, TILES, BRIDGE, CHANGED)),
    (r"changes\.", (LEAD, CHANGED)),
    (r"forecast\.", (TILES, FORECAST, CURVE)),
    (r"schedule\.(finish|critical_path|near_critical|partial|cycle)|milestones\..*\.(float_days|critical)$", (LEAD, SCHEDULE, MAP)),
    (r"milestones\..*\.(state|finish\.\w+)$", (MAP,)),
    (r"schedule\.quality", (QUALITY,)),
    (r"earned_value\.", (EARNED,)),
)
INTERNAL = r"forecast\.(pace|network|score)|forecast\.history\.(p95|chance_of_baseline)|changes\.(owners|reweighted|renamed|retitled)"
"""Figures that no page for customers prints."""
