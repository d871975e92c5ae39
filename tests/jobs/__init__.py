"""Scheduled jobs and backups."""
