"""The explanation that lies in every export file, in both languages."""

README = """开饭 数据导出
================

这是您店里的全部数据，属于您。
csv/       用 Excel 或 WPS 打开：金额单位是元（列名以 _yuan 结尾），时间是店里的当地时间。
json/      给程序用：金额单位是分（名称以 _fen 结尾），时间是 UTC。
pictures/  菜品图片，WebP 格式，每张三种宽度。
manifest.json  版本、每类数据的条数、每个文件的 SHA-256 校验值。

文件里没有密码、PIN、令牌和密钥。CSV 里以 = + - @ 开头的文字前面加了一个单引号，
这样表格软件不会把它当成公式运行。
里面有订单、员工姓名和操作记录，请妥善保管。

搬到新店：在新店的空后台打开“全部数据”，选这个 ZIP，先预览再导入，
会带过去店铺设置、菜单、桌台和员工（员工会拿到一次性密码）。
订单和收款是历史记录，要整店搬家请用备份恢复：python run.py restore 备份文件


Kaifan data export
==================

This is all the data of your shop, and it is yours.
csv/       for Excel and the like: amounts in yuan (names end in _yuan), times on the shop's clock.
json/      for programs: amounts in fen (names end in _fen), times in UTC.
pictures/  the dishes' pictures as WebP, each in three widths.
manifest.json  version, number of rows of each kind, SHA-256 of each file.

There is no password, PIN, token or key in it. Text in the CSV files that begins with = + - @ has
an apostrophe before it, so that no spreadsheet runs it as a formula.
Orders, names of staff and the audit log are in it: keep it safe.

To move to a new shop, open "All data" in the back-office of the empty shop, choose this ZIP, look
at the preview and import: settings, menu, tables and staff come along (staff get a one-time
password). Orders and payments are history: to move a whole shop, restore a backup instead:
python run.py restore FILE
"""
