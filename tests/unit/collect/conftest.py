"""Stores to test on: SQLite always; PostgreSQL too where HEELWORK_TEST_POSTGRES names an empty database."""

import os

import pytest

from heelwork.collect.records import Candidate, NewItem
from heelwork.collect.store import Store
from heelwork.records import Message, Prompt

POSTGRES = os.environ.get("HEELWORK_TEST_POSTGRES")


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path):
    if request.param == "sqlite":
        yield tmp_path / "store.db"
        return
    if not POSTGRES:
        pytest.skip("set HEELWORK_TEST_POSTGRES=postgresql+psycopg://... to test on PostgreSQL too")
    from sqlalchemy import create_engine, text

    engine = create_engine(POSTGRES)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield POSTGRES


@pytest.fixture
def store(where, clock):
    made = Store(where, clock=clock)
    yield made
    made.close()


def prompt(text="How do I boil an egg?"):
    return Prompt((Message("user", text),))


def new_item(number=0, k=3, **options):
    candidates = tuple(Candidate(f"answer {number}.{i}", model=f"model-{i}") for i in range(k))
    return NewItem(prompt(f"question {number}"), candidates, **options)
