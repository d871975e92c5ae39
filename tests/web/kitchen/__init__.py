"""Tests of the kitchen screen."""
