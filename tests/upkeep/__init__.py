"""Backups, restoring and the self-test."""
