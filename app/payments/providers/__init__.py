"""The payment channels behind one interface: what they are asked and how they answer."""
