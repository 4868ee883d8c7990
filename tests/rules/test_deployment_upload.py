"""What an ignore file keeps out of an upload, held against the client where that is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amllint.tree import Tree
from amllint.upload import left_out, uploaded

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = Callable[..., list[str]]

FILES = ("score.py", "sub/helper.py", "data/big.csv", "notes.md", "sub/data/x.csv")
PATTERNS = (
    "*.py",
    "data/",
    "/data",
    "sub",
    "sub/",
    "*.csv\n*.md",
    "sub/*.py",
    "**/data/*",
    "# score.py",
    "nothing",
    "score.*",
)


def project(folder: Path, ignore: str, name: str = ".amlignore") -> Tree:
    for file in FILES:
        (folder / "code" / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / "code" / file).write_text("x", "utf-8")
    (folder / "code" / name).write_text(ignore, "utf-8")
    return Tree(str(folder))


@pytest.mark.parametrize("ignore", PATTERNS)
def test_as_the_client_does(tmp_path: Path, ignore: str) -> None:
    assets = pytest.importorskip("azure.ai.ml._utils._asset_utils")
    tree = project(tmp_path, ignore)
    client = assets.get_ignore_file(tmp_path / "code")
    ours = {file: left_out(tree, "code", f"code/{file}").yes for file in FILES}
    assert ours == {file: client.is_file_excluded(tmp_path / "code" / file) for file in FILES}


def test_amlignore_counts_alone(tmp_path: Path) -> None:
    tree = project(tmp_path, "*.py")
    (tmp_path / "code" / ".gitignore").write_text("*.md", "utf-8")
    tree = Tree(str(tmp_path))
    assert left_out(tree, "code", "code/score.py").yes
    assert left_out(tree, "code", "code/notes.md").no


def test_ignore_files_above_do_not_count(tmp_path: Path) -> None:
    project(tmp_path, "nothing")
    (tmp_path / ".gitignore").write_text("score.py", "utf-8")
    assert left_out(Tree(str(tmp_path)), "code", "code/score.py").no


def test_taken_in_again_is_unknown(tmp_path: Path) -> None:
    tree = project(tmp_path, "*.py\n!score.py")
    assert not left_out(tree, "code", "code/score.py").yes
    assert left_out(tree, "code", "code/sub/helper.py").unknown


def test_what_is_uploaded(tmp_path: Path) -> None:
    tree = project(tmp_path, "data/")
    (tmp_path / "code" / ".env").write_text("KEY=1", "utf-8")
    (tmp_path / "code" / "venv").mkdir()
    (tmp_path / "code" / "venv" / "pyvenv.cfg").write_text("", "utf-8")
    upload = uploaded(Tree(str(tmp_path)), "code")
    assert upload.secrets == ("code/.env",)
    assert upload.environments == ("code/venv",)
    assert upload.files == 6  # the ignore file is one of them
    assert tree.is_file("code/data/big.csv")


def test_a_model_that_git_ignores_in_its_own_folder(found: Found) -> None:
    files = {"model/.gitignore": "*\n", "deployment.yml": ("path: model/classifier.pkl", "path: model")}
    assert [one.split(maxsplit=1)[1] for one in found(files, "AML514")] == ["error model"]
    assert found({"model/.amlignore": "nothing\n"}, "AML514") == []
