"""Tests of the back-office's pages over HTTP."""
