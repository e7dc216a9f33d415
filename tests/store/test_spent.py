"""What counts once only, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from pipeline.store.schema import spent
from pipeline.store.spent import is_spent, spend

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def test_the_first_use_of_a_name_is_the_only_one(store):
    assert not is_spent(store.engine, "link a")
    assert [spend(store.engine, name, NOW) for name in ("link a", "link a", "link b")] == [True, False, True]
    assert is_spent(store.engine, "link a")


def test_of_many_that_use_a_name_at_once_one_does(store):
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: spend(store.engine, "link", NOW), range(24))) == 1


def test_names_are_forgotten_when_nobody_could_use_them_any_more(store):
    for day in range(4):
        spend(store.engine, f"link {day}", NOW + timedelta(days=day))
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(spent)) == 3
