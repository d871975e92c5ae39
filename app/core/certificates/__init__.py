"""The shop's own certificate authority, and the certificate of its server: HTTPS without a cloud.

The authority is made once and signs only for private addresses and local names, so a tablet that
trusts it trusts nobody else's bank. Its key stays in the data folder, in no backup and no export.
"""
