"""Whose run may change rows of rollups."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rollup_claims",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rollup_claims"),
    )
