"""End of life of Python versions.

Written by `tools/compile_facts.py` from data/python_versions.csv.
"""

# fmt: off

from __future__ import annotations

AS_OF: str = '2026-11-22'
"""Day on which the table was made."""

END_OF_LIFE: dict[str, tuple[str, str]] = {
    '3.6': ('2021-12-23', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.7': ('2023-06-27', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.8': ('2024-10-07', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.9': ('2025-10-31', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.10': ('2026-10-31', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.11': ('2027-10-31', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.12': ('2028-10-31', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.13': ('2029-10-31', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
    '3.14': ('2030-10-31', 'devguide.python.org/versions; endoflife.date, 2026-11-22'),
}
"""By version: date and source."""
