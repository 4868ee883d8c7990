"""Abstract values: what an expression is on paper.

They are plain classes with slots, not records: some are mutable as the objects that they stand for, and thousands are
made in a check. All changes to mutable parts go through dictionaries, so that the interpreter can take them back when
it leaves a branch.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from ..text import Span
    from .syntax import Module
    from .trace import Argument

    FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

MOST_ALTERNATIVES = 4
"""A value that may be more different things than this is unknown."""


class AbstractValue:
    """Base of all values; `origin` is the module and the node that made it, where that is known."""

    __slots__ = ("origin",)

    def __init__(self, origin: tuple[Module, ast.AST] | None = None) -> None:
        self.origin = origin

    @property
    def span(self) -> Span | None:
        """The place of the expression that made the value."""
        return self.origin[0].span(self.origin[1]) if self.origin else None

    @property
    def truth(self) -> bool | None:
        """Whether it counts as true; None if that is unknown."""
        return None


class UnknownValue(AbstractValue):
    """A value that the code does not show; `why` is a clause.

    `lookup` is the key of the look-up whose raw text it is; `optional` tells that it may be None; `fact` is what is
    known where it is tested and true: `("file", path)`, `("env", name)`, `("gpu",)`, `("not", fact)`,
    `("and", fact, fact)`, `("or", fact, fact)`. `caught` marks the exception that a handler has bound.
    """

    __slots__ = ("caught", "fact", "lookup", "optional", "why")

    def __init__(
        self,
        why: str,
        origin: tuple[Module, ast.AST] | None = None,
        *,
        lookup: object = None,
        optional: bool = False,
        fact: tuple[object, ...] | None = None,
        caught: bool = False,
    ) -> None:
        self.origin = origin
        self.why = why
        self.lookup = lookup
        self.optional = optional
        self.fact = fact
        self.caught = caught

    def __repr__(self) -> str:
        return f"UnknownValue({self.why!r})"


class BodyOf(UnknownValue):
    """What `run()` gets: `kind` is text (the body of a request, not decoded) or batch (a list of paths, or a table)."""

    __slots__ = ("kind",)

    def __init__(self, kind: str = "text", origin: tuple[Module, ast.AST] | None = None) -> None:
        super().__init__("the request's body is not known", origin)
        self.kind = kind


class Const(AbstractValue):
    """A value known exactly: str, bytes, int, float, complex, bool, None or `...`.

    `lookup` is the key of the environment look-up that gave it. Text from the container may hold NUL characters,
    each the start of an unknown part.
    """

    __slots__ = ("data", "fact", "lookup")

    def __init__(
        self,
        data: object,
        origin: tuple[Module, ast.AST] | None = None,
        lookup: object = None,
        fact: tuple[object, ...] | None = None,
    ) -> None:
        self.origin = origin
        self.data = data
        self.lookup = lookup
        self.fact = fact

    def __repr__(self) -> str:
        return f"Const({self.data!r})"

    @property
    def truth(self) -> bool | None:
        """Truth of the value itself."""
        return bool(self.data)


class PathOf(AbstractValue):
    """A `pathlib` path; `text` as `str()` gives it."""

    __slots__ = ("text",)

    def __init__(self, text: str, origin: tuple[Module, ast.AST] | None = None) -> None:
        self.origin = origin
        self.text = text

    def __repr__(self) -> str:
        return f"PathOf({self.text!r})"

    @property
    def truth(self) -> bool | None:
        """Always true."""
        return True


class TupleOf(AbstractValue):
    """A tuple of known length, or another thing that gives known items (`kind`: range, dict_keys, zip ...)."""

    __slots__ = ("items", "kind")

    def __init__(
        self, items: tuple[AbstractValue, ...], origin: tuple[Module, ast.AST] | None = None, kind: str = "tuple"
    ) -> None:
        self.origin = origin
        self.items = items
        self.kind = kind

    def __repr__(self) -> str:
        return f"TupleOf({self.items!r})"

    @property
    def truth(self) -> bool | None:
        """Whether it has items."""
        return bool(self.items)


class ListOf(AbstractValue):
    """A list, set or generator (`kind`); `state` holds `items`, a tuple, or None when it is no longer known."""

    __slots__ = ("kind", "state")

    def __init__(
        self, items: tuple[AbstractValue, ...], origin: tuple[Module, ast.AST] | None = None, kind: str = "list"
    ) -> None:
        self.origin = origin
        self.kind = kind
        self.state: dict[object, tuple[AbstractValue, ...] | None] = {"items": items}

    def __repr__(self) -> str:
        return f"ListOf({self.state['items']!r})"

    @property
    def items(self) -> tuple[AbstractValue, ...] | None:
        """The items, None if they are not known."""
        return self.state["items"]

    @property
    def truth(self) -> bool | None:
        """Whether it has items."""
        return None if self.state["items"] is None else bool(self.state["items"])


class DictOf(AbstractValue):
    """A dictionary: `entries` by key data, `keys` the keys with their places; `state["open"]` if more may be in."""

    __slots__ = ("entries", "keys", "state")

    def __init__(self, origin: tuple[Module, ast.AST] | None = None, open: bool = False) -> None:
        self.origin = origin
        self.entries: dict[object, AbstractValue] = {}
        self.keys: dict[object, AbstractValue] = {}
        self.state: dict[object, bool] = {"open": open}

    def __repr__(self) -> str:
        return f"DictOf({self.entries!r})"

    @property
    def open(self) -> bool:
        """Whether there may be more entries than `entries` holds."""
        return self.state["open"]

    @property
    def truth(self) -> bool | None:
        """Whether it has entries."""
        return True if self.entries else None if self.open else False


class Callable(AbstractValue):
    """Base of what is true by being an object."""

    __slots__ = ()

    @property
    def truth(self) -> bool | None:
        """Always true."""
        return True


class Scope:
    """A namespace: of a module, a class body or one call of a function.

    `names` are the bindings; `parent` the enclosing function's scope; `shared` the names declared `global`
    or `nonlocal`, with the namespace that they live in.
    """

    __slots__ = ("function", "is_class", "module", "names", "parent", "returns", "shared", "top")

    def __init__(
        self, module: Module, top: dict[object, AbstractValue] | None = None, parent: Scope | None = None
    ) -> None:
        self.module = module
        self.names: dict[object, AbstractValue] = {}
        self.top = self.names if top is None else top
        self.parent = parent
        self.shared: dict[str, dict[object, AbstractValue]] = {}
        self.returns: list[AbstractValue] = []
        self.function: LocalFunction | None = None
        self.is_class = False


class LocalFunction(Callable):
    """A function or lambda of the code itself, with the scope that it was defined in and its default values.

    `role` is "property", "static" or "class" for functions so decorated, `cls` the class that it was defined in,
    `bound` what `functools.partial` has filled in. `decorators` are their resolved values, outermost first.
    """

    __slots__ = (
        *("bound", "bound_keywords", "cls", "decorators", "defaults", "generator", "keyword_defaults"),
        *("module", "name", "node", "role", "scope"),
    )

    def __init__(
        self,
        name: str,
        node: FunctionNode,
        module: Module,
        scope: Scope,
        defaults: tuple[AbstractValue, ...] = (),
        keyword_defaults: dict[str, AbstractValue] | None = None,
    ) -> None:
        self.origin = (module, node)
        self.name = name
        self.node = node
        self.module = module
        self.scope = scope
        self.defaults = defaults
        self.keyword_defaults = keyword_defaults or {}
        self.role = ""
        self.cls: LocalClass | None = None
        self.decorators: tuple[AbstractValue, ...] = ()
        self.bound: tuple[Argument, ...] = ()
        self.bound_keywords: dict[str, Argument] = {}
        self.generator: bool | None = None

    def __repr__(self) -> str:
        return f"LocalFunction({self.name!r})"


class LocalClass(Callable):
    """A class of the code itself: `attributes` of its body, `bases` as evaluated."""

    __slots__ = ("attributes", "bases", "name")

    def __init__(
        self,
        name: str,
        bases: tuple[AbstractValue, ...],
        attributes: dict[object, AbstractValue],
        origin: tuple[Module, ast.AST] | None = None,
    ) -> None:
        self.origin = origin
        self.name = name
        self.bases = bases
        self.attributes = attributes

    def __repr__(self) -> str:
        return f"LocalClass({self.name!r})"

    def lineage(self) -> list[AbstractValue]:
        """The class and its bases, local ones opened, nearest first, each once."""
        seen: list[AbstractValue] = []
        todo: list[AbstractValue] = [self]
        while todo:
            one = todo.pop(0)
            if any(one is other for other in seen):
                continue
            seen.append(one)
            if isinstance(one, LocalClass):
                todo.extend(one.bases)
        return seen


class LocalInstance(AbstractValue):
    """An instance of a local class."""

    __slots__ = ("attributes", "cls")

    def __init__(self, cls: LocalClass, origin: tuple[Module, ast.AST] | None = None) -> None:
        self.origin = origin
        self.cls = cls
        self.attributes: dict[object, AbstractValue] = {}

    def __repr__(self) -> str:
        return f"LocalInstance({self.cls.name!r})"


class BoundMethod(Callable):
    """A local function taken from an instance or a class; `owner` is its first argument."""

    __slots__ = ("function", "owner")

    def __init__(self, function: LocalFunction, owner: AbstractValue) -> None:
        self.origin = function.origin
        self.function = function
        self.owner = owner


class SuperOf(AbstractValue):
    """`super()` in a method: `lineage` are the classes that remain to be searched."""

    __slots__ = ("instance", "lineage")

    def __init__(self, instance: AbstractValue, lineage: tuple[AbstractValue, ...]) -> None:
        self.origin = None
        self.instance = instance
        self.lineage = lineage


class LocalModule(Callable):
    """A module of the code folder; `names` is its global namespace."""

    __slots__ = ("dotted", "importer", "names")

    def __init__(self, dotted: str, names: dict[object, AbstractValue], importer: str = "") -> None:
        self.origin = None
        self.dotted = dotted
        self.names = names
        self.importer = importer

    def __repr__(self) -> str:
        return f"LocalModule({self.dotted!r})"


class External(Callable):
    """Something that is not local, by its dotted name; `owner` is the value that it was taken from as an attribute.

    Built-in names stand without a prefix (`open`).
    """

    __slots__ = ("dotted", "owner")

    def __init__(
        self, dotted: str, owner: AbstractValue | None = None, origin: tuple[Module, ast.AST] | None = None
    ) -> None:
        self.origin = origin
        self.dotted = dotted
        self.owner = owner

    def __repr__(self) -> str:
        return f"External({self.dotted!r})"

    @property
    def truth(self) -> bool | None:
        """Unknown: it may be a flag of a library."""
        return None


class Made(AbstractValue):
    """The result of calling an external: `dotted` is what was called; `attributes` those set afterwards."""

    __slots__ = ("args", "attributes", "dotted", "keywords", "open")

    def __init__(
        self,
        dotted: str,
        args: tuple[Argument, ...],
        keywords: dict[str, Argument],
        open: bool = False,
        origin: tuple[Module, ast.AST] | None = None,
    ) -> None:
        self.origin = origin
        self.dotted = dotted
        self.args = args
        self.keywords = keywords
        self.open = open
        self.attributes: dict[object, AbstractValue] = {}

    def __repr__(self) -> str:
        return f"Made({self.dotted!r})"

    def argument(self, name: str, position: int | None = None) -> Argument | None:
        """An argument by keyword or position, None if it is not given."""
        given = self.keywords.get(name)
        if given is None and position is not None and position < len(self.args):
            given = self.args[position]
        return given


class Choice(AbstractValue):
    """One of few values, depending on what is not known."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[AbstractValue, ...]) -> None:
        self.origin = None
        self.options = options

    def __repr__(self) -> str:
        return f"Choice{self.options!r}"

    @property
    def truth(self) -> bool | None:
        """The truth that all options share."""
        first = self.options[0].truth
        return first if all(option.truth is first for option in self.options) else None


def same(one: AbstractValue, other: AbstractValue) -> bool:
    """Whether two values are surely the same."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Const) and isinstance(other, Const):
        return type(one.data) is type(other.data) and one.data == other.data
    if isinstance(one, PathOf) and isinstance(other, PathOf):
        return one.text == other.text
    if isinstance(one, External) and isinstance(other, External):
        return one.dotted == other.dotted
    if isinstance(one, TupleOf) and isinstance(other, TupleOf):
        if one.kind != other.kind:
            return False
        return len(one.items) == len(other.items) and all(same(a, b) for a, b in zip(one.items, other.items))
    return False


def options_of(value: AbstractValue) -> tuple[AbstractValue, ...]:
    """The values that it may be."""
    return value.options if isinstance(value, Choice) else (value,)


def join(values: Iterable[AbstractValue]) -> AbstractValue:
    """One value for several that are possible; unknown ones become one, too many become unknown."""
    options: list[AbstractValue] = []
    for value in values:
        for option in options_of(value):
            if not any(same(option, other) for other in options):
                options.append(option)
    if len(options) == 1:
        return options[0]
    vague = [option for option in options if isinstance(option, UnknownValue)]
    if len(vague) > 1:
        lookups = {option.lookup for option in vague}
        merged = UnknownValue(
            vague[0].why,
            vague[0].origin,
            lookup=lookups.pop() if len(lookups) == 1 else None,
            optional=any(option.optional for option in vague),
        )
        options = [option for option in options if not isinstance(option, UnknownValue)] + [merged]
    if not options:
        return UnknownValue("nothing is known of it")
    if len(options) > MOST_ALTERNATIVES:
        return UnknownValue("it may be one of many values")
    return options[0] if len(options) == 1 else Choice(tuple(options))


def text_of(value: AbstractValue) -> str | None:
    """The text of a known string; None for anything else."""
    return value.data if isinstance(value, Const) and isinstance(value.data, str) else None


def path_text(value: AbstractValue) -> str | None:
    """The text of a known string or path; None for anything else."""
    if isinstance(value, PathOf):
        return value.text
    return text_of(value)
