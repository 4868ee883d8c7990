"""The command line: the only place with arguments, environment, streams and exit codes.

Exit codes: 0 clean, 1 findings at or above `--fail-on`, 2 usage or configuration, 3 amllint itself failed; the highest
wins, in every format.
"""

from __future__ import annotations

import argparse
import os
import sys

from .report import FORMATS, Options, render
from .report.escaping import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn, TextIO

    from .config import Config
    from .judge import Verdict

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
    except UsageError as error:
        for sentence in error.args:
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
    check.add_argument(
        "--select",
        action="append",
        type=_words,
        default=[],
        metavar="RULES",
        help="run only these rules: codes, prefixes of codes, names; comma-separated, repeatable",
    )
    check.add_argument(
        "--ignore", action="append", type=_words, default=[], metavar="RULES", help="leave these rules out"
    )
    check.add_argument(
        "--extend-select", action="append", type=_words, default=[], metavar="RULES", help="run these rules in addition"
    )
    check.add_argument(
        "--fail-on",
        choices=("error", "warning", "note"),
        help="exit with 1 for findings of this severity or a graver one (default: error)",
    )
    check.add_argument("--format", choices=FORMATS, default="text", help="what to print (default: text)")
    check.add_argument(
        "--output-file",
        action="append",
        type=_output,
        default=[],
        metavar="FORMAT=PATH",
        help=f"also write a report to a file (repeatable); formats: {', '.join(FORMATS)}",
    )
    check.add_argument("--show-ignored", action="store_true", help="show ignored findings too, marked")
    check.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    check.add_argument("--exit-zero", action="store_true", help="exit with 0 although there are findings")
    check.add_argument("--require-units", action="store_true", help="exit with 2 if there is no deployment to check")

    units = commands.add_parser("units", help="show the deployments and what they refer to")
    units.set_defaults(command=_units)
    _add_project(units)
    units.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")

    _add_replicas(commands.add_parser("replicas", help="how many replicas a stated load needs, and what a burst does"))

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


def _add_project(parser: argparse.ArgumentParser) -> None:
    """Arguments of the commands that look at a project."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: the current folder)")
    settings = parser.add_mutually_exclusive_group()
    settings.add_argument("--config", metavar="FILE", help="settings; default: the nearest file above the paths")
    settings.add_argument("--no-config", action="store_true", help="use no configuration file")


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
    from .config import overridden
    from .registry import selected, selector_mistakes
    from .rules.index import RULES

    root, paths, config = _project(options)
    config = overridden(
        config,
        select=_flat(options.select),
        ignore=_flat(options.ignore),
        extend_select=_flat(options.extend_select),
        fail_on=options.fail_on,
    )
    mistakes = selector_mistakes(config, RULES)
    if mistakes:
        raise UsageError(*mistakes)
    from .judge import judge
    from .lint import lint

    report = lint(root, paths, config)
    relative = [os.path.relpath(path, root).replace(os.sep, "/") for path in paths]
    verdict = judge(
        report.findings,
        config=config,
        rules=RULES,
        selection=selected(RULES, config.select, config.ignore, config.extend_select),
        sources=report.sources,
        units=report.units,
        crashed=report.crashed,
        under=lambda path: any(_under(path, above) for above in relative),
    )
    written = _report(verdict, options)
    if not verdict.units:
        _note(f"no deployment found in {', '.join(options.paths) or root}")
    elif verdict.shown and os.path.normcase(root) != os.path.normcase(os.getcwd()):
        _note(f"paths are relative to {root}")
    code = verdict.exit_code
    if options.exit_zero and code == 1:
        code = 0
    if not written or (options.require_units and not verdict.units):
        code = max(code, USAGE)
    return code


def _report(verdict: Verdict, options: argparse.Namespace) -> bool:
    """Print and write the reports; False, with a note, if a file cannot be written."""
    colour = options.format == "text" and _colour(sys.stdout)
    text = render(options.format, verdict, Options(colour, options.show_ignored))
    _write(sys.stdout, text)
    if options.statistics:
        from .report.text import statistics

        _write(sys.stdout if options.format in ("text", "concise") else sys.stderr, statistics(verdict.shown))
    written = True
    for format, path in options.output_file:
        text = render(format, verdict, Options(False, options.show_ignored))
        try:
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
        except OSError as error:
            _note(f"{path} cannot be written: {error.strerror or error}")
            written = False
    return written


def _units(options: argparse.Namespace) -> int:
    root, paths, config = _project(options)
    from .lint import lint
    from .report import units

    found = lint(root, paths, config, units_only=True).units
    _write(sys.stdout, units.json(found) if options.format == "json" else units.text(found, _colour(sys.stdout)))
    if not found:
        _note(f"no deployment found in {', '.join(options.paths) or root}")
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

    if options.rule is None:
        _write(sys.stdout, pages.listing(RULES))
        return 0
    info = pages.find(RULES, options.rule)
    if info is None:
        raise UsageError(unknown_rule(RULES, options.rule))
    _write(sys.stdout, pages.shown(info, pages.page_of(info), _colour(sys.stdout)))
    return 0


# -- project ---------------------------------------------------------------------------------------------------------


def _project(options: argparse.Namespace) -> tuple[str, tuple[str, ...], Config]:
    """Root and paths, both absolute, and the settings."""
    from .config import Config, find_root, load_config

    paths = options.paths or ["."]
    missing = [path for path in paths if not os.path.exists(path)]
    if missing:
        raise UsageError(*(f"there is no file or folder {path!r}" for path in missing))
    root, file = find_root(paths)
    if options.config is not None:
        file = options.config
    config: Config | list[str] = Config()
    if file is not None and not options.no_config:
        config = load_config(file)
    if isinstance(config, list):
        raise UsageError(*config)
    return root, tuple(map(os.path.abspath, paths)), config


def _under(path: str, above: str) -> bool:
    return above == "." or path == above or path.startswith(above + "/")


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
