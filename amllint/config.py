"""Settings: `[tool.amllint]` in pyproject.toml, or amllint.toml with the same keys; the nearest file upward counts.

Nothing is merged from several files. All mistakes of a file are told at once.
"""

from __future__ import annotations

import os

from .model import Traffic
from .record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from .finding import Severity

CONFIG_FILES = ("amllint.toml", "pyproject.toml")
"""Names of configuration files; the first wins where a folder has both."""


class UnitTable(Record):
    """A deployment that discovery cannot see by itself: `[[tool.amllint.unit]]`.

    Paths are relative to the configuration file. `set` holds values given on the command line (`--set`), by YAML path.
    """

    name: str | None = None
    kind: str | None = None
    deployment: str | None = None
    endpoint: str | None = None
    inference_config: str | None = None
    deployment_config: str | None = None
    models: tuple[str, ...] = ()
    set: dict[str, str] = {}


class Config(Record):
    """The settings of a run. `path` is the file they come from, None if there is none.

    `select` empty means the rules that are on by default. `severity` is keyed by code or name; `per_path_ignores` maps
    patterns (as in .gitignore, from the root) to selectors; `placeholders` are regular expressions;
    `module_map` gives distributions for imported modules; `traffic` is keyed by endpoint or service name;
    `values` names sets of values for placeholders; `quota` gives the cores that are free, by size; `rules` names
    packages with rules of their own; `workspace` is the one that the project deploys to where no command names it;
    `allow_empty` lets `pytest --amllint` pass without any deployment. `origin` tells for each key that is stated, as
    the file spells it, where that is: a file, or an option of the command line.
    """

    path: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    fail_on: Severity = "error"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}
    per_path_ignores: dict[str, tuple[str, ...]] = {}
    placeholders: tuple[str, ...] = ()
    module_map: dict[str, tuple[str, ...]] = {}
    assume_installed: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    python: str | None = None
    snapshot: str | None = None
    max_snapshot_age_days: int = 7
    workspace: str | None = None
    baseline: str | None = None
    traffic: dict[str, Traffic] = {}
    units: tuple[UnitTable, ...] = ()
    values: dict[str, dict[str, str]] = {}
    quota: dict[str, int] = {}
    rules: tuple[str, ...] = ()
    allow_empty: bool = False
    origin: dict[str, str] = {}


def find_root(paths: Sequence[str]) -> tuple[str, str | None]:
    """The root of the project that holds the paths, and its configuration file if it has one; both absolute.

    The root is the nearest folder, above all the paths, with a configuration file or a repository; without either the
    nearest common ancestor of the paths.
    """
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in map(os.path.abspath, paths)]
    try:
        start = os.path.commonpath(folders)
    except ValueError:  # no path at all, or several drives
        start = os.path.abspath(folders[0] if folders else ".")
    folder = start
    while True:
        for name in CONFIG_FILES:
            path = os.path.join(folder, name)
            if _holds_settings(path):
                return folder, path
        if os.path.exists(os.path.join(folder, ".git")):
            return folder, None
        parent = os.path.dirname(folder)
        if parent == folder:
            return start, None
        folder = parent


def _holds_settings(path: str) -> bool:
    """Whether a file is amllint.toml, or a pyproject.toml that names amllint; a byte search, because most do not."""
    try:
        with open(path, "rb") as file:
            return path.endswith("amllint.toml") or b"tool.amllint" in file.read()
    except OSError:
        return False


def overridden(
    config: Config,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    fail_on: Severity | None = None,
    origin: str = "the command line",
) -> Config:
    """The settings with those of a caller in front.

    A `select` replaces what the settings select and ignore; `ignore` and `extend_select` add to it, and what is
    selected in addition is no longer ignored by the settings.
    """
    given = {"select": select, "ignore": ignore, "extend-select": extend_select, "fail-on": fail_on}
    if select:
        config = replace(config, select=(), ignore=(), extend_select=())
    return replace(
        config,
        select=tuple(select) or config.select,
        ignore=(*(selector for selector in config.ignore if selector not in extend_select), *ignore),
        extend_select=(*config.extend_select, *extend_select),
        fail_on=fail_on or config.fail_on,
        origin={**config.origin, **{key: origin for key, value in given.items() if value}},
    )


def load_config(path: str) -> Config | list[str]:
    """Read a configuration file; if anything in it is wrong, return all mistakes, each a sentence with its key."""
    import tomllib

    try:
        with open(path, "rb") as file:
            data = tomllib.loads(file.read().decode("utf-8-sig"), parse_float=_Number)
    except OSError as error:
        return [f"{path}: {error.strerror or 'it cannot be read'}"]
    except UnicodeDecodeError as error:
        return [f"{path}: byte {error.start} is not UTF-8"]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return [f"{path}: {error}"]
    prefix = ""
    if os.path.basename(path) == "pyproject.toml":
        prefix = "tool.amllint."
        data = data.get("tool", {}).get("amllint", {}) if isinstance(data.get("tool", {}), dict) else {}
        if not isinstance(data, dict):
            return [f"{path}: tool.amllint must be a table"]
    reader = _Reader(path, prefix)
    config = reader.config(data)
    return reader.mistakes or config


def traffic_from(stated: Mapping[str, float | str], origin: str) -> Traffic | list[str]:
    """Traffic that a program states, by the keys of the file; if anything is wrong, all mistakes."""
    reader = _Reader(origin, "")
    traffic = reader.traffic("traffic", {key: _written(value) for key, value in stated.items()})
    return replace(traffic, origin=origin) if traffic is not None and not reader.mistakes else reader.mistakes


def _written(value: object) -> object:
    """A number as a file would write it; anything else as it is."""
    if isinstance(value, (float, str)):
        try:
            float(value)
        except ValueError:
            return value
        return _Number(value)
    return value


class _Number(str):
    """A float as the file writes it: the capacity formula counts with exact fractions."""


class _Reader:
    """Turns a table into settings and gathers the mistakes."""

    def __init__(self, path: str, prefix: str) -> None:
        self.path = path
        self.prefix = prefix
        self.mistakes: list[str] = []

    def config(self, data: dict[str, Any]) -> Config:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "select": self.texts,
            "ignore": self.texts,
            "extend-select": self.texts,
            "fail-on": self.severity,
            "include": self.texts,
            "exclude": self.texts,
            "severity": self.table_of(self.severity),
            "per-path-ignores": self.table_of(self.texts),
            "placeholders": self.patterns,
            "module-map": self.table_of(self.text_or_texts),
            "assume-installed": self.texts,
            "models": self.texts,
            "python": self.python,
            "snapshot": self.text,
            "max-snapshot-age-days": self.days,
            "workspace": self.text,
            "baseline": self.text,
            "traffic": self.table_of(self.traffic),
            "unit": self.units,
            "values": self.table_of(self.table_of(self.text)),
            "quota": self.table_of(self.cores),
            "rules": self.texts,
            "allow-empty": self.truth,
        }
        read = self.fields("", data, readers)
        origin = dict.fromkeys(read, self.path)
        if "unit" in read:
            read["units"] = read.pop("unit")
        return Config(path=self.path, origin=origin, **{key.replace("-", "_"): value for key, value in read.items()})

    def fields(self, key: str, data: dict[str, Any], readers: dict[str, Callable[[str, Any], Any]]) -> dict[str, Any]:
        """Read the known keys of a table; what is wrong is left out."""
        read = {}
        for name, value in data.items():
            at = f"{key}.{name}" if key else name
            if name in readers:
                value = readers[name](at, value)
                if value is not None:
                    read[name] = value
            else:
                self.unknown(at, name, readers)
        return read

    def wrong(self, key: str, what: str) -> None:
        self.mistakes.append(f"{self.path}: {self.prefix}{key}: {what}")

    def unknown(self, key: str, name: str, known: dict[str, Any]) -> None:
        from .spelling import nearest

        near = nearest(name, known)
        self.wrong(key, "there is no such key" + (f"; did you mean `{near[0]}`?" if near else ""))

    # -- kinds of values: each returns what it read, or None after telling what is wrong ------------------------------

    def text(self, key: str, value: Any) -> str | None:
        if isinstance(value, str) and not isinstance(value, _Number):
            return value
        self.wrong(key, "must be text in quotes")
        return None

    def texts(self, key: str, value: Any) -> tuple[str, ...] | None:
        if isinstance(value, list) and all(isinstance(item, str) and not isinstance(item, _Number) for item in value):
            return tuple(value)
        self.wrong(key, 'must be a list of texts, such as ["a", "b"]')
        return None

    def text_or_texts(self, key: str, value: Any) -> tuple[str, ...] | None:
        return (value,) if isinstance(value, str) else self.texts(key, value)

    def severity(self, key: str, value: Any) -> str | None:
        from .finding import SEVERITIES

        if value in SEVERITIES:
            return str(value)
        self.wrong(key, "must be one of " + ", ".join(f'"{word}"' for word in SEVERITIES))
        return None

    def patterns(self, key: str, value: Any) -> tuple[str, ...] | None:
        import re

        texts = self.texts(key, value)
        for text in texts or ():
            try:
                re.compile(text)
            except re.error as error:
                self.wrong(key, f"{text!r} is no regular expression: {error}")
                return None
        return texts

    def python(self, key: str, value: Any) -> str | None:
        if isinstance(value, str):
            parts = value.split(".")
            if len(parts) >= 2 and all(part.isdigit() for part in parts) and not isinstance(value, _Number):
                return value
        self.wrong(key, 'must be a version in quotes, such as "3.11"')
        return None

    def days(self, key: str, value: Any) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.wrong(key, "must be a whole number of days")
        return None

    def truth(self, key: str, value: Any) -> bool | None:
        if isinstance(value, bool):
            return value
        self.wrong(key, "must be true or false")
        return None

    def cores(self, key: str, value: Any) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.wrong(key, "must be a whole number of cores")
        return None

    def table_of(self, reader: Callable[[str, Any], Any]) -> Callable[[str, Any], dict[str, Any] | None]:
        """A reader of tables whose keys are free and whose values `reader` reads."""

        def read(key: str, value: Any) -> dict[str, Any] | None:
            if not isinstance(value, dict):
                self.wrong(key, "must be a table")
                return None
            items = {name: reader(f"{key}.{name}", item) for name, item in value.items()}
            return {name: item for name, item in items.items() if item is not None}

        return read

    def traffic(self, key: str, value: Any) -> Traffic | None:
        if not isinstance(value, dict):
            self.wrong(key, "must be a table with target_rps")
            return None
        names = ("target_rps", "request_seconds", "burst_factor", "start_seconds")
        read = self.fields(key, value, dict.fromkeys(names, self.positive))
        if "target_rps" not in value:
            self.wrong(key, "target_rps (requests a second) is missing")
        if "target_rps" not in read:
            return None
        return Traffic(**read, origin=f"[{self.prefix}{key}] in {os.path.basename(self.path)}")

    def positive(self, key: str, value: Any) -> str | None:
        """A number above zero, as text."""
        if isinstance(value, (int, _Number)) and not isinstance(value, bool):
            try:
                if 0 < float(value) < float("inf"):
                    return str(value).replace("_", "")
            except OverflowError:  # a whole number beyond all floats
                pass
        self.wrong(key, "must be a number above 0")
        return None

    def units(self, key: str, value: Any) -> tuple[UnitTable, ...] | None:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, f"must be tables: [[{self.prefix}{key}]]")
            return None
        names = ("name", "deployment", "endpoint", "inference-config", "deployment-config")
        readers: dict[str, Callable[[str, Any], Any]] = dict.fromkeys(names, self.text)
        readers |= {"kind": self.kind, "models": self.texts, "set": self.table_of(self.given)}
        tables = []
        for number, item in enumerate(value, 1):
            read = self.fields(f"{key}[{number}]", item, readers)
            tables.append(UnitTable(**{name.replace("-", "_"): found for name, found in read.items()}))
        return tuple(tables)

    def kind(self, key: str, value: Any) -> str | None:
        kinds = (
            "v2-managed",
            "v2-kubernetes",
            "v2-batch",
            "v1-aks",
            "v1-aci",
            "v1-local",
            "v1-aksendpoint",
            "v1-batch",
        )
        if value in kinds:
            return str(value)
        self.wrong(key, "must be one of " + ", ".join(kinds))
        return None

    def given(self, key: str, value: Any) -> str | None:
        """A value as the command line would give it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int)):
            return str(value)
        self.wrong(key, "must be a single value")
        return None
