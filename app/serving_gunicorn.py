"""The server on Linux and macOS: gunicorn inside this process, one worker with many threads.

The parent (gunicorn's arbiter) holds the port and starts the worker again should it die or hang.
The app is imported and made in the worker: the parent stays small, and no thread or database
connection has to survive a fork.
"""

import copy
import errno
import logging
import os
import resource
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from gunicorn import http
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.gthread import TConn, ThreadWorker

from app.serving_leaving import Leaving
from app.serving_life import DRAIN_SECONDS, STOP_SECONDS, Life
from app.serving_slow import SlowRequests
from app.serving_tls import TlsDoor

log = logging.getLogger(__name__)

# Each open WebSocket keeps one thread; threads are made only when they are needed.
THREADS = 512

# A request with one of these has a body.
_BODY = frozenset({"CONTENT-LENGTH", "TRANSFER-ENCODING"})

# Without a descriptor no connection can be taken; waiting leaves it in the system's queue.
_NO_DESCRIPTOR = frozenset({errno.EMFILE, errno.ENFILE})
_DESCRIPTOR_PAUSE_S = 0.05
# What is kept for the database, pictures, printers and logs when connections are counted.
_OTHER_DESCRIPTORS = 200
_FEWEST_CONNECTIONS = 16
# How many idle connections make room for others at once.
_ROOM = 128

# At a stop, so often in a row no request may be seen running, and how long from look to look.
_QUIET_LOOKS = 10
_LOOK_S = 0.02


class TlsConfig(Config):  # type: ignore[misc]  # gunicorn has no types
    """The same settings, as those of a request that came by HTTPS."""

    is_ssl = True


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection that is found out, in its own thread, to speak TLS or not."""

    door: TlsDoor | None = None
    leaving: Leaving | None = None
    sock: socket.socket
    cfg: Config

    def init(self) -> None:
        if self.door is not None and not self.initialized:
            self._let_in(self.door)
        super().init()

    def close(self, graceful: bool = False) -> None:
        if graceful and self.leaving is not None:
            self.leaving.see_off(self.sock)
        else:
            super().close(graceful)

    def _let_in(self, door: TlsDoor) -> None:
        try:
            if not door.is_knocking(self.sock):
                return
            self.sock = door.let_in(self.sock)
        except OSError as error:
            # A device that does not trust us yet, or a scanner: its own business, not an error.
            raise NoMoreData(str(error)) from error
        self.cfg = copy.copy(self.cfg)
        self.cfg.__class__ = TlsConfig
        self.parser = http.get_parser(self.cfg, self.sock, self.client)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A thread worker that ends as soon as its running requests are answered.

    The stock one waits for open WebSockets as if they were requests, until its parent kills it.
    """

    def init_process(self) -> None:
        self.in_flight: set[int] = set()
        self.slow = SlowRequests()
        self.leaving: Leaving | None = None
        self.draining = threading.Thread(target=self._drain, name="drain", daemon=True)
        try:
            super().init_process()
        except SystemExit:
            if self.booted:
                raise
            # Any other code would make the parent start one such worker after the other.
            sys.exit(Arbiter.APP_LOAD_ERROR)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def load_wsgi(self) -> None:
        self.wsgi = self.app.life.make_app()

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_DESCRIPTOR:
                self._spare_descriptors()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        connection = Connection(self.cfg, client, address, listener.getsockname())
        connection.door, connection.leaving = self.app.door, self.leaving
        self.enqueue_req(connection)

    def handle(self, connection: Connection) -> Any:
        self.slow.reading(connection)
        try:
            return super().handle(connection)
        finally:
            self.slow.done()

    def notify(self) -> None:
        self.slow.cut_off()
        if self.leaving is not None:
            self.leaving.look()
            self._make_room()
        super().notify()

    def _make_room(self) -> None:
        """Where no connection more could be taken, hang up on those who longest asked nothing.

        Else one phone could have them all for itself, and keep everybody out for a minute.
        """
        if self.nr_conns < self.worker_connections:
            return
        idle = [*self.pending_conns, *self.keepalived_conns][:_ROOM]
        if not idle:
            return
        log.warning("All connections are taken; %d idle ones are closed.", len(idle))
        for connection in idle:
            connection.timeout = 0.0
        self.murder_pending()
        self.murder_keepalived()

    def _spare_descriptors(self) -> None:
        """Hang up on phones that are not asking anything, then let those who ask be answered."""
        log.warning("No descriptor is left for a new connection; idle ones are closed.")
        self.murder_keepalived(force=True)
        time.sleep(_DESCRIPTOR_PAUSE_S)

    def run(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.leaving = Leaving(self.poller)
        super().run()
        if self.alive:
            # The parent was killed: nobody else will tell this worker to stop.
            self.draining.start()
        self.draining.join()

    def init_signals(self) -> None:
        hangup = signal.getsignal(signal.SIGHUP)
        super().init_signals()
        # Ctrl-C reaches the worker as well as its parent; the stock worker would drop requests.
        signal.signal(signal.SIGINT, self.handle_exit)
        signal.signal(
            signal.SIGHUP, signal.SIG_IGN if hangup == signal.SIG_IGN else self.handle_exit
        )

        # A long migration is no hang: show signs of life until the main loop does. By a timer, not
        # by a thread, because the migration runs in a fork of this process.
        signal.signal(signal.SIGALRM, lambda *_: self.notify())
        signal.setitimer(signal.ITIMER_REAL, 1, 1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.booted:
            os._exit(0)
        if self.alive:
            super().handle_exit(sig, frame)
            self.draining.start()

    def handle_quit(self, _sig: int, _frame: FrameType | None) -> None:
        os._exit(0)

    def _drain(self) -> None:
        """Close the sockets, wait for the running requests, stop the background, end."""
        self.app.life.hang_up()
        deadline, quiet = time.monotonic() + DRAIN_SECONDS, 0
        # Looks are counted, not time: on a machine that has none for us it proves nothing.
        while quiet < _QUIET_LOOKS and time.monotonic() < deadline:
            quiet = 0 if self.in_flight else quiet + 1
            time.sleep(_LOOK_S)
        threading.Timer(STOP_SECONDS, os._exit, (0,)).start()
        try:
            self.app.life.stop()
        except Exception:
            log.exception("The background work did not end in order.")
        logging.shutdown()
        # Not sys.exit: it would wait for the threads of sockets whose phone is out of reach.
        os._exit(0)


class Parent(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's arbiter, for which Ctrl-C and a closed terminal are as gentle as SIGTERM."""

    def init_signals(self) -> None:
        under_nohup = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        super().init_signals()
        if under_nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def halt(self, reason: str | None = None, exit_status: int = 0) -> None:
        # A worker that could not begin has said why, better than gunicorn's reason does.
        super().halt(None, min(exit_status, 1))

    def handle_int(self) -> None:
        self.handle_term()

    def handle_hup(self) -> None:
        self.handle_term()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The embedded server: its settings, its bound socket, and whose life it leads."""

    def __init__(self, listener: socket.socket, life: Life, door: TlsDoor | None = None) -> None:
        self.listener, self.life, self.door = listener, life, door
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "workers": 1,
            "threads": THREADS,
            "worker_class": Worker,
            "worker_connections": most_connections(),
            "keepalive": 75,
            "timeout": 60,
            # Longer than a worker ever takes, so that it is not killed while it ends.
            "graceful_timeout": int(DRAIN_SECONDS + STOP_SECONDS) + 2,
            "loglevel": "warning",
            "control_socket_disable": True,
            # Whose forwarding headers count is decided in one place, `app/web/proxies.py`.
            "forwarded_allow_ips": "",
            "pre_request": started,
            "post_request": finished,
            "post_worker_init": lambda worker: self.life.opened(again=worker.age > 1),
        }
        if Path("/dev/shm").is_dir():
            # The worker's sign of life must not wait for a slow disk.
            settings["worker_tmp_dir"] = "/dev/shm"
        for name, value in settings.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve until a signal ends it; raises SystemExit with the exit code."""
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        parent = Parent(self)
        # Given ready-made, the socket begins to listen only when the first worker can answer.
        parent.LISTENERS = [self.listener]
        parent.run()


def started(worker: Worker, request: Any) -> None:
    """Count a request as running, unless it asks to become a WebSocket."""
    names = {name for name, _value in request.headers}
    worker.slow.heads_read(has_body=not names.isdisjoint(_BODY) and "UPGRADE" not in names)
    if "UPGRADE" not in names:
        worker.in_flight.add(id(request))


def finished(worker: Worker, request: Any, _environ: Any, _response: Any) -> None:
    """The request's answer is written, or its connection is gone."""
    worker.in_flight.discard(id(request))


def most_connections() -> int:
    """How many connections are held at once: as many as there are descriptors for."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return 2 * THREADS
    return max(_FEWEST_CONNECTIONS, min(2 * THREADS, soft - _OTHER_DESCRIPTORS))


def raise_open_file_limit() -> None:
    """Let every phone's connection have its descriptor: the soft limit is often only 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
