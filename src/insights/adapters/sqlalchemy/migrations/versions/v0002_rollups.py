"""Rollups, what marks those that are behind, and the zone they are in."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SUMS = ("pageviews", "events", "all_events", "visits", "views", "bounces", "duration_ms")


def upgrade() -> None:
    op.create_table(
        "rollups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("span", sa.String(length=4), nullable=False),
        sa.Column("dimension", sa.String(length=32), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.String(length=2000), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
        sa.Column("revenue", sa.JSON(), nullable=False),
        sa.Column("visitors", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rollups"),
    )
    op.create_index(
        "ix_rollups_project_id_dimension_span_start",
        "rollups",
        ["project_id", "dimension", "span", "start"],
        unique=False,
    )
    op.create_table(
        "rollup_marks",
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("hour", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("claim", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("project_id", "hour", name="pk_rollup_marks"),
    )
    op.create_table(
        "rollup_zones",
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("project_id", name="pk_rollup_zones"),
    )
