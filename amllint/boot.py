"""A unit's script on paper: what happens when the container imports it, calls `init()`, and calls `run()`.

Rules ask `unit.boot`; how the entry script is started: facts/v2.md, section 7, facts/v1.md, section 10.
"""

from __future__ import annotations

from .model import Answer, BoundUnit
from .python.interpreter import Interpreter
from .python.syntax import Module
from .python.trace import (
    MODELS_ROOT,
    BodyKey,
    BodyUse,
    Call,
    EnvLookup,
    FileAccess,
    GpuUse,
    HandlerFact,
    ImportUse,
    Loop,
    NameUse,
    RaiseSite,
    Returned,
)
from .python.values import BodyOf, Const, External, LocalFunction, Made, UnknownValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .container import Container
    from .facts.raises import Hazard
    from .python.trace import Phase, Trace
    from .python.values import AbstractValue
    from .script.names import ModuleNames
    from .script.script import FunctionFact, Script, Scripts
    from .text import Span

__all__ = [
    "BodyKey",
    "BodyUse",
    "Boot",
    "Call",
    "EnvLookup",
    "FileAccess",
    "GpuUse",
    "HandlerFact",
    "ImportUse",
    "Loop",
    "NameUse",
    "RaiseSite",
    "Returned",
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
                if version is not None and model.version not in (None, version):
                    return Answer("no", f"the deployment is given version {model.version}", model.span)
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

    def sibling(self, dotted: str, below_script: bool = True) -> str | None:
        """Path of the module of the code folder that bears a name, whether or not an import finds it."""
        for root in self._roots if below_script else self._roots[-1:]:
            found = self._at(root, dotted, dotted)
            if found is not None:
                return found.source.path
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

    `script` is the entry script, None where it is not known or not there; `modules` are the entry script and the
    modules of the code folder that it imports. `init` and `run` answer whether they are defined. `gave_up` is a
    clause where the code could not be followed to its end, "" if it was.
    """

    def __init__(self, unit: Unit, scripts: Scripts | None) -> None:
        self._online = unit.online
        self._world: ContainerWorld | None = None
        self._module_names: dict[str, ModuleNames] = {}
        self.modules: tuple[Script, ...] = ()
        self.repeated: tuple[Call, ...] = ()
        path = unit.code.script if unit.code is not None else None
        self.script: Script | None = scripts.get(path) if scripts is not None and path is not None else None
        self._names: dict[object, AbstractValue] = {}
        self._trace: Trace
        if self.script is None or scripts is None:
            self.init = self.run = Answer("unknown", "the script is not known")
            from .python.trace import Trace

            self._trace = Trace()
        else:
            world = self._world = ContainerWorld(unit, scripts)
            interpreter = Interpreter(world)
            self._trace = interpreter.trace
            self._names = interpreter.run_module(world.place(self.script, "entry"))
            self.init = self._defined("init", self.script.init)
            self.run = self._defined("run", self.script.run)
            self._call(interpreter, "init")
            self._call(interpreter, "run")
            self._call_again(interpreter)
            found = (scripts.get(path) for path in interpreter.modules)
            self.modules = tuple(script for script in found if script is not None)
        trace = self._trace
        self.lookups: tuple[EnvLookup, ...] = tuple(trace.lookups.values())
        self.accesses: tuple[FileAccess, ...] = tuple(trace.accesses.values())
        self.imports: tuple[ImportUse, ...] = tuple(trace.imports.values())
        self.raises: tuple[RaiseSite, ...] = tuple(trace.raises.values())
        self.gpu_uses: tuple[GpuUse, ...] = tuple(trace.gpu_uses.values())
        self.calls: tuple[Call, ...] = tuple(trace.calls)
        self.unbound: tuple[NameUse, ...] = tuple(trace.unbound.values())
        self.body_uses: tuple[BodyUse, ...] = tuple(trace.body_uses.values())
        self.body_keys: tuple[BodyKey, ...] = tuple(trace.body_keys.values())
        self.returned: tuple[Returned, ...] = tuple(trace.returned.values())
        self.loops: tuple[Loop, ...] = tuple(trace.loops.values())
        self.gave_up: str = trace.gave_up
        self.steps: int = trace.steps

    def _defined(self, name: str, said: Answer) -> Answer:
        """What the text leaves open (a star import of a local module) the evaluated module may tell."""
        if said.unknown and name in self._names and not isinstance(self._names[name], UnknownValue):
            return Answer("yes", "the module defines it", self._names[name].span)
        return said

    def _call(self, interpreter: Interpreter, name: Phase) -> None:
        """Call an entry point as the server does; the body of `async def init` never runs."""
        function = self._names.get(name)
        if not isinstance(function, LocalFunction):
            return
        if name == "init" and not isinstance(function.node, _function_nodes()):
            return
        args, keywords = self._arguments(function) if name == "run" else ((), {})
        interpreter.call_entry(function, args, name, keywords)

    def _arguments(self, function: LocalFunction) -> tuple[tuple[AbstractValue, ...], dict[str, AbstractValue]]:
        """What the server gives to `run()`: the body for the first parameter that is not `request_headers`."""
        spec = function.node.args
        positional = [*spec.posonlyargs, *spec.args]
        if spec.vararg is not None and not positional:
            return ((BodyOf(self.body_kind),) if self.body_kind else ()), {}
        values: dict[str, AbstractValue] = {}
        given = not self.body_kind
        for parameter in (*positional, *spec.kwonlyargs):
            if given or parameter.arg == "request_headers":
                values[parameter.arg] = UnknownValue("the request is not known")
            else:
                values[parameter.arg] = BodyOf(self.body_kind)
                given = True
        names = [parameter.arg for parameter in positional]
        body = next((at for at, name in enumerate(names) if isinstance(values[name], BodyOf)), -1)
        needed = max(len(names) - len(function.defaults), body + 1)
        keywords = {parameter.arg: values[parameter.arg] for parameter in spec.kwonlyargs}
        own: dict[str, AbstractValue] = {name: value for name, value in keywords.items() if isinstance(value, BodyOf)}
        return tuple(values[name] for name in names[:needed]), own

    def _call_again(self, interpreter: Interpreter) -> None:
        """Run `run()` once more where it loads something: what it then still loads is loaded on each request."""
        from .facts.raises import hazard

        trace = interpreter.trace
        if not any(call.phase == "run" and _loads(hazard(call.dotted)) for call in trace.calls):
            return
        calls, trace.calls = trace.calls, []
        self._call(interpreter, "run")
        self.repeated = tuple(call for call in trace.calls if call.certain and _loads(hazard(call.dotted)))
        trace.calls = calls

    @property
    def decorators(self) -> tuple[AbstractValue, ...]:
        """The resolved decorators of `run`, outermost first."""
        function = self._names.get("run")
        return function.decorators if isinstance(function, LocalFunction) else ()

    def decorator(self, name: str) -> Made | External | None:
        """The outermost decorator of `run` whose name ends so (`input_schema`, `rawhttp`), None if there is none."""
        return next(iter(self.decorated_with(name)), None)

    def decorated_with(self, name: str) -> tuple[Made | External, ...]:
        """All decorators of `run` whose name ends so, outermost first."""
        return tuple(
            one
            for one in self.decorators
            if isinstance(one, (Made, External)) and one.dotted.rpartition(".")[2] == name
        )

    @property
    def body_kind(self) -> str:
        """What `run()` gets: text (the body of the request), batch, or "" where a decorator decides."""
        if not self._online:
            return "batch"
        plain = all(
            isinstance(one, LocalFunction) or _last_name(one) in ("output_schema", "wraps") for one in self.decorators
        )
        return "text" if plain else ""

    @property
    def run_signature(self) -> FunctionFact | None:
        """What `run` finally is, as `inspect.signature` sees it; None where a decorator leaves that open."""
        said, function = self.function("run"), self._names.get("run")
        if said is None or not isinstance(function, LocalFunction):
            return None
        transparent = ("input_schema", "output_schema", "rawhttp", "wraps")
        if not all(isinstance(one, LocalFunction) or _last_name(one) in transparent for one in self.decorators):
            return None
        if function.name == "run" or any(_last_name(one) == "wraps" for one in self.decorators):
            return said
        from .script.script import function_fact

        return function_fact(function.module.source, function.name, function.node)

    @property
    def schema_parameters(self) -> tuple[str, ...]:
        """The parameters of `run()` that `input_schema` speaks of, those whose names are known."""
        names = []
        for one in self.decorated_with("input_schema"):
            given = one.argument("param_name", 0) if isinstance(one, Made) else None
            if given is not None and isinstance(given.value, Const) and isinstance(given.value.data, str):
                names.append(given.value.data)
        return tuple(names)

    def sibling(self, dotted: str, below_script: bool = True) -> str | None:
        """Path of a module of the code folder by its name, whether or not an import finds it.

        `below_script` False looks in the uploaded folder itself only, not in the folder of the entry script.
        """
        return self._world.sibling(dotted, below_script) if self._world is not None else None

    def entered(self, phase: Phase) -> tuple[LocalFunction, ...]:
        """The functions of the code that run in a phase, in the order in which they are first called."""
        return tuple(function for (when, _), function in self._trace.entered.items() if when == phase)

    def names_of(self, path: str) -> ModuleNames | None:
        """The names of a module that runs, by its path; None if it is none of them, or does not parse."""
        from .script.names import ModuleNames

        if path not in self._module_names:
            script = next((one for one in self.modules if one.source.path == path), None)
            if script is None or script.tree is None:
                return None
            self._module_names[path] = ModuleNames(script.tree)
        return self._module_names[path]

    def value(self, name: str) -> AbstractValue | None:
        """What a name of the entry script's module holds after `init()` and a request; None if it is not bound."""
        return self._names.get(name)

    def calls_in(self, *phases: Phase) -> tuple[Call, ...]:
        """The calls that leave the code in some phases."""
        return tuple(call for call in self.calls if call.phase in phases)

    def handler_of(self, span: Span) -> HandlerFact | None:
        """The handler around the call at a place, where the call is known to raise."""
        return next((site.handled for site in self.raises if site.span == span), None)

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


def _loads(danger: Hazard | None) -> bool:
    return danger is not None and danger.kind == "load"


def _last_name(value: AbstractValue) -> str:
    return value.dotted.rpartition(".")[2] if isinstance(value, (Made, External)) else ""


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def has_server(unit: Unit) -> bool:
    """Whether Azure's inference server runs the script: without it, an online v2 deployment never starts."""
    if not unit.online:
        return False
    own = unit.environment is not None and unit.environment.inference_config is not None
    return unit.container.server.yes or not (unit.v1 or own)


def outcome(phase: Phase) -> str:
    """What the container does when an exception leaves a phase, as the end of a sentence."""
    if phase == "run":
        return "in run(), and each request fails (502)"
    return f"{'in init()' if phase == 'init' else 'on import'}, and the deployment ends in ResourceNotReady"
