"""The channels behind their interface, against the simulators."""
