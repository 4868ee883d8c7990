"""Rules about scale and time."""
