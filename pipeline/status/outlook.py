"""From the records of time to their sections of status.json: a change of shape, no new figure."""

from dataclasses import asdict

from pipeline.figures import outlook
from pipeline.status import outlook_schema as schema


def bridge(found: outlook.Bridge) -> schema.Bridge:
    """The percent bridge."""
    return schema.Bridge(**asdict(found))


def schedule(found: outlook.Schedule) -> schema.Schedule:
    """The network of milestones."""
    return schema.Schedule(
        finish=found.finish,
        critical_path=list(found.critical_path),
        near_critical=list(found.near_critical),
        partial=list(found.partial),
        cycle=list(found.cycle) if found.cycle else None,
        quality=[
            schema.QualityCheck(check=each.check, value=each.value, limit=each.limit, pass_=each.pass_, items=list(each.items))
            for each in found.quality
        ],
    )


def earned_value(found: outlook.Value) -> schema.EarnedValue:
    """Earned value and earned schedule."""
    return schema.EarnedValue(**{name: getattr(found, name) for name in schema.EarnedValue.model_fields} | {"why": dict(found.why)})


def forecast(found: outlook.Forecast) -> schema.Forecast:
    """The three forecasts and their score."""
    return schema.Forecast(
        history=schema.HistoryForecast(**asdict(found.history)),
        pace=schema.DatedForecast(**asdict(found.pace)),
        network=schema.DatedForecast(**asdict(found.network)),
        score=schema.Score(n=found.score.n, p50_hits=found.score.p50_hits, p80_hits=found.score.p80_hits),
    )


def changes(found: outlook.Changes) -> schema.Changes:
    """What differs from the last report."""
    ids = {
        name: [each.id for each in getattr(found, name)] for name in ("finished", "started", "regressed", "added", "removed", "reweighted")
    }
    moves = {name: [_move(each) for each in getattr(found, name)] for name in ("renamed", "retitled", "owners")}
    return schema.Changes(
        since=found.since,
        slipped=[schema.Shift(**_shift(each)) for each in found.slipped],
        baseline_moved=[schema.BaselineShift(**_shift(each), agreed=each.agreed) for each in found.baseline_moved],
        **ids,
        **moves,
    )


def _move(found: outlook.Move) -> schema.Move:
    return schema.Move(id=found.id, from_=found.before, to=found.after)


def _shift(found: outlook.Shift) -> dict[str, object]:
    return {"id": found.id, "from_": found.before, "to": found.after, "days": found.days}
