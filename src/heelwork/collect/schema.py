"""The tables of the store. `events` is the truth and only grows; `answers`, `assignments` and `items.places` follow from it.

Times are seconds since 1970 (UTC). Ranks are JSON lists in the order in which an item's answers are stored, never in the
order in which somebody saw them; 1 is best and equal ranks are ties. One database is one project.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData()

KINDS = ("rank", "pair", "edit")
ARMS = ("random", "active")
ROLES = ("annotator", "lead", "admin")
WHO = ("person", "simulated", "ai")
STATES = ("leased", "done", "skipped", "expired")


def _one_of(column: str, allowed: tuple[str, ...]) -> CheckConstraint:
    values = ", ".join(f"'{value}'" for value in allowed)
    return CheckConstraint(f"{column} IN ({values})", name=f"known_{column}")


settings = Table(
    "settings",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", JSON, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("who", String(20), nullable=False),
    Column("about", JSON, nullable=False),
    Column("password_hash", String(300)),
    Column("created", Double, nullable=False),
    Column("tasks", Integer, nullable=False, server_default=text("0")),
    Column("excluded", Boolean, nullable=False, server_default=false()),
    Column("excluded_reason", Text),
    _one_of("role", ROLES),
    _one_of("who", WHO),
)

guidelines = Table(
    "guidelines",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("created", Double, nullable=False),
    Column("person_id", ForeignKey("people.id")),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String(64), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("prompt", JSON, nullable=False),
    Column("prompt_hash", String(64), nullable=False),
    Column("gold", JSON(none_as_null=True)),
    Column("arm", String(10), nullable=False),
    Column("position", Double, nullable=False),
    Column("overlap", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("constitution", String(64)),
    Column("created", Double, nullable=False),
    _one_of("kind", KINDS),
    _one_of("arm", ARMS),
)

# What next_item walks: items that still want an answer, arm by arm, in their order. Full items are not in it.
Index(
    "items_open",
    items.c.arm,
    items.c.position,
    items.c.id,
    sqlite_where=text("places > 0 AND gold IS NULL"),
    postgresql_where=text("places > 0 AND gold IS NULL"),
)
Index(
    "items_gold",
    items.c.position,
    sqlite_where=text("gold IS NOT NULL"),
    postgresql_where=text("gold IS NOT NULL"),
)
Index("items_prompt", items.c.prompt_hash)

completions = Table(
    "completions",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("model", String(300)),
    Column("sampling", JSON(none_as_null=True)),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("item_id", ForeignKey("items.id")),
    Column("key", String(100)),
    Column("payload", JSON, nullable=False),
    UniqueConstraint("person_id", "key", name="once_per_key"),
    # Ids of removed rows must never come back, or an event could be replaced by another.
    sqlite_autoincrement=True,
)
Index("events_item", events.c.item_id)

assignments = Table(
    "assignments",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("shown", JSON, nullable=False),
    Column("shown_at", Double, nullable=False),
    Column("expires", Double, nullable=False),
    Column("guideline", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    _one_of("state", STATES),
)
Index("assignments_person", assignments.c.person_id, assignments.c.state, assignments.c.moved)
Index(
    "assignments_leases",
    assignments.c.expires,
    sqlite_where=text("state = 'leased'"),
    postgresql_where=text("state = 'leased'"),
)

answers = Table(
    "answers",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("final", Boolean, primary_key=True, server_default=false()),
    Column("ranks", JSON(none_as_null=True)),
    Column("strength", Integer),
    Column("text", Text),
)
Index("answers_person", answers.c.person_id)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("name", String(200)),
    Column("created", Double, nullable=False),
    Column("created_by", ForeignKey("people.id")),
    Column("expires", Double, nullable=False),
    Column("used_by", ForeignKey("people.id")),
    _one_of("role", ROLES),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("created", Double, nullable=False),
    Column("expires", Double, nullable=False),
)
Index("sessions_person", sessions.c.person_id)
