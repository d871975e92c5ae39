"""The state of the house as figures, read at the moment they are asked for."""

import shutil
from collections.abc import Iterator, Mapping

from flask import current_app
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector

from app.core import clock, extensions, jobruns, outbox
from app.kitchen import queries as kitchen
from app.printing import queries as printing
from app.stores import queries as stores
from app.upkeep import backups
from app.upkeep.checks_machine import program_version

Row = tuple[tuple[str, ...], float]


class House:
    """What is read from the database and the machine; `lights` by store: 0 well, 1 look, 2 bad."""

    def __init__(self, lights: Mapping[str, int]) -> None:
        """Tell these health lights beside what is looked up."""
        self._lights = lights

    def collect(self) -> Iterator[Metric]:
        """All figures."""
        yield InfoMetricFamily("kaifan", "The program", value={"version": program_version()})
        rows: list[Row] = [((store,), light) for store, light in self._lights.items()]
        words = "The counter's health light: 0 well, 1 look at it, 2 act"
        yield _gauge("health", words, ("store",), rows)
        yield from _machine()
        waiting, given_up = outbox.backlog()
        rows = [(("waiting",), waiting), (("given_up",), given_up)]
        yield _gauge("outbox_messages", "Effects owed and not yet done", ("state",), rows)
        rows = [((job,), int(not is_well)) for job, is_well in jobruns.last_outcomes().items()]
        yield _gauge("job_failing", "Whether a job's last run failed", ("job",), rows)
        yield from _stores()


def registry(lights: Mapping[str, int]) -> CollectorRegistry:
    """The state of the house, of its process and of its health lights, ready to be written out."""
    made = CollectorRegistry(auto_describe=False)
    made.register(House(lights))
    ProcessCollector(registry=made)
    return made


def _machine() -> Iterator[Metric]:
    config = current_app.config["KAIFAN"]
    yield _gauge("disk_free_bytes", "Free in the data folder", (),
                 [((), shutil.disk_usage(config.data_dir).free)])  # fmt: skip
    newest = next(iter(backups.list_backups(config.backup_dir)), None)
    if newest is not None:
        age_s = (clock.now() - newest.made_at).total_seconds()
        yield _gauge("backup_age_seconds", "Age of the newest verified backup", (), [((), age_s)])
    sockets = len(extensions.socketio.server.eio.sockets)
    yield _gauge("open_sockets", "Screens and phones that listen", (), [((), sockets)])


def _stores() -> Iterator[Metric]:
    unseen: list[Row] = []
    screens: list[Row] = []
    waiting: list[Row] = []
    failing: list[Row] = []
    for store in stores.list_stores():
        unseen.append(((store.id,), len(kitchen.list_alarms(store.id))))
        alive = [is_alive for _screen, is_alive in kitchen.list_screens(store.id)]
        screens += [((store.id, "alive"), sum(alive))]
        screens += [((store.id, "silent"), len(alive) - sum(alive))]
        queued = printing.count_waiting(store.id)
        for printer in printing.list_printers(store.id):
            waiting.append(((store.id, printer.id), queued.get(printer.id, 0)))
            failing.append(((store.id, printer.id), int(printer.last_error is not None)))
    yield _gauge("tickets_unseen", "Tickets for which the alarm rings", ("store",), unseen)
    yield _gauge("kitchen_screens", "Kitchen screens by state", ("store", "state"), screens)
    at_printer = ("store", "printer")
    yield _gauge("print_jobs_waiting", "Slips that are not printed yet", at_printer, waiting)
    yield _gauge("printer_failing", "Whether a printer is in trouble", at_printer, failing)


def _gauge(name: str, words: str, labels: tuple[str, ...], rows: list[Row]) -> Metric:
    family = GaugeMetricFamily(f"kaifan_{name}", words, labels=labels)
    for values, figure in rows:
        family.add_metric(values, figure)
    return family
