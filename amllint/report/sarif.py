"""SARIF 2.1.0, with all that GitHub code scanning asks for ("SARIF support for code scanning").

Every region is one line, because GitHub shows an alert in a pull request only if all its lines are in the diff.
Ignored findings are always there, as suppressed results. GitHub makes the fingerprint that it matches alerts by from
the checked-out file; ours, which holds no line number, stands beside it as `amllint/v1`.
"""

from __future__ import annotations

import json

from ..finding import distinct_fingerprints
from ..registry import page_text
from . import repository_path
from .escaping import in_json, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..finding import Finding, Severity
    from ..judge import Ignored, Verdict
    from ..registry import RuleInfo
    from ..text import Span
    from . import Options

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_PLACES = 100
"""Locations of a result that GitHub keeps."""
_LONGEST = 1000
"""Characters of a description; GitHub takes 1024."""
_GRAVITY = {"error": "error", "warning": "warning", "note": "recommendation"}
_SECURITY = {"AML122": "4.3", "AML128": "8.0", "AML409": "5.5"}
"""Rules whose findings are security alerts, with their score: secrets, and errors that callers can read."""


def render(verdict: Verdict, options: Options) -> str:
    """The log, in ASCII JSON, with a single run."""
    told: list[tuple[Finding, Ignored | None]] = [(finding, None) for finding in verdict.shown]
    told += [(one.finding, one) for one in verdict.ignored]
    names = distinct_fingerprints(finding for finding, _ in told)
    infos = {info.code: info for info in verdict.rules}
    codes = sorted({finding.code for finding, _ in told})
    run = {
        "tool": {"driver": _driver([_rule(code, infos.get(code), told) for code in codes])},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not verdict.crashed}],
        "results": [
            _result(finding, ignored, codes.index(finding.code), name, options)
            for (finding, ignored), name in zip(told, names)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return in_json(json.dumps(log, indent=2, ensure_ascii=True)) + "\n"


def _driver(rules: list[dict[str, Any]]) -> dict[str, Any]:
    from .. import __version__

    return {
        "name": "amllint",
        "fullName": f"amllint {__version__}",
        "version": __version__,
        "semanticVersion": __version__,
        "shortDescription": {"text": "Finds why an Azure Machine Learning deployment would fail."},
        "rules": rules,
    }


def _rule(code: str, info: RuleInfo | None, told: list[tuple[Finding, Ignored | None]]) -> dict[str, Any]:
    finding = next(finding for finding, _ in told if finding.code == code)
    severity: Severity = info.severity if info else finding.severity
    page = page_text(info).strip() if info else ""
    summary = _sentence(info.summary if info and info.summary else finding.name.replace("-", " "))
    body = page.partition("\n\n")[2].strip()
    properties: dict[str, Any] = {
        "tags": ["azure-machine-learning", code.rstrip("0123456789")],
        "precision": "high",
        "problem.severity": _GRAVITY[severity],
    }
    if code in _SECURITY:
        properties["tags"] = ["security", *properties["tags"]]
        properties["security-severity"] = _SECURITY[code]
    return {
        "id": code,
        "name": _pascal(finding.name),
        "shortDescription": {"text": summary[:_LONGEST]},
        "fullDescription": {"text": (" ".join(body.partition("\n\n")[0].split()) or summary)[:_LONGEST]},
        "help": {"text": body or summary, "markdown": body or summary},
        "defaultConfiguration": {"level": severity},
        "properties": properties,
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))


def _result(finding: Finding, ignored: Ignored | None, index: int, name: str, options: Options) -> dict[str, Any]:
    labels = finding.labels[:_MOST_PLACES]
    links = "; ".join(_link(label.message, number) for number, label in enumerate(labels, 1) if label.message)
    text = _words(finding.message)
    text += f" ({links})" if links else ""
    text += f". Help: {_words(finding.help)}" if finding.help else ""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(finding.span, options)}],
        "partialFingerprints": {"amllint/v1": name},
        "properties": {"units": [one_line(unit) for unit in finding.units]},
    }
    if labels:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(label.span, options),
                **({"message": {"text": _words(label.message)}} if label.message else {}),
            }
            for number, label in enumerate(labels, 1)
        ]
    if ignored is not None:
        result["suppressions"] = [
            {
                "kind": "inSource" if ignored.by == "comment" else "external",
                "status": "accepted",
                "justification": one_line(ignored.reason or f"ignored by {ignored.by}, without a reason"),
            }
        ]
    return result


def _words(text: str) -> str:
    """Text of a message, in which only we make links."""
    return one_line(text).replace("](", "] (")


def _link(text: str, number: int) -> str:
    """A link to a related location, by its number."""
    text = _words(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"[{text}]({number})"


def _place(span: Span, options: Options) -> dict[str, Any]:
    place = span.place
    end = place.end_column
    if place.end_line != place.line:
        end = len(span.source.excerpt(place.line)) + 1
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line,
        "endColumn": max(end, place.column),
    }
    return {"artifactLocation": {"uri": _uri(repository_path(place.file, options))}, "region": region}


def _uri(path: str) -> str:
    """A relative reference; what is not ASCII or has a meaning in one is percent-encoded."""
    from urllib.parse import quote

    return quote(path.encode("utf-8", "surrogatepass"), safe="/-._~")
