"""A unit's script on paper: what happens when the container imports it, calls `init()`, and calls `run()`.

Rules ask `unit.boot`; how the entry script is started: facts/v2.md, section 7, facts/v1.md, section 10.
"""

from __future__ import annotations

from .model import Answer, BoundUnit
from .python.interpreter import Interpreter
from .python.syntax import Module
from .python.trace import MODELS_ROOT, Call, EnvLookup, FileAccess, GpuUse, HandlerFact, ImportUse, RaiseSite
from .python.values import UnknownValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .container import Container
    from .python.trace import Phase, Trace
    from .python.values import AbstractValue
    from .script.script import FunctionFact, Script, Scripts

__all__ = [
    "Boot",
    "Call",
    "EnvLookup",
    "FileAccess",
    "GpuUse",
    "HandlerFact",
    "ImportUse",
    "RaiseSite",
    "Unit",
]


class Unit(BoundUnit):
    """A bound unit with the two answers that are worked out only when a rule asks: `container` and `boot`."""

    make_container: Callable[[BoundUnit], Container] | None = None
    scripts: Scripts | None = None
    made: dict[str, object] = {}

    @classmethod
    def of(
        cls, bound: BoundUnit, make_container: Callable[[BoundUnit], Container], scripts: Scripts | None = None
    ) -> Unit:
        """The unit of `bound`; `scripts` reads the Python files, without it nothing is known of the script."""
        return cls(*bound._values(), make_container, scripts, {})  # type: ignore[call-arg]

    @property
    def container(self) -> Container:
        """The paper container."""
        if "container" not in self.made:
            assert self.make_container is not None, "a Unit is made by Unit.of"
            self.made["container"] = self.make_container(self)
        container: Container = self.made["container"]  # type: ignore[assignment]
        return container

    @property
    def boot(self) -> Boot:
        """The script on paper."""
        if "boot" not in self.made:
            self.made["boot"] = Boot(self, self.scripts)
        boot: Boot = self.made["boot"]  # type: ignore[assignment]
        return boot

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


class ContainerWorld:
    """The container as the interpreter's world, with the modules of the code folder."""

    def __init__(self, unit: Unit, scripts: Scripts) -> None:
        self._unit = unit
        self._scripts = scripts
        code = unit.code
        self._folder = code.folder if code is not None else None
        script = code.script if code is not None else None
        own = script.rpartition("/")[0] if script is not None else None
        # The server puts the script's folder on sys.path (v2); v1 starts in source_directory: both are looked at.
        self._roots = tuple(dict.fromkeys(root for root in (own, self._folder) if root is not None))

    def variable(self, name: str) -> Answer:
        """Whether the container has an environment variable."""
        return self._unit.container.env(name)

    def file(self, path: str) -> Answer:
        """Whether the container has a file or folder."""
        return self._unit.container.file(path)

    def gpu(self) -> Answer:
        """Whether the container has a GPU."""
        return self._unit.container.devices

    def installed(self, module: str) -> Answer:
        """Whether the environment provides a module."""
        return self._unit.container.imports(module)

    def model_path(self, name: str, version: str | None) -> Answer:
        """Where `Model.get_model_path` finds a model: the one entry of its version's folder (facts/v1.md, 8.3)."""
        for model in self._unit.models:
            if model.name == name and model.path is not None:
                shown = version or model.version or "\0version"
                return Answer(
                    "yes", "the deployment names it", model.span, f"{MODELS_ROOT}/{name}/{shown}/{_base(model.path)}"
                )
        return Answer("unknown", "where the model comes from is not known")

    def module(self, dotted: str, importer: str) -> Module | None:
        """The module of the code folder that an import finds; installed modules come first on sys.path."""
        if dotted.startswith("."):
            level = len(dotted) - len(dotted.lstrip("."))
            folder = importer.rpartition("/")[0]
            for _ in range(level - 1):
                folder = folder.rpartition("/")[0]
            return self._at(folder, dotted.lstrip("."), dotted)
        for root in self._roots:
            found = self._at(root, dotted, dotted)
            if found is not None and not self._unit.container.imports(dotted.partition(".")[0]).yes:
                return found
        return None

    def _at(self, root: str, dotted: str, name: str) -> Module | None:
        path = "/".join([*([root] if root else []), *(dotted.split(".") if dotted else [])])
        for candidate in (f"{path}/__init__.py" if path else "__init__.py", f"{path}.py" if dotted else ""):
            script = self._scripts.get(candidate) if candidate else None
            if script is not None:
                return self.place(script, name.lstrip(".") or name)
        return None

    def place(self, script: Script, name: str) -> Module:
        """A script as a module of the container: with the path that `__file__` holds there."""
        root = self._unit.container.code_root
        path = script.source.path
        file = ""
        if root is not None and self._folder is not None:
            below = path[len(self._folder) + 1 :] if self._folder else path
            if not self._folder or path.startswith(self._folder + "/"):
                file = f"{root}/{below}"
        return Module(name, script.source, script.tree, file)


class Boot:
    """What was seen on import, in `init()` and in `run()`.

    `script` is the entry script, None where it is not known or not there. `init` and `run` answer whether they are
    defined. `gave_up` is a clause where the code could not be followed to its end, "" if it was.
    """

    def __init__(self, unit: Unit, scripts: Scripts | None) -> None:
        path = unit.code.script if unit.code is not None else None
        self.script: Script | None = scripts.get(path) if scripts is not None and path is not None else None
        self._names: dict[object, AbstractValue] = {}
        self._trace: Trace
        if self.script is None or scripts is None:
            self.init = self.run = Answer("unknown", "the script is not known")
            from .python.trace import Trace

            self._trace = Trace()
        else:
            world = ContainerWorld(unit, scripts)
            interpreter = Interpreter(world)
            self._trace = interpreter.trace
            self._names = interpreter.run_module(world.place(self.script, "entry"))
            self.init = self._defined("init", self.script.init)
            self.run = self._defined("run", self.script.run)
            self._call(interpreter, "init")
            self._call(interpreter, "run")
        trace = self._trace
        self.lookups: tuple[EnvLookup, ...] = tuple(trace.lookups.values())
        self.accesses: tuple[FileAccess, ...] = tuple(trace.accesses.values())
        self.imports: tuple[ImportUse, ...] = tuple(trace.imports.values())
        self.raises: tuple[RaiseSite, ...] = tuple(trace.raises.values())
        self.gpu_uses: tuple[GpuUse, ...] = tuple(trace.gpu_uses.values())
        self.calls: tuple[Call, ...] = tuple(trace.calls)
        self.gave_up: str = trace.gave_up
        self.steps: int = trace.steps

    def _defined(self, name: str, said: Answer) -> Answer:
        """What the text leaves open (a star import of a local module) the evaluated module may tell."""
        if said.unknown and name in self._names and not isinstance(self._names[name], UnknownValue):
            return Answer("yes", "the module defines it", self._names[name].span)
        return said

    def _call(self, interpreter: Interpreter, name: Phase) -> None:
        """Call an entry point as the server does; the body of `async def init` never runs."""
        from .python.values import LocalFunction

        function = self._names.get(name)
        if not isinstance(function, LocalFunction):
            return
        if name == "init" and not isinstance(function.node, _function_nodes()):
            return
        spec = function.node.args
        given = len(spec.posonlyargs) + len(spec.args) - len(function.defaults) if name == "run" else 0
        body = UnknownValue("the request's body is not known")
        interpreter.call_entry(function, (body,) * max(given, 0), name)

    def function(self, name: str) -> FunctionFact | None:
        """How a function of the entry script is defined."""
        return self.script.functions.get(name) if self.script is not None else None

    @property
    def hazards(self) -> tuple[RaiseSite, ...]:
        """Sites of import and `init()` that may raise what nothing handles, for reasons that no proof settles.

        What the container proves to fail belongs to the rule of its cause; a raise statement is a clear error by
        itself, and a look-up of a variable is settled by the container.
        """
        return tuple(
            site
            for site in self.raises
            if site.phase != "run"
            and site.handled is None
            and site.kind not in ("raise", "assert", "exit", "lookup")
            and not (site.answer is not None and site.answer.no)
        )

    @property
    def failing_accesses(self) -> tuple[FileAccess, ...]:
        """Reads of files that the container is proven not to have, which surely happen and whose failure ends it."""
        return tuple(
            access
            for access in self.accesses
            if access.answer.no and access.certain and not access.guarded and not self.survives(access.handled)
        )

    def survives(self, handled: HandlerFact | None) -> bool:
        """Whether a handler keeps what it stops from ending the entry.

        One that logs and raises does not: that is a good handler of what may fail, and no help against what must.
        """
        if handled is None:
            return False
        return handled.ends != "raises" or not any(
            site.handled is None
            and site.translates
            and site.span.source is handled.span.source
            and handled.span.start <= site.span.start < handled.span.end
            for site in self.raises
        )


def _function_nodes() -> tuple[type, ...]:
    import _ast

    return (_ast.FunctionDef, _ast.Lambda)


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def outcome(phase: Phase) -> str:
    """What the container does when an exception leaves a phase, as the end of a sentence."""
    if phase == "run":
        return "in run(), and each request fails (502)"
    return f"{'in init()' if phase == 'init' else 'on import'}, and the deployment ends in ResourceNotReady"
