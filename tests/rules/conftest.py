"""Projects of one or two changed files over a correct base, and what amllint finds in them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amllint.config import Config, load_config
from amllint.lint import lint

if TYPE_CHECKING:
    from collections.abc import Callable

BASES = Path(__file__).parents[2] / "fixtures" / "base"


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., list[str]]:
    """`found({path: text or (old, new)}, code, base="v2")`: the findings of a rule as `path:line severity subject`."""

    def run(files: dict[str, str | tuple[str, str]], code: str, base: str = "v2", config: str = "") -> list[str]:
        shutil.copytree(BASES / base, tmp_path, dirs_exist_ok=True)
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(text, tuple):
                old = path.read_text("utf-8")
                assert text[0] in old, f"{name} holds no {text[0]!r}"
                text = old.replace(*text)
            path.write_text(text, "utf-8")
        settings: Config | list[str] = Config(select=(code,))
        if config:
            (tmp_path / "amllint.toml").write_text(f'select = ["{code}"]\n{config}', "utf-8")
            settings = load_config(str(tmp_path / "amllint.toml"))
        assert isinstance(settings, Config), settings
        report = lint(str(tmp_path), (str(tmp_path),), settings)
        assert not report.crashed, [finding.message for finding in report.findings if finding.code == "AML901"]
        return [
            f"{one.place.file}:{one.place.line} {one.severity} {one.subject}"
            for one in report.findings
            if one.code == code
        ]

    return run
