"""Text that people would never type."""
