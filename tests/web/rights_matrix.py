"""Who may do what, written down a second time: rows of the matrix of roles, routes and objects."""

from app.staff.rights import Right, Role

# Endpoints by the right they ask for. "public", "diner" and "login" ask for no single right.
ROUTES: dict[str, str] = {
    "public": "diner.receipt_invoice diner.ask_receipt_invoice"
    " diner.licences diner.privacy diner.queue_place diner.queue_place_now"
    " diner.leave_by_phone"
    " health.alive health.ready metrics.figures https.page https.certificate"
    " language.choose media.picture"
    " diner.scan diner.join_party diner.start_party"
    " staff_door.front staff_door.login staff_door.submit_login staff_door.submit_pin"
    " staff_door.code staff_door.submit_code api_scan.join_table"
    " api_diner.menu api_diner.quote api_orders.show api_orders.cancel api_orders.reschedule"
    " kitchen.pair kitchen.ask_pairing kitchen.pairing_state"
    " setup.welcome setup.choose setup.enter_link setup.link setup.use_link setup.owner"
    " hooks.wechat hooks.alipay setup.open_shop setup.demo setup.enter_demo setup.end_demo",
    "diner": "diner.invoice diner.ask_invoice"
    " api_calls.call api_cart.show api_cart.change api_cart.place api_orders.place"
    " api_payments.begin_attempt api_payments.show_attempt"
    " diner.pay diner.begin_payment diner.payment diner.payment_now diner.stop_payment"
    " diner.switch_payment"
    " diner.train_payment diner.wechat_door diner.wechat_back"
    " diner.menu diner.menu_list diner.notices diner.orders diner.orders_live"
    " diner.when diner.order_time diner.change_order_time api_diner.list_slots",
    "login": "account.page account.change_password account.set_pin account.drop_pin"
    " account.totp_key account.turn_totp_on account.renew_codes account.turn_totp_off"
    " confirming.page confirming.confirm backoffice.notices backoffice.notices_bell"
    " backoffice.read_notice backoffice.read_notices"
    " staff_door.logout staff_door.nothing_here",
    "sold_out": "api_menu.change_availability counter.dishes counter.bring_back counter.set_left"
    " counter.sell_out counter.sell_out_today counter.dishes_now kitchen.dish",
    "cook": "api_kitchen.events api_kitchen.done api_kitchen.recall api_kitchen.start"
    " api_kitchen.shown api_kitchen.seen api_kitchen.serve api_kitchen.fire kitchen.shift_card"
    " kitchen.screen kitchen.board kitchen.recent kitchen.tickets",
    "menu": "api_menu.import_menu backoffice.category backoffice.change_category"
    " backoffice.remove_category backoffice.new_category backoffice.add_category backoffice.dish"
    " backoffice.change_dish backoffice.set_availability backoffice.set_remaining"
    " backoffice.remove_dish backoffice.put_on_shelf backoffice.new_dish backoffice.add_dish"
    " backoffice.menu backoffice.import_page backoffice.preview_import backoffice.confirm_import"
    " backoffice.import_template backoffice.option_groups backoffice.option_group"
    " backoffice.change_option_group backoffice.remove_option_group backoffice.new_option_group"
    " backoffice.add_option_group backoffice.offer_option_group backoffice.menu_changes"
    " backoffice.undo_menu_change backoffice.arrange_menu backoffice.move_category"
    " backoffice.move_dish backoffice.bulk_form backoffice.bulk_preview backoffice.bulk_change"
    " backoffice.add_pictures backoffice.remove_picture backoffice.move_picture"
    " backoffice.copy_dish backoffice.paper_menu"
    " setup.menu setup.check_menu_file setup.import_menu_file setup.take_sample_menu"
    " setup.keep_menu",
    "stock": "backoffice.stock backoffice.new_ingredient backoffice.add_ingredient"
    " backoffice.ingredient backoffice.change_ingredient backoffice.remove_ingredient"
    " backoffice.recipes backoffice.recipe backoffice.save_recipe backoffice.stock_movements"
    " backoffice.suppliers backoffice.new_supplier backoffice.add_supplier backoffice.supplier"
    " backoffice.change_supplier backoffice.remove_supplier backoffice.stock_files"
    " backoffice.preview_ingredients backoffice.confirm_ingredients"
    " backoffice.receive_form backoffice.receive_goods backoffice.purchases"
    " backoffice.new_purchase backoffice.add_purchase backoffice.purchase"
    " backoffice.cancel_purchase backoffice.stocktakes backoffice.start_stocktake"
    " backoffice.stocktake backoffice.count_ingredient"
    " backoffice.close_stocktake backoffice.waste backoffice.stock_work backoffice.do_stock_work"
    " backoffice.stock_places backoffice.add_stock_place backoffice.stock_place"
    " backoffice.change_stock_place backoffice.stock_report backoffice.stock_dish_cost",
    "export": "backoffice.differences_csv backoffice.differences_xlsx"
    " backoffice.invoices_csv backoffice.invoices_xlsx backoffice.payments_csv"
    " backoffice.payments_xlsx backoffice.books_csv backoffice.books_xlsx"
    " backoffice.audit_csv backoffice.export_csv backoffice.export_xlsx"
    " backoffice.ingredients_csv backoffice.ingredients_xlsx backoffice.purchase_csv"
    " backoffice.stock_movements_csv backoffice.stock_movements_xlsx"
    " backoffice.stock_report_csv backoffice.stock_report_xlsx backoffice.purchase_xlsx"
    " backoffice.orders_csv backoffice.orders_xlsx backoffice.kitchen_times_csv",
    "personal_data": "backoffice.takeout backoffice.start_takeout"
    " backoffice.takeout_runs backoffice.download_takeout backoffice.preview_takeout"
    " backoffice.import_takeout",
    "take_payment": "api_orders.pay api_bills.split api_bills.show api_bills.put_together"
    " api_bills.pay counter.ask_order_payment counter.take_order_payment"
    " counter.ask_session_charge counter.ask_order_charge counter.charge_session"
    " counter.charge_order counter.attempt counter.stop_attempt counter.train_attempt"
    " counter.switch_attempt counter.take_tip"
    " counter.reopen counter.payment counter.ask_session_payment counter.take_session_payment"
    " counter.ask_split counter.split_evenly counter.split_by_amounts counter.split_by_items"
    " counter.join_bills counter.add_later_orders counter.join_parts counter.put_together"
    " counter.ask_take_out counter.take_out counter.ask_part_payment counter.take_part_payment",
    "open_drawer": "counter.shift counter.begin_shift counter.move_cash counter.end_shift"
    " counter.shift_report counter.print_shift counter.open_drawer",
    "refund": "counter.ask_refund counter.refund backoffice.refund_payment"
    " counter.ask_order_refund counter.give_tip_back",
    "money": "backoffice.invoices backoffice.issue_invoice backoffice.refuse_invoice"
    " backoffice.accounts backoffice.settle_account"
    " backoffice.reconciliation backoffice.check_bill"
    " backoffice.check_bill_file backoffice.settle_difference"
    " backoffice.days backoffice.close_day backoffice.closed_day backoffice.print_day"
    " backoffice.payments backoffice.payment backoffice.retry_refund"
    " backoffice.settle_refund backoffice.ask_attempt backoffice.settle_attempt"
    " backoffice.books backoffice.channels backoffice.channel backoffice.save_channel"
    " backoffice.test_channel backoffice.switch_channel"
    " backoffice.try_channel backoffice.trial backoffice.trial_now backoffice.stop_trial",
    "reports": "api_reports.show_day backoffice.home backoffice.day_figures backoffice.orders"
    " backoffice.kitchen_times_page"
    " backoffice.order",
    "order": "api_orders.place_for_guests counter.menu_now counter.order_pickup"
    " counter.order_keys counter.line counter.ask_measure counter.measure counter.step_line"
    " counter.step_party counter.ask_give counter.give"
    " counter.order_at_table counter.told counter.step_cart counter.show_elsewhere"
    " counter.takeback_told"
    " counter.parked counter.parked_warning counter.park counter.take_parked counter.drop_parked"
    " counter.ask_time counter.change_time counter.begin_now",
    "pause": "counter.ask_pause counter.pause counter.resume",
    "void": "counter.ask_void counter.void",
    "comp": "counter.ask_comp counter.comp counter.withdraw_comp",
    "price_change": "counter.ask_price counter.change_price",
    "discount": "counter.ask_discount counter.discount counter.round_down"
    " counter.withdraw_discount",
    "cancel": "counter.ask_cancel counter.cancel",
    "tables": "counter.ahead counter.ahead_now api_tables.clear_table api_tables.open_table"
    " counter.queue counter.queue_now counter.take_number counter.print_number"
    " counter.call_party counter.pass_party counter.restore_party counter.leave_queue"
    " counter.ask_seat counter.seat_party counter.queue_screen counter.queue_screen_now"
    " counter.reservations counter.reservations_now counter.ask_reservation"
    " counter.add_reservation counter.reservation counter.change_reservation"
    " counter.ask_seat_reservation counter.seat_reservation counter.no_show"
    " counter.cancel_reservation api_seating.take_number api_seating.book"
    " counter.floor counter.alerts"
    " counter.floor_now counter.hand_over counter.pickup counter.pickup_now counter.ask_clear"
    " counter.call counter.clear counter.confirm counter.set_covers counter.table counter.table_now"
    " counter.open_table counter.calls_now counter.answer_call"
    " counter.ask_merge counter.merge counter.part counter.ask_share counter.share"
    " counter.ask_move counter.move counter.call_screen counter.call_screen_now",
    "table_setup": "backoffice.area backoffice.change_area backoffice.remove_area"
    " backoffice.new_area backoffice.add_area backoffice.tables backoffice.table"
    " backoffice.change_table backoffice.remove_table backoffice.rotate_code backoffice.cards"
    " backoffice.codes_zip backoffice.code_svg backoffice.code_png"
    " backoffice.cards_pdf backoffice.rotate_codes backoffice.add_tables backoffice.floor_plan"
    " backoffice.restore_table"
    " backoffice.print_cards"
    " backoffice.plan_drawing backoffice.place_table backoffice.arrange_tables"
    " setup.tables setup.save_tables"
    " backoffice.code_audit backoffice.start_code_audit backoffice.join_code_audit"
    " backoffice.end_code_audit backoffice.scan_sticker backoffice.note_misplaced",
    "print": "backoffice.reprint_receipt backoffice.reprint_slip counter.print_receipt"
    " counter.retry_printer counter.print_part_pre_bill counter.print_part_receipt"
    " counter.test_printer counter.print_pre_bill counter.reprint_receipt counter.reprint"
    " counter.print_takeback"
    " backoffice.preview backoffice.preview_slips",
    "printers": "backoffice.retry_job backoffice.printers backoffice.printer"
    " backoffice.edit_printer backoffice.change_printer backoffice.remove_printer"
    " backoffice.print_test_page backoffice.new_printer backoffice.add_printer"
    " backoffice.restore_printer"
    " backoffice.find_printers backoffice.search_network backoffice.add_found_printer"
    " backoffice.slips backoffice.settle_slips backoffice.choose_slip_form"
    " backoffice.paper_forms backoffice.preview_paper_form backoffice.save_paper_form"
    " backoffice.stations backoffice.add_station backoffice.station backoffice.change_station"
    " backoffice.move_station backoffice.retire_station backoffice.routing"
    " backoffice.route_category backoffice.place_test_order backoffice.test_order"
    " backoffice.end_test_order backoffice.kitchen_health_page backoffice.kitchen_health_now"
    " backoffice.new_screen backoffice.pair_screen backoffice.screen backoffice.change_screen"
    " backoffice.revoke_screen"
    " setup.printers setup.search_printers setup.add_printer setup.remove_printer"
    " setup.keep_printers setup.stations setup.save_stations",
    "settings": "backoffice.notice_robots backoffice.new_robot backoffice.add_robot"
    " backoffice.notice_robot backoffice.change_robot backoffice.act_on_robot "
    "backoffice.licences backoffice.save_licences backoffice.privacy_check"
    " backoffice.settings backoffice.save_settings backoffice.reset_setting"
    " backoffice.special_days backoffice.add_special_day backoffice.close_on_holidays"
    " backoffice.remove_special_day"
    " backoffice.back_up backoffice.download_backup backoffice.drill_backup"
    " backoffice.health backoffice.release_outgoing"
    " setup.shop setup.save_shop setup.dining setup.save_dining setup.skip_step setup.finish"
    " setup.try_order setup.end_setup",
    "staff": "backoffice.people backoffice.new_person backoffice.add_person"
    " backoffice.person backoffice.change_person backoffice.reset_password"
    " backoffice.set_person_active backoffice.devices backoffice.enrol_device"
    " backoffice.revoke_device backoffice.end_login backoffice.end_logins",
    "audit": "backoffice.audit_log",
}
# Open in the URL map, guarded within: a party sees its own table's, staff with the right theirs.
GUARDED_WITHIN = {
    "api_diner.menu": "anyone_here",
    "api_diner.quote": "anyone_here",
    "api_orders.show": "own_order",
    "api_orders.cancel": "own_order",
    "api_orders.reschedule": "own_order",
}
# What staff must be allowed to do there.
STAFF_WITHIN = {"api_orders.cancel": "cancel", "api_orders.reschedule": "order"}
# Beyond the right these ask for a password that was given within the last ten minutes.
ASKS_AGAIN = {
    "account.renew_codes",
    "account.totp_key",
    "account.turn_totp_on",
    "backoffice.add_person",
    "backoffice.audit_csv",
    "backoffice.change_person",
    "backoffice.download_backup",
    "backoffice.enrol_device",
    "backoffice.export_csv",
    "backoffice.export_xlsx",
    "backoffice.pair_screen",
    "backoffice.release_outgoing",
    "backoffice.reset_password",
    "backoffice.save_channel",
    "backoffice.set_person_active",
}
# Without an enrolled device the answer to every PIN is the same, whoever asks.
ALWAYS_REFUSED = {"staff_door.submit_pin"}
# What stands in an address and is nobody's: days, sizes, names of settings.
UNOWNED = {
    *("hook", "link", "channel", "owner_kind", "work"),
    *("day", "width", "action", "group", "field"),
}
# Files by their names, which no test has, and the doors of a demonstration that is not shown:
# who may ask is told that there is none.
NAMELESS = {
    "backoffice.download_takeout",
    "backoffice.download_backup",
    "backoffice.drill_backup",
    "media.picture",
    "diner.receipt_invoice",
    "diner.ask_receipt_invoice",
    "https.certificate",
    "setup.end_demo",
    "setup.enter_demo",
}
# Beyond the right these ask for the owner in person.
OWNERS_ONLY = {
    "backoffice.download_backup",
    "backoffice.release_outgoing",
    "backoffice.takeout",
    "backoffice.start_takeout",
    "backoffice.takeout_runs",
    "backoffice.download_takeout",
    "backoffice.preview_takeout",
    "backoffice.import_takeout",
}
# A party of another store has no orders here: "nothing to print" (409) tells as little as 404.
EMPTY_ABROAD = {"counter.print_pre_bill", "counter.reprint_receipt"}
# Forms of routes with an object: filled in, so that the object decides also where the form is read
# first. "{category_id}" is the id that stands in addresses. A foreign object that is refused for
# its form (422) turns the matrix red: only "not there" (404) is right.
FORMS: dict[str, dict[str, str]] = {
    "backoffice.change_area": {"name": "新名"},
    "backoffice.change_category": {"name": "新名"},
    "backoffice.change_dish": {"name": "新名", "price": "1", "category_id": "{category_id}"},
    "backoffice.change_person": {"name": "新名", "role": "courier"},
    "backoffice.change_table": {"name": "新名", "area_id": "", "seats": "2"},
    "backoffice.change_option_group": {
        "name": "新名",
        "min_choices": "0",
        "max_choices": "1",
        "option_id": "",
        "option_name": "大份",
        "option_name_en": "",
        "option_price": "",
        "option_is_available": "1",
    },
    "backoffice.change_supplier": {"name": "新名"},
    "backoffice.change_printer": {"name": "新名", "kind": "virtual", "encoding": "gbk"},
    "backoffice.change_screen": {"name": "新名"},
    "backoffice.change_station": {"name": "新名"},
    "counter.set_covers": {"covers": "3"},
    "counter.change_time": {"due_at": "2030-01-01T12:00:00+08:00"},
    "counter.step_cart": {
        "line_id": "0123456789",
        "operation_id": "0123456789",
        "delta": "1",
        "seen": "0",
    },
    "counter.void": {"reason": "x"},
    "counter.comp": {"reason": "x"},
    "counter.change_price": {"price": "1", "reason": "x"},
    "counter.measure": {"grams": "500"},
    "counter.discount": {"percent": "10", "reason": "x", "expected_total_fen": "1"},
    "counter.round_down": {"to_fen": "100", "expected_total_fen": "1"},
    "counter.split_evenly": {"persons": "2", "expected_total_fen": "1"},
    "counter.split_by_amounts": {"amounts": "1", "expected_total_fen": "1"},
    "counter.split_by_items": {"q-0123456789": "1", "expected_total_fen": "1"},
    "counter.join_bills": {"with": "0123456789", "expected_total_fen": "1"},
    "counter.take_out": {"q-0123456789": "1"},
    "counter.give": {"q-0123456789": "1", "to": "new"},
}
BODIES: dict[str, dict[str, object]] = {
    "backoffice.place_table": {"x": 4, "y": 4, "shape": "square", "is_turned": False},
    "api_calls.call": {"kind": "waiter"},
    "api_orders.cancel": {"reason": "x"},
    "api_seating.take_number": {"covers": 2},
    "api_seating.book": {"covers": 2, "at": "2030-01-01T12:00:00+08:00"},
    "api_orders.reschedule": {"due_at": "2030-01-01T12:00:00+08:00"},
    "api_orders.pay": {"channel": "cash", "amount_fen": 1},
    "api_bills.split": {"persons": 2},
    "api_bills.pay": {"channel": "cash", "amount_fen": 1},
    "counter.take_order_payment": {"channel": "cash", "amount": "1", "expected_due_fen": 1},
    "counter.take_session_payment": {"channel": "cash", "amount": "1", "expected_due_fen": 1},
    "counter.park": {"name": "x", "open_items": [{"name": "x", "price_fen": 1}]},
    "counter.take_part_payment": {"channel": "cash", "amount": "1", "expected_due_fen": 1},
    "api_kitchen.shown": {"screen": "x", "seq": 1},
    "api_kitchen.seen": {"screen": "x"},
    "api_menu.change_availability": {"available": True},
}
# The library's own views, the same for everybody.
UNGUARDED = {"static", "openapi.spec"}

_FLOOR = {"tables", "order", "cancel", "void", "sold_out", "print"}
_OFFICE = {right.value for right in Right}
MAY: dict[str, set[str]] = {
    Role.OWNER: _OFFICE,
    Role.MANAGER: _OFFICE,
    Role.CASHIER: _FLOOR | {"take_payment", "open_drawer", "comp", "discount", "pause"},
    Role.WAITER: _FLOOR,
    Role.KITCHEN: {"cook", "sold_out", "print"},
    Role.COURIER: set(),
}
# Files waiting for their import are known by tokens: anybody else's is as gone as none.
TOKENS_OF_ONES_OWN = {
    "backoffice.confirm_import",
    "backoffice.confirm_ingredients",
    "backoffice.import_takeout",
}
