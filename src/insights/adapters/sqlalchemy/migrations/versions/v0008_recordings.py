"""Recordings of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("session", sa.String(length=128), nullable=False),
        sa.Column("recorded_window", sa.String(length=128), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "id", name="pk_recordings"),
    )
    op.create_index("ix_recordings_project_id_session", "recordings", ["project_id", "session", "received"])
    op.create_index("ix_recordings_project_id_size", "recordings", ["project_id", "size"])
    op.create_index("ix_recordings_received", "recordings", ["received"])
