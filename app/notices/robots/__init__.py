"""Group robots of WeCom, DingTalk and Feishu: who gets which notices, when, and how they are sent.

A message is owed by the outbox until the service says that it took it: an error within an answer of
HTTP 200 is an error too. What is not grave waits for the end of quiet hours or for the digest.
"""
