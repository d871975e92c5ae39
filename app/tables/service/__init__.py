"""The verbs of the floor, by use case."""

from app.tables.service.audits import check_code, end_audit, note_misplaced, start_audit
from app.tables.service.floor import (
    add_area,
    add_pickup_point,
    add_table,
    add_tables,
    change_area,
    change_table,
    remove_area,
    remove_table,
    rotate_code,
    rotate_codes,
)
from app.tables.service.moving import move_session, refuse_taken
from app.tables.service.parties import (
    join_party,
    merge_sessions,
    note_merged_orders,
    part_session,
    share_table,
    start_party,
)
from app.tables.service.plan import arrange_tables, place_table, restore_place
from app.tables.service.sessions import (
    clear_table,
    close_session,
    confirm_session,
    expire_sessions,
    extend_waiting,
    keep_until,
    open_table,
    scan,
    set_covers,
)

__all__ = [
    "add_area",
    "add_pickup_point",
    "add_table",
    "add_tables",
    "arrange_tables",
    "change_area",
    "change_table",
    "check_code",
    "clear_table",
    "close_session",
    "confirm_session",
    "end_audit",
    "expire_sessions",
    "extend_waiting",
    "join_party",
    "keep_until",
    "merge_sessions",
    "move_session",
    "note_merged_orders",
    "note_misplaced",
    "open_table",
    "part_session",
    "place_table",
    "refuse_taken",
    "remove_area",
    "remove_table",
    "restore_place",
    "rotate_code",
    "rotate_codes",
    "scan",
    "set_covers",
    "share_table",
    "start_audit",
    "start_party",
]
