"""What Alembic runs; it gets its connection from `segue.store.migrate`."""

from alembic import context

from segue.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
