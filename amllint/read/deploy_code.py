"""Reads code that deploys with an SDK (.py files and notebooks): it is evaluated on paper, never run.

What comes out are the same documents that YAML files give, with the places of the code, and the files that the code
itself writes before it deploys.
"""

from __future__ import annotations

from posixpath import join as join_path
from posixpath import normpath

from ..model import AssetDocument
from ..python.interpreter import Interpreter
from ..python.syntax import Module, Unparsed, parse, walk
from ..python.values import (
    BoundMethod,
    Const,
    DictOf,
    External,
    LocalClass,
    LocalFunction,
    LocalInstance,
    Made,
    PathOf,
    TupleOf,
    UnknownValue,
    options_of,
    path_text,
    same,
    text_of,
)
from ..python.world import UnknownWorld
from ..record import Record, replace
from ..text import Source, Span
from .code_values import HERE
from .sdk_v1 import CALLS, COMPUTE_TYPES, OF, SdkV1, given, is_environment, part_of, saved_path, v1_name
from .sdk_v2 import CLASSES, SdkV2, loader, sdk_class
from .written_files import WrittenSource, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from ..facts.raises import Hazard
    from ..model import DocumentKind, Trigger
    from ..python.trace import Argument, Call
    from ..python.values import AbstractValue
    from ..values import Mapping
    from .notebook import CodeCell
else:
    import _ast as ast

_TELLING = (
    *(
        "InferenceConfig",
        "deploy_configuration",
        "Model.deploy",
        "Model.package",
        "Model.register",
        "ParallelRunConfig",
    ),
    *("OnlineDeployment", "BatchDeployment", "_deployment(", "Endpoint(", " Environment(", "models.create_or_update("),
    *("traffic = ", ".write(", ".write_text(", ".instance_", "_settings = ", "_probe = ", ".environment", ".model = "),
)
"""A cell that holds one of these may make or change what is deployed."""
_MOST_STEPS = 20_000
"""Of one cell or one file."""
_CREATE = frozenset(("create_or_update", "begin_create_or_update"))
_WAIT = frozenset(("result", "wait"))
_V1_CALLS = frozenset(("InferenceConfig", "ParallelRunConfig", "deploy_configuration"))
_ENTITIES = "azure.ai.ml.entities."
_GOT = {"models": "models", "environments": "environments"}
_DEPLOYMENTS = frozenset(
    (
        *("managed-deployment", "kubernetes-deployment", "batch-deployment"),
        *("model-batch-deployment", "pipeline-batch-deployment"),
    )
)


class Loaded(Record):
    """A YAML file that code loads: `what` is in it, `path` as written, `changes` what the code changes in it."""

    what: str
    path: str
    bases: tuple[str, ...]
    changes: Mapping | None


class DeployedV1(Record):
    """One deployment of the v1 SDK: the configurations that `Model.deploy` joins, and the call as a command."""

    inference: AssetDocument | None
    deployment: AssetDocument | None
    trigger: Trigger | None = None
    batch: bool = False


class DeployCode(Record):
    """What one file deploys.

    `documents` are made by constructors of the SDK; `loaded` names YAML files; `written` are the files that the code
    writes, keyed by path as seen from the root; `deployed_v1` are the deployments of the v1 SDK.
    """

    documents: tuple[AssetDocument, ...]
    loaded: tuple[Loaded, ...]
    written: dict[str, Source]
    deployed_v1: tuple[DeployedV1, ...] = ()


def read_python(source: Source) -> DeployCode:
    """Read a .py file; never raises, whatever the text."""
    tree = parse(source)
    if isinstance(tree, Unparsed):
        return DeployCode((), (), {})
    reader = _Reader(source.path, _folders_up(source.path.rpartition("/")[0]))
    reader.run(Module("__main__", source, tree, f"{HERE}/{source.path}"))
    return reader.result()


def read_notebook(source: Source) -> DeployCode:
    """Read the cells of a notebook in their order; never raises, whatever the text."""
    from .notebook import code_cells, python_text

    reader = _Reader(source.path, _folders_of_notebook(source))
    cells = code_cells(source)
    targets = " ".join(cell.target for cell in cells if "$" in cell.target or "{" in cell.target)
    matters = _cells_that_matter([cell.source.text if cell.kind == "python" else "" for cell in cells], targets)
    for cell, needed in zip(cells, matters):
        if cell.kind == "file":
            reader.file_cell(cell)
        elif needed:
            tree = parse(cell.source)
            if isinstance(tree, Unparsed):
                text = python_text(cell.source.text)
                tree = parse(Source(cell.source.path, text))
            if not isinstance(tree, Unparsed):
                reader.run(Module("__main__", cell.source, tree))
    return reader.result()


def _cells_that_matter(texts: list[str], targets: str) -> list[bool]:
    """Which cells have to be evaluated: those that speak of deployments, and those that bind what these need.

    `targets` are paths of written files that name variables.

    Told from the text alone, leaning to yes: evaluating all cells of a training notebook costs several times as much.
    """
    import re

    # A line in a call (`    model=model,`) is no assignment; neither are names in comments and plain strings needed.
    binds = re.compile(
        r"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+|for[ \t]+|with\b[^\n]*[ \t]as[ \t]+)(\w+)"
        r"|^[ \t]+([A-Za-z_]\w*)[ \t]*=(?!=)(?![^\n]*,[ \t]*$)"
        r"|^([A-Za-z_]\w*)[ \t]*(?:=(?!=)|,)"
        r"|^[ \t]*([A-Za-z_]\w*)[ \t]*(?:[-+|]=|\[|\.(?:update|append|extend)\()",
        re.MULTILINE,
    )
    unspoken = re.compile(r"""#[^\n]*|(?<![fF])"[^"\n]*"|(?<![fF])'[^'\n]*'""")
    needs = re.compile(r"(?<![.\w])([A-Za-z_]\w*)\b(?![ \t]*=(?!=))")
    matters = [any(word in text for word in _TELLING) for text in texts]
    needed: set[str] = set(needs.findall(targets))
    for number in range(len(texts) - 1, -1, -1):
        text = texts[number]
        if not matters[number] and text:
            matters[number] = any(name in needed for groups in binds.findall(text) for name in groups if name)
        if matters[number]:
            needed.update(needs.findall(unspoken.sub("", text)))
        elif text.startswith(("import ", "from ")) or "\nimport " in text or "\nfrom " in text:
            matters[number] = True
    return matters


class _Deploying(Interpreter):
    """Follows the objects of the SDK through the client: what is created or updated is what was passed."""

    def __init__(self) -> None:
        super().__init__(UnknownWorld(), _MOST_STEPS)
        self.local_only: dict[int, bool] = {}
        self.writes: list[tuple[AbstractValue, Argument]] = []
        self.conda_files: dict[str, Made] = {}

    def call(
        self,
        function: AbstractValue,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool,
        node: ast.AST,
    ) -> AbstractValue:
        """The value of a call; calls of the client give back the object that they are about."""
        func = getattr(node, "func", None)
        name = func.attr if isinstance(func, ast.Attribute) else ""
        if name in _CREATE:
            for given in (*args, *keywords.values()):
                if sdk_class(given.value) is not None or loader(given.value) is not None:
                    self._created(given.value, keywords)
                    return given.value
        elif isinstance(function, External):
            owner = function.owner
            if name in _WAIT and owner is not None and (sdk_class(owner) is not None or loader(owner) is not None):
                return owner
            if name == "get":
                got = self._got(function, args, keywords, node)
                if got is not None:
                    return got
            elif name in ("write", "write_text") and len(args) == 1 and owner is not None:
                self.writes.append((owner, args[0]))
            elif isinstance(owner, Made) and v1_name(owner) in ("CondaDependencies", "CondaDependencies.create"):
                return self._conda_call(owner, name, super().call(function, args, keywords, open, node))
        return super().call(function, args, keywords, open, node)

    def _hazard(self, danger: Hazard, call: Call, node: ast.AST) -> None:
        """What may go wrong while deploying is nobody's question."""

    def attribute(self, value: AbstractValue, name: str, node: ast.AST) -> AbstractValue:
        """The value of `value.name`: parameters of the SDK's objects are their attributes."""
        if isinstance(value, Made) and name not in value.attributes and sdk_class(value) is not None:
            if id(value) in self.local_only and name in ("code_configuration", "environment", "model"):
                return UnknownValue("the service gives it back")
            given = value.keywords.get(name)
            if given is not None:
                return given.value
            if name == "id":
                return value
        elif isinstance(value, Const) and isinstance(value.data, str) and value.data.startswith("azureml:"):
            if name == "id":
                return value
            parts = value.data.removeprefix("azureml:").split(":")
            if name in ("name", "version") and len(parts) == 2:
                return Const(parts[name == "version"], value.origin)
        elif isinstance(value, Made) and name not in value.attributes:
            part = part_of(value, name)
            if part is not None:
                part.origin = self.origin(node)
                self.write(value.attributes, name, part)
                return part
        return super().attribute(value, name, node)

    def _conda_call(self, conda: Made, method: str, result: AbstractValue) -> AbstractValue:
        """Keep what a method of CondaDependencies does."""
        if not isinstance(result, Made):
            return result
        if method in ("save", "save_to_file"):
            path = saved_path(method, result)
            if path:
                self.conda_files[path] = conda
        elif method == "serialize_to_string":
            result.attributes[OF] = conda
        elif method.startswith(("add_", "set_", "remove_")):
            arguments = (*result.args, *result.keywords.values())
            call = TupleOf((Const(method), *(argument.value for argument in arguments)), result.origin)
            before = conda.attributes.get(CALLS)
            known = before.items if isinstance(before, TupleOf) else () if before is None else (TupleOf(()),)
            self.write(conda.attributes, CALLS, TupleOf((*known, call)))
        return result

    def _created(self, value: AbstractValue, keywords: dict[str, Argument]) -> None:
        local = keywords.get("local")
        is_local = local is not None and local.value.truth is True
        self.local_only[id(value)] = self.local_only.get(id(value), True) and is_local

    def _got(
        self, function: External, args: tuple[Argument, ...], keywords: dict[str, Argument], node: ast.AST
    ) -> AbstractValue | None:
        """What `client.COLLECTION.get(...)` gives: an object that the code made before, or a reference to an asset."""
        client, _, collection = function.dotted.removesuffix(".get").rpartition(".")
        if not client.startswith("azure.ai.ml."):
            return None
        name = keywords.get("name") or (args[0] if args else None)
        if name is None:
            return None
        if collection in ("online_endpoints", "batch_endpoints", "online_deployments", "batch_deployments"):
            kind = collection.partition("_")[2].removesuffix("s")
            return self._made_before(kind, name.value)
        if collection not in ("models", "environments"):
            return None
        version = keywords.get("version") or (args[1] if len(args) > 1 else None)
        label = keywords.get("label")
        name_text = text_of(name.value)
        if name_text is None:
            return UnknownValue("its name is not known", self.origin(node))
        if version is None and label is None:
            return Const(f"azureml:{name_text}", self.origin(node))
        given = version or label
        assert given is not None
        if not isinstance(given.value, Const):
            return UnknownValue(f"the version of {name_text} is not known", self.origin(node))
        sign = ":" if version is not None else "@"
        registry = self._registry(function)
        if registry is not None:
            below = f"versions/{given.value.data}" if version is not None else f"labels/{given.value.data}"
            return Const(f"azureml://registries/{registry}/{collection}/{name_text}/{below}", self.origin(node))
        return Const(f"azureml:{name_text}{sign}{given.value.data}", self.origin(node))

    def _registry(self, function: External) -> str | None:
        """The registry that the client of a call works on; None for a workspace."""
        owner: AbstractValue | None = function
        while isinstance(owner, External):
            owner = owner.owner
        if not isinstance(owner, Made):
            return None
        given = owner.keywords.get("registry_name")
        if given is None:
            return None
        return text_of(given.value) or "registry"

    def _made_before(self, kind: str, name: AbstractValue) -> AbstractValue | None:
        for call in reversed(self.trace.calls):
            cls = sdk_class(call.made)
            given = call.keywords.get("name")
            if cls is not None and cls.kind.endswith(kind) and given is not None and same(given.value, name):
                return call.made
        return None


class _Reader:
    """Evaluates the code of one file and turns what it made into documents."""

    def __init__(self, path: str, bases: tuple[str, ...]) -> None:
        self.folder = path.rpartition("/")[0]
        self.bases = bases
        self.machine = _Deploying()
        # Star imports leave the names of the SDK unbound: they are known beforehand.
        self.names: dict[object, AbstractValue] = {name: External(_ENTITIES + name) for name in CLASSES}
        self.v1: list[DeployedV1] = []
        self.written: dict[str, Source] = {}
        self._pieces: set[str] = set()

    def run(self, module: Module) -> None:
        """Evaluate one more piece of code in the namespace of those before."""
        machine = self.machine
        machine.most_steps = machine.steps + _MOST_STEPS
        before = len(machine.writes)
        machine.run_module(module, self.names)
        machine.trace.gave_up = ""
        for owner, argument in machine.writes[before:]:
            self._written_by_code(owner, argument)

    def result(self) -> DeployCode:
        """What the code has made."""
        self._run_what_nobody_called()
        sdk = SdkV2(self.folder)
        documents: list[AssetDocument] = []
        loaded: list[Loaded] = []
        seen: set[tuple[int, Mapping]] = set()
        endpoints: list[tuple[AbstractValue, AssetDocument]] = []
        for call in self.machine.trace.calls:
            made = call.made
            cls = sdk_class(made)
            if cls is not None and cls.kind:
                kind: DocumentKind = cls.kind  # type: ignore[assignment]
                sdk.refused = []
                node = sdk.mapping(made, cls, call.span)
                if kind in ("environment", "model") and text_of_name(node) is None:
                    continue
                key = (id(made.origin[1]) if made.origin else 0, node)
                if key not in seen:
                    seen.add(key)
                    source = call.span.source
                    document = AssetDocument(kind, source, node, "sdk-v2", self.bases, written=self.written)
                    document = replace(document, refused=tuple(sdk.refused))
                    if kind in _DEPLOYMENTS:
                        document = replace(document, endpoint=_endpoint_of(made, endpoints))
                    elif "name" in made.keywords and "endpoint" in kind:
                        endpoints.append((made.keywords["name"].value, document))
                    documents.append(document)
            what = loader(made)
            if what is not None:
                given = made.argument("source", 0)
                path = path_text(given.value) if given is not None else None
                if given is not None and path is not None:
                    loaded.append(Loaded(what, path, self.bases, _changes(sdk, made)))
        documents += self._v1_documents()
        self.machine.__dict__.clear()  # it holds itself in cycles, which nothing collects while a check runs
        return DeployCode(tuple(documents), tuple(loaded), self.written, tuple(self.v1))

    # -- v1 ------------------------------------------------------------------------------------------------------

    def _v1_documents(self) -> list[AssetDocument]:
        """The documents of the v1 SDK; deployments are kept in `v1`."""
        sdk = SdkV1(self.folder, self.machine.conda_files)
        documents: list[AssetDocument] = []
        configurations: dict[int, AssetDocument] = {}
        deploys: list[Call] = []
        for call in self.machine.trace.calls:
            name = v1_name(call.made)
            if name in ("Model.deploy", "Model.package"):
                deploys.append(call)
            elif name == "InferenceConfig" or name in COMPUTE_TYPES or name == "ParallelRunConfig":
                kind: DocumentKind = "v1-deployment-config" if name in COMPUTE_TYPES else "v1-inference-config"
                document = self._v1_document(kind, call, sdk.configuration(call.made, call.span))
                documents.append(document)
                if name == "ParallelRunConfig":
                    self.v1.append(DeployedV1(document, None, None, True))
                else:
                    configurations[id(call.made)] = document
            elif name == "Model.register":
                documents.append(self._v1_document("model", call, sdk.registered(call.made, call.span)))
            elif is_environment(call.made):
                node = sdk.environment(call.made, call.span)
                if text_of_name(node) is not None:
                    documents.append(self._v1_document("v1-environment", call, node))
        self._join(sdk, deploys, configurations)
        return documents

    def _v1_document(self, kind: DocumentKind, call: Call, node: Mapping) -> AssetDocument:
        return AssetDocument(kind, call.span.source, node, "sdk-v1", self.bases, written=self.written)

    def _join(self, sdk: SdkV1, deploys: list[Call], configurations: dict[int, AssetDocument]) -> None:
        """Join the configurations as `Model.deploy` does; those left over belong together if there is one of each."""
        free = dict(configurations)
        folders = self.bases if len(self.bases) == 1 else ()
        for call in deploys:
            joined: list[AssetDocument | None] = []
            for name in ("inference_config", "deployment_config"):
                argument = given(call.made, name)
                options = options_of(argument.value) if argument is not None else ()
                found = [configurations[id(option)] for option in options if id(option) in configurations]
                for option in options:
                    free.pop(id(option), None)
                joined.append(found[0] if len(found) == 1 else None)
            if any(joined):
                self.v1.append(DeployedV1(joined[0], joined[1], sdk.trigger(call, folders)))
        inferences = [one for one in free.values() if one.kind == "v1-inference-config"]
        deployments = [one for one in free.values() if one.kind == "v1-deployment-config"]
        if len(inferences) == len(deployments) == 1:
            self.v1.append(DeployedV1(inferences[0], deployments[0]))
            return
        self.v1 += [DeployedV1(one, None) for one in inferences] + [DeployedV1(None, one) for one in deployments]

    # -- written files -------------------------------------------------------------------------------------------

    def file_cell(self, cell: CodeCell) -> None:
        """Keep the file that a `%%writefile` cell writes."""
        target = self._target(cell.target)
        path = self._resolve(target) if target is not None else None
        if path is None:
            return
        text = cell.source.text[cell.body :]
        if not text.endswith("\n"):
            text += "\n"
        old = self.written.get(path)
        if cell.append and old is not None:
            # Two cells hold it: places in the first stay exact, the second is seen as its whole.
            joined = WrittenSource(
                path, old.text + text, cell.source, 0, cell.source.span(cell.body, len(cell.source.text))
            )
            self.written[path] = joined
        else:
            self.written[path] = WrittenSource(path, text, cell.source, cell.body)

    def _target(self, target: str) -> str | None:
        """A path as IPython fills it in: `$name` and `{name}` are variables of the notebook."""
        if "$" not in target and "{" not in target:
            return target
        import re

        known = True

        def value(match: re.Match[str]) -> str:
            nonlocal known
            name = match[1] or match[2] or match[3]
            text = path_text(self.names.get(name) or UnknownValue(""))
            known = known and text is not None
            return text or ""

        filled = re.sub(r"\{\s*(\w+)\s*\}|\$(\w+)|\$\{(\w+)\}", value, target)
        return filled if known and "{" not in filled else None

    def _written_by_code(self, owner: AbstractValue, argument: Argument) -> None:
        """Keep a file that `open(path, "w").write(text)` or `Path(path).write_text(text)` writes."""
        appends = False
        if isinstance(owner, Made) and owner.dotted in ("open", "io.open"):
            mode = owner.argument("mode", 1)
            mode_text = text_of(mode.value) if mode is not None else None
            given = owner.argument("file", 0)
            if mode_text is None or given is None or "w" not in mode_text:
                appends = mode_text is not None and "a" in mode_text
                if not appends or given is None:
                    return
            target = path_text(given.value)
        else:
            target = path_text(owner) if isinstance(owner, PathOf) else None
        path = self._resolve(target) if target is not None else None
        if path is None:
            return
        made = argument.value.attributes.get(OF) if isinstance(argument.value, Made) else None
        if isinstance(made, Made) and target is not None:
            self.machine.conda_files[target.removeprefix("./")] = made
            return
        text = text_of(argument.value)
        if text is None or "\0" in text or appends or path in self._pieces:
            # Written in several pieces, or with parts that are not known: nothing is known of the content.
            self.written.pop(path, None)
            return
        self._pieces.add(path)
        self.written[path] = written(path, text, argument.value.span or argument.span)

    def _resolve(self, target: str) -> str | None:
        """A path that code writes to, as seen from the root; None if it leads out or is not known."""
        if target.startswith(HERE):
            target = target.removeprefix(HERE).lstrip("/")
            folder = ""
        else:
            folder = self.folder
        if not target or target.startswith("/") or "\0" in target:
            return None
        path = normpath(join_path(folder, target))
        return None if path in (".", "..") or path.startswith("../") else path

    # -- functions that nobody calls ---------------------------------------------------------------------------------

    def _run_what_nobody_called(self) -> None:
        """Evaluate functions that make deployments and that the file does not call itself; arguments are unknown."""
        visited = {id(call.made.origin[1]) for call in self.machine.trace.calls if call.made.origin is not None}
        for function, owner in self._functions():
            nodes = walk(function.node, into_functions=True)
            if any(id(node) not in visited for node in nodes if _constructs(node)):
                self._enter(function, owner)

    def _functions(self) -> Iterator[tuple[LocalFunction, LocalInstance | None]]:
        """The functions and methods of the code at hand."""
        for value in list(self.names.values()):
            for option in options_of(value):
                if isinstance(option, LocalFunction):
                    yield option, None
                elif isinstance(option, LocalClass):
                    for method in list(option.attributes.values()):
                        if isinstance(method, LocalFunction):
                            yield method, LocalInstance(option)

    def _enter(self, function: LocalFunction, owner: LocalInstance | None) -> None:
        machine = self.machine
        machine.most_steps = machine.steps + _MOST_STEPS
        spec = function.node.args
        count = len(spec.posonlyargs) + len(spec.args)  # a default gives way to what a command line may pass
        unknown = UnknownValue("it is an argument of a function that nobody calls here")
        if owner is not None and function.role not in ("static", "class"):
            machine.call_entry(BoundMethod(function, owner), (unknown,) * max(count - 1, 0), "run")
        else:
            machine.call_entry(function, (unknown,) * max(count, 0), "run")
        machine.trace.gave_up = ""


def _endpoint_of(made: Made, endpoints: list[tuple[AbstractValue, AssetDocument]]) -> AssetDocument | None:
    """The endpoint that was made with the very name that a deployment gives, known or not; the last one counts."""
    given = made.keywords.get("endpoint_name")
    named = [document for name, document in endpoints if given is not None and same(name, given.value)]
    return named[-1] if named else None


def _constructs(node: ast.AST) -> bool:
    """Whether a node calls a class of the SDK, by its name alone."""
    if not isinstance(node, ast.Call):
        return False
    func = node.func
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    cls = CLASSES.get(name)
    return name in _V1_CALLS or (cls is not None and cls.kind in _DEPLOYMENTS)


def text_of_name(node: Mapping) -> str | None:
    """The known name of a document."""
    from ..values import text_of as value_text

    return value_text(node.get("name"))


def _changes(sdk: SdkV2, made: Made) -> Mapping | None:
    """What code changes in a loaded document: `params_override`, and attributes set later; None if nothing."""
    merged = DictOf()
    given = made.argument("params_override")
    if given is not None:
        items = getattr(given.value, "items", None)
        for item in items if isinstance(items, tuple) else ():
            if isinstance(item, DictOf):
                merged.entries.update(item.entries)
                merged.keys.update(item.keys)
    for name, value in made.attributes.items():
        merged.entries[name] = value
    return sdk.values.mapping(merged, made.span or Span(Source("", ""), 0, 0)) if merged.entries else None


def _folders_of_notebook(source: Source) -> tuple[str, ...]:
    """The folders that paths of a notebook may count from: its own, unless a cell goes to another.

    `os.chdir(root)` and `%cd ..` lead to a folder above as a rule; those that they name are asked too.
    """
    folder = source.path.rpartition("/")[0]
    if "chdir(" not in source.text and "%cd " not in source.text:
        return (folder,)
    import re
    from posixpath import join, normpath

    named = re.findall(r"(?:\bchdir\(\s*\\?[\"']|%cd\s+)([^\s\"'\\)]+)", source.text)
    entered = [normpath(join(folder, target)) for target in named]
    inside = ["" if path == "." else path for path in entered if not path.startswith(("..", "/"))]
    return tuple(dict.fromkeys((*_folders_up(folder), *inside)))


def _folders_up(folder: str) -> tuple[str, ...]:
    """A folder and all above it up to the root: a script may be started in any of them."""
    found = [folder]
    while folder:
        folder = folder.rpartition("/")[0]
        found.append(folder)
    return tuple(found)
