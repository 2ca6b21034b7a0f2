"""Members' lives: standing, sessions to look at, invitations, password resets; messages and mails."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _users()
    _sessions()
    _letting_in()
    _messages()


def _users() -> None:
    op.add_column("users", sa.Column("folded", sa.String(length=1000), server_default="", nullable=False))
    for name in ("deactivated_at", "deleted_at", "last_active_at"):
        op.add_column("users", sa.Column(name, sa.BigInteger(), nullable=True))
    users = sa.table("users", sa.column("id"), sa.column("name"), sa.column("email"), sa.column("folded"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(users)).all():
        folded = f"{row.name}\n{row.email}".casefold()
        connection.execute(users.update().where(users.c.id == row.id).values(folded=folded))


def _sessions() -> None:
    op.add_column("sessions", sa.Column("last_used_at", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("sessions", sa.Column("agent", sa.String(length=100), server_default="", nullable=False))
    op.add_column("refresh_tokens", sa.Column("given_for", sa.String(length=64), nullable=True))
    # A token lives for seven days from when it was given.
    op.execute(
        "UPDATE sessions SET last_used_at = coalesce((SELECT max(expires_at) - 604800000 FROM refresh_tokens"
        " WHERE session_id = sessions.id), created_at)"
    )


def _letting_in() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("invited_by", sa.String(length=320), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_invitations_organization_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("organization_id", "email", name="uq_invitations_organization_id_email"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )
    op.create_table(
        "password_resets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_password_resets_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_password_resets"),
        sa.UniqueConstraint("token_hash", name="uq_password_resets_token_hash"),
    )
    op.create_index("ix_password_resets_user_id", "password_resets", ["user_id"], unique=False)


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=320), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("failed_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_messages"),
        sa.UniqueConstraint("id", name="uq_messages_id"),
    )
    op.create_index("ix_messages_due_at", "messages", ["due_at"], unique=False)
    op.create_index("ix_messages_subject_position", "messages", ["subject", "position"], unique=False)
    op.create_table(
        "handled_messages",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("subscriber", sa.String(length=64), nullable=False),
        sa.Column("handled_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_handled_messages_message_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "subscriber", name="pk_handled_messages"),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("to", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
    )
    op.create_index(
        "ix_mails_organization_id_created_at", "mails", ["organization_id", "created_at"], unique=False
    )
