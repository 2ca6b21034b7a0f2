"""Domains work as keys: each belongs to the first project that has it."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO project_keys (key, project_id, position) "
        "SELECT domain, MIN(id), -1 FROM projects AS p "
        "WHERE LENGTH(domain) <= 128 AND NOT EXISTS (SELECT 1 FROM project_keys WHERE key = p.domain) "
        # Ids are UUIDv7, so the smallest is the oldest.
        "GROUP BY domain"
    )
