"""Compile `amllint/facts/data/` into the Python tables of `amllint/facts/tables/`.

    python tools/compile_facts.py            # write the tables
    python tools/compile_facts.py --check    # exit 1 if a table differs from what its data gives

A table holds plain literals only, so that importing it is one unmarshalling. The bytes depend on the data alone.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

FACTS = Path(__file__).resolve().parents[1] / "amllint" / "facts"
WIDTH = 120


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the data."""
    with (FACTS / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml(name: str) -> dict[str, Any]:
    """A TOML file of the data."""
    return tomllib.loads((FACTS / "data" / name).read_text(encoding="utf-8"))


def constant(name: str, kind: str, value: object, comment: str) -> str:
    """An annotated assignment: a mapping or a sequence with one element a line, anything else on one line."""
    if isinstance(value, dict):
        body = "".join(f"    {key!r}: {element!r},\n" for key, element in value.items())
        text = f"{{\n{body}}}"
    elif isinstance(value, tuple) and value and isinstance(value[0], tuple):
        text = "(\n" + "".join(f"    {element!r},\n" for element in value) + ")"
    else:
        text = repr(value)
    return f'{name}: {kind} = {text}\n"""{comment}"""\n'


def module(title: str, sources: str, *constants: str) -> str:
    """The text of a table."""
    body = "\n".join(constants)
    noqa = "# ruff: noqa: E501\n" if any(len(line) > WIDTH for line in body.splitlines()) else ""
    head = f'"""{title}\n\nWritten by `tools/compile_facts.py` from {sources}.\n"""\n\n# fmt: off\n{noqa}'
    return f"{head}\nfrom __future__ import annotations\n\n{body}"


def numbered(texts: list[str]) -> tuple[tuple[str, ...], dict[str, int]]:
    """The distinct texts in order, and the number of each."""
    distinct = tuple(dict.fromkeys(texts))
    return distinct, {text: index for index, text in enumerate(distinct)}


def known(text: str, kind: Callable[[str], Any]) -> Any:
    """A number of the data, or None where it says that it is unknown."""
    return None if text == "unknown" else kind(text)


def skus() -> str:
    about = toml("about.toml")["skus"]
    data = rows("skus.csv")
    sources, number = numbered([row["source"] for row in data])
    table = {}
    for row in data:
        table[row["name"].lower()] = (
            row["name"],
            int(row["vcpus"]),
            float(row["memory_gib"]),
            known(row["gpus"], int),
            "" if row["gpu_model"].startswith("none") else row["gpu_model"],
            known(row["gpu_memory_gib"], float),
            "FPGA" in row["gpu_model"],
            row["supported_managed_online"],
            row["retired_on"],
            row["successor"],
            number[row["source"]],
        )
    return module(
        "Sizes of virtual machines.",
        "data/skus.csv",
        constant("AS_OF", "str", about["as_of"], "Day of the newest source of the rows."),
        constant("MANAGED_LIST", "str", about["managed_list"], "Day of the list of sizes for managed endpoints."),
        constant("SOURCES", "tuple[str, ...]", sources, "Where the rows come from, by the last field of a row."),
        constant(
            "SKUS",
            "dict[str, tuple[str, int, float, int | None, str, float | None, bool, str, str, str, int]]",
            table,
            "By name in lower case: name, vCPUs, GiB, GPUs, model, GiB of a GPU, FPGA, managed, retired, next, source.",
        ),
    )


IMAGE_FIELDS = ("kind", "status", "python", "cuda", "ubuntu", "server", "packages", "conda")
IMAGE_TEXTS = ("retired_on", "last_tag", "successor", "source")


def images() -> str:
    data = toml("images.toml")
    table: dict[str, tuple[Any, ...]] = {}
    for row in data["image"]:
        if "packages" in row:
            row["packages"] = tuple(row["packages"])
        known = tuple(row.get(field) for field in IMAGE_FIELDS)
        table[row["name"]] = known + tuple(row.get(field, "") for field in IMAGE_TEXTS)
    other = {
        row["repository"]: tuple(row[f] for f in ("server", "port", "liveness", "readiness", "scoring", "source"))
        for row in data["other"]
    }
    return module(
        "Images that deployments stand on.",
        "data/images.toml",
        constant("AS_OF", "str", data["as_of"], "Day on which the table was made."),
        constant(
            "IMAGES",
            "dict[str, tuple[str, str, str | None, str | None, str | None, bool | None, tuple[str, ...] | None, "
            "bool | None, str, str, str, str]]",
            table,
            f"By name, in which `*` stands for any text: {', '.join(IMAGE_FIELDS + IMAGE_TEXTS)}.",
        ),
        constant(
            "OTHER",
            "dict[str, tuple[str, int, str, str, str, str]]",
            other,
            "By repository: server, port, liveness, readiness and scoring path, source.",
        ),
        constant(
            "IDLE",
            "dict[str, tuple[str, str]]",
            {row["repository"]: (row["starts"], row["source"]) for row in data["idle"]},
            "Images whose own command serves nothing: what it starts, source.",
        ),
        constant(
            "CURATED",
            "tuple[tuple[tuple[str, ...], str, str, str, str], ...]",
            tuple(
                (tuple(row["names"]), row["why"], row["removed_on"], row.get("successor", ""), row["source"])
                for row in data["curated"]
            ),
            "Curated environments that are gone: names with `*` for any text, why, day, successor, source.",
        ),
    )


def names(source: str, key: str) -> dict[str, tuple[str, ...]]:
    """A CSV file that maps a name to distributions, parted by spaces."""
    return {row[key]: tuple(row["distributions"].split()) for row in rows(source)}


def imports() -> str:
    table = names("imports.csv", "module")
    return module(
        "Modules and the distributions that provide them, where the names differ.",
        "data/imports.csv",
        constant("AS_OF", "str", toml("about.toml")["imports"]["as_of"], "Day on which the table was made."),
        constant("PROVIDERS", "dict[str, tuple[str, ...]]", table, "Distributions by dotted module."),
    )


def conda_names() -> str:
    table = names("conda_names.csv", "conda")
    return module(
        "Conda packages: the PyPI names that they stand for, where the names differ, and what they bring.",
        "data/conda_names.csv and data/conda_requires.csv",
        constant("AS_OF", "str", toml("about.toml")["conda_names"]["as_of"], "Day on which the table was made."),
        constant("STANDS_FOR", "dict[str, tuple[str, ...]]", table, "Distributions by conda name; () holds none."),
        constant(
            "BRINGS",
            "dict[str, str]",
            {row["conda"]: row["requires"] for row in rows("conda_requires.csv")},
            "What a conda package may bring beside the requirements of the distribution that it stands for.",
        ),
    )


OLDEST = "3.10"
"""The oldest Python of the sources that state none."""


def seen() -> str:
    table = {
        name: f"{row['versions'][0]} {row['versions'][-1]} {row.get('python', OLDEST)}"
        for name, row in sorted(toml("requires.toml")["distribution"].items())
    }
    return module(
        "Versions of distributions whose requirements are in the table.",
        "data/requires.toml",
        constant(
            "SEEN",
            "dict[str, str]",
            table,
            "The oldest and the newest version seen, and the oldest Python for which the newest was looked up.",
        ),
    )


def requires() -> str:
    data = toml("requires.toml")
    ranged = rows("requires_ranges.csv")
    table = {name: set(row["requires"]) for name, row in data["distribution"].items()}
    bounds: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for name, row in data["distribution"].items():
        for requirement, version in row.get("dropped", {}).items():
            bounds[name] = (*bounds.get(name, ()), (requirement, "", version))
    for row in ranged:
        table[row["distribution"]].add(row["requirement"])
        if row["since"] or row["before"]:
            bound = (row["requirement"], row["since"], row["before"])
            bounds[row["distribution"]] = (*bounds.get(row["distribution"], ()), bound)
    return module(
        "What distributions require.",
        "data/requires.toml and data/requires_ranges.csv",
        constant("AS_OF", "str", data["as_of"], "Day of the newest source."),
        constant(
            "REQUIRES",
            "dict[str, str]",
            {name: " ".join(sorted(table[name])) for name in sorted(table)},
            "Direct requirements by distribution, over all versions seen: `name` or `name[extra,extra]`.",
        ),
        constant(
            "BOUNDS",
            "dict[str, tuple[tuple[str, str, str], ...]]",
            bounds,
            "Requirements that hold for some versions only: name, since (inclusive), before (exclusive); may be empty.",
        ),
    )


def extras() -> str:
    table = {
        f"{name}[{canonicalize_name(extra)}]": " ".join(requirements)
        for name, row in toml("requires.toml")["distribution"].items()
        for extra, requirements in row.get("extras", {}).items()
    }
    return module(
        "What the extras of distributions add.",
        "data/requires.toml",
        constant("EXTRAS", "dict[str, str]", dict(sorted(table.items())), "Requirements by `distribution[extra]`."),
    )


def stdlib() -> str:
    data = toml("stdlib.toml")
    return module(
        "The standard library of Python 3.6 to 3.15.",
        "data/stdlib.toml",
        constant("ALWAYS", "frozenset[str]", Frozen(data["always"].split()), "Modules of all versions."),
        constant(
            "RANGED",
            "dict[str, tuple[str, str]]",
            {name: tuple(bounds) for name, bounds in data["ranged"].items()},
            "Modules of some versions: since (inclusive) and before (exclusive); may be empty.",
        ),
    )


class Frozen(list[str]):
    """A list that is written as a frozenset, in order."""

    def __repr__(self) -> str:
        return f"frozenset({tuple(sorted(self))!r})"


def platform() -> str:
    data = toml("platform.toml")
    constants = [constant("AS_OF", "str", data["as_of"], "Day on which the table was made.")]
    for kind in ("always", "online", "batch", "v1"):
        listed = sorted(name for value in data[kind].values() if isinstance(value, list) for name in value)
        exact = Frozen(name for name in listed if not name.endswith("*"))
        prefixes = tuple(name.removesuffix("*") for name in listed if name.endswith("*"))
        constants += [
            constant(f"{kind.upper()}_NAMES", "frozenset[str]", exact, f"Whole names, {kind}."),
            constant(f"{kind.upper()}_PREFIXES", "tuple[str, ...]", prefixes, f"Beginnings of names, {kind}."),
        ]
    constants.append(
        constant("DEFAULTS", "dict[str, str]", data["defaults"], "Values that the server takes where none is set.")
    )
    return module("Environment variables that no file sets.", "data/platform.toml", *constants)


def python_versions() -> str:
    table = {row["version"]: (row["end_of_life"], row["source"]) for row in rows("python_versions.csv")}
    return module(
        "End of life of Python versions.",
        "data/python_versions.csv",
        constant("AS_OF", "str", toml("about.toml")["python_versions"]["as_of"], "Day on which the table was made."),
        constant("END_OF_LIFE", "dict[str, tuple[str, str]]", table, "By version: date and source."),
    )


def server() -> str:
    data = toml("server.toml")
    versions = tuple(
        (
            *(row.get(f) for f in ("version", "python", "flask", "pydantic", "werkzeug", "gunicorn")),
            row.get("released", ""),
        )
        for row in data["version"]
    )
    scalars = ("port", "health_port", "liveness", "readiness", "scoring", "swagger", "source", "as_of")
    return module(
        "The inference server.",
        "data/server.toml",
        *(constant(name.upper(), type(data[name]).__name__, data[name], f"`{name}` of the data.") for name in scalars),
        constant("HIDES", "frozenset[str]", Frozen(data["hides"]), "Modules of the server seen to hide siblings."),
        constant("MAY_HIDE", "frozenset[str]", Frozen(data["may_hide"]), "Further modules of the server's folder."),
        constant(
            "VERSIONS",
            "tuple[tuple[str, str, str | None, str | None, str | None, str | None, str], ...]",
            versions,
            "Version, then the specifiers of Python, flask, pydantic, werkzeug and gunicorn, release day.",
        ),
        constant("NEWEST", "dict[str, str]", data["newest"], "The newest version by Python version."),
        constant(
            "DEFAULTS",
            "tuple[tuple[str, str], ...]",
            tuple((row["version"], row["server"]) for row in data["defaults"]),
            "What azureml-defaults asks of the server; an empty specifier: it does not bring it.",
        ),
    )


def known_bad() -> str:
    data = toml("known_bad.toml")
    gpu = data["gpu"]
    combinations = tuple(
        (tuple(row["packages"].items()), row["effect"], row["message"], row["source"]) for row in data["combination"]
    )
    return module(
        "Packages and combinations that are known to fail or to be retired.",
        "data/known_bad.toml",
        constant("AS_OF", "str", data["as_of"], "Day on which the table was made."),
        constant(
            "IMPORT_NAMES",
            "dict[str, tuple[str, str, bool, str, str]]",
            {r["name"]: (r["package"], r["state"], r["fails"], r["why"], r["source"]) for r in data["import_name"]},
            "By the mistaken name: distribution meant, state, whether the installation fails, why, source.",
        ),
        constant(
            "RETIRED",
            "dict[str, tuple[str, str, str, str]]",
            {r["name"]: (r["successor"], r["why"], r.get("since", ""), r["source"]) for r in data["retired"]},
            "By distribution: successor, why, since, source.",
        ),
        constant(
            "PYPI_ONLY",
            "tuple[tuple[str, str], ...]",
            tuple((r["name"], r["source"]) for r in data["pypi_only"]),
            "Name, a `*` at the end for any text, `!` for one that conda has; source.",
        ),
        constant(
            "COMBINATIONS",
            "tuple[tuple[tuple[tuple[str, str], ...], str, str, str], ...]",
            combinations,
            "Packages with specifiers, effect, message, source.",
        ),
        constant(
            "REMOVED_APIS",
            "dict[str, tuple[str, str, str, str, str]]",
            {
                name: (row["package"], row["since"], row.get("until", ""), row["instead"], row["source"])
                for row in data["removed_api"]
                for name in row["names"]
            },
            "By dotted name: distribution, gone since this version, back from that one, replacement, source.",
        ),
        constant(
            "SYSTEM_LIBRARIES",
            "dict[str, tuple[str, tuple[str, ...], str, str, bool, str]]",
            {
                name: (
                    row["needs"],
                    tuple(row["brought_by"]),
                    row.get("instead", ""),
                    row["error"],
                    row.get("at_build", False),
                    row["source"],
                )
                for row in data["system_library"]
                for name in row["packages"]
            },
            "By distribution: what it needs, what installs that, other package, error, whether the build needs it.",
        ),
        constant("SERVER_PINS", "tuple[str, ...]", tuple(data["server_pins"]["packages"]), "Pinned by the server."),
        constant("GPU_COUNTERPARTS", "dict[str, str]", gpu["counterparts"], "GPU build to CPU package."),
        constant("GPU_NEEDED", "frozenset[str]", Frozen(gpu["needs_gpu"]), "Packages that need a GPU in normal use."),
        constant("GPU_CONDA", "tuple[str, ...]", tuple(gpu["conda"]), "Conda packages; a `*` stands for any text."),
        constant("CPU_ONLY", "frozenset[str]", Frozen(gpu["cpu_only"]), "Packages that cannot use a GPU."),
    )


def sdk_v2() -> str:
    data = toml("sdk_v2.toml")
    return module(
        "Keyword arguments of the classes of azure-ai-ml.",
        "data/sdk_v2.toml",
        constant("SOURCE", "str", data["source"], "The package whose classes were called."),
        constant(
            "PARAMETERS",
            "dict[str, tuple[str, ...]]",
            {name: tuple(taken) for name, taken in data["parameters"].items()},
            "By class that raises TypeError for any other: all that it takes.",
        ),
    )


TABLES: tuple[Callable[[], str], ...] = (
    conda_names,
    extras,
    images,
    imports,
    known_bad,
    platform,
    python_versions,
    requires,
    sdk_v2,
    seen,
    server,
    skus,
    stdlib,
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a table is stale")
    check = parser.parse_args().check
    stale = []
    for table in TABLES:
        path = FACTS / "tables" / f"{table.__name__}.py"
        text = table().encode()
        if not path.exists() or path.read_bytes() != text:
            stale.append(path.name)
            if not check:
                path.write_bytes(text)
    if check and stale:
        print(f"stale: {', '.join(stale)}; run python tools/compile_facts.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
