"""Invoices 开票: guests ask, the shop issues or refuses; who asked is forgotten after days."""
