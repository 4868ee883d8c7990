"""Versions of Python and how long they are maintained."""

from __future__ import annotations

from ..record import Record


class PythonVersion(Record):
    """A minor version: `end_of_life` is an ISO date, past or planned."""

    version: str
    end_of_life: str
    source: str


def find(version: str) -> PythonVersion | None:
    """What is known of a version such as `3.11` or `3.11.4`; None if its end of life is not in the table."""
    from .tables.python_versions import END_OF_LIFE

    minor = ".".join(version.strip().split(".")[:2])
    row = END_OF_LIFE.get(minor)
    return PythonVersion(minor, *row) if row else None


def ended(version: str, today: str) -> bool | None:
    """Whether a version is past its end of life on a day (ISO date); None if the version is not in the table."""
    found = find(version)
    return found.end_of_life < today if found else None
