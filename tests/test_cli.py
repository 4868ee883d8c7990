from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from amllint import __version__, cli
from amllint.finding import Finding
from amllint.model import BoundUnit
from amllint.report import FORMATS
from amllint.rules.index import RULES
from amllint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from amllint.finding import Severity

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((Path(__file__).parent / "report.schema.json").read_text("utf-8"))
HEAVY = ("libcst", "ruamel", "dockerfile_parse", "yaml")
NAMES = {info.code: info.name for info in RULES}


class FakeLint(ModuleType):
    """Stands in for the pipeline: gives what the test says, remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__("amllint.lint")
        self.source = Source("deploy/deployment.yml", "name: blue\ninstance_count: 1\n")
        self.findings: list[Finding] = []
        self.units: tuple[BoundUnit, ...] = (
            BoundUnit("deploy/deployment.yml:blue", "v2-managed", self.source, self.source.span(0, 4), "blue", "credit",
                      None, {}, None, (), None),
        )  # fmt: skip
        self.crashed = False
        self.error: BaseException | None = None
        self.options: dict[str, Any] = {}
        self.calls: list[tuple[str, tuple[str, ...], Any]] = []

    def find(self, code: str, severity: Severity, message: str = "it is wrong") -> None:
        name = NAMES.get(code, "some-rule")
        self.findings.append(Finding(code, name, severity, message, self.source.span(0, 4)))

    def lint(self, root: str, paths: tuple[str, ...], config: Any, **options: Any) -> Any:
        self.options = options
        self.calls.append((root, paths, config))
        if self.error is not None:
            raise self.error
        return SimpleNamespace(
            units=self.units, findings=tuple(self.findings), crashed=self.crashed, sources=(self.source,)
        )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "deployment.yml").touch()
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def lint(monkeypatch: pytest.MonkeyPatch, project: Path) -> FakeLint:
    fake = FakeLint()
    monkeypatch.setitem(sys.modules, "amllint.lint", fake)
    return fake


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.run(arguments)
        except SystemExit as error:  # argparse
            code = int(error.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return call


Run = "Callable[..., tuple[int, str, str]]"


# -- exit codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severities", "arguments", "code"),
    [
        ([], [], 0),
        (["warning", "note"], [], 0),
        (["error"], [], 1),
        (["warning"], ["--fail-on", "warning"], 1),
        (["note"], ["--fail-on=note"], 1),
        (["error"], ["--exit-zero"], 0),
        (["error"], ["--format", "json"], 1),
        (["error"], ["--format", "concise", "--statistics"], 1),
    ],
)
def test_exit_code_of_findings(
    lint: FakeLint, run: Run, severities: list[Severity], arguments: list[str], code: int
) -> None:
    for severity in severities:
        lint.find("AML505", severity)
    assert run("check", *arguments)[0] == code


@pytest.mark.parametrize("format", ["text", "concise", "json"])
def test_crash_wins_over_everything(lint: FakeLint, run: Run, format: str) -> None:
    lint.find("AML901", "error")
    lint.crashed = True
    unwritable = f"json={os.devnull}/x"
    assert run("check", "--format", format, "--exit-zero", "--output-file", unwritable)[0] == 3


def test_usage_wins_over_findings(lint: FakeLint, run: Run) -> None:
    lint.find("AML505", "error")
    code, out, err = run("check", "--output-file", "json=no/such/folder/x.json")
    assert code == 2
    assert "AML505" in out
    assert "no/such/folder/x.json cannot be written: No such file or directory" in err


def test_failure_of_amllint_itself(lint: FakeLint, run: Run) -> None:
    lint.error = RuntimeError("boom ##vso[task.x]\x1b[31m")
    code, out, err = run("check", "--exit-zero")
    assert code == 3
    assert out == ""
    assert "RuntimeError: boom # #vso[task.x]\\x1b[31m" in err
    assert "please report" in err
    lint.error = KeyboardInterrupt()
    assert run("check")[0] == 130


def test_nothing_to_check(lint: FakeLint, run: Run) -> None:
    lint.units = ()
    code, out, err = run("check", "deploy")
    assert (code, out, err) == (0, "no findings (0 units)\n", "amllint: no deployment found in deploy\n")
    assert run("check", "--require-units")[0] == 2
    assert json.loads(run("check", "--format", "json")[1]) == {"version": 1, "units": [], "findings": []}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["check", "nowhere", "##vso[x]"], "there is no file or folder 'nowhere'\namllint: there is no file or "),
        (["check", "##vso[x]"], "amllint: there is no file or folder '# #vso[x]'"),
        (["check", "--format", "html"], "invalid choice: 'html'"),
        (["check", "--output-file", "json"], "not of the form FORMAT=PATH"),
        (["check", "--output-file", "html=x"], "'html' is no format (there are text, concise, json, "),
        (["check", "--select", "AML999,init-may-rise"], "the command line: select: no rule is called `AML999`"),
        (["check", "--ignore", "unreadable-fil"], "did you mean `unreadable-file`?"),
        (["check", "--config", "no.toml"], "no.toml: No such file or directory"),
        (["check", "--config", "a", "--no-config"], "not allowed with argument"),
        (["check", "--fail", "note"], "unrecognized arguments"),
        (["check", "--x\n::set-output"], "unrecognized arguments: --x\\n::set-output"),
        (["rule", "unused-ignor"], "no rule is called `unused-ignor`; did you mean `unused-ignore`?"),
        (["lint"], "invalid choice: 'lint'"),
        ([], "usage: amllint"),
    ],
)  # fmt: skip
def test_wrong_usage(lint: FakeLint, run: Run, arguments: list[str], complaint: str) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert complaint in err
    assert lint.calls == []


def test_all_mistakes_of_the_settings_at_once(lint: FakeLint, run: Run, project: Path) -> None:
    (project / "amllint.toml").write_text("selct = []\npython = 3.1\n")
    code, _, err = run("check")
    assert code == 2
    assert [line.partition(".toml: ")[2] for line in err.splitlines()] == [
        "selct: there is no such key; did you mean `select`?",
        'python: must be a version in quotes, such as "3.11"',
    ]
    (project / "amllint.toml").write_text('ignore = ["AML000"]\nseverity = { AML001 = "note" }\n')
    assert run("check")[2].count("no rule is called") == 2
    assert run("check", "--no-config")[0] == 0


# -- what is asked of the pipeline -------------------------------------------------------------------------------------


def test_root_and_paths_are_absolute(lint: FakeLint, run: Run, project: Path, monkeypatch: Any) -> None:
    run("check")
    run("check", "deploy/deployment.yml", "deploy")
    monkeypatch.chdir(project / "deploy")
    run("check")
    run("check", "..")
    assert [(root, paths) for root, paths, _ in lint.calls] == [
        (str(project), (str(project),)),
        (str(project), (str(project / "deploy" / "deployment.yml"), str(project / "deploy"))),
        (str(project), (str(project / "deploy"),)),
        (str(project), (str(project),)),
    ]


def test_where_paths_count_from_is_told_only_where_it_matters(
    lint: FakeLint, run: Run, project: Path, monkeypatch: Any
) -> None:
    lint.find("AML505", "error")
    assert run("check")[2] == ""
    monkeypatch.chdir(project / "deploy")
    assert run("check")[2] == f"amllint: paths are relative to {project}\n"


def test_options_stand_in_front_of_the_settings(lint: FakeLint, run: Run, project: Path) -> None:
    (project / "amllint.toml").write_text('select = ["AML5"]\nignore = ["AML505"]\nfail-on = "note"\n')
    (project / "other.toml").write_text('fail-on = "warning"\n')
    run("check", "--select", "AML505, AML9", "--select=AML302", "--extend-select", "AML907", "--fail-on", "error")
    run("check", "--ignore", "AML9")
    run("check", "--config", "other.toml")
    first, second, third = (config for _, _, config in lint.calls)
    assert (first.select, first.ignore, first.extend_select) == (("AML505", "AML9", "AML302"), (), ("AML907",))
    assert first.fail_on == "error"
    assert (second.select, second.ignore, second.fail_on) == (("AML5",), ("AML505", "AML9"), "note")
    assert (third.select, third.fail_on, third.path) == ((), "warning", "other.toml")


def test_unused_comments_only_below_the_given_paths(lint: FakeLint, run: Run) -> None:
    lint.source = Source("deploy/deployment.yml", "a: 1  # amllint: ignore[AML505] why\n")
    assert "AML903" in run("check", "--format", "concise")[1]
    assert "AML903" in run("check", "deploy", "--format", "concise")[1]
    (Path("deploy") / "other.yml").touch()
    assert "AML903" not in run("check", "deploy/other.yml", "--format", "concise")[1]


# -- output -----------------------------------------------------------------------------------------------------------


def test_several_reports_in_one_run(lint: FakeLint, run: Run, project: Path) -> None:
    lint.find("AML505", "error", "größer")
    code, out, _ = run("check", "--format", "concise", "--output-file", "json=a.json", "--output-file", "text=b.txt")
    assert code == 1
    assert out == "deploy/deployment.yml:1:1: AML505 error größer\n"
    data = json.loads((project / "a.json").read_bytes())
    jsonschema.validate(data, SCHEMA)
    assert [finding["message"] for finding in data["findings"]] == ["größer"]
    assert "größer" in (project / "b.txt").read_text("utf-8")


def test_report_replaces_a_file_as_a_whole(
    lint: FakeLint, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a.json").write_text("old")
    (project / "link.json").symlink_to("a.json")

    def full(path: str, text: str, mode: str) -> None:
        Path(path).write_text(text[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("amllint.writing._write", full)
        code, _, err = run("check", "--output-file", "json=a.json")
        assert (code, "a.json cannot be written: No space left on device" in err) == (2, True)
    assert (project / "a.json").read_text() == "old"
    assert run("check", "--output-file", "json=link.json", "--output-file", f"json={os.devnull}")[0] == 0
    assert (project / "link.json").is_symlink()
    assert json.loads((project / "a.json").read_text())["findings"] == []
    assert {path.name for path in project.iterdir()} == {".git", "deploy", "a.json", "link.json"}
    assert not os.path.isfile(os.devnull)


@pytest.mark.parametrize(
    ("environment", "first"),
    [
        ({}, "error[AML505 "),
        ({"TF_BUILD": "True"}, "##vso[task.logissue type=error;sourcepath=deploy/"),
        ({"GITHUB_ACTIONS": "true"}, "::error file=deploy/deployment.yml,line=1,"),
        ({"GITHUB_ACTIONS": "false", "TF_BUILD": ""}, "error[AML505 "),
    ],
)
def test_format_of_the_pipeline(
    lint: FakeLint, run: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], first: str
) -> None:
    for name in ("TF_BUILD", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    lint.find("AML505", "error")
    code, out, _ = run("check", "--format", "auto")
    assert (code, out[: len(first)]) == (1, first)


def test_step_summary_is_added_to(lint: FakeLint, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "summary.md").write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    lint.find("AML505", "error")
    run("check")
    assert (project / "summary.md").read_text() == "before\n"
    run("check", "--format", "github")
    text = (project / "summary.md").read_text()
    assert text.startswith("before\n### amllint\n")
    assert "| error | AML505 reference-missing |" in text


@pytest.mark.parametrize("format", FORMATS)
def test_exit_code_is_the_same_in_every_format(lint: FakeLint, run: Run, format: str) -> None:
    assert run("check", "--format", format)[0] == 0
    lint.find("AML505", "error")
    assert run("check", "--format", format)[0] == 1


def test_services_name_files_from_the_repository(
    lint: FakeLint, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "deploy" / "amllint.toml").touch()
    monkeypatch.chdir(project / "deploy")
    lint.find("AML505", "error")
    assert "file=deploy/deploy/deployment.yml," in run("check", "--format", "github")[1]
    assert run("check", "--format", "concise")[1].startswith("deploy/deployment.yml:1:1:")


def test_statistics_leave_machine_formats_alone(lint: FakeLint, run: Run) -> None:
    lint.find("AML505", "error")
    counted = "1  AML505  error    reference-missing\n"
    assert run("check", "--statistics")[1].endswith(counted)
    _, out, err = run("check", "--statistics", "--format", "json")
    json.loads(out)
    assert counted in err


def test_ignored_findings_when_asked(lint: FakeLint, run: Run) -> None:
    lint.source = Source("deploy/deployment.yml", "a: 1  # amllint: ignore[AML505] because\n")
    lint.find("AML505", "error")
    assert run("check") == (0, "no findings, 1 ignored (1 unit)\n", "")
    (finding,) = json.loads(run("check", "--show-ignored", "--format", "json")[1])["findings"]
    assert finding["ignored"] == {"by": "comment", "reason": "because"}


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "", "NO_COLOR": ""}, False),
    ],
)
def test_colours(lint: FakeLint, run: Run, monkeypatch: Any, environment: dict[str, str], colour: bool) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    lint.find("AML505", "error")
    assert ("\x1b[" in run("check")[1]) is colour
    assert ("\x1b[" in run("units")[1]) is colour
    assert ("\x1b[" in run("rule", "AML903")[1]) is colour
    assert "\x1b[" not in run("check", "--format", "concise")[1]
    run("check", "--output-file", "text=report.txt")
    assert "\x1b[" not in Path("report.txt").read_text("utf-8")


def test_terminal_has_colours_unless_it_is_dumb(monkeypatch: Any) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert cli._colour(terminal)
    monkeypatch.setenv("TERM", "dumb")
    assert not cli._colour(terminal)


def test_units(lint: FakeLint, run: Run) -> None:
    assert run("units") == (0, "deploy/deployment.yml (blue, v2-managed, endpoint credit)\n1 unit\n", "")
    (unit,) = json.loads(run("units", "--format", "json")[1])["units"]
    assert (unit["id"], unit["kind"], unit["file"]) == (
        "deploy/deployment.yml:blue", "v2-managed", "deploy/deployment.yml"
    )  # fmt: skip


def test_rule_pages(lint: FakeLint, run: Run) -> None:
    code, out, _ = run("rule")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [info.code for info in RULES]
    for word in ("AML903", "aml903", "unused-ignore"):
        assert run("rule", word)[1].startswith("AML903 unused-ignore (warning; fix: ")
    assert lint.calls == []


def test_help(run: Run) -> None:
    for command in ([], ["check"], ["units"], ["rule"], ["baseline"], ["config"]):
        code, out, _ = run(*command, "--help")
        assert code == 0
        assert out.startswith("usage: amllint")


# -- the real process --------------------------------------------------------------------------------------------------


def python(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, timeout=60, **options)


def test_version() -> None:
    told = python("-m", "amllint", "--version")
    assert (told.returncode, told.stdout.decode().strip()) == (0, f"amllint {__version__}")


@pytest.mark.parametrize("arguments", [["--version"], ["check", "--version"], ["rule"]])
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        f"sys.argv = ['amllint', *{arguments!r}]\n"
        "from amllint.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    loaded = python("-c", code).stderr.decode().split()
    assert not [name for name in loaded if name.partition(".")[0] in HEAVY]
    if arguments == ["--version"]:
        assert set(loaded) <= {"amllint", "amllint.__main__", "__future__"}


def test_console_without_unicode_shows_escapes(tmp_path: Path) -> None:
    (tmp_path / "amllint.toml").write_text('"größe" = 1\n', "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    told = python("-m", "amllint", "check", str(tmp_path), env=environment)
    assert told.returncode == 2
    assert b"gr\\xf6\\xdfe: there is no such key" in told.stderr


def test_reader_that_goes_away_changes_nothing() -> None:
    code = (
        "import os, sys\n"
        "from amllint import cli\n"
        "cli._write(sys.stdout, 'x' * 1_000_000)\n"
        "cli._write(sys.stdout, 'more')\n"
        "sys.exit(7)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (7, b"")
    process.stderr.close()
