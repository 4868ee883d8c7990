"""Scoring scripts: what one file says by itself, read once and shared by the units that use it."""
