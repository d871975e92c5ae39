"""The verbs of printing, by use case."""

from app.printing.service.amending import (
    print_line_slips,
    print_split_slips,
    print_takeback,
    print_void_slips,
)
from app.printing.service.jobs import (
    TOGETHER,
    Claimed,
    Sent,
    claim_due,
    claim_next,
    doubt_waiting,
    drop_jobs,
    let_go,
    mark_failed,
    mark_printed,
    mark_printed_and_claim,
    recover_interrupted,
    retry_job,
    retry_printer,
)
from app.printing.service.parts import (
    open_drawer,
    open_drawer_for,
    print_part_pre_bill,
    print_part_receipt,
)
from app.printing.service.printers import (
    add_printer,
    change_printer,
    cut_slips,
    remove_printer,
    reroute_station,
    restore_printer,
    route_station,
)
from app.printing.service.queueing import (
    print_paper,
    print_pre_bill,
    print_receipt,
    print_test_page,
    reprint_ticket,
)
from app.printing.service.slipping import print_kitchen_slips
from app.printing.service.table_cards import print_table_cards

__all__ = [
    "TOGETHER",
    "Claimed",
    "Sent",
    "add_printer",
    "change_printer",
    "claim_due",
    "claim_next",
    "cut_slips",
    "doubt_waiting",
    "drop_jobs",
    "let_go",
    "mark_failed",
    "mark_printed",
    "mark_printed_and_claim",
    "open_drawer",
    "open_drawer_for",
    "print_kitchen_slips",
    "print_line_slips",
    "print_paper",
    "print_part_pre_bill",
    "print_part_receipt",
    "print_pre_bill",
    "print_receipt",
    "print_split_slips",
    "print_table_cards",
    "print_takeback",
    "print_test_page",
    "print_void_slips",
    "recover_interrupted",
    "remove_printer",
    "reprint_ticket",
    "reroute_station",
    "restore_printer",
    "retry_job",
    "retry_printer",
    "route_station",
]
