"""Work on the disk beside the server: `python -m benchmarks.faults.disk_jobs JOB --data DIR`.

`backup` makes a copy as the schedule does, `upgrade` brings the database up to date as a start
does, `downgrade` takes the last three migrations back, so that something is missing, and `fill`
makes a demonstration. `PRAGMAS` and `NO_SYNC=1` are the controls: weaker connections, copies that
are not brought to the disk before they get their name.
"""

import argparse
import os
from pathlib import Path

from alembic import command

from app.config import Config
from app.core import copies, migrating, sqlite
from app.factory import create_app
from app.serving_shop import prepare
from app.upkeep import backups
from benchmarks.faults import weak_serving
from benchmarks.wire import HOST

STEPS_BACK = 3


def main() -> None:
    """Do the job."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults.disk_jobs")
    parser.add_argument("job", choices=["backup", "upgrade", "downgrade", "fill"])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    sqlite.prepare_connection = weak_serving.prepare_connection
    if os.environ.get("NO_SYNC"):
        copies.sync = lambda path: None  # noqa: ARG005 - the same signature
    config = Config.load(options.data, demo=True)
    app = create_app(config)
    if options.job == "fill":
        prepare(app, config, f"http://{HOST}")
    elif options.job == "upgrade":
        migrating.upgrade(app)
    else:
        with app.app_context():
            if options.job == "backup":
                backups.back_up_now()
            else:
                settings = migrating.bound(app).migrate.get_config()
                command.downgrade(settings, f"-{STEPS_BACK}")


if __name__ == "__main__":
    main()
