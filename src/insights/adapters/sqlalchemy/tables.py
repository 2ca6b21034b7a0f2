"""The tables. Times are milliseconds since the epoch; ids are UUID text; text is compared exactly.

What recording writes (drops, dead letters, salts) has no foreign key to its project: events that come out
of the queue after the project's end must not fail there. Erasure removes it.
"""

from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> Column[str]:
    return Column(name, String(36), primary_key=True)


def _owner(name: str, target: str, **options: Any) -> Column[str]:
    return Column(name, ForeignKey(target, ondelete="CASCADE"), nullable=False, **options)


def _time(name: str, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


organizations: Final = Table(
    "organizations", metadata, _id(), Column("name", String(120), nullable=False), _time("created_at")
)

users: Final = Table(
    "users",
    metadata,
    _id(),
    _owner("organization_id", "organizations.id", index=True),
    Column("email", String(320), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(255), nullable=False),
    _time("created_at"),
)

sessions: Final = Table(
    "sessions",
    metadata,
    _id(),
    _owner("user_id", "users.id", index=True),
    _time("created_at"),
    _time("revoked_at", nullable=True),
)

refresh_tokens: Final = Table(
    "refresh_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    _owner("session_id", "sessions.id", index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    _time("used_at", nullable=True),
)

projects: Final = Table(
    "projects",
    metadata,
    _id(),
    _owner("organization_id", "organizations.id", index=True),
    Column("name", String(120), nullable=False),
    Column("domain", String(253), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("allowed_hosts", JSON, nullable=False),
    Column("visitor_basis", String(16), nullable=False),
    Column("honour_privacy_signals", Boolean, nullable=False),
    Column("session_minutes", Integer, nullable=False),
    _time("created_at"),
)

project_keys: Final = Table(
    "project_keys",
    metadata,
    Column("key", String(128), primary_key=True),
    _owner("project_id", "projects.id"),
    # 0 is the public key, the aliases follow in their order.
    Column("position", Integer, nullable=False),
    Index("ix_project_keys_project_id_position", "project_id", "position"),
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    _id(),
    _owner("project_id", "projects.id", index=True),
    Column("name", String(120), nullable=False),
    Column("prefix", String(16), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    _time("created_at"),
)

goals: Final = Table(
    "goals",
    metadata,
    _id(),
    _owner("project_id", "projects.id"),
    Column("name", String(120), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("match", String(2000), nullable=False),
    Column("value", String(32), nullable=True),
    _time("created_at"),
    UniqueConstraint("project_id", "name"),
)

drops: Final = Table(
    "drops",
    metadata,
    Column("project_id", String(36), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("reason", String(32), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

counted_messages: Final = Table(
    "counted_messages", metadata, Column("message", BigInteger, primary_key=True, autoincrement=False)
)

dead_letters: Final = Table(
    "dead_letters",
    metadata,
    _id(),
    Column("project_id", String(36), nullable=False),
    # An `Accepted` in MessagePack, as the queue keeps it.
    Column("event", LargeBinary, nullable=False),
    Column("reason", String(2000), nullable=False),
    _time("failed_at"),
    Index("ix_dead_letters_project_id_failed_at", "project_id", "failed_at"),
)

salts: Final = Table(
    "salts",
    metadata,
    Column("project_id", String(36), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

erasures: Final = Table("erasures", metadata, _id("project_id"), _time("marked_at"))

# Rows of one bucket and dimension are replaced together, so nothing but the writer keeps them from being
# doubled: a path is too long to stand in an index.
rollups: Final = Table(
    "rollups",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("project_id", String(36), nullable=False),
    Column("span", String(4), nullable=False),
    Column("dimension", String(32), nullable=False),
    _time("start"),
    Column("value", String(2000), nullable=False),
    Column("pageviews", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("all_events", BigInteger, nullable=False),
    Column("visits", BigInteger, nullable=False),
    Column("views", BigInteger, nullable=False),
    Column("bounces", BigInteger, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    # {"EUR": {"amount": "12.5", "events": 1}}
    Column("revenue", JSON, nullable=False),
    Column("visitors", LargeBinary, nullable=False),
    Index("ix_rollups_project_id_dimension_span_start", "project_id", "dimension", "span", "start"),
)

rollup_marks: Final = Table(
    "rollup_marks",
    metadata,
    Column("project_id", String(36), primary_key=True),
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("claim", String(36), nullable=True),
)

rollup_zones: Final = Table(
    "rollup_zones", metadata, _id("project_id"), Column("timezone", String(64), nullable=False)
)
