"""Runs the examples of rule pages: Bad must be found at the marked lines, Good must be silent.

For amllint's own rules and for those of other packages:

    @pytest.mark.parametrize("example", page_of(info).examples, ids=lambda example: example.id)
    def test_example(example, tmp_path):
        assert mistakes(info, example, bases="fixtures/base", folder=tmp_path) == []
"""

from __future__ import annotations

import os
import shutil

from .config import CONFIG_FILES, Config, load_config
from .pages import Example, ExampleFile, Page, PageError, page_of
from .project import Project
from .record import replace
from .registry import RuleInfo
from .rules.index import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .finding import Finding
    from .judge import Verdict

__all__ = ["Example", "ExampleFile", "Page", "PageError", "lint_example", "mistakes", "page_of", "write_project"]


def write_project(example: Example, bases: str | os.PathLike[str], folder: str | os.PathLike[str]) -> None:
    """Write the example's project into `folder`: its base project from below `bases`, and its own files over that.

    Raise PageError for a base that does not exist, or a deleted file that the base does not hold.
    """
    base = os.path.join(bases, example.base)
    if not os.path.isdir(base):
        raise PageError(f"line {example.line}: there is no base project {example.base!r}")
    shutil.copytree(base, folder, dirs_exist_ok=True)
    for file in example.files:
        path = os.path.join(folder, file.path)
        if file.text is None:
            if not os.path.exists(path):
                raise PageError(f"line {example.line}: the base has no {file.path} to delete")
            os.remove(path)
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(file.text)
    if example.config is not None:
        with open(os.path.join(folder, "pyproject.toml"), "w", encoding="utf-8", newline="") as out:
            out.write(example.config)


def lint_example(info: RuleInfo, folder: str | os.PathLike[str]) -> Verdict:
    """Check the project in `folder` with all rules that are on, and this one; raise PageError for a wrong config."""
    return _project(info, folder).check()


def _project(info: RuleInfo, folder: str | os.PathLike[str]) -> Project:
    root = os.fspath(folder)
    config: Config | list[str] = Config()
    for name in CONFIG_FILES:
        if os.path.exists(os.path.join(root, name)):
            config = load_config(os.path.join(root, name))
    if isinstance(config, list):
        raise PageError("; ".join(config))
    rules = (*RULES, *(() if info in RULES else (info,)))
    config = replace(config, extend_select=(*config.extend_select, info.code))
    return Project(os.path.abspath(root), (os.path.abspath(root),), config, rules)


def mistakes(
    info: RuleInfo, example: Example, bases: str | os.PathLike[str], folder: str | os.PathLike[str]
) -> list[str]:
    """What is wrong with an example, a sentence each; nothing if rule and page agree.

    Bad: this rule's findings have their primary places on the marked lines and nowhere else. Where such a
    finding has a fix, applying it removes the finding and brings none as grave. Good: no rule reports an error or a
    warning, and this one reports nothing. `folder` is an empty folder to work in.
    """
    write_project(example, bases, folder)
    project = _project(info, folder)
    verdict = project.check()
    found = []
    if verdict.crashed:
        found += [told(finding) for finding in verdict.shown if finding.code == "AML901"] or ["amllint failed"]
    if example.verdict == "Good":
        loud = [finding for finding in verdict.shown if finding.code == info.code or finding.severity != "note"]
        return found + [f"not silent: {told(finding)}" for finding in loud if finding.code != "AML901"]
    wanted = {(file.path, line) for file in example.files for line in file.marks}
    own = [finding for finding in verdict.shown if finding.code == info.code]
    places = {(finding.place.file, finding.place.line) for finding in own}
    found += [f"{path}:{line} is marked, but nothing was found there" for path, line in sorted(wanted - places)]
    found += [
        f"not marked: {told(finding)}" for finding in own if (finding.place.file, finding.place.line) not in wanted
    ]
    return found + _fix_mistakes(info, project, verdict)


def _fix_mistakes(info: RuleInfo, project: Project, verdict: Verdict) -> list[str]:
    """What is wrong with the fixes of the rule's findings."""
    fixes = [finding.fix for finding in verdict.shown if finding.code == info.code and finding.fix is not None]
    if not fixes:
        return []
    from .fix import fix

    def read(path: str) -> bytes:
        with open(os.path.join(project.root, path), "rb") as file:
            return file.read()

    graver = info.fix is None or (info.fix == "safe" and any(one.safety == "unsafe" for one in fixes))
    found = [f"a finding has a fix that the rule's `fix={info.fix}` does not promise"] if graver else []
    result = fix(
        verdict,
        lambda files: project.check(overlay=files),
        read,
        unsafe=True,
        wanted=lambda finding: finding.code == info.code,
    )
    return found + [f"its fix fails: {told(one.finding)}: {one.reason}" for one in result.refused]


def told(finding: Finding) -> str:
    """A finding in one line."""
    place = finding.place
    return f"{place.file}:{place.line}:{place.column}: {finding.code} {finding.severity} {finding.message}"
