"""Tests of the Socket.IO edge."""
