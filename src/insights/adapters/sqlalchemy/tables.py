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
    Text,
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
    # Name and e-mail address in the form in which they are searched.
    Column("folded", String(1000), nullable=False),
    _time("created_at"),
    _time("deactivated_at", nullable=True),
    _time("deleted_at", nullable=True),
    _time("last_active_at", nullable=True),
)

invitations: Final = Table(
    "invitations",
    metadata,
    _id(),
    _owner("organization_id", "organizations.id"),
    Column("email", String(320), nullable=False),
    Column("name", String(120), nullable=True),
    Column("role", String(16), nullable=False),
    Column("invited_by", String(320), nullable=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    _time("created_at"),
    _time("expires_at"),
    UniqueConstraint("organization_id", "email"),
)

password_resets: Final = Table(
    "password_resets",
    metadata,
    _id(),
    _owner("user_id", "users.id", index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    _time("expires_at"),
)

sessions: Final = Table(
    "sessions",
    metadata,
    _id(),
    _owner("user_id", "users.id", index=True),
    _time("created_at"),
    _time("revoked_at", nullable=True),
    _time("last_used_at"),
    Column("agent", String(100), nullable=False),
)

refresh_tokens: Final = Table(
    "refresh_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    _owner("session_id", "sessions.id", index=True),
    Column("expires_at", BigInteger, nullable=False, index=True),
    _time("used_at", nullable=True),
    Column("given_for", String(64), nullable=True),
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

KEY_LENGTH: Final = 128

project_keys: Final = Table(
    "project_keys",
    metadata,
    Column("key", String(KEY_LENGTH), primary_key=True),
    _owner("project_id", "projects.id"),
    # 0 is the public key, the aliases follow in their order; -1 is a domain that works as a key.
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

quality_notes: Final = Table(
    "quality_notes",
    metadata,
    Column("project_id", String(36), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("sdk", String(80), primary_key=True),
    Column("detail", String(32), primary_key=True),
    Column("count", BigInteger, nullable=False),
    _time("last_at"),
    # A masked event as JSON, or nothing.
    Column("sample", Text, nullable=False),
    Index("ix_quality_notes_day", "day"),
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

# A bucket by one dimension, its rows packed together: see `rollup_columns.py`.
rollups: Final = Table(
    "rollups",
    metadata,
    Column("project_id", String(36), primary_key=True),
    Column("dimension", String(32), primary_key=True),
    Column("span", String(4), primary_key=True),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    # Another after every change, and before what is long, so that it is read without it.
    Column("version", String(32), nullable=False),
    *(Column(name, LargeBinary, nullable=False) for name in ("plain", "leading", "trailing")),
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

# `due_at` is null once a message is delivered or given up; while it is being delivered it is the lease's end.
messages: Final = Table(
    "messages",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("subject", String(320), nullable=False),
    # A `Message` in JSON.
    Column("body", LargeBinary, nullable=False),
    _time("created_at"),
    Column("attempts", Integer, nullable=False),
    _time("due_at", nullable=True),
    _time("delivered_at", nullable=True),
    _time("failed_at", nullable=True),
    Column("error", String(500), nullable=False),
    Index("ix_messages_due_at", "due_at"),
    Index("ix_messages_subject_position", "subject", "position"),
)

handled_messages: Final = Table(
    "handled_messages",
    metadata,
    Column("message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("subscriber", String(64), primary_key=True),
    _time("handled_at"),
)

mails: Final = Table(
    "mails",
    metadata,
    _id(),
    Column("organization_id", String(36), nullable=False),
    Column("to", String(320), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    _time("created_at"),
    Index("ix_mails_organization_id_created_at", "organization_id", "created_at"),
)

# One row: whose run may change rows of rollups.
rollup_claims: Final = Table(
    "rollup_claims",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("claim", String(36), nullable=False),
)

recordings: Final = Table(
    "recordings",
    metadata,
    _id("project_id"),
    Column("id", String(128), primary_key=True),
    *(Column(name, String(128), nullable=False) for name in ("session", "recorded_window")),
    Column("received", BigInteger, nullable=False, index=True),
    *(Column(name, kind, nullable=False) for name, kind in (("size", Integer), ("events", LargeBinary))),
    Index("ix_recordings_project_id_session", "project_id", "session", "received"),
    Index("ix_recordings_project_id_size", "project_id", "size"),  # sums need not read what was recorded
)
