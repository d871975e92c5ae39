"""The HTTP edge, face by face."""
