"""Merge what distributions require into `amllint/facts/data/requires.toml`.

    python tools/refresh_requires.py KEY=FILE... --source KEY="what it is" --date 2026-11-22

A FILE is a report of `pip install --dry-run --ignore-installed --report FILE PACKAGE...` (JSON), a `poetry.lock` or a
`uv.lock`. This script asks no network itself. What an earlier run wrote is kept, and the requirements of several
versions are put together: a package that any seen version brings must never be called missing. Requirements that
hold on no Linux with Python 3.7 to 3.14 are left out. `dropped` says of a requirement from which version on none that
was seen has it; `python` is the oldest Python for which the newest fitting version was looked up.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

DATA = Path(__file__).resolve().parents[1] / "amllint" / "facts" / "data" / "requires.toml"
HEAD = """# Direct requirements of distributions, put together over the versions named.
# Written by tools/refresh_requires.py; `extras` names what an extra adds. Sources are keyed in [sources].
"""
LINUX = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "sys_platform": "linux",
}
PYTHONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")


class Release:
    """What one version of a distribution requires, by extra; the requirements without extra stand under ""."""

    def __init__(self, name: str, version: str) -> None:
        self.name = canonicalize_name(name)
        self.version = version
        self.requires: dict[str, set[str]] = {"": set()}

    def add(self, requirement: str, extras: Iterable[str] = ("",)) -> None:
        """Add a requirement (PEP 508) under each of the extras for which its marker can hold on Linux."""
        try:
            parsed = Requirement(requirement)
        except InvalidRequirement as error:
            print(f"{self.name} {self.version}: {error}", file=sys.stderr)
            return
        text = written(parsed.name, parsed.extras)
        for extra in extras:
            if holds(parsed.marker, extra):
                self.requires.setdefault(extra, set()).add(text)


def written(name: str, extras: Iterable[str]) -> str:
    """The form in which the data names a requirement: `name` or `name[extra,extra]`."""
    wanted = sorted(canonicalize_name(extra) for extra in extras)
    return canonicalize_name(name) + (f"[{','.join(wanted)}]" if wanted else "")


def holds(marker: Marker | None, extra: str) -> bool:
    """Whether a marker is true for some Python on Linux."""
    if marker is None:
        return True
    environments = ({**LINUX, "python_version": p, "python_full_version": f"{p}.0"} for p in PYTHONS)
    return any(marker.evaluate({**environment, "extra": extra}) for environment in environments)


def from_report(text: str) -> Iterator[Release]:
    """The releases of a pip installation report."""
    for item in json.loads(text)["install"]:
        metadata = item["metadata"]
        release = Release(metadata["name"], metadata["version"])
        extras = [canonicalize_name(extra) for extra in metadata.get("provides_extra", ())]
        for extra in extras:
            release.requires.setdefault(extra, set())
        for requirement in metadata.get("requires_dist", ()):
            release.add(requirement, ("", *extras))
        yield release


def from_uv(lock: dict) -> Iterator[Release]:
    """The registry releases of a uv.lock; it holds only those extras that its project asks for."""
    for package in lock["package"]:
        if "registry" not in package.get("source", {}) or "version" not in package:
            continue
        release = Release(package["name"], package["version"])
        groups = {"": package.get("dependencies", ()), **package.get("optional-dependencies", {})}
        for extra, dependencies in groups.items():
            for entry in dependencies:
                marker = f"; {entry['marker']}" if "marker" in entry else ""
                release.add(written(entry["name"], entry.get("extra", ())) + marker, (extra,))
        yield release


def from_poetry(lock: dict) -> Iterator[Release]:
    """The registry releases of a poetry.lock."""
    for package in lock["package"]:
        if package.get("source", {}).get("type") in ("directory", "file", "git", "url"):
            continue
        release = Release(package["name"], package["version"])
        for name, forms in package.get("dependencies", {}).items():
            for form in forms if isinstance(forms, list) else [forms]:
                options = form if isinstance(form, dict) else {}
                if not options.get("optional"):
                    marker = f"; {options['markers']}" if "markers" in options else ""
                    release.add(written(name, options.get("extras", ())) + marker)
        for extra, requirements in package.get("extras", {}).items():
            release.requires.setdefault(canonicalize_name(extra), set())
            for requirement in requirements:
                release.add(requirement, (canonicalize_name(extra),))
        yield release


def releases(path: Path) -> Iterator[Release]:
    """The releases that a file speaks of, whichever of the three forms it has."""
    text = path.read_text(encoding="utf-8")
    if text.lstrip().startswith("{"):
        return from_report(text)
    lock = tomllib.loads(text)
    return from_poetry(lock) if "content-hash" in lock.get("metadata", {}) else from_uv(lock)


def note_dropped(row: dict, release: Release) -> None:
    """Keep `dropped` true: what only versions below those seen before require has gone since the lowest of those."""
    seen = sorted(map(Version, row.get("versions", ())))
    version = Version(release.version)
    dropped = row.setdefault("dropped", {})
    for requirement in release.requires[""]:
        if requirement not in row.get("requires", ()) and seen and version < seen[0]:
            dropped[requirement] = str(seen[0])
        elif requirement in dropped and version >= Version(dropped[requirement]):
            later = [other for other in seen if other > version]
            if later:
                dropped[requirement] = str(later[0])
            else:
                del dropped[requirement]


def merge(row: dict, release: Release, source: str, python: str | None) -> None:
    """Put a release into the row of its distribution."""
    note_dropped(row, release)
    row["versions"] = sorted({*row.get("versions", ()), release.version}, key=Version)
    row["sources"] = sorted({*row.get("sources", ()), source})
    row["requires"] = sorted({*row.get("requires", ()), *release.requires[""]})
    if python:
        row["python"] = min(row.get("python", python), python, key=Version)
    extras = row.setdefault("extras", {})
    for extra, requirements in release.requires.items():
        if extra:
            extras[extra] = sorted({*extras.get(extra, ()), *requirements} - release.requires[""])


def render(data: dict) -> str:
    """The data as TOML, sorted, one value a line."""
    quote = json.dumps
    parts = [HEAD, f"as_of = {quote(data['as_of'])}\n", "\n[sources]\n"]
    parts += [f"{key} = {quote(text)}\n" for key, text in sorted(data["sources"].items())]
    for name, row in sorted(data["distribution"].items()):
        parts.append(f"\n[distribution.{name}]\n")
        parts += [f"{key} = {quote(row[key])}\n" for key in ("versions", "python", "sources", "requires") if key in row]
        if row.get("dropped"):
            pairs = ", ".join(f"{quote(name)} = {quote(version)}" for name, version in sorted(row["dropped"].items()))
            parts.append(f"dropped = {{ {pairs} }}\n")
        extras = sorted(row.get("extras", {}).items())
        if extras:
            parts.append(f"[distribution.{name}.extras]\n")
            parts += [f"{quote(extra)} = {quote(requirements)}\n" for extra, requirements in extras]
    return "".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="KEY=FILE")
    parser.add_argument("--source", action="append", default=[], metavar="KEY=TEXT", help="what a key stands for")
    parser.add_argument("--python", metavar="VERSION", help="the Python for which all the files were made")
    parser.add_argument("--date", required=True, help="the day on which the files were made, as YYYY-MM-DD")
    options = parser.parse_args()
    data = tomllib.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {"sources": {}, "distribution": {}}
    data["as_of"] = options.date
    data["sources"].update(text.split("=", 1) for text in options.source)
    for argument in options.files:
        key, path = argument.split("=", 1)
        if key not in data["sources"]:
            parser.error(f"--source {key}=... is missing")
        for release in releases(Path(path)):
            merge(data["distribution"].setdefault(release.name, {}), release, key, options.python)
    DATA.write_text(render(data), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
