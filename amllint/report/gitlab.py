"""A code quality report of GitLab: a JSON array; fingerprints differ, because GitLab shows equal ones once."""

from __future__ import annotations

import json

from ..finding import distinct_fingerprints
from . import ignored_or_not, repository_path
from .escaping import in_json, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..judge import Verdict
    from . import Options

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(verdict: Verdict, options: Options) -> str:
    """The report as ASCII JSON; ignored findings only with `show_ignored`, marked in the description."""
    told = ignored_or_not(verdict, options)
    data = [
        {
            "description": f"{finding.code} {finding.name}: {one_line(finding.message)}{mark}",
            "check_name": finding.code,
            "fingerprint": name,
            "severity": "info" if mark else _SEVERITIES[finding.severity],
            "location": {
                "path": one_line(repository_path(finding.place.file, options)),
                "lines": {"begin": finding.place.line},
            },
        }
        for (finding, mark), name in zip(told, distinct_fingerprints(finding for finding, _ in told))
    ]
    return in_json(json.dumps(data, indent=2, ensure_ascii=True)) + "\n"
