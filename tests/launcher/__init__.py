"""Tests of the launcher and of the servers it starts; none of them needs a network."""
