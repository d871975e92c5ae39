"""Measurements of the real server beside the limits of the machine that they ran on."""
