from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from amllint.config import Config
from amllint.registry import RuleInfo, UnknownSelectors, load, rule, selected, selector_mistakes
from amllint.rules.index import RULES

ROOT = Path(__file__).parents[1]

MODEL = RuleInfo("AML202", "model-file-missing", "error", on="unit")
SCALE = RuleInfo("AML702", "autoscale-headroom", "warning", on="unit")
SINGLE = RuleInfo("AML704", "single-replica", "note", on="unit", default=False)
OURS = RuleInfo("ACME101", "our-rule", "error", on="unit")
ALL = (MODEL, SCALE, SINGLE, OURS)


def codes(*selectors: tuple[str, ...]) -> list[str]:
    return [info.code for info in selected(ALL, *selectors)]


@pytest.mark.parametrize(
    ("select", "ignore", "extend", "expected"),
    [
        ((), (), (), ["AML202", "AML702", "ACME101"]),
        (("AML7",), (), (), ["AML702"]),
        (("AML",), (), (), ["AML202", "AML702"]),
        (("AML704",), (), (), ["AML704"]),
        (("single-replica",), (), (), ["AML704"]),
        ((), (), ("AML704",), ["AML202", "AML702", "AML704", "ACME101"]),
        ((), (), ("AML7",), ["AML202", "AML702", "ACME101"]),
        ((), ("AML7",), (), ["AML202", "ACME101"]),
        (("AML702",), ("AML7",), (), ["AML702"]),
        (("AML7",), ("AML702",), (), []),
        (("autoscale-headroom",), ("AML70",), (), ["AML702"]),
        (("AML702",), ("autoscale-headroom",), (), []),
        (("ACME",), (), ("AML20",), ["AML202", "ACME101"]),
    ],
)
def test_longest_match_wins(
    select: tuple[str, ...], ignore: tuple[str, ...], extend: tuple[str, ...], expected: list[str]
) -> None:
    assert codes(select, ignore, extend) == expected


def test_unknown_selectors_are_told_all_at_once() -> None:
    with pytest.raises(UnknownSelectors) as caught:
        selected(ALL, ("AML999",), ("autoscale-headrom",), ("A",))
    assert caught.value.messages == (
        "no rule is called `AML999`",
        "no rule is called `autoscale-headrom`; did you mean `autoscale-headroom`?",
        "no rule is called `A`",
    )


def test_settings_that_name_no_rule() -> None:
    config = Config(
        select=("AML2",),
        severity={"modle-file-missing": "note"},
        per_path_ignores={"old/": ("AML1",)},
        origin={"severity": "amllint.toml"},
    )
    assert selector_mistakes(config, ALL) == [
        "amllint.toml: severity: no rule is called `modle-file-missing`; did you mean `model-file-missing`?",
        "settings: per-path-ignores: no rule is called `AML1`",
    ]


def test_decorated_function_is_unchanged_and_knows_its_rule() -> None:
    def check(unit: object):  # type: ignore[no-untyped-def]
        yield unit

    declared = rule("AML702", "autoscale-headroom", "warning", on="unit", kinds=("v2-kubernetes",), fix="unsafe")(check)
    assert declared is check
    assert check.rule == RuleInfo(
        "AML702", "autoscale-headroom", "warning", "unit", ("v2-kubernetes",), "unsafe", True, __name__, "check"
    )


def test_index_is_fresh() -> None:
    told = subprocess.run([sys.executable, "tools/index_rules.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def test_index_imports_no_rule() -> None:
    code = "import sys, amllint.rules.index; print([m for m in sys.modules if m.startswith('amllint.rules.')])"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['amllint.rules.index']"


@pytest.mark.parametrize("info", [info for info in RULES if info.on != "itself"], ids=lambda info: info.code)
def test_each_rule_loads_and_agrees_with_the_index(info: RuleInfo) -> None:
    declared = load(info).rule  # type: ignore[attr-defined]
    assert (declared.code, declared.name, declared.severity) == (info.code, info.name, info.severity)
