"""What somebody would write who has workbooks, pandas and a free day: two reports of each, as web page and PDF. No checks, no history.

Run: python script.py FOLDER OUTPUTS. One pass over each workbook, one template, WeasyPrint as it comes.
"""

import sys
import warnings
from datetime import timedelta
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from weasyprint import HTML

HERE = Path(__file__).parent
DATES = ["Baseline start", "Baseline finish", "Actual start", "Actual finish", "Forecast finish"]
SHEETS = ["Project", "Milestones", "Scope", "Criteria", "Gates", "Risks", "Changes", "Charter"]
WIDTH = 680
COLOURS = {"Green": "#2e7d32", "Amber": "#b26a00", "Red": "#b3261e"}


def load(path):
    """The sheets of a workbook; dates as dates, empty cells as empty text where text is expected."""
    found = pd.read_excel(path, sheet_name=None, engine="openpyxl")
    book = {name: found.get(name, pd.DataFrame()) for name in SHEETS}
    for name in ("Milestones", "Scope"):
        for column in DATES:
            book[name][column] = pd.to_datetime(book[name][column])
    return book


def leaves_of(scope, milestones):
    """Items without items below that are not cancelled, with percent, weight, and dates, those of their milestone where they have none."""
    below = scope["Level"].shift(-1).fillna(0)
    leaves = scope[(below <= scope["Level"]) & (scope["Kind"].fillna("item") == "item") & (scope["Status"] != "Cancelled")].copy()
    leaves["percent"] = leaves["% complete"].fillna(0).where(leaves["Status"] != "Done", 100)
    leaves["weight"] = leaves["Effort"].fillna(1)
    leaves["done"] = leaves["percent"] / 100 * leaves["weight"]
    leaves["accepted"] = leaves["weight"].where(scope["Signed off"].where(scope["Level"] == 1).ffill().reindex(leaves.index) == "yes", 0)
    for column in ("Baseline start", "Baseline finish"):
        leaves[column] = leaves[column].fillna(leaves["Milestone"].map(milestones.set_index("ID")[column]))
    return leaves


def progress(leaves):
    """Work and accepted work in percent for each milestone."""
    sums = leaves.groupby("Milestone")[["done", "accepted", "weight"]].sum()
    return (100 * sums["done"] / sums["weight"]).round(), (100 * sums["accepted"] / sums["weight"]).round()


def planned(leaves, day):
    """Percent of the weight that should be done by a day, evenly between baseline start and finish."""
    length = (leaves["Baseline finish"] - leaves["Baseline start"]).dt.days.clip(lower=1)
    passed = ((day - leaves["Baseline start"]).dt.days / length).clip(0, 1)
    return 100 * (passed.fillna(0) * leaves["weight"]).sum() / leaves["weight"].sum()


def milestones_of(book, leaves, today):
    """The milestones as rows of the report, with the places of their bars."""
    rows = book["Milestones"].copy()
    work, accepted = progress(leaves)
    rows["work"] = rows["ID"].map(work).fillna(0)
    rows["accepted"] = rows["ID"].map(accepted).fillna(0)
    rows["expected"] = rows["Actual finish"].fillna(rows["Forecast finish"]).fillna(rows["Baseline finish"])
    rows["begun"] = rows["Actual start"].fillna(rows["Baseline start"])
    rows["late"] = [len(pd.bdate_range(a, b)) - 1 if a < b else 0 for a, b in zip(rows["Baseline finish"], rows["expected"], strict=True)]
    computed = ["Red" if late > 5 else "Amber" if late > 0 else "Green" for late in rows["late"]]
    rows["health"] = [own if isinstance(own, str) else colour for own, colour in zip(rows["Health"], computed, strict=True)]
    first, last = rows["begun"].min(), rows["expected"].max() + timedelta(days=14)
    scale = WIDTH / max((last - first).days, 1)
    for name, column in (("x", "begun"), ("to", "expected"), ("baseline_x", "Baseline start"), ("baseline_to", "Baseline finish")):
        rows[name] = ((rows[column] - first).dt.days * scale).round(1)
    months = [(round((month - first).days * scale, 1), f"{month:%b %Y}") for month in pd.date_range(first, last, freq="MS")]
    return rows, months, round((today - first).days * scale, 1)


def curve_of(leaves, today):
    """The planned work over time as points of a line."""
    first, last = leaves["Baseline start"].min(), leaves["Baseline finish"].max()
    days = pd.date_range(first, last, periods=24)
    points = [(round(WIDTH * n / 23, 1), round(100 - planned(leaves, day), 1)) for n, day in enumerate(days)]
    return points, round(WIDTH * (today - first).days / max((last - first).days, 1), 1)


def tree_of(scope, leaves):
    """Scope items in order with the percent of what is below them."""
    done = dict(zip(leaves["ID"], leaves["done"], strict=True))
    weight = dict(zip(leaves["ID"], leaves["weight"], strict=True))
    levels, ids = scope["Level"].tolist(), scope["ID"].tolist()
    shown = []
    for n in range(len(ids)):
        end = next((k for k in range(n + 1, len(ids)) if levels[k] <= levels[n]), len(ids))
        whole = sum(weight.get(each, 0) for each in ids[n:end])
        shown.append(round(100 * sum(done.get(each, 0) for each in ids[n:end]) / whole) if whole else 0)
    return scope.assign(shown=shown)


def visible(rows, edition, unless="yes"):
    """The rows that the readers of an edition may see; customers those with a yes, an empty cell counts as `unless`."""
    if edition == "customer" and "Visible to customer" in rows:
        return rows[rows["Visible to customer"].astype(object).fillna(unless) == "yes"]
    return rows


def grouped(rows, by):
    """The rows as dictionaries, in a list for each value of a column."""
    return {key: group.to_dict("records") for key, group in rows.groupby(by)} if len(rows) else {}


def report(path, outputs, template):
    """Write both reports of a workbook, each as web page and PDF."""
    book = load(path)
    project = dict(zip(book["Project"]["Field"], book["Project"]["Value"], strict=True))
    today = pd.Timestamp(project["Status date"])
    leaves = leaves_of(book["Scope"], book["Milestones"])
    milestones, months, now = milestones_of(book, leaves, today)
    curve, at = curve_of(leaves, today)
    whole = leaves["weight"].sum()
    scope = tree_of(book["Scope"], leaves)
    folder = outputs / path.stem
    folder.mkdir(parents=True, exist_ok=True)
    for edition in ("customer", "executive"):
        seen = visible(scope[scope["Level"] == 1], edition)
        html = template.render(
            edition=edition, project=project, today=today, months=months, now=now, width=WIDTH, curve=curve, at=at, colours=COLOURS,
            work=round(100 * leaves["done"].sum() / whole), accepted=round(100 * leaves["accepted"].sum() / whole),
            plan=round(planned(leaves, today)), milestones=milestones.to_dict("records"), gates=book["Gates"].to_dict("records"),
            scope=grouped(seen, "Milestone"), criteria=grouped(visible(book["Criteria"], edition), "For"),
            risks=grouped(visible(book["Risks"], edition, "no"), "Kind"), changes=visible(book["Changes"], edition).to_dict("records"),
            charter=visible(book["Charter"], edition).to_dict("records"),
        )  # fmt: skip
        (folder / f"{edition}.html").write_text(html)
        HTML(string=html).write_pdf(folder / f"{edition}.pdf")


def main():
    warnings.filterwarnings("ignore", module="openpyxl")
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True)
    environment.filters["date"] = lambda day: "" if pd.isna(day) else f"{day:%d %b %Y}"
    environment.filters["text"] = lambda value: "" if pd.isna(value) else value
    template = environment.get_template("report.html")
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        report(path, Path(sys.argv[2]), template)


if __name__ == "__main__":
    main()
