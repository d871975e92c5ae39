"""Tests of the paper library, byte for byte and against sockets that misbehave."""
