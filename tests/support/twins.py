"""Each PostgreSQL table has a twin in a second schema, which keeps the content to go back to.

One call compares and refills, on the server. A table has changed when a row in it is younger than the last
refill or when it has another number of rows: what wrote it, and on which connection, makes no difference.
"""

import psycopg
from psycopg import sql
from psycopg.errors import LockNotAvailable

LOCK_WAIT = "500ms"
TABLE = """
    IF (SELECT count(*) FROM public.{table}) <> {rows}
        OR EXISTS (SELECT FROM public.{table} WHERE age(xmin) < age(since)) THEN
        DELETE FROM public.{table};
        INSERT INTO public.{table} SELECT * FROM twins.{table};
    END IF;
"""
SEQUENCE = """
    PERFORM setval({sequence}, {last}, {called});
"""
REFILL = """
CREATE FUNCTION twins.refill() RETURNS void LANGUAGE plpgsql AS $$
DECLARE since xid;
BEGIN
    SELECT at INTO since FROM twins.refilled;
    {steps}
    UPDATE twins.refilled SET at = pg_current_xact_id()::xid;
END $$
"""


def make(address: str) -> None:
    """Give every table of the database at `address` its twin, with the present content."""
    with psycopg.connect(address) as connection:
        connection.execute("CREATE SCHEMA twins")
        steps = [_table(connection, name) for name in _names(connection, "pg_tables", "tablename")]
        steps += [_sequence(connection, name) for name in _names(connection, "pg_sequences", "sequencename")]
        connection.execute(sql.SQL(REFILL).format(steps=sql.SQL("").join(steps)))
        connection.execute("CREATE TABLE twins.refilled AS SELECT pg_current_xact_id()::xid AS at")


def _names(connection: psycopg.Connection, catalogue: str, column: str) -> list[str]:
    query = sql.SQL("SELECT {column} FROM {catalogue} WHERE schemaname = 'public' ORDER BY 1").format(
        column=sql.Identifier(column), catalogue=sql.Identifier(catalogue)
    )
    return [row[0] for row in connection.execute(query)]


def _table(connection: psycopg.Connection, name: str) -> sql.Composed:
    table = sql.Identifier(name)
    made = connection.execute(
        sql.SQL("CREATE TABLE twins.{table} AS TABLE public.{table}").format(table=table)
    )
    return sql.SQL(TABLE).format(table=table, rows=sql.Literal(made.rowcount))


def _sequence(connection: psycopg.Connection, name: str) -> sql.Composed:
    sequence = sql.Identifier("public", name)
    state = connection.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sequence)).fetchone()
    assert state is not None
    return sql.SQL(SEQUENCE).format(
        sequence=sql.Literal(sequence.as_string(connection)),
        last=sql.Literal(state[0]),
        called=sql.Literal(state[1]),
    )


class Twins:
    """The refilling of one database, over a connection of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.connection: psycopg.Connection | None = None

    def refill(self) -> bool:
        """Fill every changed table from its twin; False, and nothing done, where somebody holds a lock."""
        if self.connection is None:
            self.connection = psycopg.connect(self.address, autocommit=True)
            # Foreign keys are not checked row by row: all tables together are as they were.
            self.connection.execute("SET session_replication_role = replica")
            self.connection.execute(f"SET lock_timeout = '{LOCK_WAIT}'")
        try:
            self.connection.execute("SELECT twins.refill()")
        except LockNotAvailable:
            return False
        return True

    def close(self) -> None:
        """Let go of the connection; the next refill opens another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
