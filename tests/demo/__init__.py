"""Tests of the demo restaurant."""
