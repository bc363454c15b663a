"""One environment for both histories; `consult.schema` hands over an open connection and the tables."""

from alembic import context

from consult.consultations.columns import Instant


def _rendered(kind: str, item: object, _context: object) -> str | bool:
    """A history must not change when code changes: our own column types are written as what they are in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    attributes = context.config.attributes
    connection = attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=attributes["metadata"],
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_rendered,
    )
    with context.begin_transaction():
        context.run_migrations()
