"""The server on Linux and macOS: gunicorn inside this process, one worker with many threads.

The parent (gunicorn's arbiter) holds the port and starts the worker again should it die. The app is
made in the worker, because threads and database connections do not survive a fork.
"""

import gc
import logging
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

log = logging.getLogger(__name__)

# Each open WebSocket keeps one thread; threads are made only when they are needed.
THREADS = 512
DRAIN_SECONDS = 20.0
STOP_SECONDS = 5.0


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A thread worker that ends as soon as its running requests are answered.

    The stock one waits for open WebSockets as if they were requests, until its parent kills it.
    """

    def init_process(self) -> None:
        self.in_flight: set[int] = set()
        self.draining = threading.Thread(target=self._drain, name="drain", daemon=True)
        super().init_process()

    def run(self) -> None:
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

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.alive:
            super().handle_exit(sig, frame)
            self.draining.start()

    def handle_quit(self, _sig: int, _frame: FrameType | None) -> None:
        os._exit(0)

    def _drain(self) -> None:
        """Close the sockets, wait for the running requests, stop the background, end."""
        self.app.hang_up()
        deadline = time.monotonic() + DRAIN_SECONDS
        quiet_since = time.monotonic()
        while time.monotonic() < min(deadline, quiet_since + 0.2):
            if self.in_flight:
                quiet_since = time.monotonic()
            time.sleep(0.02)
        threading.Timer(STOP_SECONDS, os._exit, (0,)).start()
        self.app.stop()
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

    def handle_int(self) -> None:
        self.handle_term()

    def handle_hup(self) -> None:
        self.handle_term()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The embedded server: settings, and what to call at each moment of a worker's life."""

    def __init__(
        self,
        descriptor: int,
        make_app: Callable[[], Any],
        *,
        opened: Callable[[], None],
        hang_up: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        self.descriptor, self.make_app = descriptor, make_app
        self.opened, self.hang_up, self.stop = opened, hang_up, stop
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self.descriptor}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": Worker,
            "worker_connections": 2 * THREADS,
            "keepalive": 75,
            "timeout": 60,
            "graceful_timeout": int(DRAIN_SECONDS + STOP_SECONDS) + 2,
            "loglevel": "warning",
            "control_socket_disable": True,
            "pre_request": started,
            "post_request": finished,
            "post_worker_init": self._worker_ready,
        }
        if Path("/dev/shm").is_dir():
            # The worker's sign of life must not wait for a slow disk.
            settings["worker_tmp_dir"] = "/dev/shm"
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.make_app()

    def _worker_ready(self, worker: Worker) -> None:
        if worker.age == 1:
            self.opened()

    def run(self) -> None:
        gc.collect()
        # What both processes have imported stays shared memory.
        gc.freeze()
        Parent(self).run()


def started(worker: Worker, request: Any) -> None:
    """Count a request as running, unless it asks to become a WebSocket."""
    if not any(name == "UPGRADE" for name, _ in request.headers):
        worker.in_flight.add(id(request))


def finished(worker: Worker, request: Any, _environ: Any, _response: Any) -> None:
    """The request's answer is written, or its connection is gone."""
    worker.in_flight.discard(id(request))


def raise_open_file_limit() -> None:
    """Let every phone's connection have its descriptor: the soft limit is often only 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
