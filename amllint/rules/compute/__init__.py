"""Rules about the compute."""
