"""Findings about amllint itself: its comments, what it could not read, what went wrong in it."""
