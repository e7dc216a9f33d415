"""How the harbour portal came to stand where it stands: percentages, promises, claims and costs of the weeks before the last."""

from datetime import date, timedelta

from workbooks.samples.shape import STATUS_DATE

FRIDAYS = tuple(STATUS_DATE - timedelta(weeks=weeks) for weeks in range(11, -1, -1))
"""The status dates of the twelve reports; week 1 is the first of them."""

# Percentages while an item was in progress; blank before it began and after it was finished.
PERCENT = """
id     | 1  | 2  | 3  | 4  | 5  | 6  | 7  | 8  | 9  | 10 | 11
S3.3   | 60 | 80 |    |    |    |    |    |    |    |    |
S4.1   | 70 |    |    |    |    |    |    |    |    |    |
S4.2   |    | 10 | 40 | 80 |    |    |    |    |    |    |
S4.3.1 | 60 | 80 |    |    |    |    |    |    |    |    |
S4.3.2 |    |    |    | 35 | 70 |    |    |    |    |    |
S4.3.3 |    |    |    |    |    | 20 | 60 |    |    |    |
S5.1   |    |    |    |    | 20 | 60 |    |    |    |    |
S5.2   |    |    |    |    |    | 20 | 60 |    |    |    |
S5.3   |    |    |    |    |    |    | 20 | 60 |    |    |
S6.1   |    |    |    |    | 30 | 30 | 30 | 30 | 70 |    |
S6.2   |    |    |    |    |    |    |    | 20 | 60 |    |
S7.1   |    |    |    |    |    | 40 | 75 |    |    |    |
S7.2   |    |    |    |    |    |    |    | 25 | 65 |    |
S7.3   |    |    |    |    |    |    |    |    | 20 | 60 |
S8.1   |    |    |    |    |    | 30 | 65 |    |    |    |
S8.2   |    |    |    |    |    |    |    | 20 | 60 |    |
S8.3.1 |    |    |    |    |    |    |    |    | 25 | 65 |
S8.3.2 |    |    |    |    |    |    |    |    | 20 | 60 |
S9.1   |    |    |    |    |    |    |    | 10 | 40 | 30 | 55
S9.2.1 |    |    |    |    |    |    |    |    |    |    | 30
S9.3   |    |    |    |    |    |    |    |    |    |    | 15
S10.1  |    |    |    |    |    |    |    |    |    |    | 10
S11.1  |    |    |    |    |    |    |    |    |    |    | 30
"""

# The finish that was promised, week by week; blank once a milestone is done.
FORECAST = """
week | M1         | M2         | M3         | M4         | M5         | M6         | M7
1    | 2026-09-11 | 2026-10-30 | 2026-12-18 | 2027-01-29 | 2027-02-12 | 2027-03-18 | 2027-04-16
2    | 2026-09-15 | 2026-10-30 | 2026-12-18 | 2027-01-29 | 2027-02-12 | 2027-03-25 | 2027-04-16
3    |            | 2026-10-30 | 2026-12-18 | 2027-01-29 | 2027-02-12 | 2027-03-25 | 2027-04-16
4    |            | 2026-10-30 | 2026-12-18 | 2027-01-29 | 2027-02-12 | 2027-03-25 | 2027-04-16
5    |            | 2026-10-30 | 2026-12-18 | 2027-01-29 | 2027-02-12 | 2027-03-25 | 2027-04-16
6    |            | 2026-11-04 | 2027-01-08 | 2027-02-05 | 2027-02-19 | 2027-04-02 | 2027-04-23
7    |            | 2026-11-06 | 2027-01-22 | 2027-02-12 | 2027-02-26 | 2027-04-16 | 2027-05-07
8    |            | 2026-11-06 | 2027-01-22 | 2027-02-12 | 2027-03-05 | 2027-04-16 | 2027-05-07
9    |            | 2026-11-06 | 2027-01-15 | 2027-02-12 | 2027-03-05 | 2027-04-09 | 2027-04-27
10   |            |            | 2027-01-08 | 2027-02-05 | 2027-03-05 | 2027-04-02 | 2027-04-20
11   |            |            | 2027-01-08 | 2027-02-05 | 2027-03-05 | 2027-04-02 | 2027-04-20
"""
REPLANNED = 10
"""The week of the recovery plan: until then only begun items had a forecast, since then all open ones have today's."""

# The percentage that the team claimed, and what was spent.
STATED = """
week | M1  | M2  | M3 | M4
1    | 95  | 20  |    |
2    | 98  | 30  |    |
3    | 100 | 36  |    |
4    | 100 | 38  |    |
5    | 100 | 50  |    |
6    | 100 | 60  | 6  |
7    | 100 | 70  | 12 |
8    | 100 | 82  | 23 |
9    | 100 | 93  | 37 |
10   | 100 | 100 | 50 |
11   | 100 | 100 | 53 | 6
"""
COST = """
week | M1     | M2    | M3     | M4
1    | 99000  | 13800 |        |
2    | 102000 | 20300 |        |
3    | 104500 | 25200 |        |
4    | 104500 | 32800 |        |
5    | 104500 | 42900 |        |
6    | 104500 | 51300 | 10000  |
7    | 104500 | 60700 | 20300  |
8    | 104500 | 70400 | 37400  |
9    | 104500 | 80200 | 60300  |
10   | 104500 | 86900 | 80600  |
11   | 104500 | 86900 | 102800 | 7100
"""

MOVED_IN, MOVED_BY = 8, timedelta(weeks=2)
"""The week in which Migration was moved out of the port's year-end closing, and by how much; MOVED names its dates."""

MOVED = {
    "S13": ("baseline_finish",),
    "S13.2": ("baseline_start", "baseline_finish"),
    "S13.3": ("baseline_start", "baseline_finish"),
    "S14": ("baseline_start", "baseline_finish"),
    "S14.1": ("baseline_start", "baseline_finish"),
    "S14.2": ("baseline_start", "baseline_finish"),
}

SINCE = {
    "Scope": {"S5": 4, "S10": 11},
    "Gates": {"G2": 9},
    "Criteria": {"C30": 9, "C31": 9, "C32": 9},
    "Risks": {"R1": 3, "R2": 8, "R3": 5, "R4": 8, "R5": 7, "R7": 11, "R8": 10, "R9": 4, "R11": 5},
}
"""The week in which a row is on its sheet for the first time; a solution brings its breakdown. Changes come by their own dates."""

# Sheet, row, column, last week, and what stood there until then; the value of today came after it.
EARLIER: tuple[tuple[str, str, str, int, object], ...] = (
    ("Project", "harbour-portal", "budget", 3, 662_000),
    ("Project", "harbour-portal", "budget", 9, 680_000),
    ("Project", "harbour-portal", "budget", 10, 670_000),
    ("Project", "harbour-portal", "version", 2, "1.0"),
    ("Project", "harbour-portal", "version", 3, "1.1"),
    ("Project", "harbour-portal", "version", 4, "1.2"),
    ("Project", "harbour-portal", "version", 7, "1.3"),
    ("Project", "harbour-portal", "version", 9, "1.4"),
    ("Project", "harbour-portal", "version", 10, "2.0"),
    ("Milestones", "M2", "budget", 3, 66_000),
    ("Milestones", "M4", "budget", 9, 128_000),
    ("Milestones", "M3", "budget", 10, 160_000),
    ("Milestones", "M5", "baseline_finish", MOVED_IN - 1, date(2027, 2, 12)),
    ("Milestones", "M6", "baseline_finish", 1, date(2027, 3, 18)),
    ("Scope", "S15", "baseline_finish", 1, date(2027, 3, 18)),
    ("Scope", "S15.2", "baseline_finish", 1, date(2027, 3, 18)),
    ("Scope", "S7.4", "status", 4, "Open"),
    ("Scope", "S7.4", "percent", 4, 0),
    ("Scope", "S7.4", "owner", 4, "Sara Lindqvist"),
    ("Scope", "S11.4", "status", 9, "Open"),
    ("Scope", "S11.4", "percent", 9, 0),
    ("Scope", "S11.4", "owner", 9, "Sara Lindqvist"),
    ("Risks", "R1", "probability", 9, "medium"),
    ("Risks", "R10", "state", 1, "open"),
    ("Risks", "R11", "state", 8, "open"),
)
