"""Rules about the scoring script."""
