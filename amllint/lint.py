"""The pipeline: tree → discover → read → bind → boot → check. Judging and reporting are the caller's."""

from __future__ import annotations

import os

from . import registry
from .bind import Bound, bind_project, with_deployments
from .bind.registered import Registered
from .boot import Unit
from .container import Container
from .discovery import Discovered, discover
from .finding import Finding, Problem
from .ignore_rules import IgnoreRules
from .overlay import laid_over
from .record import Record, replace
from .rules.index import RULES
from .script.script import Scripts
from .text import Source
from .traffic import traffic_of
from .tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .config import Config
    from .model import AssetDocument, BoundUnit, ReadProblem
    from .registry import RuleInfo
    from .snapshot_file import SnapshotFile

_UNREADABLE = ("AML902", "unreadable-file")
_SYNTAX = ("AML517", "unreadable-syntax")
_OF_FILES = frozenset({"AML208", "AML502", "AML503", "AML504", "AML510"})
"""Rules on how a file is written, which code that makes the same objects does not follow."""
_CRASHED = ("AML901", "rule-crashed")
_STALE = ("AML906", "stale-snapshot")


class Report(Record):
    """What a run found: the selected units, all findings before judgement, sorted, and whether a rule crashed."""

    units: tuple[Unit, ...]
    findings: tuple[Finding, ...]
    crashed: bool
    tree: Tree

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts that were read, where comments may ask to ignore findings."""
        return self.tree.sources()


def lint(
    root: str,
    paths: Sequence[str],
    config: Config,
    *,
    overlay: Mapping[str, bytes] | None = None,
    hidden: Iterable[str] = (),
    rules: Sequence[RuleInfo] = RULES,
    units_only: bool = False,
) -> Report:
    """Check the deployments of the project at `root` whose files lie under `paths` (none: all of them).

    `overlay` lays files in memory over those on disk, `hidden` names files and folders that count as absent. `rules`
    are all that exist. Raise `registry.UnknownSelectors` if the configuration selects a rule that does not exist.
    """
    below = _below(root, paths)
    chosen = registry.selected(rules, config.select, config.ignore, config.extend_select)
    tree = Tree(root, overlay, hidden)
    if config.exclude:
        tree.exclude = IgnoreRules("", config.exclude)
    found = discover(tree)
    if found.codes:
        from .discovery_code import with_code

        found = with_code(tree, found)
    scripts = {id(tree): Scripts(tree)}
    bound_project = bind_project(tree, found)
    bounds = bound_project.units
    registered = _Registered(tree, root, bound_project, config)
    concerned = [bound for bound in bounds if _concerned(bound, below, tree)]
    units = tuple(
        _unit(bound, laid_over(tree, bound.written), scripts, config, registered.answers) for bound in concerned
    )
    if units_only:
        return Report(units, (), False, tree)
    seen = frozenset(path for unit in units for path in unit.read_set)
    all_documents = with_deployments(found.documents, bounds)
    documents = [document for document in all_documents if _under(document.source.path, below, seen)]
    if any(document.kind == "model-path-call" for document in documents):
        from .bind.local_models import without_found_models

        documents = without_found_models(tree, documents)
    rejected = frozenset(map(id, filter(_rejected, found.problems)))
    findings = [
        _unreadable(problem, id(problem) in rejected)
        for problem in _unread(found, units)
        if _under(problem.span.path, below, seen)
    ]
    findings += registered.stale()
    findings += check(chosen, units, documents)
    findings.sort(key=lambda finding: (finding.span.path, finding.span.start, finding.code, finding.message))
    crashed = any(finding.code == _CRASHED[0] for finding in findings)
    return Report(units, tuple(findings), crashed, tree)


def _below(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    """The paths as they are named from the root; none where they cover all of it."""
    below = [os.path.relpath(os.path.abspath(path), os.path.abspath(root)).replace(os.sep, "/") for path in paths]
    return () if "." in below else tuple(below)


class _Registered:
    """What is registered, for a whole run; the snapshot is read when a rule first asks, or to say that it is stale."""

    def __init__(self, tree: Tree, root: str, bound: Bound, config: Config) -> None:
        self._root = os.path.abspath(root)
        self._config = config
        self._file: SnapshotFile | None = None
        self.answers = Registered(
            tree, bound.assets, bound.hidden, config.models, lambda: self.file.dated, config.workspace
        )

    @property
    def file(self) -> SnapshotFile:
        """The snapshot file, read once."""
        if self._file is None:
            from .snapshot_file import read_snapshot_file

            self._file = read_snapshot_file(self._root, self._config)
        return self._file

    def stale(self) -> list[Finding]:
        """What is wrong with the snapshot."""
        if self._config.snapshot is None:
            return []
        return [
            Finding(*_STALE, "warning", problem.message, problem.span, subject="snapshot")
            for problem in self.file.problems
        ]


def _unit(bound: BoundUnit, tree: Tree, scripts: dict[int, Scripts], config: Config, registered: Registered) -> Unit:
    module_map = {module: names[0] for module, names in config.module_map.items() if names}
    assumed = config.assume_installed
    quota = {size.lower(): cores for size, cores in config.quota.items()}
    size = (bound.setting("instance_type").text or "").lower()
    bound = replace(bound, traffic=traffic_of(bound, config.traffic), quota_cores=quota.get(size))
    own = scripts.setdefault(id(tree), Scripts(tree))
    return Unit.of(
        bound,
        lambda unit: Container(unit, tree, module_map=module_map, assumed=assumed, registered=registered),
        own,
    )


def _concerned(unit: BoundUnit, paths: Sequence[str], tree: Tree) -> bool:
    """Whether a unit's anchor, or any path it looked at, lies under one of the paths, or a path in a folder of it.

    A folder that it looked for and that is not there is one of its own: it went with the last file in it.
    """
    if not paths:
        return True
    folders = [unit.code.folder] if unit.code and unit.code.folder is not None else []
    folders += [model.path for model in unit.models if model.path is not None]
    if unit.environment and unit.environment.context is not None:
        folders.append(unit.environment.context)
    return (
        any(read == path or read.startswith(path + "/") for path in paths for read in unit.read_set)
        or any(path.startswith(folder + "/") for path in paths for folder in folders if folder)
        or any(above in unit.read_set and tree.kind(above) is None for path in paths for above in _above(path))
    )


def _above(path: str) -> Iterator[str]:
    """The folders above a path."""
    while path := path.rpartition("/")[0]:
        yield path


def _under(path: str, paths: Sequence[str], seen: frozenset[str]) -> bool:
    return not paths or path in seen or any(path == top or path.startswith(top + "/") for top in paths)


def _unread(found: Discovered, units: Iterable[Unit]) -> Iterator[ReadProblem]:
    """Problems that kept a file, or a part of one, from being read; each once."""
    told: set[tuple[str, int, str]] = set()
    for problem in (*found.problems, *(problem for unit in units for problem in _problems_of(unit))):
        key = (problem.span.path, problem.span.start, problem.message)
        if key not in told:
            told.add(key)
            yield problem


def _problems_of(unit: Unit) -> Iterator[ReadProblem]:
    environment = unit.environment
    if environment is not None:
        if environment.conda is not None:  # what conda or pip would refuse is AML304
            yield from (problem for problem in environment.conda.problems if problem.kind != "invalid")
        if environment.dockerfile is not None:
            yield from environment.dockerfile.problems


def _unreadable(problem: ReadProblem, rejected: bool) -> Finding:
    if rejected:
        message = f"{problem.message}: the client cannot read the file"
        return Finding(*_SYNTAX, "error", message, problem.span, subject=problem.kind)
    return Finding(*_UNREADABLE, "warning", problem.message, problem.span, subject=problem.kind)


def _rejected(problem: ReadProblem) -> bool:
    """Whether the client surely rejects a document: wrong syntax that no placeholder explains.

    What is not JSON may still be YAML, which the v1 client takes too.
    """
    from .placeholders import find

    source = problem.span.source
    if problem.kind != "syntax" or find(source.text) is not None:
        return False
    if not source.path.endswith(".json"):
        return source.path.lower().endswith((".yml", ".yaml"))
    from .read.markup import read_yaml

    return any(one.kind == "syntax" for one in read_yaml(source).problems)


def check(chosen: Iterable[RuleInfo], units: Sequence[Unit], documents: Sequence[AssetDocument]) -> list[Finding]:
    """Ask every chosen rule about every subject that it is for; a rule whose subject is absent is not imported."""
    findings: list[Finding] = []
    held = {unit.id: features(unit) for unit in units}
    for info in chosen:
        on_units = units if info.on in ("unit", "any") else ()
        subjects: Sequence[Unit | AssetDocument] = (*on_units, *(documents if info.on in ("document", "any") else ()))
        if info.on == "itself":
            continue
        of_kind = [subject for subject in subjects if not info.kinds or subject.kind in info.kinds]
        if info.needs:
            of_kind = [one for one in of_kind if not isinstance(one, Unit) or not held[one.id].isdisjoint(info.needs)]
        if info.code in _OF_FILES:
            of_kind = [subject for subject in of_kind if not subject.form.startswith("sdk")]
        if of_kind:
            rule = registry.load(info)
            for subject in of_kind:
                unit_ids = (subject.id,) if isinstance(subject, Unit) else ()
                try:
                    findings.extend(_finding(info, problem, unit_ids) for problem in rule(subject))
                except Exception as error:  # a rule must not stop the others; the finding tells, and the exit code
                    findings.append(_crash(info, subject, error, unit_ids))
    return findings


def features(unit: Unit) -> frozenset[str]:
    """What a unit has that a rule may need: the top-level names of its settings, and words for what was bound."""
    environment = unit.environment
    code = unit.code
    found = {name.partition(".")[0] for name in unit.settings}
    for word, there in (
        ("script", code is not None and code.script is not None),
        ("image", environment is not None and environment.image is not None),
        ("dockerfile", environment is not None and environment.dockerfile is not None),
        ("inference_config", environment is not None and environment.inference_config is not None),
        ("curated", environment is not None and environment.curated),
        ("packages", environment is not None and environment.known),
        ("mlmodel", any(model.mlmodel is not None for model in unit.models)),
        ("models", bool(unit.models)),
        ("variables", bool(unit.variables)),
        ("stated traffic", unit.traffic is not None),
        ("cluster", unit.cluster is not None),
        ("instance types", bool(unit.instance_types)),
        ("triggers", bool(unit.triggers)),
        ("quota", unit.quota_cores is not None),
        ("several models", len(unit.models) > 1),
        ("no code", code is None),
        ("gpu", unit.container.devices.yes),
        ("fpga", unit.container.sku is not None and unit.container.sku.fpga),
    ):
        if there:
            found.add(word)
    return frozenset(found)


def _finding(info: RuleInfo, problem: Problem, units: tuple[str, ...]) -> Finding:
    return Finding(
        info.code,
        info.name,
        problem.severity or info.severity,
        problem.message,
        problem.span,
        problem.labels,
        problem.help,
        problem.fix,
        problem.subject,
        units,
        problem.secret,
    )


def _crash(info: RuleInfo, subject: Unit | AssetDocument, error: Exception, units: tuple[str, ...]) -> Finding:
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.replace(chr(92), '/').rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    message = (
        f"{info.code} {info.name} crashed on this file ({type(error).__name__}: {error}, at {where}); "
        "the other rules went on. This is a defect of amllint: please report it"
    )
    source: Source = subject.source
    return Finding(*_CRASHED, "error", message, source.span(0, 0), subject=info.code, units=units)
