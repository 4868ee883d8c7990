"""Which commands deploy which document, and what they replace in it.

A value that the one visible command gives is the value; where several commands differ, or the value is made when the
command runs, it is unknown. The client lays `--set` over the file and then resolves paths from the file's folder
(azure-ai-ml 1.35, `load_common`); the command's own working folder is tried too, because an absolute path that starts
with it (`$PWD/src`) is as common.
"""

from __future__ import annotations

from posixpath import normpath

from ..discovery import kind_of, read_markup
from ..model import AssetDocument, Assignment, Option, Trigger
from ..placeholders import find as find_placeholder
from ..read.commands import (
    OWN,
    ROOT,
    UNKNOWN,
    AzCommand,
    Values,
    command_of,
    read_invocations,
)
from ..read.rewrites import NEEDLES, Rewrite, read_rewrites
from ..record import Record, replace
from ..text import Source, Span
from ..values import Entry, Listing, Mapping, Scalar, Unknown
from .deployed import Deployed, Triggered
from .deployed import Placed as Placed
from .scopes import NOTHING, Scope, Scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..discovery import Discovered
    from ..model import DocumentKind
    from ..read.command_files import Origin
    from ..read.commands import Invocation
    from ..tree import Tree
    from ..values import Value

    Overrides = dict[str, Assignment]

_ONLINE = ("managed-deployment", "kubernetes-deployment")
_BATCH = ("batch-deployment", "model-batch-deployment", "pipeline-batch-deployment")
_ONLINE_ENDPOINTS = ("online-endpoint", "kubernetes-endpoint")
_DEFAULT_KINDS: dict[str, DocumentKind] = {
    "online-deployment": "managed-deployment",
    "batch-deployment": "batch-deployment",
    "online-endpoint": "online-endpoint",
    "batch-endpoint": "batch-endpoint",
    "environment": "environment",
    "model": "model",
}
# Options that replace a key of the file, by the noun of the command.
_REPLACING = {
    "name": "name",
    "endpoint-name": "endpoint_name",
    "instance-count": "instance_count",
    "instance-type": "instance_type",
}
_ASSET_KEYS = {
    "name": "name",
    "version": "version",
    "path": "path",
    "type": "type",
    "image": "image",
    "conda-file": "conda_file",
}
_DEEPEST_CHAIN = 4
_LEAST_LITERAL = 4
"""Letters that the name of a file must have besides its ending to be matched with parts unknown."""


if TYPE_CHECKING:
    Named = dict[str, list[tuple[Placed, AssetDocument]]]
    """Endpoints by the pattern of the name that a command gives them, with the command."""


class _Target(Record):
    """What a command deploys: a document, with what is done to the file before."""

    document: AssetDocument
    rewrites: tuple[_Placed, ...] = ()
    bases: tuple[str, ...] = ()


class _Placed(Record):
    """A rewrite with its patterns."""

    rewrite: Rewrite
    writes: str
    reads: str
    script: str


class _Use(Record):
    """One command that deploys a document, and what it replaces."""

    placed: Placed
    target: _Target
    overrides: dict[str, Assignment]


class Triggers:
    """Joins commands and documents; what is read is read once."""

    def __init__(self, tree: Tree, found: Discovered, files: Iterable[tuple[str, Origin]]) -> None:
        self.tree = tree
        self._files = files
        self.documents = list(found.documents)
        self.by_path: dict[str, list[AssetDocument]] = {}
        for document in self.documents:
            self.by_path.setdefault(document.source.path, []).append(document)
        self.scopes = Scopes(tree, found.pipelines)
        self.commands: list[Placed] = []
        self.rewrites: dict[str, tuple[_Placed, ...]] = {}
        self.assets: list[AssetDocument] = []
        self.embedded: dict[int, AssetDocument] = {}
        self._unread: set[str] = set()
        self._by_kinds: dict[tuple[tuple[str, ...], int], list[str]] = {}
        self._placed: set[tuple[str, int, tuple[str, ...], tuple[str, ...]]] = set()

    def result(self) -> Triggered:
        """All of it: commands first, then the documents they deploy, then the assets they register."""
        for path, origin in self._files:
            self._read(path, origin)
        uses: dict[int, list[_Use]] = {}
        endpoints: Named = {}
        unmatched: list[Placed] = []
        for placed in self.commands:
            noun = placed.command.words[0]
            if noun.endswith("-deployment"):
                targets = self.targets(placed)
                for target in targets:
                    uses.setdefault(id(target.document), []).append(_Use(placed, target, _overrides(placed.command)))
                if not targets:
                    unmatched.append(placed)
            elif noun.endswith("-endpoint"):
                name = placed.command.option("name")
                if name is not None:
                    made = endpoints.setdefault(name.pattern, [])
                    made.extend((placed, target.document) for target in self.targets(placed))
            elif noun in ("model", "environment"):
                self._register(placed)
        for placed in unmatched:
            _after(placed, uses)
        deployed = {}
        for document in self.documents:
            if document.kind in _ONLINE or document.kind in _BATCH:
                joined = self._deployed(document, uses.get(id(document), []), unmatched, endpoints)
                if joined is not None:
                    deployed[id(document)] = joined
        return Triggered(tuple(self.documents), tuple(self.assets), deployed, tuple(self.commands))

    # -- commands ------------------------------------------------------------------------------------------------

    def _read(self, path: str, origin: Origin) -> None:
        source = self.tree.source(path)
        if not isinstance(source, Source):
            return
        invocations = read_invocations(source, origin)
        if not invocations:
            return
        scopes = self.scopes.of(path) if origin == "pipeline" and _filled_in_later(invocations) else (NOTHING,)
        for scope in scopes:
            values: dict[tuple[int, int], Values] = {}
            for invocation in invocations:
                region = invocation.region
                key = (id(invocation.source), region.start)
                if key not in values:
                    values[key] = Values(region, scope.lookup)
                command = command_of(invocation, values[key])
                if command is not None:
                    self._place(command, path)
        self._read_rewrites(source, origin, scopes[0])

    def _place(self, command: AzCommand, path: str) -> None:
        """Keep a command once, however many calls of a template give it the same values."""
        patterns = tuple(option.pattern for option in command.options)
        key = (path, command.span.start, patterns, tuple(assignment.pattern for assignment in command.assignments))
        if key not in self._placed:
            self._placed.add(key)
            self.commands.append(Placed(command, self._folders(command, path), path))

    def _read_rewrites(self, source: Source, origin: Origin, scope: Scope) -> None:
        data = self.tree.read(source.path)
        if not isinstance(data, bytes) or not (any(needle in data for needle in NEEDLES) or b"cp " in data):
            return
        placed = []
        for rewrite in read_rewrites(source, origin):
            values = Values(rewrite.region, scope.lookup)
            placed.append(
                _Placed(
                    rewrite,
                    values.pattern(rewrite.writes, rewrite.start),
                    values.pattern(rewrite.reads, rewrite.start) if rewrite.reads else "",
                    values.pattern(rewrite.script, rewrite.start) if rewrite.script else "",
                )
            )
        self.rewrites[source.path] = tuple(placed)

    # -- folders and files ---------------------------------------------------------------------------------------

    def _folders(self, command: AzCommand, path: str) -> tuple[str, ...]:
        """The folders that a command may run in, relative to the root, nearest first; empty if unknown.

        A pipeline's steps run in the root. Scripts, notebooks and people run in the file's own folder or one above.
        """
        own = path.rpartition("/")[0]
        pattern = command.folder
        bases: tuple[str, ...]
        if UNKNOWN in pattern:
            return ()
        if pattern[:1] == ROOT:
            start, bases = pattern[1:].lstrip("/"), ("",)
        elif pattern[:1] == OWN:
            start, bases = pattern[1:].lstrip("/"), (own,)
        elif command.origin in ("pipeline", "jenkins"):
            start, bases = pattern, ("",)
        elif command.origin == "make":
            start, bases = pattern, (own,)
        else:
            start, bases = pattern, _upwards(own)
        if ROOT in start or OWN in start:
            return ()
        found = tuple(folder for base in bases if (folder := self.tree.resolve(base, start or ".")) is not None)
        return tuple(folder for folder in found if self.tree.is_folder(folder)) if start else found

    def files(self, placed: Placed, pattern: str, kinds: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The files of the project that a path in a command may mean; `kinds` are documents that match with gaps."""
        pattern = pattern.replace("\\", "/")
        folders = placed.folders
        if pattern[:1] in (ROOT, OWN):
            folders = ("",) if pattern[0] == ROOT else (placed.own.rpartition("/")[0],)
            pattern = pattern[1:].lstrip("/")
        if not pattern or ROOT in pattern or OWN in pattern:
            return ()
        if UNKNOWN not in pattern:
            for folder in folders:
                path = self.tree.resolve(folder, pattern)
                if path is not None and (path in self.by_path or self.tree.is_file(path)):
                    return (path,)
            tail = normpath(pattern).replace("../", "").lstrip("/.")
            for end in (tail, tail.rstrip("_")):  # `x.yml_` is a copy of `x.yml` with its placeholders filled in
                ends = [path for path in self._of_kinds(kinds) if path == end or path.endswith("/" + end)]
                if len(ends) == 1:
                    return tuple(ends)
            return ()
        return self._with_gaps(pattern, folders, kinds)

    def _of_kinds(self, kinds: tuple[str, ...]) -> list[str]:
        key = (kinds, len(self.documents))
        known = self._by_kinds.get(key)
        if known is None:
            known = [path for path, held in self.by_path.items() if any(document.kind in kinds for document in held)]
            self._by_kinds[key] = known
        return known

    def _with_gaps(self, pattern: str, folders: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[str, ...]:
        """The documents that a path with unknown parts may mean; none if too little of it is known."""
        import re

        name = pattern.rpartition("/")[2]
        if sum(map(str.isalnum, name.rpartition(".")[0])) < _LEAST_LITERAL:
            return ()
        tail = ".*".join(map(re.escape, pattern.removeprefix("./").split(UNKNOWN)))
        heads = [re.escape(folder) + "/" if folder else "" for folder in folders] or ["(?:.*/)?"]
        if pattern[0] == UNKNOWN:
            heads = ["(?:.*/)?"]
        candidates = self._of_kinds(kinds)
        for head in heads:
            matched = tuple(path for path in candidates if re.fullmatch(head + tail, path))
            if matched:
                return matched
        same = tuple(path for path in candidates if path.rpartition("/")[2] == name)
        return same if len(same) == 1 else ()

    # -- targets -------------------------------------------------------------------------------------------------

    def targets(self, placed: Placed) -> tuple[_Target, ...]:
        """The documents that the `--file` of a command means."""
        option = placed.command.option("file")
        if option is None or not option.pattern:
            return ()
        return self._targets(placed, option.pattern, placed.command.span.start, 0)

    def _targets(self, placed: Placed, pattern: str, before: int, depth: int) -> tuple[_Target, ...]:
        noun = placed.command.words[0]
        kinds = _kinds(noun)
        made: list[_Placed] = []
        for rewrite in reversed(self.rewrites.get(placed.own, ())):
            if rewrite.rewrite.start >= before or not _same_file(rewrite.writes, pattern):
                continue
            if rewrite.rewrite.content is not None:
                document = self._written(placed, rewrite, noun)
                return (_Target(document, tuple(made), document.bases),) if document else ()
            made.append(rewrite)
            if rewrite.reads and depth < _DEEPEST_CHAIN:
                origins = self._targets(placed, rewrite.reads, rewrite.rewrite.start, depth + 1)
                folders = self._made_in(placed, pattern)
                if origins:
                    return tuple(
                        replace(target, rewrites=(*target.rewrites, *made), bases=(*target.bases, *folders))
                        for target in origins
                    )
        found: list[_Target] = []
        for path in self.files(placed, pattern, kinds):
            documents = [document for document in self.by_path.get(path, ()) if document.kind in kinds]
            if not documents and path not in self.by_path:
                documents = self._named_only(path, noun)
            found.extend(_Target(document, tuple(made)) for document in documents)
        return tuple(found)

    def _made_in(self, placed: Placed, pattern: str) -> tuple[str, ...]:
        """The folder of a file that a script makes, where it is known."""
        if UNKNOWN in pattern or pattern[:1] in (ROOT, OWN):
            return ()
        folder = pattern.rpartition("/")[0]
        found = (self.tree.resolve(base, folder or ".") for base in placed.folders)
        return tuple(path for path in found if path is not None)

    def _named_only(self, path: str, noun: str) -> list[AssetDocument]:
        """A file that only the command tells the kind of."""
        default = _DEFAULT_KINDS.get(noun)
        if default is None or path in self._unread:
            return []
        self._unread.add(path)
        source = self.tree.source(path)
        root = read_markup(source).root if isinstance(source, Source) else None
        if not isinstance(root, Mapping) or not isinstance(source, Source):
            return []
        kind = kind_of(root)
        document = AssetDocument(kind if kind in _kinds(noun) else default, source, root)
        self._add(document)
        return [document]

    def _written(self, placed: Placed, written: _Placed, noun: str) -> AssetDocument | None:
        """The document of a heredoc."""
        rewrite = written.rewrite
        known = self.embedded.get(id(rewrite))
        if known is not None or rewrite.content is None:
            return known
        root = read_markup(rewrite.content).root
        default = _DEFAULT_KINDS.get(noun)
        if not isinstance(root, Mapping) or default is None:
            return None
        if not rewrite.raw:
            changed = _mapped(root, _filled_in)
            root = changed if isinstance(changed, Mapping) else root
        kind = kind_of(root)
        bases = self._made_in(placed, written.writes) or (placed.own.rpartition("/")[0],)
        document = AssetDocument(kind if kind in _kinds(noun) else default, rewrite.content, root, "yaml", bases)
        self.embedded[id(rewrite)] = document
        self.documents.append(document)
        return document

    def _add(self, document: AssetDocument) -> None:
        self.documents.append(document)
        self.by_path.setdefault(document.source.path, []).append(document)

    # -- overrides -----------------------------------------------------------------------------------------------

    def _deployed(
        self,
        document: AssetDocument,
        uses: list[_Use],
        unmatched: list[Placed],
        endpoints: Named,
    ) -> Deployed | None:
        """The document as its commands deploy it; None if none does, and none may."""
        run = [use for use in uses if use.placed.command.origin != "prose"] or uses
        if not run:
            node = self._may_replace(document, unmatched)
            return None if node is document.node else Deployed(replace(document, node=node), document.node)
        node = document.node
        for rewrite in {id(made): made for use in run for made in use.target.rewrites}.values():
            node = _rewritten(node, rewrite)
        folder = document.source.path.rpartition("/")[0]
        given = [
            {path: _rooted(assignment, use.placed, folder) for path, assignment in _all_overrides(use).items()}
            for use in run
        ]
        paths = {path: None for overrides in given for path in overrides}
        for path in paths:
            node = _with(node, path, [overrides.get(path) for overrides in given], run)
        bases = list(document.bases or (folder,))
        for use in run:
            bases.extend(use.target.bases)
            if any("." in path or path in ("model", "environment") for path in use.overrides):
                bases.extend(use.placed.folders)
        changed = replace(document, node=node, bases=tuple(dict.fromkeys(bases)))
        triggers = tuple(_trigger(use.placed) for use in run)
        return Deployed(changed, document.node, triggers, _endpoint(run, endpoints))

    def _may_replace(self, document: AssetDocument, unmatched: list[Placed]) -> Mapping:
        """The root of a document that no known command deploys, with what one with a hidden file may replace."""
        node = document.node
        for placed in unmatched:
            command = placed.command
            option = command.option("file")
            if option is None or UNKNOWN not in option.pattern or document.kind not in _kinds(command.words[0]):
                continue
            hidden = option.pattern.strip(UNKNOWN + "/$-_.") in ("", "yml", "yaml")
            if command.origin in ("prose", "python") or not hidden or not _reaches(placed, document.source.path):
                continue
            for path, assignment in _overrides(command).items():
                if path not in ("name", "endpoint_name"):
                    why = f"{_where(assignment)} may set it: the command's file is known only when it runs"
                    node = _assigned(node, path.split("."), Unknown(assignment.value.span, why), assignment.key)
        return node

    # -- assets --------------------------------------------------------------------------------------------------

    def _register(self, placed: Placed) -> None:
        """Keep the model or environment that a command registers under a known name."""
        command = placed.command
        noun, verb = command.words[0], command.words[-1]
        if verb not in ("create", "register"):
            return
        kind: DocumentKind = "model" if noun == "model" else "environment"
        name = command.option("name")
        file = command.option("file")
        if file is not None:
            for target in self._targets(placed, file.pattern, command.span.start, 0):
                overrides = _overrides(command)
                node = target.document.node
                for path, assignment in overrides.items():
                    node = _assigned(node, path.split("."), assignment.value, assignment.key)
                if node is not target.document.node and isinstance(node.get("name"), Scalar):
                    if node.get("name") != target.document.node.get("name"):
                        self._keep_asset(replace(target.document, node=node))
            return
        if name is None or not isinstance(name.value, Scalar):
            return
        entries = [
            Entry(option.span, key, option.value)
            for option in command.options
            if (key := _ASSET_KEYS.get(option.name)) is not None and option.value is not None
        ]
        context = command.option("build-context")
        if context is not None and context.value is not None:
            inner = Mapping(context.span, (Entry(context.span, "path", context.value),))
            entries.append(Entry(context.span, "build", inner))
        node = Mapping(command.span, tuple(entries))
        self._keep_asset(AssetDocument(kind, command.source, node, "command", placed.folders))

    def _keep_asset(self, document: AssetDocument) -> None:
        """Keep an asset once, however many commands register it."""
        shown = _shown(document.node)
        if not any(kept.kind == document.kind and _shown(kept.node) == shown for kept in self.assets):
            self.assets.append(document)


# -- small questions -------------------------------------------------------------------------------------------------


def _upwards(folder: str) -> tuple[str, ...]:
    """A folder and those above it, the root last."""
    found = [folder]
    while folder:
        folder = folder.rpartition("/")[0]
        found.append(folder)
    return tuple(found)


def _filled_in_later(invocations: tuple[Invocation, ...]) -> bool:
    """Whether commands have parts that variables of their pipeline may fill in."""
    words = (word for invocation in invocations for word in (*invocation.words, *invocation.moves))
    return any(piece.kind != "text" for word in words for piece in word.pieces)


def _kinds(noun: str) -> tuple[str, ...]:
    """The kinds of document that a command of a noun takes; the noun may have unknown parts."""
    online = noun.startswith("online") or UNKNOWN in noun
    batch = noun.startswith("batch") or UNKNOWN in noun
    if noun.endswith("-deployment"):
        return (*(_ONLINE if online else ()), *(_BATCH if batch else ()))
    if noun.endswith("-endpoint"):
        return (*(_ONLINE_ENDPOINTS if online else ()), *(("batch-endpoint",) if batch else ()))
    return (noun,)


def _reaches(placed: Placed, path: str) -> bool:
    """Whether a command whose file is hidden may mean a path: any for a pipeline, else one below its script."""
    own = placed.own.rpartition("/")[0]
    return placed.command.origin in ("pipeline", "jenkins") or not own or path.startswith(own + "/")


def _same_file(one: str, other: str) -> bool:
    """Whether two patterns of one script mean the same file: equal, and not all unknown."""
    return normpath(one) == normpath(other) and bool(one.strip(UNKNOWN + "./"))


def _overrides(command: AzCommand) -> Overrides:
    """What a command replaces, by dotted path."""
    found: Overrides = {}
    for option in command.options:
        path = _REPLACING.get(option.name)
        if path is not None and option.value is not None:
            found[path] = Assignment(path, option.value, option.span, option.pattern)
    for assignment in command.assignments:
        found[assignment.path] = assignment
    return found


def _after(placed: Placed, uses: dict[int, list[_Use]]) -> None:
    """An update without a file changes the deployment that a command of the same script made under the same name."""
    command = placed.command
    overrides = _overrides(command)
    if command.option("file") is not None or command.words[-1] != "update" or "name" not in overrides:
        return
    for own in uses.values():
        for use in own[:]:
            same = all(
                path in use.overrides and use.overrides[path].pattern == overrides[path].pattern
                for path in ("name", "endpoint_name")
                if path in overrides
            )
            if same and use.placed.own == placed.own:
                own.append(_Use(placed, use.target, overrides))
                break


def _all_overrides(use: _Use) -> Overrides:
    """What `yq` sets in the file before, and what the command sets, which wins."""
    return {**_by_yq(use.target.rewrites), **use.overrides}


def _rooted(assignment: Assignment, placed: Placed, folder: str) -> Assignment:
    """A path that starts with the project's root or the script's folder, told from the folder of the document."""
    start, rest = assignment.pattern[:1] or " ", assignment.pattern[1:].lstrip("/")
    if start not in (ROOT, OWN) or not rest or any(sign in rest for sign in (UNKNOWN, ROOT, OWN)):
        return assignment
    path = normpath(f"{placed.own.rpartition('/')[0]}/{rest}".lstrip("/")) if start == OWN else normpath(rest or ".")
    span = assignment.value.span
    up = "../" * len(folder.split("/")) if folder else ""
    return replace(assignment, value=Scalar(span, up + path, span.text))


def _trigger(placed: Placed) -> Trigger:
    command = placed.command
    assignments = tuple(
        Option("set", assignment.value, assignment.key, assignment.path) for assignment in command.assignments
    )
    options = (*command.options, *assignments)
    prose = command.origin == "prose"
    return Trigger(command.span, command.words, options, placed.folders, command.open, prose)


def _endpoint(uses: list[_Use], endpoints: Named) -> AssetDocument | None:
    """The endpoint that a command makes under the name that the deployment's command gives, if that is one.

    A name with unknown parts must be written alike in the same file.
    """
    found: dict[int, AssetDocument] = {}
    for use in uses:
        wanted = use.overrides.get("endpoint_name")
        for placed, document in endpoints.get(wanted.pattern, ()) if wanted is not None else ():
            name = placed.command.option("name")
            if wanted is None or name is None:
                continue
            alike = placed.own == use.placed.own and name.span.text == wanted.value.span.text
            if UNKNOWN not in name.pattern or alike:
                found[id(document)] = document
    return next(iter(found.values())) if len(found) == 1 else None


def _where(assignment: Assignment) -> str:
    place = assignment.key.place
    return f"{place.file}:{place.line}"


def _data(value: Value | None) -> object:
    return (value.data,) if isinstance(value, Scalar) else value


def _at(node: Mapping, parts: list[str]) -> Value | None:
    value: Value | None = node
    for part in parts:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _with(node: Mapping, path: str, given: list[Assignment | None], uses: list[_Use]) -> Mapping:
    """The root with one path as its commands leave it: the value that all agree on, else unknown."""
    parts = path.split(".")
    setting = [assignment for assignment in given if assignment is not None]
    first = setting[0]
    if "[" in path:
        parts = [path.partition("[")[0].split(".")[0]]
        value: Value = Unknown(first.value.span, f"{_where(first)} sets a part of it")
        return _assigned(node, parts, value, first.key)
    written = _at(node, parts)
    shown = [_data(assignment.value) if assignment is not None else _data(written) for assignment in given]
    if isinstance(first.value, Scalar) and all(isinstance(one, tuple) and str(one[0]) == str(first.value.data)
                                               for one in shown):  # fmt: skip
        return _assigned(node, parts, first.value, first.key)
    if len(setting) == len(given) == 1 or all(isinstance(one.value, Unknown) for one in setting):
        text = first.value.text if isinstance(first.value, Unknown) else ""
        why = f"{_where(first)} sets it to `{text}`, which is known only when the command runs"
        return _assigned(node, parts, Unknown(first.value.span, why, text), first.key)
    other = next((one for one in setting[1:] if _data(one.value) != _data(first.value)), None)
    if other is not None:
        why = f"{_where(first)} and {_where(other)} set it to different values"
    else:
        use = next(use for use, assignment in zip(uses, given) if assignment is None)
        place = use.placed.command.span.place
        why = f"{_where(first)} sets it and {place.file}:{place.line} does not"
    return _assigned(node, parts, Unknown(first.value.span, why, ""), first.key)


def _assigned(node: Mapping, parts: list[str], value: Value, key: Span) -> Mapping:
    """A copy of a mapping with the value at a path; the key keeps its place where it is there."""
    head, rest = parts[0], parts[1:]
    entry = node.entry(head)
    if rest:
        inner = entry.value if entry is not None and isinstance(entry.value, Mapping) else Mapping(key, ())
        value = _assigned(inner, rest, value, key)
    if entry is None:
        return replace(node, entries=(*node.entries, Entry(key, head, value)))
    changed = tuple(replace(one, value=value) if one is entry else one for one in node.entries)
    return replace(node, entries=changed)


def _shown(node: Mapping) -> tuple[tuple[str, object], ...]:
    return tuple((entry.key_data, getattr(entry.value, "text", None)) for entry in node.entries)


# -- rewrites --------------------------------------------------------------------------------------------------------


def _by_yq(rewrites: Iterable[_Placed]) -> Overrides:
    """The keys that `yq` sets, by dotted path."""
    found: Overrides = {}
    for made in rewrites:
        if made.rewrite.program == "yq" and made.rewrite.script is not None:
            for assignment in _yq_assignments(made) or ():
                found[assignment.path] = assignment
    return found


def _yq_assignments(made: _Placed) -> list[Assignment] | None:
    """The assignments of a `yq` expression (`.a.b = "c" | .d = 1`); None if it is more than that."""
    script = made.rewrite.script
    assert script is not None, "yq is told what to do"
    span = Span(made.rewrite.source, script.start, script.end)
    found: list[Assignment] = []
    for clause in made.script.split("|"):
        target, equals, value = clause.partition("=")
        path, value = target.strip(), value.strip()
        if not equals or not path.startswith(".") or value.startswith("=") or path.endswith(("+", "-", "*", "|")):
            return None
        path = path[1:].replace('"', "").replace("'", "")
        if not path or any(char in path for char in "()[]$ \0"):
            return None
        found.append(Assignment(path, _yq_value(span, value), span))
    return found


def _yq_value(span: Span, text: str) -> Value:
    """The value of a `yq` assignment: a literal, or unknown."""
    from ..read.commands import value_of

    quoted = len(text) >= 2 and text[0] == text[-1] == '"'
    if quoted and UNKNOWN not in text:
        return value_of(span, text[1:-1])
    if text and not quoted and all(char.isalnum() or char in ".-+_" for char in text) and text[0] != ".":
        return value_of(span, text, typed=True)
    return Unknown(span, f"`{span.text}` is worked out when the script runs", span.text)


def _rewritten(node: Mapping, made: _Placed) -> Mapping:
    """The root after a command that changes text: what it may have touched is unknown."""
    rewrite = made.rewrite
    place = rewrite.source.place(rewrite.start, rewrite.start)
    why = f"{place.file}:{place.line} changes it before it is deployed"

    def touched(value: Value) -> Value:
        if not isinstance(value, Scalar) or value.data is None:
            return value
        if rewrite.program == "envsubst":
            return Unknown(value.span, why, value.text) if "$" in value.text else value
        source = value.span.source
        line = source.line(source.position(value.span.start)[0])
        searched = _searched(made.script)
        hit = searched is None or any(text in line for text in searched)
        return Unknown(value.span, why, value.text) if hit else value

    if rewrite.program == "copy" or (rewrite.program == "yq" and _yq_assignments(made) is not None):
        return node
    if rewrite.program == "yq":
        return _only_unknown(node, why)
    changed = _mapped(node, touched)
    return changed if isinstance(changed, Mapping) else node


def _only_unknown(node: Mapping, why: str) -> Mapping:
    """The root with all scalars unknown: an expression may have changed any of them."""
    changed = _mapped(node, lambda value: Unknown(value.span, why, value.text) if isinstance(value, Scalar) else value)
    return changed if isinstance(changed, Mapping) else node


def _searched(script: str) -> tuple[str, ...] | None:
    """The texts that the `s` commands of a `sed` script look for; None if that cannot be told."""
    found: list[str] = []
    for command in script.replace(";", "\n").split("\n"):
        command = command.strip().lstrip("\\").strip()
        if not command:
            continue
        if command[0] != "s" or len(command) < 4 or command[1].isalnum():
            return None
        searched = command[2:].partition(command[1])[0]
        literal = ""
        for char in searched:
            if char in "^.*[\\$+?(|" or char == UNKNOWN:
                break
            literal += char
        if len(literal.strip()) < 3:
            return None
        found.append(literal)
    return tuple(found)


def _filled_in(value: Value) -> Value:
    """A scalar of a heredoc that the shell fills in."""
    if isinstance(value, Scalar) and ("$" in value.text or "`" in value.text):
        shown = find_placeholder(value.text) or value.text
        return Unknown(value.span, f"{shown} is filled in when the script runs", value.text)
    return value


def _mapped(value: Value, change: object) -> Value:
    """A tree with a function applied to its scalars; parts without a change stay the same objects."""
    if isinstance(value, Mapping):
        entries = tuple(
            entry if (new := _mapped(entry.value, change)) is entry.value else replace(entry, value=new)
            for entry in value.entries
        )
        same = all(one is other for one, other in zip(entries, value.entries))
        return value if same else replace(value, entries=entries)
    if isinstance(value, Listing):
        items = tuple(_mapped(item, change) for item in value.items)
        same = all(one is other for one, other in zip(items, value.items))
        return value if same else replace(value, items=items)
    return change(value)  # type: ignore[operator, no-any-return]
