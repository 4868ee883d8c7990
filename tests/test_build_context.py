"""What a Docker build sees of its context."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amllint.build_context import DockerIgnore, in_context
from amllint.tree import Tree


@pytest.mark.parametrize(
    ("patterns", "path", "out"),
    [
        ("data", "data", True),
        ("data", "data/a.csv", True),
        ("data", "code/data", False),
        ("/data/", "data/a.csv", True),
        ("**/data", "code/data/a.csv", True),
        ("*.csv", "a.csv", True),
        ("*.csv", "data/a.csv", False),
        ("**/*.csv", "data/deep/a.csv", True),
        ("**/*.csv", "a.csv", True),
        ("*\n!code", "code/score.py", False),
        ("*\n!code", "data/a.csv", True),
        ("!code\n*", "code/score.py", True),
        ("# data\n\n./data", "data", True),
        ("temp?", "temp1", True),
        ("temp?", "temp", False),
        ("[ab].txt", "b.txt", True),
        ("[^ab].txt", "b.txt", False),
        ("a.txt", "abtxt", False),
    ],
)
def test_patterns(patterns: str, path: str, out: bool) -> None:
    assert DockerIgnore(patterns).takes_out(path) is out


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_raises(patterns: str, path: str) -> None:
    DockerIgnore(patterns).takes_out(path)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    for name in ("docker/Dockerfile", "docker/app/main.py", "docker/data/big.csv", "docker/requirements.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "docker/.dockerignore").write_text("data\n**/*.tmp\n")
    return Tree(str(tmp_path))


@pytest.mark.parametrize(
    ("path", "state"),
    [
        (".", "yes"),
        ("app", "yes"),
        ("./app/", "yes"),
        ("requirements.txt", "yes"),
        ("app/*.py", "yes"),
        ("Requirements.txt", "no"),
        ("data", "no"),
        ("data/big.csv", "no"),
        ("../secret.txt", "no"),
        ("missing/", "no"),
        ("*.whl", "unknown"),
        ("$APP/main.py", "unknown"),
    ],
)
def test_sources(tree: Tree, path: str, state: str) -> None:
    assert in_context(tree, "docker", "docker/Dockerfile", path).state == state
