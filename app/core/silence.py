"""A connection to Postgres that knows an answer that takes long from one that never comes.

A proxy or pooler that hangs half keeps a connection open and takes what it is sent: TCP sees no
fault, and the server's own limits run where the question never came to, or was answered long ago.
So when nothing has been heard for a while the server is asked over a new connection what it does
with the question. As long as it works on it, or waits for its turn, so does whoever asked, for
hours if need be; else the connection is given up as one that was lost at that moment.
"""

import logging
from collections.abc import Generator
from contextlib import closing, suppress
from typing import Any

import psycopg
from psycopg import errors

log = logging.getLogger(__name__)

# Nothing was heard for this long, twice: then the server is asked.
SILENT_S = 5.0
# How long that may take; an answer that came meanwhile is there soon after.
_ASKING_S = 5.0
_LATE_S = 1.0
# One that does not answer such a question either has failed; one that refuses it may be full.
_FAILED = (errors.ConnectionTimeout, errors._WaitTimeout)
_REFUSED_AT_MOST = 6
# Whoever is gone without a word, its machine with it, keeps its place in line no longer than this,
# unless the server itself is set otherwise. Nothing slow is done within a transaction.
_SINCE_WHEN = """
SELECT pg_backend_pid(), set_config('idle_in_transaction_session_timeout',
       CASE current_setting('idle_in_transaction_session_timeout')
       WHEN '0' THEN '60s' ELSE current_setting('idle_in_transaction_session_timeout') END, false)
"""
# It waits for us to ask, or for us to take what it says.
_IS_DONE = """
SELECT state LIKE 'idle%%' OR coalesce(wait_event_type, '') = 'Client'
  FROM pg_stat_activity WHERE pid = %s
"""
_END = "SELECT pg_terminate_backend(%s)"


class _Asking(psycopg.Connection[Any]):
    """One that is only to ask, and for a little while."""

    def wait(self, *given: Any, **more: Any) -> Any:
        """As the driver's. Raises OperationalError."""
        return super().wait(*given, **{**more, "timeout": _ASKING_S})


class Connection(psycopg.Connection[Any]):
    """The driver's connection, which waits for no answer that will never come."""

    # Whom the server takes us for, which a pooler between us does not say by itself.
    backend = 0

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As the driver's; all that asks the server something waits here.

        Raises OperationalError, with the connection closed, when no answer will come.
        """
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, SILENT_S)
        except errors._WaitTimeout:
            return self._wait_long(gen, interval)

    def _wait_long(self, gen: Any, interval: float) -> Any:
        refused = 0
        while True:
            heard: list[Any] = []
            try:
                return super().wait(_noted(gen, heard), interval, SILENT_S)
            except errors._WaitTimeout:
                if heard:
                    continue
            try:
                if self._asked(_IS_DONE):
                    said = "and says that it has nothing more to do for it"
                    break
                refused = 0
            except psycopg.Error as error:
                refused += 1
                if isinstance(error, _FAILED) or refused == _REFUSED_AT_MOST:
                    said = f"and does not let itself be asked ({type(error).__name__})"
                    break
        try:
            return super().wait(gen, interval, _LATE_S)
        except errors._WaitTimeout:
            raise self._given_up(said, is_heard=not refused) from None

    def _given_up(self, said: str, *, is_heard: bool) -> Exception:
        if is_heard:
            # It would keep its place in line, and may yet be told to commit.
            with suppress(psycopg.Error):
                self._asked(_END)
        self.pgconn.finish()
        what = f"the database was silent for {2 * SILENT_S:g} s on an open connection {said}"
        log.error("%s: it is given up, and what was asked last may be done or not", what)
        return errors.OperationalError(what)

    def _asked(self, question: str) -> bool:
        """What the server answers over a new connection, by the same way. Raises psycopg.Error."""
        own = self.info
        given: dict[str, Any] = {**own.get_parameters(), "host": own.host, "port": own.port}
        given["password"] = own.password or None
        with closing(_Asking.connect(**given, autocommit=True)) as asking:
            found = asking.execute(question, [self.backend or own.backend_pid]).fetchone()
        return found is None or bool(found[0])


def connect(*given: Any, **more: Any) -> Connection:
    """As the driver's."""
    return Connection.connect(*given, **more)


def prepare(connection: Any) -> None:
    """Note who we are, and how long the server waits for us within a transaction."""
    (connection.backend, _) = connection.execute(_SINCE_WHEN).fetchone()


def _noted(gen: Any, heard: list[Any]) -> Generator[Any, Any, Any]:
    """The same steps; `heard` is filled when the line did anything."""
    ready = None
    while True:
        try:
            wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
        ready = yield wanted
        if ready:
            heard.append(ready)
