"""What all faces share at the HTTP edge."""
