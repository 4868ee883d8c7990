"""`pytest --amllint` in the layouts that projects have: nothing is silently left out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[..., None]

BLUE = "deploy/blue/deployment.yml::amllint"
GREEN = "deploy/green/deployment.yml::amllint"
PROJECT = "pyproject.toml::amllint[[]project[]]"
INI = '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n'


@pytest.fixture
def project(pytester: pytest.Pytester, deployment: Write) -> pytest.Pytester:
    """Blue is broken, green is correct; pytest's `testpaths` sees neither."""
    deployment(pytester.path / "deploy" / "blue", name="blue", timeout=240000)
    deployment(pytester.path / "deploy" / "green", name="green")
    pytester.makepyprojecttoml(INI)
    pytester.mkdir("tests").joinpath("test_own.py").write_text("def test_own(): pass\n", "utf-8")
    return pytester


def items(project: pytest.Pytester, *arguments: str) -> list[str]:
    """Node ids of a run of `--collect-only`."""
    result = project.runpytest("--collect-only", "-q", *arguments)
    return [line for line in result.outlines if "::" in line]


def test_testpaths_hide_no_deployment(project: pytest.Pytester) -> None:
    result = project.runpytest("--amllint", "-v")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*collected 4 items",
            f"{BLUE} FAILED*",
            f"{GREEN} PASSED*",
            f"{PROJECT} PASSED*",
            "deploy/blue/deployment.yml:15:23: AML707 error *",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_nothing_happens_without_the_flag(project: pytest.Pytester) -> None:
    plain = items(project, "-p", "no:amllint", ".")
    assert items(project, ".") == plain == ["tests/test_own.py::test_own"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["tests/test_own.py::test_own", BLUE, GREEN, "project"]),
        (["tests"], ["tests/test_own.py::test_own", BLUE, GREEN, "project"]),
        (["."], [BLUE, GREEN, "project", "tests/test_own.py::test_own"]),
        (["deploy/blue"], [BLUE]),
        (["deploy/blue/deployment.yml"], [BLUE]),
        (["deploy", "deploy/blue"], [BLUE, GREEN]),
        (["deploy/blue/deployment.yml", "deploy/blue/deployment.yml"], [BLUE]),
        (["deploy/blue/src"], [BLUE, GREEN, "project"]),
        ([BLUE], [BLUE]),
        (["pyproject.toml::amllint[project]"], ["project"]),
        (["tests/test_own.py::test_own"], ["tests/test_own.py::test_own"]),
        (["-k", "blue"], [BLUE]),
        (["-m", "amllint"], [BLUE, GREEN, "project"]),
        (["-m", "not amllint"], ["tests/test_own.py::test_own"]),
        (["--deselect", GREEN], ["tests/test_own.py::test_own", BLUE, "project"]),
        (["--ignore", "deploy/green"], ["tests/test_own.py::test_own", BLUE, "project"]),
        (["--ignore-glob", "*green*"], ["tests/test_own.py::test_own", BLUE, "project"]),
        (["--amllint-path", "deploy/green"], ["tests/test_own.py::test_own", GREEN, "project"]),
        (["-o", "amllint_paths=deploy/green"], ["tests/test_own.py::test_own", GREEN, "project"]),
    ],
    ids=" ".join,
)
def test_arguments_choose(project: pytest.Pytester, arguments: list[str], expected: list[str]) -> None:
    names = {"project": "pyproject.toml::amllint[project]"}
    found = items(project, "--amllint", *arguments)
    assert sorted(found) == sorted(names.get(item, item) for item in expected)


def test_ignored_folder_names_hide_no_deployment(project: pytest.Pytester, deployment: Write) -> None:
    project.makeini("[pytest]\nnorecursedirs = deploy\n")
    assert {BLUE, GREEN} <= set(items(project, "--amllint"))
    assert items(project, "--amllint", "deploy") == [BLUE, GREEN]


def test_subdirectory(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.path / "tests")
    result = project.runpytest("--amllint")
    result.assert_outcomes(passed=3, failed=1)


def test_no_ini_file_and_no_repository(project: pytest.Pytester) -> None:
    (project.path / "pyproject.toml").unlink()
    for arguments in ([], ["tests"], ["."]):
        result = project.runpytest("--amllint", "-v", *arguments)
        result.assert_outcomes(passed=3, failed=1)
        result.stdout.fnmatch_lines([f"{BLUE} *"])


def test_neighbouring_projects_are_left_alone(project: pytest.Pytester, deployment: Write) -> None:
    other = project.path / "other"
    deployment(other / "deploy", timeout=240000)
    (other / "tests").mkdir()
    (other / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (project.path / ".git").mkdir()
    assert items(project, "--amllint", "--rootdir", "other", "-c", "other/pytest.ini", "other/tests") == [
        "deploy/deployment.yml::amllint",
        "pytest.ini::amllint[project]",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["-p", "no:cacheprovider"],
        ["-W", "error"],
        ["--strict-markers", "--strict-config"],
        ["-n", "2"],
        ["-n", "2", "--dist", "loadfile"],
        ["-n", "2", "--dist", "loadscope"],
        ["-p", "no:randomly", "-x"],
    ],
    ids=" ".join,
)
def test_ways_to_run(project: pytest.Pytester, arguments: list[str]) -> None:
    result = project.runpytest("--amllint", *arguments)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["deploy/blue/deployment.yml:15:23: AML707 error *"])
    result.stdout.no_fnmatch_line("*PytestUnknownMarkWarning*")


def test_last_failed_runs_the_item_again(project: pytest.Pytester) -> None:
    project.runpytest("--amllint").assert_outcomes(passed=3, failed=1)
    result = project.runpytest("--amllint", "--lf", "-v")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"{BLUE} FAILED*"])


def test_nothing_to_check_is_not_green(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml(INI)
    pytester.mkdir("tests").joinpath("test_own.py").write_text("def test_own(): pass\n", "utf-8")
    for arguments in ([], ["-n", "2"], ["tests"]):
        result = pytester.runpytest("--amllint", *arguments)
        result.assert_outcomes(passed=1, failed=1)
        result.stdout.fnmatch_lines([f"*amllint found no deployment in {pytester.path}*"])


def test_several_deployments_in_one_file(project: pytest.Pytester) -> None:
    folder = project.path / "deploy" / "blue"
    green = (project.path / "deploy" / "green" / "deployment.yml").read_text("utf-8")
    both = (folder / "deployment.yml").read_text("utf-8") + "---\n" + green
    (folder / "deployment.yml").write_text(both, "utf-8")
    result = project.runpytest("--amllint", "-v", "deploy/blue")
    result.stdout.fnmatch_lines(
        [
            "deploy/blue/deployment.yml::amllint[[]blue[]] FAILED*",
            "deploy/blue/deployment.yml::amllint[[]green[]] PASSED*",
        ]
    )


def test_findings_below_the_limit_are_shown_and_pass(project: pytest.Pytester) -> None:
    blue = project.path / "deploy" / "blue"
    (blue / "deployment.yml").write_text((blue / "deployment.yml").read_text().replace("240000", "5000"), "utf-8")
    (blue / "conda.yml").write_text((blue / "conda.yml").read_text() + "      - numpy\n", "utf-8")
    warning = "deploy/blue/conda.yml:8:*: AML302 warning *"
    for arguments in ([], ["-n", "2"], ["-W", "error"]):
        result = project.runpytest("--amllint", "--junitxml", "junit.xml", *arguments)
        result.assert_outcomes(passed=4)
        result.stdout.fnmatch_lines(["*= amllint: 1 finding below error =*", warning])
    properties = ElementTree.parse(project.path / "junit.xml").iter("property")
    assert [entry.get("name") for entry in properties] == ["amllint"]
    for arguments in (["--amllint-fail-on", "warning"], ["-o", "amllint_fail_on=warning"]):
        result = project.runpytest("--amllint", *arguments)
        result.assert_outcomes(passed=3, failed=1)
        result.stdout.fnmatch_lines([warning])


def test_findings_of_no_unit_fail_the_project_item(project: pytest.Pytester) -> None:
    (project.path / "deploy" / "green" / "deployment.yml").write_text(
        "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json\nname: [\n", "utf-8"
    )
    result = project.runpytest("--amllint", "--amllint-fail-on", "warning", "-v")
    result.stdout.fnmatch_lines([f"{PROJECT} FAILED*", "deploy/green/deployment.yml:*AML*"])


def test_select_and_ignore(project: pytest.Pytester) -> None:
    project.runpytest("--amllint", "--amllint-ignore", "AML7").assert_outcomes(passed=4)
    project.runpytest("--amllint", "--amllint-select", "AML3,AML5").assert_outcomes(passed=4)
    project.runpytest("--amllint", "--amllint-select", "request-timeout").assert_outcomes(passed=3, failed=1)
    result = project.runpytest("--amllint", "--amllint-select", "request-timout")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*no rule is called `request-timout`; did you mean `request-timeout`?*"])


def test_settings_file(project: pytest.Pytester) -> None:
    (project.path / "strict.toml").write_text('ignore = ["AML707"]\n', "utf-8")
    project.runpytest("--amllint", "--amllint-config", "strict.toml").assert_outcomes(passed=4)
    (project.path / "strict.toml").write_text("ignoer = []\nfail-on = 3\n", "utf-8")
    result = project.runpytest("--amllint", "--amllint-config", "strict.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*ignoer: there is no such key; did you mean `ignore`?", "*fail-on: must be one of*"])


def test_header_says_what_was_found(project: pytest.Pytester) -> None:
    result = project.runpytest("--amllint")
    result.stdout.fnmatch_lines(["amllint *: 2 deployment units in deploy (config: none)"])


def test_items_can_be_marked_in_conftest(project: pytest.Pytester) -> None:
    project.makeconftest(
        "import pytest\n"
        "def pytest_collection_modifyitems(items):\n"
        "    for item in items:\n"
        "        if 'blue' in item.nodeid:\n"
        "            item.add_marker(pytest.mark.xfail(reason='known'))\n"
    )
    project.runpytest("--amllint").assert_outcomes(passed=3, xfailed=1)


def test_amllint_failing_is_an_exception(project: pytest.Pytester) -> None:
    project.makeconftest(
        "import amllint\n"
        "def broken(*paths, **options):\n"
        "    raise ZeroDivisionError('a defect of amllint')\n"
        "amllint.check = broken\n"
    )
    result = project.runpytest_subprocess("--amllint", "deploy")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*self.project.findings_of(*", "E *ZeroDivisionError: a defect of amllint"])
    result.stdout.no_fnmatch_line("*pluggy*_multicall*")


def test_crashing_rule_is_an_exception(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    from amllint import registry

    def broken(subject: object) -> None:
        raise ZeroDivisionError("a defect of a rule")

    monkeypatch.setattr(registry, "load", lambda info: broken)
    result = project.runpytest_inprocess("--amllint", "deploy/green")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AmllintCrashed: deploy/green/deployment.yml:*AML901 error*"])


def test_same_findings_as_the_command_line(project: pytest.Pytester) -> None:
    import json
    import subprocess
    import sys

    run = subprocess.run(
        [sys.executable, "-m", "amllint", "check", ".", "--format", "json"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1, run.stderr
    told = []
    for one in json.loads(run.stdout)["findings"]:
        start = one["start"]
        told.append(
            f"{one['file']}:{start['line']}:{start['column']}: {one['code']} {one['severity']} {one['message']}"
        )
    assert told
    result = project.runpytest("--amllint", "--amllint-fail-on", "note")
    result.stdout.fnmatch_lines([line.replace("[", "[[]") for line in told])


def test_paths_reach_units_that_read_there(project: pytest.Pytester) -> None:
    assert BLUE in items(project, "--amllint", "--amllint-path", "deploy/blue/src/score.py")
    result = project.runpytest("--amllint", "--amllint-path", "deplyo")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("arguments", [[], ["-n", "2"], ["-x"]], ids=" ".join)
def test_reports_are_written_once_for_the_whole_project(project: pytest.Pytester, arguments: list[str]) -> None:
    import json

    result = project.runpytest(
        "--amllint", "--amllint-output", "sarif=a.sarif", "--amllint-output", "junit=b.xml", "deploy/green", *arguments
    )
    result.assert_outcomes(passed=1)
    (run,) = json.loads((project.path / "a.sarif").read_text("utf-8"))["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["AML707"]
    cases = ElementTree.parse(project.path / "b.xml").iter("testcase")
    assert [case.get("name") for case in cases] == ["blue", "green"]


def test_workers_write_no_report(project: pytest.Pytester) -> None:
    project.makeconftest(
        "from amllint import writing\n"
        "def replaced(path, text):\n"
        "    with open('written.txt', 'a') as file:\n"
        "        file.write(path + '\\n')\n"
        "writing.replaced = replaced\n"
    )
    project.runpytest_subprocess("--amllint", "--amllint-output", "json=a.json", "-n", "2")
    assert len((project.path / "written.txt").read_text("utf-8").splitlines()) == 1


def test_report_that_cannot_be_written(project: pytest.Pytester) -> None:
    for value, complaint in (
        ("html=a", "*'html=a' is not FORMAT=PATH with a format of text, *"),
        ("json=", "*is not FORMAT=PATH*"),
    ):
        result = project.runpytest("--amllint", "--amllint-output", value)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([complaint])
    result = project.runpytest("--amllint", "--amllint-output", "json=no/such/folder/a.json")
    assert result.ret != 0
    result.stderr.fnmatch_lines(["*--amllint-output: no/such/folder/a.json: No such file or directory*"])
    assert not (project.path / "a.json").exists()


def test_nothing_to_check_may_be_allowed(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml(INI + "\n[tool.amllint]\nallow-empty = true\n")
    pytester.runpytest("--amllint").assert_outcomes(passed=1)


def test_nothing_in_a_file_becomes_a_command(project: pytest.Pytester) -> None:
    """Neither in the failure, nor in the summary, nor in JUnit's file."""
    blue = project.path / "deploy" / "blue" / "deployment.yml"
    evil = "##vso[task.setvariable variable=x]y"
    text = blue.read_text("utf-8").replace("instance_count: 3", f'"{evil}\\n::set-output name=a::b\\e[31m": 3')
    blue.write_text(text.replace("Standard_D4as_v4", f'"{evil}"'), "utf-8")
    result = project.runpytest("--amllint", "--amllint-fail-on", "note", "--junitxml", "junit.xml", "-rA", "-vv")
    for output in (result.stdout.str(), result.stderr.str(), (project.path / "junit.xml").read_text("utf-8")):
        assert "##vso[" not in output
        assert "\x1b[31m" not in output
        assert not [line for line in output.splitlines() if line.lstrip().startswith("::")]
    assert "# #vso[" in result.stdout.str()
