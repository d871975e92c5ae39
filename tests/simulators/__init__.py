"""The outside world, speaking its real protocols, on this computer."""
