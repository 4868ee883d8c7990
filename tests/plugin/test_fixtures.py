"""The fixtures `amllint` and `amllint_unit`, which need no `--amllint`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def project(pytester: pytest.Pytester, deployment: Callable[..., None]) -> pytest.Pytester:
    deployment(pytester.path / "deploy" / "blue", name="blue", timeout=240000)
    deployment(pytester.path / "deploy" / "green", name="green")
    pytester.makeini("[pytest]\n")
    return pytester


def test_check_gives_codes_and_one_readable_failure(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_deploy="""
        def test_codes(amllint):
            assert amllint.check("deploy/blue").codes() == ["AML707"]
            assert amllint.check("deploy/blue", ignore=["AML707"]).codes() == []
            assert amllint.check("deploy/green").codes() == []
            assert [unit.name for unit in amllint.check().units] == ["blue", "green"]

        def test_green(amllint):
            amllint.check("deploy/green").assert_clean(fail_on="note")

        def test_blue(amllint):
            amllint.check("deploy/blue").assert_clean()

        def test_absent(amllint):
            amllint.check("deploy/bleu")
        """
    )
    result = project.runpytest("-rf")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        ["deploy/blue/deployment.yml:15:23: AML707 error*", "*FileNotFoundError: there is no *bleu to check"]
    )
    result.stdout.no_fnmatch_line("*checking.py:*assert_clean*")


def test_traffic_of_a_test(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_deploy="""
        def test_replicas(amllint):
            expected = {"target_rps": 200, "request_seconds": 0.2}
            assert amllint.check("deploy/green", traffic=expected).codes() == ["AML703"]
            assert amllint.check("deploy/green", traffic={"target_rps": 1, "request_seconds": 0.2}).codes() == []
        """
    )
    project.runpytest().assert_outcomes(passed=1)


def test_unit_runs_once_for_each_deployment(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_policy="""
        def test_instances(amllint_unit):
            assert amllint_unit.setting("instance_count").number >= 3
        """
    )
    result = project.runpytest("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "test_policy.py::test_instances[[]deploy/blue/deployment.yml[]] PASSED*",
            "test_policy.py::test_instances[[]deploy/green/deployment.yml[]] PASSED*",
        ]
    )


def test_unit_without_any_deployment_is_no_silent_skip(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\n")
    pytester.makepyfile("def test_policy(amllint_unit): pass")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*amllint found no deployment in*"])
