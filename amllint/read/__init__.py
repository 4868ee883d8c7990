"""Readers: one file in, one immutable document out; problems instead of exceptions, a span for every value."""
