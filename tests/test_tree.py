from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.ignore_rules import IgnoreRules
from amllint.text import Source, Undecodable
from amllint.tree import Tree, Unreadable


def plant(root: Path, *paths: str, text: str = "x\n") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def test_names_are_compared_exactly(tmp_path: Path) -> None:
    plant(tmp_path, "code/score.py")
    tree = Tree(str(tmp_path))
    assert tree.kind("code/score.py") == "file" and tree.kind("code") == "folder"
    assert tree.kind("code/Score.py") is None
    assert tree.near("code/Score.py") == ("code/score.py",)
    assert tree.kind("code/score.py/x") is None


def test_nothing_outside_the_root_is_read(tmp_path: Path) -> None:
    plant(tmp_path, "secret.txt", "project/a.txt")
    os.symlink(tmp_path / "secret.txt", tmp_path / "project" / "link.txt")
    tree = Tree(str(tmp_path / "project"))
    assert tree.resolve("a", "../../secret.txt") is None
    assert tree.resolve("a", "/etc/passwd") is None
    assert tree.resolve("a/b", "../c.txt") == "a/c.txt"
    assert tree.kind("link.txt") == "outside"
    assert tree.walk() == ("a.txt",)


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.txt")
    os.symlink(tmp_path / "a", tmp_path / "a" / "again")
    os.symlink("loop", tmp_path / "loop")
    tree = Tree(str(tmp_path))
    assert tree.walk() == ("a/b.txt",)
    assert tree.below("") == ("a/b.txt",)
    assert isinstance(tree.read("loop"), Unreadable)


def test_the_overlay_covers_the_disk(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt")
    tree = Tree(str(tmp_path), {"a.txt": b"new", "new/b.txt": b"b"})
    assert tree.read("a.txt") == b"new" and tree.read("new/b.txt") == b"b"
    assert tree.kind("new") == "folder" and tree.walk() == ("a.txt", "new/b.txt")
    assert tree.size("new") == 1


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary.yml").write_bytes(b"\x80\0")
    os.mkfifo(tmp_path / "pipe.yml")
    tree = Tree(str(tmp_path))
    assert isinstance(tree.source("binary.yml"), Undecodable)
    assert tree.read("pipe.yml") == Unreadable("it is no regular file")
    assert tree.read("absent.yml") == Unreadable("No such file or directory")
    assert isinstance(tree.read("a\0b"), Unreadable)


def test_the_read_set_holds_absent_paths(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt")
    tree = Tree(str(tmp_path))
    tree.recorded = set()
    tree.kind("absent.txt")
    tree.source("a.txt")
    assert tree.recorded == {"absent.txt", "a.txt"}


def test_walking_skips_caches_environments_and_what_git_ignores(tmp_path: Path) -> None:
    plant(
        tmp_path,
        "a.yml",
        ".venv/b.yml",
        "env/pyvenv.cfg",
        "env/c.yml",
        "mlruns/d.yml",
        "out/e.yml",
        "f.log",
        "keep.log",
    )
    plant(tmp_path, ".gitignore", text="out/\n*.log\n!keep.log\n")
    tree = Tree(str(tmp_path))
    assert tree.walk() == (".gitignore", "a.yml", "keep.log")
    assert tree.kind("out/e.yml") == "file", "look-ups do not skip"
    assert tree.ignored("out/new.yml") and tree.ignored("x.log") and not tree.ignored("a.yml")


def test_lines_with_finds_mentions(tmp_path: Path) -> None:
    plant(tmp_path, "train.py", text="a = 1\njoblib.dump(m, 'model.pkl')\n")
    plant(tmp_path, "data.bin", text="model.pkl")
    assert Tree(str(tmp_path)).lines_with("model.pkl") == (("train.py", "joblib.dump(m, 'model.pkl')"),)


names = st.sampled_from(["a", "b", "ab", "a.txt", "b.log", "x", "build"])
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
pieces = st.sampled_from(["a", "b", "*", "?", "**", "[ab]", "[!a]", ".txt", ".log", "/", "\\*", "build", "x"])
patterns = st.lists(pieces, min_size=1, max_size=5).map("".join)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.tuples(st.sampled_from(["", "!"]), patterns), min_size=1, max_size=4), wanted=paths)
def test_patterns_mean_what_git_says(repository: Path, lines: list[tuple[str, str]], wanted: str) -> None:
    text = "".join(f"{sign}{pattern}\n" for sign, pattern in lines)
    (repository / ".gitignore").write_text(text)
    git = subprocess.run(["git", "check-ignore", "--no-index", "-q", wanted], cwd=repository, stderr=subprocess.DEVNULL)
    assert Tree(str(repository)).ignored(wanted) == (git.returncode == 0), text


def test_rules_of_a_sub_folder_count_from_it() -> None:
    rules = IgnoreRules("sub", ["/x", "y/z", "# comment", "", "  ", "name\\ "])
    assert rules.match("sub/x", False) is True
    assert rules.match("sub/a/x", False) is None
    assert rules.match("x", False) is None
    assert rules.match("sub/y/z", True) is True


def test_source_is_read_once(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt")
    tree = Tree(str(tmp_path))
    first = tree.source("a.txt")
    assert isinstance(first, Source) and tree.source("a.txt") is first
