"""Run by Alembic with a connection that `insights.adapters.sqlalchemy.schema` hands over."""

from alembic import context

from insights.adapters.sqlalchemy.tables import metadata

# All steps in one transaction: a schema is as it was, or as it should be.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
