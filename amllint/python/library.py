"""What functions and methods of the standard library give on paper: paths, texts, lists, dictionaries, environment."""

from __future__ import annotations

import posixpath

from .values import (
    AbstractValue,
    BodyOf,
    Const,
    DictOf,
    External,
    ListOf,
    LocalClass,
    LocalFunction,
    LocalInstance,
    Made,
    PathOf,
    SuperOf,
    TupleOf,
    UnknownValue,
    join,
    options_of,
    text_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable as Function
    from typing import Any

    from .evaluate import Evaluator
    from .syntax import Module

    Values = list[AbstractValue]
    Named = dict[str, AbstractValue]
    Entry = Function[[Evaluator, Values, Named, ast.AST, Made | None], AbstractValue]

CONSTANTS: dict[str, object] = {
    "os.sep": "/",
    "os.path.sep": "/",
    "os.pathsep": ":",
    "os.linesep": "\n",
    "os.curdir": ".",
    "os.pardir": "..",
    "os.extsep": ".",
    "os.name": "posix",
    "sys.platform": "linux",
    "typing.TYPE_CHECKING": False,
    "typing_extensions.TYPE_CHECKING": False,
}
"""Attributes of modules with one value in every container."""

LONGEST = 20_000


def lift(data: object, origin: tuple[Module, ast.AST] | None = None) -> AbstractValue:
    """The abstract value of plain data."""
    if isinstance(data, AbstractValue):
        return data
    if isinstance(data, list):
        return ListOf(tuple(lift(one) for one in data), origin)
    if isinstance(data, tuple):
        return TupleOf(tuple(lift(one) for one in data), origin)
    return Const(data, origin)


def _unknown(why: str, machine: Evaluator, node: ast.AST) -> UnknownValue:
    return UnknownValue(why, machine.origin(node))


# -- paths -----------------------------------------------------------------------------------------------------------


def _joined(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    for value in values:
        machine.require(value)
    return machine.combine(values, posixpath.join, unknown_parts=True, node=node)


def _path_function(compute: Function[[str], object]) -> Entry:
    """A function of one path that may hold unknown parts."""

    def entry(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
        given = values or list(named.values())
        for value in given:
            machine.require(value)
        return machine.combine(given[:1], compute, unknown_parts=True, node=node)

    return entry


def _absolute(path: str) -> str:
    if not path.startswith("/"):
        raise ValueError("relative to an unknown working directory")
    return posixpath.normpath(path)


def _expanded(path: str) -> str:
    if path.startswith("~") or "$" in path:
        raise ValueError("the home folder is not known")
    return path


def _test_path(kind: str) -> Entry:
    def entry(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
        given = values or list(named.values())
        return machine.exists(given[0], kind, node) if given else _unknown("it tests nothing", machine, node)

    return entry


def _path(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    for value in values:
        machine.require(value)
    if not values:
        return PathOf(".", machine.origin(node))
    result = machine.combine(values, lambda *parts: _path_join(*parts), unknown_parts=True, node=node)
    made_paths = [
        PathOf(option.data, machine.origin(node))
        if isinstance(option, Const) and isinstance(option.data, str)
        else option
        for option in options_of(result)
    ]
    return join(made_paths)


def _path_join(*parts: str) -> str:
    """Parts joined as `pathlib` does it: `.` and doubled slashes go, `..` stays."""
    text = posixpath.join(*parts)
    kept = [part for part in text.split("/") if part not in ("", ".")]
    return ("/" if text.startswith("/") else "") + "/".join(kept) or ("/" if text.startswith("/") else ".")


class _PathMethods:
    """Attributes and methods of `pathlib.Path`."""

    def attribute(self, path: PathOf, name: str) -> AbstractValue | None:
        """A property of a path, None for what is a method."""
        text = path.text
        if name == "parent":
            parent = posixpath.dirname(text)
            return PathOf(parent or ".", path.origin)
        if name == "parents":
            above: list[AbstractValue] = []
            parent = text
            while parent not in ("/", ".", ""):
                parent = posixpath.dirname(parent) or "."
                above.append(PathOf(parent, path.origin))
            return TupleOf(tuple(above), path.origin)
        base = posixpath.basename(text)
        if name in ("name", "stem", "suffix"):
            if "\0" in base:
                return UnknownValue("a part of the path is not known", path.origin)
            stem, suffix = posixpath.splitext(base)
            return Const({"name": base, "stem": stem, "suffix": suffix}[name], path.origin)
        return None

    def call(
        self, machine: Evaluator, owner: AbstractValue, method: str, values: Values, named: Named, node: ast.AST
    ) -> AbstractValue:
        """A method of a path."""
        assert isinstance(owner, PathOf)
        if method in _PATH_TESTS:
            return machine.exists(owner, _PATH_TESTS[method], node)
        if method == "joinpath":
            return _path(machine, [owner, *values], {}, node, None)
        if method in ("resolve", "absolute"):
            if owner.text.startswith("/"):
                return PathOf(posixpath.normpath(owner.text), machine.origin(node))
            return _unknown("the working directory is not known", machine, node)
        if method in ("as_posix", "__str__", "__fspath__"):
            return Const(owner.text, machine.origin(node))
        if method in ("with_name", "with_suffix"):
            return self._renamed(machine, owner, method, values, node)
        if method in ("open", "read_text", "read_bytes", "iterdir"):
            return self._read(machine, owner, method, values, named, node)
        return _unknown(f"the result of Path.{method} is not known", machine, node)

    def _renamed(self, machine: Evaluator, owner: PathOf, method: str, values: Values, node: ast.AST) -> AbstractValue:
        folder, base = posixpath.split(owner.text)
        new = text_of(values[0]) if len(values) == 1 else None
        if new is None or "\0" in base:
            return _unknown("the name is not known", machine, node)
        name = new if method == "with_name" else posixpath.splitext(base)[0] + new
        return PathOf(posixpath.join(folder, name), machine.origin(node))

    def _read(
        self, machine: Evaluator, owner: PathOf, method: str, values: Values, named: Named, node: ast.AST
    ) -> AbstractValue:
        dotted = f"pathlib.Path.{method}"
        result: AbstractValue = Made(dotted, (), {}, False, machine.origin(node))
        mode = text_of(values[0]) if values else text_of(named["mode"]) if "mode" in named else None
        if method == "open" and mode is not None and any(letter in mode for letter in "wax"):
            return result
        func = getattr(node, "func", node)
        wants = "folder" if method == "iterdir" else "file"
        place = machine.where(getattr(func, "value", node))
        answer = machine.read(place, owner.text, wants, dotted, "FileNotFoundError", owner)
        if not answer.yes:
            machine.raises(
                node, ("FileNotFoundError", "OSError"), "it reads what may not be there", dotted, "file", answer
            )
        return result if method == "open" else _unknown("the content is not known", machine, node)


_PATH_TESTS = {"exists": "any", "is_file": "file", "is_dir": "folder"}

# -- the environment ---------------------------------------------------------------------------------------------------


def _getenv(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    key = values[0] if values else named.get("key")
    default = values[1] if len(values) > 1 else named.get("default")
    names = [text_of(option) for option in options_of(key)] if key is not None else [None]
    if any(name is None for name in names):
        return _unknown("the variable's name is not known", machine, node)
    return join([machine.variable(name, node, default=default) for name in names if name is not None])


def _setdefault(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    name = text_of(values[0]) if values else None
    if name is None or len(values) < 2:
        return _unknown("the variable's name is not known", machine, node)
    value = machine.variable(name, node, default=values[1])
    machine.write(machine.environment, name, value)
    return value


def _environ_update(
    machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None
) -> AbstractValue:
    entries: dict[object, AbstractValue] = {}
    if values and isinstance(values[0], DictOf):
        entries.update(values[0].entries)
    entries.update(named)
    for name, value in entries.items():
        machine.write(machine.environment, name, value)
    return Const(None)


def _environ_pop(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    name = text_of(values[0]) if values else None
    if name is None:
        return _unknown("the variable's name is not known", machine, node)
    return machine.variable(name, node, required=len(values) < 2, default=values[1] if len(values) > 1 else None)


# -- built-in functions ------------------------------------------------------------------------------------------------


def _convert(kind: type) -> Entry:
    """`int(...)` and `float(...)`: text of the environment may not be a number."""

    def entry(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
        if not values:
            return Const(kind())
        value = values[0]
        machine.require(value)
        result = machine.combine(values, kind, node=node)
        for option in options_of(value):
            if isinstance(option, (Const, UnknownValue)) and option.lookup is not None:
                seen = machine.trace.lookups.get(option.lookup)
                if isinstance(option, Const) and isinstance(option.data, str) and "\0" not in option.data:
                    fails = isinstance(machine.combine([option], kind), UnknownValue)
                else:
                    fails = not isinstance(option, Const)
                if seen is not None and fails:
                    reason = f"the text of {seen.name} may be no number"
                    if isinstance(option, Const):
                        reason = f"{seen.name} is {option.data!r}, which is no number"
                    machine.raises(node, ("ValueError",), reason, kind.__name__, "convert", seen.answer)
        return result

    return entry


def _str(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    if not values:
        return Const("")
    result = machine.combine(values[:1], str, unknown_parts=True, node=node)
    return made if made is not None and isinstance(result, UnknownValue) else result


def _bool(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    value = values[0] if values else Const(None)
    fact = getattr(value, "fact", None)
    if value.truth is None:
        return UnknownValue("the condition is not known", machine.origin(node), fact=fact)
    return Const(value.truth, machine.origin(node), fact=fact)


def _len(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    value = values[0] if values else Const(None)
    machine.require(value)
    items = machine.iterated(value)
    if isinstance(value, Const):
        return machine.combine([value], len, node=node)
    if items is not None and not (isinstance(value, ListOf) and value.kind == "set"):
        return Const(len(items), machine.origin(node))
    fact = getattr(value, "fact", None)
    if made is not None and fact is None:
        return made
    return UnknownValue("the length is not known", machine.origin(node), fact=fact)


def _range(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    numbers = [value.data for value in values if isinstance(value, Const)]
    bounds = [number for number in numbers if isinstance(number, int)]
    if len(bounds) == len(values) and bounds and not (len(bounds) == 3 and bounds[2] == 0):
        span = range(*bounds[:3])
        try:
            if len(span) <= 64:
                return TupleOf(tuple(Const(number) for number in span), machine.origin(node), "range")
        except OverflowError:
            pass
    return made or _unknown("the range is long or not known", machine, node)


def _collected(kind: str) -> Entry:
    """`list(...)`, `tuple(...)`, `set(...)`, `sorted(...)`, `reversed(...)`."""

    def entry(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
        items = machine.iterated(values[0]) if values else ()
        if items is not None and kind == "sorted":
            texts = [item.data for item in items if isinstance(item, Const) and isinstance(item.data, str)]
            if len(texts) != len(items) or named:
                items = None
            else:
                items = tuple(Const(text) for text in sorted(texts))
        if items is None:
            return made or _unknown("the items are not known", machine, node)
        if kind == "tuple":
            return TupleOf(items, machine.origin(node))
        if kind == "reversed":
            return TupleOf(items[::-1], machine.origin(node), kind)
        return ListOf(items, machine.origin(node), "set" if kind == "set" else "list")

    return entry


def _dict(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    result = DictOf(machine.origin(node))
    if values:
        first = values[0]
        if isinstance(first, DictOf):
            result.entries.update(first.entries)
            result.keys.update(first.keys)
            result.state["open"] = first.open
        else:
            result.state["open"] = True
    result.entries.update(named)
    return result


def _zip(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    rows = [machine.iterated(value) for value in values]
    known = [row for row in rows if row is not None]
    if len(known) != len(rows):
        return made or _unknown("the items are not known", machine, node)
    return TupleOf(tuple(TupleOf(row) for row in zip(*known)), machine.origin(node), "zip")


def _enumerate(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    items = machine.iterated(values[0]) if len(values) == 1 and not named else None
    if items is None:
        return made or _unknown("the items are not known", machine, node)
    rows = tuple(TupleOf((Const(at), item)) for at, item in enumerate(items))
    return TupleOf(rows, machine.origin(node), "enumerate")


def _map(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    from .trace import Argument

    items = machine.iterated(values[1]) if len(values) == 2 else None
    if items is None or len(items) > 16:
        return made or _unknown("the items are not known", machine, node)
    place = machine.origin(node)
    found = [machine.call(values[0], (Argument(item, place),), {}, False, node) for item in items]
    return TupleOf(tuple(found), machine.origin(node), "map")


def _isinstance(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    if len(values) == 2 and isinstance(values[0], Const) and isinstance(values[1], External):
        if values[1].dotted in ("str", "int", "float", "bool", "bytes", "list", "dict", "tuple"):
            return Const(values[1].dotted in {base.__name__ for base in type(values[0].data).__mro__})
    if len(values) == 2 and isinstance(values[0], BodyOf) and isinstance(values[1], External):
        if values[0].kind == "text" and values[1].dotted in ("str", "bytes", "bytearray", "list", "dict", "tuple"):
            return Const(values[1].dotted == "str")
    return _unknown("the type is not known", machine, node)


def _getattr(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    name = text_of(values[1]) if len(values) >= 2 else None
    if name is None:
        return _unknown("the attribute is not known", machine, node)
    found = machine.attribute(values[0], name, node)
    return join([found, values[2]]) if len(values) > 2 and isinstance(found, UnknownValue) else found


def _setattr(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    name = text_of(values[1]) if len(values) == 3 else None
    if name is not None and isinstance(values[0], (LocalInstance, LocalClass, Made)):
        machine.write(values[0].attributes, name, values[2])
    return Const(None)


def _super(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    function = machine.scope.function
    cls = function.cls if function is not None else None
    arguments = function.node.args if function is not None else None
    if cls is None or arguments is None or not (arguments.posonlyargs or arguments.args):
        return _unknown("the class is not known", machine, node)
    first = (*arguments.posonlyargs, *arguments.args)[0].arg
    instance = machine.look_up(first)
    if instance is None:
        return _unknown("the instance is not known", machine, node)
    lineage = instance.cls.lineage() if isinstance(instance, LocalInstance) else cls.lineage()
    after = next((at + 1 for at, one in enumerate(lineage) if one is cls), len(lineage))
    return SuperOf(instance, tuple(lineage[after:]))


def _partial(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    function = values[0] if values else None
    if not isinstance(function, LocalFunction) or made is None:
        return made or _unknown("the function is not known", machine, node)
    filled = LocalFunction(
        function.name, function.node, function.module, function.scope, function.defaults, function.keyword_defaults
    )
    filled.role, filled.cls = function.role, function.cls
    filled.bound = (*function.bound, *made.args[1:])
    filled.bound_keywords = {**function.bound_keywords, **made.keywords}
    return filled


def _first(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    """A function that gives back its first argument, or the result of the coroutine that it runs."""
    return values[0] if values else Const(None)


def _import_module(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    name = text_of(values[0]) if values else None
    if name is None or name.startswith(".") or made is None:
        return _unknown("the module's name is not known", machine, node)
    return machine.import_dotted(name, made.args[0].span, node)


# -- devices, models, the module path ----------------------------------------------------------------------------------


def _gpu(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    answer = machine.world.gpu()
    fact = ("gpu",)
    if answer.unknown:
        return UnknownValue("whether there is a GPU is not known", machine.origin(node), fact=fact)
    return Const(answer.yes, machine.origin(node), fact=fact)


def _gpus(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    return UnknownValue("the number of GPUs is not known", machine.origin(node), fact=("gpu",))


def _model_path(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    name = values[0] if values else named.get("model_name")
    version = values[1] if len(values) > 1 else named.get("version")
    text = text_of(name) if name is not None else None
    if text is None or "\0" in text:
        return _unknown("the model's name is not known", machine, node)
    stated = str(version.data) if isinstance(version, Const) and version.data is not None else None
    answer = machine.world.model_path(text, stated)
    if answer.yes and answer.value is not None:
        return Const(answer.value, machine.origin(node))
    return _unknown("where the registered model lies is not known", machine, node)


def _opens_path(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    """Something that changes what can be imported."""
    machine.path_open = True
    return made or _unknown("the result is not known", machine, node)


def _run_command(machine: Evaluator, values: Values, named: Named, node: ast.AST, made: Made | None) -> AbstractValue:
    """A command may install packages."""
    machine.path_open = True
    return made or _unknown("the result is not known", machine, node)


FUNCTIONS: dict[str, Entry] = {
    "os.path.join": _joined,
    "posixpath.join": _joined,
    "os.path.dirname": _path_function(posixpath.dirname),
    "os.path.basename": _path_function(posixpath.basename),
    "os.path.normpath": _path_function(posixpath.normpath),
    "os.path.abspath": _path_function(_absolute),
    "os.path.realpath": _path_function(_absolute),
    "os.path.expanduser": _path_function(_expanded),
    "os.path.expandvars": _path_function(_expanded),
    "os.path.split": _path_function(posixpath.split),
    "os.path.splitext": _path_function(posixpath.splitext),
    "os.path.isabs": _path_function(posixpath.isabs),
    "os.path.exists": _test_path("any"),
    "os.path.lexists": _test_path("any"),
    "os.path.isfile": _test_path("file"),
    "os.path.isdir": _test_path("folder"),
    "tensorflow.io.gfile.exists": _test_path("any"),
    "os.fspath": _str,
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "os.environ.setdefault": _setdefault,
    "os.environ.update": _environ_update,
    "os.environ.pop": _environ_pop,
    "pathlib.Path": _path,
    "pathlib.PurePath": _path,
    "pathlib.PosixPath": _path,
    "pathlib.PurePosixPath": _path,
    "int": _convert(int),
    "float": _convert(float),
    "str": _str,
    "bool": _bool,
    "len": _len,
    "any": _bool,
    "range": _range,
    "list": _collected("list"),
    "tuple": _collected("tuple"),
    "set": _collected("set"),
    "frozenset": _collected("set"),
    "sorted": _collected("sorted"),
    "reversed": _collected("reversed"),
    "dict": _dict,
    "zip": _zip,
    "enumerate": _enumerate,
    "map": _map,
    "isinstance": _isinstance,
    "getattr": _getattr,
    "setattr": _setattr,
    "super": _super,
    "functools.partial": _partial,
    "asyncio.run": _first,
    "typing.cast": lambda machine, values, named, node, made: values[1] if len(values) > 1 else Const(None),
    "copy.copy": _first,
    "copy.deepcopy": _first,
    "iter": _first,
    "importlib.import_module": _import_module,
    "__import__": _import_module,
    "torch.cuda.is_available": _gpu,
    "torch.cuda.device_count": _gpus,
    "tensorflow.test.is_gpu_available": _gpu,
    "tensorflow.config.list_physical_devices": _gpus,
    "tensorflow.config.experimental.list_physical_devices": _gpus,
    "azureml.core.model.Model.get_model_path": _model_path,
    "azureml.core.Model.get_model_path": _model_path,
    "sys.path.append": _opens_path,
    "sys.path.insert": _opens_path,
    "sys.path.extend": _opens_path,
    "site.addsitedir": _opens_path,
    "os.system": _run_command,
    "subprocess.run": _run_command,
    "subprocess.call": _run_command,
    "subprocess.check_call": _run_command,
    "subprocess.check_output": _run_command,
    "subprocess.Popen": _run_command,
    "pip.main": _run_command,
}
"""Functions by dotted name; what is not here gives a `Made`."""

_TEXT_METHODS = frozenset(
    {
        "capitalize", "casefold", "count", "encode", "endswith", "find", "format", "index", "isalnum", "isalpha",
        "isdigit", "isidentifier", "islower", "isnumeric", "isspace", "isupper", "join", "lower", "lstrip", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rpartition", "rsplit", "rstrip", "split", "splitlines",
        "startswith", "strip", "swapcase", "title", "upper",
    }
)  # fmt: skip


class _TextMethods:
    """Methods of known texts."""

    def attribute(self, path: PathOf, name: str) -> AbstractValue | None:
        """A text has methods only."""
        return None

    def call(
        self, machine: Evaluator, owner: AbstractValue, method: str, values: Values, named: Named, node: ast.AST
    ) -> AbstractValue:
        """A method of a text."""
        if not isinstance(owner, Const) or not isinstance(owner.data, str) or method not in _TEXT_METHODS:
            return _unknown(f"the result of {method} is not known", machine, node)
        text = owner.data
        if method == "join":
            items = machine.iterated(values[0]) if values else None
            if items is None or any(text_of(item) is None for item in items):
                return _unknown("a part of the text is not known", machine, node)
            return Const(text.join([str(text_of(item)) for item in items]), machine.origin(node))
        if method == "format":
            return self._format(machine, text, values, named, node)
        flat = [*values, *named.values()]
        keys = list(named)

        def compute(*data: Any) -> object:
            if len(text) > LONGEST or any(isinstance(one, str) and len(one) > 1000 for one in data):
                raise ValueError
            count = len(values)
            return getattr(text, method)(*data[:count], **dict(zip(keys, data[count:])))

        if "\0" in text:
            return _unknown("a part of the text is not known", machine, node)
        return machine.combine(flat, compute, node=node)

    def _format(self, machine: Evaluator, text: str, values: Values, named: Named, node: ast.AST) -> AbstractValue:
        keys = list(named)
        if any(char.isdigit() and text[at + 1 : at + 4].isdigit() for at, char in enumerate(text)) or "." in _fields(
            text
        ):
            return _unknown("the text is made by formatting", machine, node)

        def compute(*data: Any) -> object:
            return text.format(*data[: len(values)], **dict(zip(keys, data[len(values) :])))

        return machine.combine([*values, *named.values()], compute, unknown_parts=True, node=node)


def _fields(text: str) -> str:
    """What stands between braces: attribute access in a format text is not followed."""
    return "".join(part.partition("}")[0].partition(":")[0] for part in text.split("{")[1:])


class _DictMethods:
    """Methods of dictionaries."""

    def attribute(self, path: PathOf, name: str) -> AbstractValue | None:
        """A dictionary has methods only."""
        return None

    def call(
        self, machine: Evaluator, owner: AbstractValue, method: str, values: Values, named: Named, node: ast.AST
    ) -> AbstractValue:
        """A method of a dictionary."""
        assert isinstance(owner, DictOf)
        if method in ("get", "setdefault", "pop") and values and isinstance(values[0], Const):
            return self._get(machine, owner, method, values, node)
        if method in ("keys", "values", "items") and not owner.open:
            keys = machine.iterated(owner) or ()
            entries = tuple(owner.entries.values())
            rows = {"keys": keys, "values": entries, "items": tuple(TupleOf(pair) for pair in zip(keys, entries))}
            return TupleOf(rows[method], machine.origin(node), f"dict_{method}")
        if method == "copy":
            return _dict(machine, [owner], {}, node, None)
        if method == "update":
            if values and isinstance(values[0], DictOf) and not values[0].open and not machine.vague:
                for key, value in values[0].entries.items():
                    machine.write(owner.entries, key, value)
            elif values:
                machine.write(owner.state, "open", True)
            for name, value in named.items():
                machine.write(owner.entries, name, value)
            return Const(None)
        if method in ("clear", "popitem"):
            machine.write(owner.state, "open", True)
        return _unknown(f"the result of {method} is not known", machine, node)

    def _get(self, machine: Evaluator, owner: DictOf, method: str, values: Values, node: ast.AST) -> AbstractValue:
        key = values[0].data if isinstance(values[0], Const) else None
        default = values[1] if len(values) > 1 else Const(None)
        try:
            found = owner.entries.get(key)
        except TypeError:
            found = None
        if found is not None:
            return found
        if owner.open or method == "pop":
            return join([_unknown("the entry is not known", machine, node), default])
        if method == "setdefault":
            machine.put(owner, values[0], default)
        return default


class _ListMethods:
    """Methods of lists, sets and tuples."""

    def attribute(self, path: PathOf, name: str) -> AbstractValue | None:
        """A list has methods only."""
        return None

    def call(
        self, machine: Evaluator, owner: AbstractValue, method: str, values: Values, named: Named, node: ast.AST
    ) -> AbstractValue:
        """A method of a list."""
        if not isinstance(owner, ListOf):
            return _unknown(f"the result of {method} is not known", machine, node)
        items = owner.items
        if method == "copy" and items is not None:
            return ListOf(items, machine.origin(node), owner.kind)
        if method in ("index", "count", "union", "intersection", "difference"):
            return _unknown(f"the result of {method} is not known", machine, node)
        after: tuple[AbstractValue, ...] | None = None
        if items is not None and not machine.vague and len(items) < 256:
            if method in ("append", "add") and len(values) == 1:
                after = (*items, values[0])
            elif method == "extend" and values:
                more = machine.iterated(values[0])
                after = (*items, *more) if more is not None else None
            elif method == "insert" and len(values) == 2 and isinstance(values[0], Const) and values[0].data == 0:
                after = (values[1], *items)
        machine.write(owner.state, "items", after)
        if method in ("append", "add", "extend", "insert", "sort", "reverse", "remove", "clear", "discard", "update"):
            return Const(None)
        return _unknown(f"the result of {method} is not known", machine, node)


METHODS: dict[str, _PathMethods | _TextMethods | _DictMethods | _ListMethods] = {
    "pathlib.Path": _PathMethods(),
    "str": _TextMethods(),
    "dict": _DictMethods(),
    "list": _ListMethods(),
    "set": _ListMethods(),
    "tuple": _ListMethods(),
}
"""Methods of known values by the type's name."""
