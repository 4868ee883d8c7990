"""Rules about the image."""
