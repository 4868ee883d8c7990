"""What the settings are, as JSON schema: for completion in editors, for `amllint config --schema` and for the docs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_SEVERITY: dict[str, Any] = {"enum": ["error", "warning", "note"]}
_PYTHON: dict[str, Any] = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)+$"}
_WHOLE: dict[str, Any] = {"type": "integer", "minimum": 0}
_POSITIVE: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0}


def _table(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _of(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**told, "required": list(required)} if required else told


_TRAFFIC = _of(
    {
        "target_rps": {**_POSITIVE, "description": "requests a second"},
        "request_seconds": {**_POSITIVE, "description": "seconds that one request takes"},
        "burst_factor": {**_POSITIVE, "description": "the peak as a multiple of target_rps"},
        "start_seconds": {**_POSITIVE, "description": "seconds until a new replica answers"},
    },
    ("target_rps",),
)
_UNIT = _of(
    {
        "name": _TEXT,
        "kind": {
            "enum": [
                *("v2-managed", "v2-kubernetes", "v2-batch"),
                *("v1-aks", "v1-aci", "v1-local", "v1-aksendpoint", "v1-batch"),
            ]
        },
        "deployment": _TEXT,
        "endpoint": _TEXT,
        "inference-config": _TEXT,
        "deployment-config": _TEXT,
        "models": _TEXTS,
        "set": _table({"type": ["string", "integer", "boolean"]}),
    }
)

_KEYS: dict[str, tuple[dict[str, Any], str]] = {
    "select": (_TEXTS, "run only these rules: codes, prefixes of codes, names; default: all that are on by default"),
    "ignore": (_TEXTS, "leave these rules out; of `select` and `ignore` the longer selector wins"),
    "extend-select": (_TEXTS, "run these rules in addition"),
    "fail-on": (_SEVERITY, "the lightest severity that fails a run"),
    "include": (
        _TEXTS,
        "files and folders, from the root, whose deployments are checked when no PATH below the root is given",
    ),
    "exclude": (_TEXTS, "what discovery passes by, as in .gitignore"),
    "severity": (_table(_SEVERITY), "another severity for a rule, by code or name"),
    "per-path-ignores": (_table(_TEXTS), "rules to leave out where the finding lies, by pattern as in .gitignore"),
    "placeholders": (_TEXTS, "regular expressions of placeholders beyond the known forms (read, without effect yet)"),
    "module-map": (
        _table({"anyOf": [_TEXT, _TEXTS]}),
        "the distribution that brings an imported module, by module",
    ),
    "assume-installed": (_TEXTS, "distributions that are there although no file says so"),
    "models": (_TEXTS, "registered models that exist, as `name:version`"),
    "python": (_PYTHON, "the deployment's Python where no file says it (read, without effect yet)"),
    "snapshot": (_TEXT, "the file written by `amllint snapshot`"),
    "max-snapshot-age-days": (_WHOLE, "days after which a snapshot is too old to prove anything"),
    "workspace": (_TEXT, "the workspace that the project deploys to, where no command of it names one"),
    "baseline": (_TEXT, "the file written by `amllint baseline`, from the configuration file's folder"),
    "traffic": (_table(_TRAFFIC), 'what is expected of an endpoint, by its name; `"*"` for all others'),
    "unit": (
        {"type": "array", "items": _UNIT},
        "deployments that the files alone do not show (read, without effect yet)",
    ),
    "values": (_table(_table(_TEXT)), "named sets of values for placeholders (read, without effect yet)"),
    "quota": (_table(_WHOLE), "cores that are free, by size"),
    "rules": (_TEXTS, "packages with rules of your own: entry points in `amllint.rules`, or packages"),
    "allow-empty": ({"type": "boolean"}, "let `pytest --amllint` pass where there is no deployment"),
}


def described() -> dict[str, str]:
    """Each key with what it is for."""
    return {key: text for key, (_, text) in _KEYS.items()}


def schema() -> dict[str, Any]:
    """The JSON schema of amllint.toml, and of `[tool.amllint]` in pyproject.toml."""
    from .config import Config

    defaults = Config()
    properties: dict[str, Any] = {}
    for key, (kind, text) in _KEYS.items():
        default = getattr(defaults, "units" if key == "unit" else key.replace("-", "_"))
        properties[key] = {**kind, "description": text}
        if default not in (None, (), {}):
            properties[key]["default"] = default
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "amllint",
        "description": "Settings of amllint: amllint.toml, or [tool.amllint] in pyproject.toml",
        **_of(properties),
    }
