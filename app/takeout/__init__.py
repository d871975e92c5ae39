"""Taking a shop's data along 数据导出: everything as one file, and a new shop's start from it.

The file is of one moment (one reading transaction), carries no password, PIN, token or key, and
says itself what is in it. Of it a new shop takes settings, menu, tables and staff; orders and money
are history and move only with a backup.
"""
