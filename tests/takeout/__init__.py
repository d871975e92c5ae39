"""Tests of the full export and of filling a shop from it."""
