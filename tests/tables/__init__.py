"""Tables, codes and sessions."""
