"""The settings of a run, and where each comes from; and their JSON schema."""

from __future__ import annotations

import json as json_module
import os

from .escaping import in_json, log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..config import Config


def text(config: Config, root: str) -> str:
    """A line for each setting, written as in amllint.toml, its origin in a comment."""
    lines = [f"# root: {one_line(root)}"]
    rows = [(f"{key} = {_toml(value)}", origin) for key, value, origin in _settings(config, root)]
    width = min(max(len(row) for row, _ in rows), 60)
    lines += [f"{one_line(row):{width}}  # {one_line(origin)}" for row, origin in rows]
    return log("".join(line + "\n" for line in lines))


def json(config: Config, root: str) -> str:
    """The same as JSON, version 1."""
    settings = {key: {"value": value, "origin": origin} for key, value, origin in _settings(config, root)}
    return _dump({"version": 1, "root": root, "file": config.path, "settings": settings})


def schema() -> str:
    """The JSON schema of amllint.toml, and of `[tool.amllint]`."""
    from ..config_schema import schema as made

    return _dump(made())


def _dump(data: dict[str, Any]) -> str:
    return in_json(json_module.dumps(data, indent=2, ensure_ascii=True)) + "\n"


def _settings(config: Config, root: str) -> list[tuple[str, Any, str]]:
    """Key, value and origin of each setting."""
    from ..config_schema import described

    told = []
    for key in described():
        value = _plain(getattr(config, "units" if key == "unit" else key.replace("-", "_")))
        origin = config.origin.get(key, "default")
        told.append((key, value, os.path.relpath(origin, root) if os.path.isabs(origin) else origin))
    return told


def _plain(value: Any) -> Any:
    """Records as tables, without what they leave open."""
    if hasattr(value, "_fields"):
        return {name: _plain(getattr(value, name)) for name in value._fields if getattr(value, name) not in (None, {})}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _toml(value: Any) -> str:
    if value is None:
        return '""'
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json_module.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    bare = key.replace("-", "").replace("_", "")
    return key if bare.isascii() and bare.isalnum() else json_module.dumps(key, ensure_ascii=False)
