"""Tests of the calls from the tables."""
