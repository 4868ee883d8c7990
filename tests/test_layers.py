"""Holds the imports of the code against the list of layers in docs/design.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent


def listed_layers(text: str) -> dict[str, int]:
    """Rank of each module of the list in a design document; 0 is the top."""
    paragraph = re.search(r"^Layers, .*?:\n(.*?)\.\n", text, re.DOTALL | re.MULTILINE)
    assert paragraph, "docs/design.md has no paragraph 'Layers, ...:' that ends in a full stop"
    ranks: dict[str, int] = {}
    for rank, layer in enumerate(paragraph.group(1).split("→")):
        for module in re.findall(r"`([\w.]+)`", layer):
            assert module not in ranks, f"docs/design.md lists {module} twice"
            ranks[module] = rank
    return ranks


def run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes below `tree`, those that only the type checker sees left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for other in node.orelse:
                yield other
                yield from run_time_nodes(other)
        else:
            yield node
            yield from run_time_nodes(node)


def imported(code: str, package: str) -> Iterator[tuple[str, int]]:
    """Dotted names that a module of `package` imports at run time, with the line.

    `from a import b` gives `a.b`: whether b is a module is for the reader to find out.
    """
    for node in run_time_nodes(ast.parse(code)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{stem}.{alias.name}", node.lineno


def layer_of(name: str) -> str | None:
    """The layer's name of a dotted name: `amllint.read.markup.compose` → `read`; None for what is no part of us.

    The public surface `amllint/__init__.py` is `amllint`; its version may be read from everywhere.
    """
    parts = name.split(".")
    if parts[0] == "pytest_amllint":
        return "pytest_amllint"
    if parts[0] != "amllint" or parts[1:] == ["__version__"]:
        return None
    folder = ROOT / "amllint"
    if len(parts) > 1 and ((folder / f"{parts[1]}.py").exists() or (folder / parts[1]).is_dir()):
        return parts[1]
    return "amllint"


def violations(files: dict[str, str], ranks: dict[str, int]) -> list[str]:
    """What is wrong with the imports of `files` (path relative to the root → code)."""
    wrong = []
    for path, code in sorted(files.items()):
        parts = path.removesuffix(".py").split("/")
        package = ".".join(parts[:-1])
        own = layer_of(".".join(parts).removesuffix(".__init__"))
        if own not in ranks:
            wrong.append(f"{path}: {own} is in no layer of docs/design.md")
            continue
        for name, line in imported(code, package):
            other = layer_of(name)
            if other is None or other == own:
                continue
            if other not in ranks:
                wrong.append(f"{path}:{line}: imports {other}, which is in no layer of docs/design.md")
            elif ranks[other] == ranks[own]:
                wrong.append(f"{path}:{line}: {own} imports its sibling {other}")
            elif ranks[other] < ranks[own]:
                wrong.append(f"{path}:{line}: {own} imports {other}, which is above it")
    return wrong


def own_files() -> dict[str, str]:
    paths = [path for package in ("amllint", "pytest_amllint") for path in (ROOT / package).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


RANKS = listed_layers((ROOT / "docs" / "design.md").read_text("utf-8"))


def test_imports_go_downward() -> None:
    assert violations(own_files(), RANKS) == []


def test_list_is_read_from_the_document() -> None:
    text = "Layers, downward only:\n`cli`, `server` →\n`lint` → `text`.\nMore `words`.\n"
    assert listed_layers(text) == {"cli": 0, "server": 0, "lint": 1, "text": 2}
    with pytest.raises(AssertionError, match="lists lint twice"):
        listed_layers("Layers, x:\n`lint` → `lint`.\n")


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("from .cli import main", "lint imports cli, which is above it"),
        ("def f():\n    from .cli import main", "lint imports cli, which is above it"),
        ("import amllint.cli", "lint imports cli, which is above it"),
        ("from . import cli", "lint imports cli, which is above it"),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    from . import cli", "lint imports cli, which is above it"),
        (
            "try:\n    from amllint.cli import main\nexcept ImportError:\n    pass",
            "lint imports cli, which is above it",
        ),
        ("from .report.text import render", "lint imports its sibling report"),
        ("from .text import Span", None),
        ("from . import __version__", None),
        ("import re, json", None),
        ("if TYPE_CHECKING:\n    from .cli import main", None),
        ("from .model import Unit", "imports model, which is in no layer of docs/design.md"),
    ],
)
def test_violation_is_seen(code: str, complaint: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("cli", "lint", "report", "text", "model"):
        (tmp_path / "amllint").mkdir(exist_ok=True)
        (tmp_path / "amllint" / f"{name}.py").touch()
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    found = violations({"amllint/lint.py": code}, {"cli": 0, "lint": 1, "report": 1, "text": 2})
    assert [text.partition(": ")[2] for text in found] == ([complaint] if complaint else [])


def test_relative_import_in_a_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "amllint" / "read").mkdir(parents=True)
    (tmp_path / "amllint" / "cli.py").touch()
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    ranks = {"cli": 0, "read": 1}
    assert violations({"amllint/read/markup.py": "from ..cli import main\nfrom .yaml import x"}, ranks) == [
        "amllint/read/markup.py:1: read imports cli, which is above it"
    ]
    (tmp_path / "amllint" / "unlisted.py").touch()
    assert violations({"amllint/unlisted.py": ""}, ranks) == [
        "amllint/unlisted.py: unlisted is in no layer of docs/design.md"
    ]
