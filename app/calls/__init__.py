"""Calls from the tables: the waiter 呼叫服务员, the bill 买单, an order that takes long 催单.

A call stays open until a member of staff answers it or the party leaves. Calling again while one
is open makes it more urgent instead of adding another; between two calls of one kind a party waits
for the cool-down.

Events: `CallsChanged`.
"""
