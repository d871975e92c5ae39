"""Parked orders 挂单: baskets that staff set aside and take up again 取单 on any counter device.

A parked order is no order: nothing is held for it, priced, or sent. It is taken up once, and it
expires with the business day; what expired is shown until somebody drops it.
"""
