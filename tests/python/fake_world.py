"""A world for tests: what it holds is said by dictionaries, everything else is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amllint.model import Answer
from amllint.python.interpreter import Interpreter
from amllint.python.syntax import Module, parse
from amllint.python.values import AbstractValue, UnknownValue
from amllint.text import Source

if TYPE_CHECKING:
    import ast

    from amllint.python.trace import Phase, Trace

MODEL_DIR = "/var/azureml-app/azureml-models/\0name/\0version"


class FakeWorld:
    """`variables`: name → text, None for not set; `files`: path → "file", "folder" or "" for absent."""

    def __init__(
        self,
        variables: dict[str, str | None] | None = None,
        files: dict[str, str] | None = None,
        modules: dict[str, str] | None = None,
        gpu: str = "unknown",
        installed: dict[str, str] | None = None,
    ) -> None:
        self.variables = {"AZUREML_MODEL_DIR": MODEL_DIR, **(variables or {})}
        self.files = files or {}
        self.sources = {
            dotted: Source(dotted.replace(".", "/") + ".py", text) for dotted, text in (modules or {}).items()
        }
        self.has_gpu = gpu
        self.packages = installed or {}

    def variable(self, name: str) -> Answer:
        if name not in self.variables:
            return Answer("unknown", "a pipeline may set it")
        value = self.variables[name]
        return Answer("no", "nothing sets it") if value is None else Answer("yes", "it is set", None, value or None)

    def file(self, path: str) -> Answer:
        kind = self.files.get(path)
        if kind is None:
            return Answer("unknown", "not known")
        return Answer("yes", "it is there", None, kind) if kind else Answer("no", "it is not there")

    def module(self, dotted: str, importer: str) -> Module | None:
        source = self.sources.get(dotted.lstrip("."))
        if source is None:
            return None
        return Module(dotted, source, tree_of(source), f"/var/azureml-app/code/{source.path}")

    def gpu(self) -> Answer:
        return Answer(self.has_gpu, "so it is")  # type: ignore[arg-type]

    def installed(self, module: str) -> Answer:
        return Answer(self.packages.get(module, "unknown"), "so it is")  # type: ignore[arg-type]

    def model_path(self, name: str, version: str | None) -> Answer:
        if name == "registered":
            path = f"/var/azureml-app/azureml-models/registered/{version or chr(0) + 'version'}/model.pkl"
            return Answer("yes", "it is deployed", None, path)
        return Answer("unknown", "not known")


def tree_of(source: Source) -> ast.Module | None:
    from amllint.python.syntax import Unparsed

    tree = parse(source)
    return None if isinstance(tree, Unparsed) else tree


class Run:
    """A script that was run on paper."""

    def __init__(self, text: str, world: FakeWorld | None = None, entries: tuple[Phase, ...] = ("init", "run")) -> None:
        self.source = Source("score.py", text)
        self.interpreter = Interpreter(world or FakeWorld())
        module = Module("entry", self.source, tree_of(self.source), "/var/azureml-app/code/score.py")
        assert module.tree is not None, "the test's script does not parse"
        self.names = self.interpreter.run_module(module)
        for entry in entries:
            if entry in self.names:
                given = (UnknownValue("the body"),) if entry == "run" else ()
                self.interpreter.call_entry(self.names[entry], given, entry)

    @property
    def trace(self) -> Trace:
        return self.interpreter.trace

    def value(self, name: str) -> AbstractValue:
        return self.names[name]

    def data(self, name: str = "x") -> object:
        """The plain data of a variable; its repr where it is not plain."""
        value = self.names[name]
        return getattr(value, "data", getattr(value, "text", repr(value)))


def evaluate(text: str, world: FakeWorld | None = None) -> object:
    """The data of `x` after a module was run."""
    return Run(text, world).data()
