"""What the interpreter saw on its way: look-ups, file accesses, imports, calls and what may raise, all with places."""

from __future__ import annotations

from ..model import Answer
from ..record import Record, replace
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from typing import Literal

    from .json_values import Encoded
    from .syntax import Module
    from .values import AbstractValue, LocalFunction, Made

    Phase = Literal["import", "init", "run"]
    Wants = Literal["file", "folder", "any"]
    HandlerKind = Literal["says", "falls-back", "swallows"]
    RaiseKind = Literal["load", "file", "network", "login", "parse", "convert", "lookup", "raise", "assert", "exit"]

MODELS_ROOT = "/var/azureml-app/azureml-models"
"""Where the platform mounts models, each below its name and version (facts/v2.md, section 5)."""


class HandlerFact(Record):
    """The handler that stops an exception.

    `kind`: *says* (logs, or raises another exception with a message), *falls-back* (binds or returns something),
    *swallows* (neither). `broad` is a bare `except`, `Exception` or `BaseException`. `binds` are the names that the
    handler assigns, `leaves` those that the try body assigns and a handler that goes on does not. `ends` is how the
    handler's last statement leaves it.
    """

    kind: HandlerKind
    span: Span
    broad: bool = False
    binds: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    ends: Literal["goes-on", "raises", "returns"] = "goes-on"

    @property
    def heading(self) -> Span:
        """The line that opens the handler."""
        source = self.span.source
        return source.line_span(source.position(self.span.start)[0])


class Seen(Record):
    """What all records of a trace share.

    `certain`: execution surely gets here unless something raised before. `chain` holds the function names from the
    entry on (`("init", "load_model", "joblib.load")`; the entry of module level code is "import").
    """

    span: Span
    phase: Phase
    chain: tuple[str, ...]
    certain: bool


class EnvLookup(Seen):
    """A look-up of an environment variable.

    `required`: where the variable is not set this raises, at once (`os.environ["X"]`) or when the None is used.
    `guarded`: the code has checked before that it is set.
    """

    name: str
    required: bool
    has_default: bool
    answer: Answer
    handled: HandlerFact | None = None
    guarded: bool = False


class FileAccess(Seen):
    """A read of a path: `path` is None where it cannot be told, and may be relative to the working directory.

    Unknown parts of the path (the model's version) start with a NUL character. `span` is the path's expression.
    """

    path: str | None
    wants: Wants
    call: str
    answer: Answer
    handled: HandlerFact | None = None
    guarded: bool = False
    exception: str = "FileNotFoundError"

    @property
    def in_model(self) -> bool:
        """Whether the path lies in a model's folder of the container."""
        return self.path is not None and self.path.startswith(MODELS_ROOT + "/")

    @property
    def below(self) -> str:
        """The path as seen from the model's own folder (name and version left out); the whole path elsewhere."""
        if self.path is None:
            return ""
        if not self.in_model:
            return self.path
        return "/".join(self.path[len(MODELS_ROOT) + 1 :].split("/")[2:])

    @property
    def elsewhere(self) -> str:
        """Where the model holds a file of the same name on another level, seen from its folder; "" if nowhere."""
        wanted = self.below.rpartition("/")[2]
        return next((near for near in self.answer.near if near.rpartition("/")[2] == wanted), "")

    @property
    def failure(self) -> str:
        """A clause: what happens when nothing is there."""
        if self.phase == "run":
            return f"{self.exception} in run(), and each request fails (502)"
        where = "while the script is imported" if self.phase == "import" else "in init()"
        return f"{self.exception} {where}, and the deployment ends in ResourceNotReady"


class ImportUse(Seen):
    """An import that is executed: `module` with its leading dots if relative, `names` those of a from-import.

    `span` is the dotted name in the statement. `optional`: a handler for ImportError or one of its bases stands
    around it. `local`: the module belongs to the code folder. `open`: before this, the code changed `sys.path` or
    installed something, so that what is importable is unknown.
    """

    module: str
    names: tuple[str, ...]
    optional: bool
    source: str
    local: bool
    open: bool = False


class RaiseSite(Seen):
    """A place that may raise.

    `exceptions` are dotted names, the most likely first, of which `unhandled` leave the entry; `handled` is the
    handler that stops the first, None if nothing does. `answer` is what the container says of the file or variable
    that decides. `translates`: a raise statement inside a handler. `always`: nothing but raising can happen here.
    """

    exceptions: tuple[str, ...]
    reason: str
    call: str
    kind: RaiseKind
    handled: HandlerFact | None = None
    unhandled: tuple[str, ...] = ()
    answer: Answer | None = None
    translates: bool = False
    always: bool = False


class GpuUse(Seen):
    """An expression that needs CUDA, as written; `guarded` by `torch.cuda.is_available()` or a like test."""

    expression: str
    guarded: bool
    handled: HandlerFact | None = None


class NameUse(Seen):
    """A name that is read where the code has bound it nowhere before."""

    name: str
    handled: HandlerFact | None = None


class BodyUse(Seen):
    """A use of the request's raw body (a str), or of a batch, that its type does not allow.

    `expression` is what is written, `exception` what it raises, `reason` Python's own words. `kind` tells how: an
    item or attribute of it, a loop over it, or a call that gets it.
    """

    expression: str
    exception: str
    reason: str
    kind: Literal["item", "attribute", "loop", "frame", "predict", "decode"]
    handled: HandlerFact | None = None


class BodyKey(Seen):
    """A key that the code takes out of the decoded body, or the whole of the body's JSON."""

    key: str
    handled: HandlerFact | None = None


class Returned(Seen):
    """A return from the entry point, or a value given to `json.dumps` (`dumped`), with what JSON makes of the value.

    `made` is the call that gave it, `handled` the handler around a call of `json.dumps`.
    """

    encoded: Encoded
    made: Made | None = None
    dumped: bool = False
    handled: HandlerFact | None = None


class Loop(Seen):
    """A `while` loop without a condition that ends it: `exits` tells whether anything else may leave it."""

    exits: bool


class Argument(Record):
    """An argument of a call: its value, and the module and node that tell its place."""

    value: AbstractValue
    origin: tuple[Module, ast.AST]

    @property
    def span(self) -> Span:
        """The place of the argument's expression."""
        return self.origin[0].span(self.origin[1])


class Call(Seen):
    """A call of something that is not local: `dotted` is its resolved name, `made` its result.

    `owner` is the value whose method is called, where it is one.

    `args` ends at the first `*` argument of unknown length; `open` tells that there are more arguments than shown.
    """

    dotted: str
    args: tuple[Argument, ...]
    keywords: dict[str, Argument]
    open: bool
    made: Made
    owner: AbstractValue | None = None

    def argument(self, name: str, position: int | None = None) -> Argument | None:
        """An argument by its keyword or its position, None if it is not given (or hidden by `*`)."""
        given = self.keywords.get(name)
        if given is None and position is not None and position < len(self.args):
            given = self.args[position]
        return given


class Trace:
    """Everything seen, in order; the same place in the same phase is kept once, at its worst."""

    def __init__(self) -> None:
        self.lookups: dict[object, EnvLookup] = {}
        self.accesses: dict[object, FileAccess] = {}
        self.imports: dict[object, ImportUse] = {}
        self.raises: dict[object, RaiseSite] = {}
        self.gpu_uses: dict[object, GpuUse] = {}
        self.calls: list[Call] = []
        self.unbound: dict[object, NameUse] = {}
        self.body_uses: dict[object, BodyUse] = {}
        self.body_keys: dict[object, BodyKey] = {}
        self.returned: dict[object, Returned] = {}
        self.loops: dict[object, Loop] = {}
        self.entered: dict[tuple[Phase, object], LocalFunction] = {}
        self.gave_up: str = ""
        self.steps = 0

    def lookup(self, key: object, seen: EnvLookup) -> None:
        """Keep a look-up: required wins, then unhandled, then certain."""
        old = self.lookups.get(key)
        if old is not None:
            seen = replace(
                seen,
                chain=old.chain,
                certain=old.certain or seen.certain,
                required=old.required or seen.required,
                has_default=old.has_default and seen.has_default,
                handled=old.handled and seen.handled,
                guarded=old.guarded and seen.guarded,
            )
        self.lookups[key] = seen

    def uses_name(self, key: object, seen: NameUse) -> None:
        """Keep a read of an unbound name: certain and unhandled win."""
        old = self.unbound.get(key)
        if old is not None:
            seen = replace(old, certain=old.certain or seen.certain, handled=old.handled and seen.handled)
        self.unbound[key] = seen

    def uses_body(self, key: object, seen: BodyUse) -> None:
        """Keep a wrong use of the body: certain and unhandled win."""
        old = self.body_uses.get(key)
        if old is not None:
            seen = replace(old, certain=old.certain or seen.certain, handled=old.handled and seen.handled)
        self.body_uses[key] = seen

    def access(self, key: object, seen: FileAccess) -> None:
        """Keep a read of one path at one place: unhandled and unguarded win, then certain."""
        old = self.accesses.get(key)
        if old is not None:
            seen = replace(
                seen,
                chain=old.chain,
                certain=old.certain or seen.certain,
                handled=old.handled and seen.handled,
                guarded=old.guarded and seen.guarded,
            )
        self.accesses[key] = seen

    def imported(self, key: object, seen: ImportUse) -> None:
        """Keep an import: not optional wins."""
        old = self.imports.get(key)
        if old is not None:
            seen = replace(
                old,
                certain=old.certain or seen.certain,
                optional=old.optional and seen.optional,
                open=old.open and seen.open,
            )
        self.imports[key] = seen

    def may_raise(self, key: object, seen: RaiseSite) -> None:
        """Keep a raise site: unhandled wins, then certain."""
        old = self.raises.get(key)
        if old is not None:
            worse = old if old.handled is None or seen.handled is not None else seen
            seen = replace(worse, certain=old.certain or seen.certain, always=old.always and seen.always)
        self.raises[key] = seen

    def needs_gpu(self, key: object, seen: GpuUse) -> None:
        """Keep a use of a GPU: unguarded wins, then certain."""
        old = self.gpu_uses.get(key)
        if old is not None:
            seen = replace(
                seen,
                certain=old.certain or seen.certain,
                guarded=old.guarded and seen.guarded,
                handled=old.handled and seen.handled,
            )
        self.gpu_uses[key] = seen
