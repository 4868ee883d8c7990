"""Runs of pytest within pytest."""

# pytester forgets the modules that an inner run imported, and the C part of PyYAML does not survive a second import: it
# raises the exception classes of the first. Imported here, it stays.
import yaml  # noqa: F401
