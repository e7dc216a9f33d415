"""The rows of the legacy samples: projects, people and places are invented, the layouts are those that people keep."""

from datetime import date
from typing import Any

Rows = list[list[Any]]


def _day(month: int, day: int) -> date:
    return date(2026, month, day)


def _part(value: float) -> tuple[float, str]:
    return value, "0%"


MS_PROJECT: Rows = [
    ["ID", "Active", "Task Mode", "Name", "Duration", "Start", "Finish", "Predecessors", "Outline Level", "Resource Names", "% Complete"],
    [1, "Yes", "Auto Scheduled", "Ferry terminal", "70 days", _day(9, 1), _day(12, 7), None, 1, None, _part(0.48)],
    [2, "Yes", "Auto Scheduled", "Design", "25 days", _day(9, 1), _day(10, 5), None, 2, None, _part(1)],
    [3, "Yes", "Manually Scheduled", "Survey the quay", "5 days", _day(9, 1), _day(9, 7), None, 3, "Ines Aalto", _part(1)],
    [4, "Yes", "Manually Scheduled", "Draw the halls", "20 days", _day(9, 8), _day(10, 5), "3", 3, "Ravi Nair", _part(1)],
    [5, "Yes", "Auto Scheduled", "Build", "45 days", _day(10, 6), _day(12, 7), None, 2, None, _part(0.3)],
    [6, "Yes", "Manually Scheduled", "Foundations", "15 days", _day(10, 6), _day(10, 26), "4", 3, "Ines Aalto", _part(0.8)],
    [7, "Yes", "Manually Scheduled", "Steelwork", "30 days", _day(10, 27), _day(12, 7), "6FS", 3, "Ravi Nair", _part(0.05)],
    [8, "Yes", "Manually Scheduled", "Hand-over", "0 days", _day(12, 7), _day(12, 7), "7", 2, "Ines Aalto", _part(0)],
]

SMARTSHEET_HEADER = ["Task Name", "Status", "Assigned To", "Start Date", "End Date", "% Complete", "Duration", "Comments"]
SMARTSHEET: list[tuple[int, list[Any]]] = [
    (0, ["Pilot store", "In Progress", "kim.olsen@example.org", _day(10, 1), _day(11, 27), _part(0.6), "42d", None]),
    (1, ["Fit out the shop", "Complete", "Kim Olsen", _day(10, 1), _day(10, 30), _part(1), "22d", "two weeks early"]),
    (1, ["Train the staff", "In Progress", "Jo Meyer", _day(11, 2), _day(11, 27), _part(0.25), "20d", None]),
    (2, ["Write the course", "Complete", "Jo Meyer", _day(11, 2), _day(11, 6), _part(1), "5d", None]),
    (2, ["Hold the course", "Not Started", "Jo Meyer", _day(11, 23), _day(11, 27), _part(0), "5d", None]),
    (0, ["Roll-out", "Not Started", None, _day(11, 30), _day(12, 18), _part(0), "15d", None]),
    (1, ["Ship the tills", "Not Started", "Kim Olsen", _day(11, 30), _day(12, 18), _part(0), "15d", "carrier not chosen"]),
]

JIRA: Rows = [
    ["Issue key", "Issue Type", "Summary", "Status", "Assignee", "Parent key", "Story Points", "Due date", "Resolved", "Labels"],
    ["PAY-9", "Story", "Refund from the app", "Ready for QA", "Lea Brandt", "PAY-2", 5, "2026-12-04", None, "app"],
    ["PAY-8", "Story", "Pay with a wallet", "In Progress", "Omar Haddad", "PAY-1", 8, "2026-11-27", None, None],
    ["PAY-7", "Sub-task", "Sign the request", "Done", "Omar Haddad", "PAY-8", 3, "2026-11-13", "2026-11-12", None],
    ["PAY-6", "Sub-task", "Show the receipt", "To Do", "Lea Brandt", "PAY-8", 2, "2026-11-27", None, None],
    ["PAY-5", "Story", "Pay by card", "Done", "Omar Haddad", "PAY-1", 5, "2026-10-30", "2026-10-29", None],
    ["PAY-2", "Epic", "Refunds", "To Do", "Lea Brandt", None, None, "2026-12-11", None, None],
    ["PAY-1", "Epic", "Checkout", "In Progress", "Omar Haddad", None, None, "2026-11-27", None, None],
]

GANTT_TOP: Rows = [
    ["Community garden"],
    ["Client:", "Borough of Eastfield"],
    ["Project lead:", "Nora Quist"],
    ["Status date:", _day(11, 20)],
]
GANTT_HEADER = ["TASK", "ASSIGNED TO", "PROGRESS", "START", "END"]
GANTT: Rows = [
    ["Phase 1: Ground"],
    ["Clear the plot", "Nora Quist", _part(1), _day(11, 2), _day(11, 6)],
    ["Bring in soil", "Tom Reyes", _part(0.5), _day(11, 9), _day(11, 13)],
    ["Phase 2: Beds"],
    ["Build raised beds", "Tom Reyes", _part(0.1), _day(11, 16), _day(11, 24)],
    ["Plant the hedge", "Nora Quist", _part(0), _day(11, 25), _day(11, 27)],
]

PHASES_HEADER = ["No", "Task", "Responsible", "Strat Date", "Due Date", "Progress", "Status"]
PHASES: Rows = [
    ["Phase 1 (Preparation)"],
    [1, "Choose the floor plan", "A. Novak", _day(9, 7), _day(9, 18), "100%", "Completed"],
    [2, "Order furniture", "B. Silva", _day(9, 21), _day(10, 9), "45 %", "WIP"],
    ["Phase 2 (Move)"],
    [3, "Pack the archive", "A. Novak", _day(11, 16), _day(11, 20), "0%", "Yet to start"],
    [4, "Move in", "B. Silva", _day(11, 23), _day(11, 27), "0%", "Waiting for landlord"],
    [None, "Total", None, None, None, "36%", None],
]

WBS: Rows = [
    ["WBS", "Activity", "Owner", "Planned Start", "Deadline", "Actual End", "% Done", "Priority"],
    ["1", "Data centre", "Mia Chen", _day(8, 3), _day(12, 11), None, 55, "High"],
    ["1.1", "Power", "Mia Chen", _day(8, 3), _day(9, 25), None, 90, "High"],
    ["1.1.1", "Second feed", "Jan Kos", _day(8, 3), _day(9, 4), _day(9, 3), 100, "High"],
    ["1.1.2", "Batteries", "Jan Kos", _day(9, 7), _day(9, 25), None, 80, "Low"],
    ["1.2", "Cooling", "Mia Chen", _day(10, 5), "TBD", None, 20, "High"],
    ["2", "Migration", "Sol Iva", _day(11, 2), _day(12, 18), None, 0, "High"],
    ["2.1", "Rehearsal", "Sol Iva", _day(11, 2), _day(11, 27), None, 0, "Low"],
    ["2.10", "Cut-over", "Sol Iva", _day(12, 14), _day(12, 18), None, 0, "High"],
]

JAPANESE_HEADER: Rows = [
    ["大項目", "中項目", "小項目", "担当", None, None, None, None, "進捗率", "状態"],
    [None, None, None, None, "開始日", "終了日", "開始日", "終了日", None, None],
]
JAPANESE: Rows = [
    ["企画", "要件", "要件を聞く", "佐藤", _day(9, 1), _day(9, 11), _day(9, 1), _day(9, 10), _part(1), "完了"],
    [None, None, "要件をまとめる", "佐藤", _day(9, 14), _day(9, 30), _day(9, 14), _day(10, 2), _part(1), "完了"],
    [None, "画面", "画面を設計する", "鈴木", _day(10, 1), _day(10, 30), _day(10, 5), None, _part(0.7), "対応中"],
    ["開発", "登録", "登録画面を作る", "高橋", _day(11, 2), _day(11, 27), _day(11, 4), None, _part(0.4), "対応中"],
    [None, None, "登録を試験する", "鈴木", _day(11, 30), _day(12, 11), None, None, _part(0), "未着手"],
]

GERMAN: Rows = [
    ["Projekt:", "Wasserwerk Nord"],
    ["Projektleiter:", "Heike Sommer"],
    ["Stand:", "20.11.2026"],
    [],
    ["Vorgang", "Verantwortlich", "Beginn", "Ende", "Fortschritt", "Aufwand (PT)", "Status", "Bemerkung"],
    ["Planung", "Heike Sommer", "01.09.2026", "16.10.2026", "87,5 %", "20,0", "in Bearbeitung", None],
    ["   Bedarf erheben", "Uwe Lenz", "01.09.2026", "18.09.2026", "100 %", "7,5", "abgeschlossen", None],
    ["   Entwurf zeichnen", "Heike Sommer", "21.09.2026", "16.10.2026", "75 %", "12,5", "in Bearbeitung", "Prüfer fehlt"],
    ["Bau", "Uwe Lenz", "19.10.2026", "18.12.2026", "12,5 %", "60,0", "in Bearbeitung", None],
    ["   Leitungen legen", "Uwe Lenz", "19.10.2026", "27.11.2026", "30 %", "25,0", "in Bearbeitung", None],
    ["   Pumpen setzen", "Uwe Lenz", "30.11.2026", "18.12.2026", "0 %", "35,0", "nicht begonnen", None],
]

PORTUGUESE: Rows = [
    ["Atividade", "Responsável", "Início", "Término", "Término", "Progresso"],
    ["Escolher o local", "Rui Matos", _day(10, 1), _day(10, 9), _day(10, 12), 1],
    ["Convidar palestrantes", "Ana Prado", _day(10, 12), _day(11, 6), _day(11, 20), 0.5],
    ["Imprimir o programa", "Rui Matos", _day(11, 16), _day(11, 27), _day(11, 27), 0],
]
