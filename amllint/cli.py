"""The command line: the only place with arguments, environment, streams and exit codes.

Exit codes: 0 clean, 1 findings at or above `--fail-on`, 2 usage or configuration, 3 amllint itself failed; the highest
wins, in every format.
"""

from __future__ import annotations

import argparse
import os
import sys

from .project import SettingsError, open_project
from .record import Record, replace
from .report import FORMATS, Options, render
from .report.escaping import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, TextIO

    from .judge import Verdict
    from .project import Project

FAILED = 3
"""Exit code when amllint itself failed."""

USAGE = 2
"""Exit code for wrong arguments or settings, and for nothing to check with `--require-units`."""


class UsageError(Exception):
    """Arguments or settings are wrong; each argument of the exception is a sentence."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line in this process; return the exit code, also for what goes wrong in amllint itself."""
    for stream in (sys.stdout, sys.stderr):
        _tolerate(stream)
    try:
        return main(arguments)
    except (UsageError, SettingsError) as error:
        for sentence in getattr(error, "messages", error.args):
            _note(sentence)
        return USAGE
    except KeyboardInterrupt:
        return 130
    except Exception:
        from traceback import format_exc

        _write(sys.stderr, "".join(one_line(line) + "\n" for line in format_exc().splitlines()))
        _note("amllint itself failed: please report this, with the lines above")
        return FAILED


def main(arguments: Sequence[str]) -> int:
    """Read the arguments and run the command that they name; raise UsageError or SystemExit where they are wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return USAGE
    command: Callable[[argparse.Namespace], int] = options.command
    return command(options)


# -- arguments -------------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Tells wrong arguments on one line that no CI takes for a command: file names may come from anybody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False, formatter_class=_help)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {one_line(message)}\n")


def _help(prog: str) -> argparse.HelpFormatter:
    """Help as wide as the terminal: argparse asks shutil for the width, which costs 2 ms in every run."""
    try:
        width = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):  # no terminal
        width = 80
    return argparse.HelpFormatter(prog, width=width - 2)


def _parser() -> argparse.ArgumentParser:
    from . import __version__

    parser = _Parser(
        prog="amllint",
        description="Finds, on your desk, why an Azure Machine Learning deployment would fail.",
        epilog="exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 amllint itself failed",
    )
    parser.add_argument("--version", action="version", version=f"amllint {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    check = commands.add_parser("check", help="check deployments")
    check.set_defaults(command=_check)
    _add_project(check)
    _add_rules(check)
    check.add_argument(
        "--fail-on",
        choices=("error", "warning", "note"),
        help="exit with 1 for findings of this severity or a graver one (default: error)",
    )
    check.add_argument(
        "--format",
        choices=(*FORMATS, "auto"),
        default="text",
        help="what to print (default: text); auto: github or azure in their pipelines, else text",
    )
    check.add_argument(
        "--output-file",
        action="append",
        type=_output,
        default=[],
        metavar="FORMAT=PATH",
        help=f"also write a report to a file (repeatable); formats: {', '.join(FORMATS)}",
    )
    fixing = check.add_mutually_exclusive_group()
    fixing.add_argument("--fix", action="store_true", help="change the files where a finding has a safe fix")
    fixing.add_argument(
        "--diff", action="store_true", help="show what --fix would change, and change nothing; exit with 1 if anything"
    )
    check.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: fixes that may be wrong, too")
    check.add_argument("--baseline", metavar="FILE", help="findings that are known; written by `amllint baseline`")
    check.add_argument("--show-ignored", action="store_true", help="show ignored findings too, marked")
    check.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 although there are findings")
    check.add_argument("--require-units", action="store_true", help="exit with 2 if there is no deployment to check")
    part = check.add_mutually_exclusive_group()
    part.add_argument(
        "--staged",
        action="store_true",
        help="check what git would commit: the deployments that the staged changes concern, as they are in the index",
    )
    part.add_argument(
        "--only-units-of",
        nargs="+",
        metavar="FILE",
        help="check the deployments that these files concern, which need not exist any more",
    )
    part.add_argument(
        "--stdin-filename",
        metavar="FILE",
        help="read this file from standard input and check the deployments that it concerns",
    )

    baseline = commands.add_parser("baseline", help="write all findings into a baseline, so that only new ones count")
    baseline.set_defaults(command=_baseline)
    _add_project(baseline)
    _add_rules(baseline)
    baseline.add_argument(
        "--output", metavar="FILE", help="default: the baseline of the settings, else amllint-baseline.json in the root"
    )

    units = commands.add_parser("units", help="show the deployments and what they refer to")
    units.set_defaults(command=_units)
    _add_project(units)
    units.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")

    _add_replicas(commands.add_parser("replicas", help="how many replicas a stated load needs, and what a burst does"))

    _add_snapshot(commands.add_parser("snapshot", help="ask `az` what a workspace or registry holds (needs a login)"))

    config = commands.add_parser("config", help="show the settings, and where each comes from")
    config.set_defaults(command=_config)
    _add_project(config)
    config.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    config.add_argument("--schema", action="store_true", help="print the JSON schema of the settings instead")

    server = commands.add_parser("server", help="be a language server for editors (needs amllint[lsp])")
    server.set_defaults(command=_server)

    rule = commands.add_parser("rule", help="show a rule's page, or all rules")
    rule.set_defaults(command=_rule)
    rule.add_argument("rule", nargs="?", metavar="CODE|NAME", help="the rule; all rules if not given")
    return parser


def _add_replicas(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=_replicas)
    for option, default, help in (
        ("--rps", None, "requests a second"),
        ("--seconds", None, "seconds that one request takes"),
        ("--utilization", "0.7", "target share of busy replicas (default: 0.7)"),
        ("--burst", "2", "the peak as a multiple of the load (default: 2)"),
        ("--start-seconds", "60", "seconds until a new replica answers (default: 60)"),
        ("--queue-seconds", "0.5", "seconds that a request waits at most (default: 0.5)"),
    ):
        parser.add_argument(option, default=default, required=default is None, metavar="N", help=help)
    for option, number, help in (
        ("--concurrency", 1, "requests that one replica answers at a time (default: 1)"),
        ("--min", 1, "replicas that your autoscaler has at least (default: 1)"),
        ("--max", 10, "replicas that it has at most (default: 10)"),
    ):
        parser.add_argument(option, type=int, default=number, metavar="N", help=help)


def _add_snapshot(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=_snapshot)
    parser.add_argument("--workspace", "-w", metavar="W", help="the workspace")
    parser.add_argument("--resource-group", "-g", metavar="G", help="its resource group")
    parser.add_argument("--registry", metavar="R", help="a registry, instead of a workspace or besides one")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="amllint-snapshot.json",
        help="the file to write, - for standard output (default: amllint-snapshot.json)",
    )


def _add_project(parser: argparse.ArgumentParser) -> None:
    """Arguments of the commands that look at a project."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: the current folder)")
    settings = parser.add_mutually_exclusive_group()
    settings.add_argument("--config", metavar="FILE", help="settings; default: the nearest file above the paths")
    settings.add_argument("--no-config", action="store_true", help="use no configuration file")
    parser.add_argument("--snapshot", metavar="FILE", help="what the workspace holds: a file of `amllint snapshot`")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    """Arguments that choose rules."""
    for option, help in (
        ("--select", "run only these rules: codes, prefixes of codes, names; comma-separated, repeatable"),
        ("--ignore", "leave these rules out"),
        ("--extend-select", "run these rules in addition"),
    ):
        parser.add_argument(option, action="append", type=_words, default=[], metavar="RULES", help=help)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _output(text: str) -> tuple[str, str]:
    format, equals, path = text.partition("=")
    if not equals or not path:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form FORMAT=PATH")
    if format not in FORMATS:
        raise argparse.ArgumentTypeError(f"{format!r} is no format (there are {', '.join(FORMATS)})")
    return format, path


# -- commands --------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise UsageError("--unsafe-fixes needs --fix or --diff")
    if (options.fix or options.diff) and (options.staged or options.stdin_filename is not None):
        raise UsageError("--fix and --diff look at the files on disk: they take neither --staged nor --stdin-filename")
    project, part = _part_of(options, _project(options))
    verdict = project.check(overlay=part.overlay, hidden=part.hidden) if project.paths else None
    if verdict is None:
        from .judge import Verdict

        verdict = Verdict(())
    written = True
    if options.fix or options.diff:
        verdict, changes, written = _fixed(verdict, project, options)
        if options.diff:
            return FAILED if verdict.crashed else int(changes)
    written = _report(verdict, project, options) and written
    if not verdict.units:
        _note(f"no deployment found in {', '.join(options.paths) or project.root}" if not part.only else _UNCONCERNED)
    elif verdict.shown and os.path.normcase(project.root) != os.path.normcase(os.getcwd()):
        _note(f"paths are relative to {project.root}")
    code = verdict.exit_code
    if options.exit_zero and code == 1:
        code = 0
    if not written or (options.require_units and not verdict.units):
        code = max(code, USAGE)
    return code


_UNCONCERNED = "no deployment is concerned"


def _fixed(verdict: Verdict, project: Project, options: argparse.Namespace) -> tuple[Verdict, bool, bool]:
    """Apply the fixes, or show them with --diff: the verdict after them, whether there were any, and success."""
    from .fix import fix

    def read(path: str) -> bytes:
        with open(os.path.join(project.root, path), "rb") as file:
            return file.read()

    result = fix(verdict, lambda files: project.check(overlay=files), read, unsafe=options.unsafe_fixes)
    if options.diff:
        from .report.diff import diff

        _write(sys.stdout, diff(result.files, _colour(sys.stdout)))
    elif result.files:
        from .fix.files import WriteError, write

        try:
            write(project.root, result.files)
        except WriteError as error:
            _note(str(error))
            return verdict, False, False
    for one in result.refused:
        place = one.finding.place
        _note(f"{place.file}:{place.line}: {one.finding.code} is not fixed: {one.reason}")
    told = (
        f"{len(result.fixed)} finding{'' if len(result.fixed) == 1 else 's'} {'would be ' if options.diff else ''}fixed"
    )
    _note(told + (f", {result.unsafe_left} more with --unsafe-fixes" if result.unsafe_left else ""))
    return result.verdict, bool(result.files), True


class _Part(Record):
    """Which part of a project is checked (`only`), and what is laid over the files or taken from them."""

    only: bool = False
    overlay: dict[str, bytes] = {}
    hidden: tuple[str, ...] = ()


def _part_of(options: argparse.Namespace, project: Project) -> tuple[Project, _Part]:
    """The project limited to what the options ask for; without any path if that is nothing."""
    if options.stdin_filename is not None:
        path = project.relative(options.stdin_filename)
        given = () if options.paths else (os.path.abspath(options.stdin_filename),)
        return replace(project, paths=given or project.paths), _Part(True, {path: sys.stdin.buffer.read()})
    if not options.staged and options.only_units_of is None:
        return project, _Part()
    if options.paths:
        raise UsageError("--staged and --only-units-of take no PATH besides")
    from .staged import GitError, concerns_all, staged

    part = _Part(True)
    if options.staged:
        try:
            index = staged(project.root)
        except GitError as error:
            raise UsageError(f"--staged: {error}") from None
        changed = index.changed
        part = _Part(True, index.overlay, index.hidden)
    else:
        changed = tuple(map(project.relative, options.only_units_of))
    config = project.config
    files = (config.path, config.baseline, config.snapshot and os.path.join(project.root, config.snapshot))
    if concerns_all(changed, (project.relative(path) for path in files if path)):
        return replace(project, paths=(project.root,)), part
    return replace(project, paths=tuple(os.path.join(project.root, path) for path in changed)), part


def _report(verdict: Verdict, project: Project, options: argparse.Namespace) -> bool:
    """Print and write the reports; False, with a note, if a file cannot be written."""
    format = _format(options.format)
    colour = format == "text" and _colour(sys.stdout)
    told = Options(colour, options.show_ignored, _prefix(project.root), project.config.fail_on)
    _write(sys.stdout, render(format, verdict, told))
    if options.statistics:
        from .report.text import statistics

        _write(sys.stdout if format in ("text", "concise") else sys.stderr, statistics(verdict.shown))
    outputs = [(path, render(name, verdict, replace(told, colour=False))) for name, path in options.output_file]
    written = [_to_file(path, text) for path, text in outputs]
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format == "github" and summary:
        from .report.summary import render as table

        written.append(_to_file(summary, table(verdict), append=True))
    return all(written)


def _format(name: str) -> str:
    """The format; for `auto` the one of the pipeline that runs us."""
    if name != "auto":
        return name
    if os.environ.get("TF_BUILD"):
        return "azure"
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _prefix(root: str) -> str:
    """How the root is called from the repository that holds it: nothing, or a folder with a slash."""
    folder = root
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    path = os.path.relpath(root, folder).replace(os.sep, "/")
    return "" if path == "." else path + "/"


def _to_file(path: str, text: str, append: bool = False) -> bool:
    """Write a file; False, with a note, if that fails."""
    from .writing import appended, replaced

    try:
        (appended if append else replaced)(path, text)
    except OSError as error:
        _note(f"{path} cannot be written: {error.strerror or error}")
        return False
    return True


def _baseline(options: argparse.Namespace) -> int:
    from .baseline import Baseline, read, written
    from .report.text import number_of

    project = _project(options)
    path = os.path.abspath(options.output) if options.output else project.baseline_path
    verdict = project.check(use_baseline=False)
    if verdict.crashed:
        _write(sys.stderr, render("concise", verdict, Options()))
        _note("a rule failed: no baseline is written")
        return FAILED
    old = read(path, project.root) if os.path.exists(path) else None
    if isinstance(old, str):
        raise UsageError(old)
    running = {info.code for info in verdict.rules}
    entries = old.entries if isinstance(old, Baseline) else ()
    kept = [entry for entry in entries if not (entry.code in running and project.covers(entry.file))]
    if not _to_file(path, written(verdict.shown, kept)):
        return USAGE
    told = f"{number_of(len(verdict.shown), 'finding')} written to {options.output or path}"
    _note(told + (f"; entries kept that were not checked: {len(kept)}" if kept else ""))
    if not options.output and project.config.baseline is None:
        _note(f'to use it, set baseline = "{os.path.basename(path)}" or give --baseline')
    return 0


def _config(options: argparse.Namespace) -> int:
    from .report import settings

    if options.schema:
        _write(sys.stdout, settings.schema())
        return 0
    project = _project(options)
    told = settings.json if options.format == "json" else settings.text
    _write(sys.stdout, told(project.config, project.root))
    return 0


def _units(options: argparse.Namespace) -> int:
    project = _project(options)
    from .report import units

    found = project.units()
    _write(sys.stdout, units.json(found) if options.format == "json" else units.text(found, _colour(sys.stdout)))
    if not found:
        _note(f"no deployment found in {', '.join(options.paths) or project.root}")
    return 0


def _replicas(options: argparse.Namespace) -> int:
    from .report.replicas import text

    try:
        answer = text(
            options.rps,
            options.seconds,
            utilization=options.utilization,
            concurrency=options.concurrency,
            burst=options.burst,
            start_seconds=options.start_seconds,
            queue_seconds=options.queue_seconds,
            least=options.min,
            most=options.max,
        )
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(str(error)) from None
    _write(sys.stdout, answer)
    return 0


def _rule(options: argparse.Namespace) -> int:
    from . import pages
    from .registry import unknown_rule
    from .rules.index import RULES

    word = options.rule
    rules = RULES
    if word is None or pages.find(RULES, word) is None:  # it may be one of the project's own
        rules = open_project().rules
    if word is None:
        _write(sys.stdout, pages.listing(rules))
        return 0
    info = pages.find(rules, word)
    if info is None:
        raise UsageError(unknown_rule(rules, word))
    _write(sys.stdout, pages.shown(info, pages.page_of(info), _colour(sys.stdout)))
    return 0


def _snapshot(options: argparse.Namespace) -> int:
    from .snapshot import Asked, SnapshotError, take, text_of, write

    try:
        snapshot = take(Asked(options.workspace, options.resource_group, options.registry), _note)
        if options.output == "-":
            _write(sys.stdout, text_of(snapshot))
        else:
            write(snapshot, options.output)
    except SnapshotError as error:
        raise UsageError(f"no snapshot: {error}") from None
    counts = ", ".join(f"{len(snapshot[kind])} {kind}" for kind in ("models", "environments", "computes", "endpoints"))
    _note(f"{counts} in {options.output}; use it with --snapshot, or `snapshot` in the settings")
    return 0


def _server(options: argparse.Namespace) -> int:
    try:
        from .server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise UsageError("the language server needs pygls: pip install 'amllint[lsp]'") from None
    serve()
    return 0


# -- project ---------------------------------------------------------------------------------------------------------


def _project(options: argparse.Namespace) -> Project:
    """The project that the arguments name."""
    missing = [path for path in options.paths if not os.path.exists(path)]
    if missing:
        raise UsageError(*(f"there is no file or folder {path!r}" for path in missing))
    named = options.paths
    if not named and getattr(options, "stdin_filename", None) is not None:
        named = [options.stdin_filename]
    return open_project(
        named,
        config=options.config,
        no_config=options.no_config,
        snapshot=options.snapshot,
        select=_flat(getattr(options, "select", ())),
        ignore=_flat(getattr(options, "ignore", ())),
        extend_select=_flat(getattr(options, "extend_select", ())),
        fail_on=getattr(options, "fail_on", None),
        baseline=getattr(options, "baseline", None),
    )


def _flat(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(word for words in lists for word in words)


# -- streams ---------------------------------------------------------------------------------------------------------


def _tolerate(stream: TextIO) -> None:
    """Let the stream write characters that its encoding lacks as escapes (`\\u2026`)."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _write(stream: TextIO, text: str) -> None:
    """Write and flush; a reader that went away (`amllint check | head`) changes nothing about the outcome."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def _note(text: str) -> None:
    _write(sys.stderr, f"amllint: {one_line(text)}\n")


def _colour(stream: TextIO) -> bool:
    """Whether to use colours: NO_COLOR (no-color.org), then FORCE_COLOR, then whether the stream is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return stream.isatty() and os.environ.get("TERM") != "dumb"
