"""Notes on the quality of what comes in, by project and day."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quality_notes",
        sa.Column("project_id", sa.String(36), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sdk", sa.String(80), nullable=False),
        sa.Column("detail", sa.String(32), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "day", "kind", "sdk", "detail", name=op.f("pk_quality_notes")),
    )
    op.create_index("ix_quality_notes_day", "quality_notes", ["day"])
