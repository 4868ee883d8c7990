"""What the variables of a pipeline hold, and the parameters of a template at each of its calls."""

from __future__ import annotations

from posixpath import join as join_path
from posixpath import normpath

from ..read.commands import UNKNOWN, Values, yaml_scalar
from ..read.pipelines import definitions
from ..read.shell_words import Piece, Region, Word
from ..record import Record
from ..text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..read.pipelines import Call, Definitions
    from ..tree import Tree

    Named = dict[str, str]

_DEEPEST = 4
_MOST_CALLS = 50


class Scope(Record):
    """Patterns by lower-case name: variables, and parameters of this call. Several values of one name are unknown."""

    variables: Named
    parameters: Named

    def lookup(self, piece: Piece) -> Word | None:
        """The value of a variable or parameter; None if the project does not show it."""
        found = self._find(piece.kind, piece.text)
        return None if found is None else Word((Piece("text", found),), 0, 0)

    def _find(self, kind: str, name: str) -> str | None:
        lowered = name.lower()
        if kind == "expression":
            head, _, rest = lowered.partition(".")
            if head in ("parameters", "inputs"):
                return self.parameters.get(rest)
            if head in ("env", "variables") and rest:
                return self.variables.get(rest)
            if lowered.startswith("variables["):
                return self.variables.get(lowered[10:].strip("]'\" "))
            return None
        if lowered in self.variables:
            return self.variables[lowered]
        return next((value for key, value in self.variables.items() if key.replace(".", "_") == lowered), None)


NOTHING = Scope({}, {})


class Scopes:
    """The scopes of the project's pipeline files; `pipelines` are those that may call templates."""

    def __init__(self, tree: Tree, pipelines: tuple[str, ...]) -> None:
        self._tree = tree
        self._pipelines = pipelines
        self._definitions: dict[str, tuple[str, Definitions] | None] = {}
        self._scopes: dict[str, tuple[Scope, ...]] = {}

    def of(self, path: str) -> tuple[Scope, ...]:
        """One scope for each way in which a pipeline file is called; one if nothing calls it."""
        known = self._scopes.get(path)
        if known is None:
            self._scopes[path] = (NOTHING,)  # while it is worked out: a template that calls itself
            known = self._scopes[path] = self._work_out(path)
        return known

    def _work_out(self, path: str) -> tuple[Scope, ...]:
        read = self._read(path)
        if read is None:
            return (NOTHING,)
        text, defined = read
        variables = self._variables(path, 0)
        defaults = {}
        for default in defined.defaults:
            defaults[default.name.lower()] = _pattern(text, default.value, Scope(variables, {}).lookup)
        found: list[Scope] = []
        for caller, call in self._calls(path)[:_MOST_CALLS]:
            caller_read = self._read(caller)
            if caller_read is None:
                continue
            for outer in self.of(caller):
                given = {
                    argument.name.lower(): _pattern(caller_read[0], argument.value, outer.lookup)
                    for argument in call.arguments
                }
                scope = Scope({**outer.variables, **variables}, {**defaults, **given})
                if scope not in found:
                    found.append(scope)
        return tuple(found) or (Scope(variables, defaults),)

    def _read(self, path: str) -> tuple[str, Definitions] | None:
        if path not in self._definitions:
            source = self._tree.source(path)
            read = None
            if isinstance(source, Source):
                read = (source.text, definitions(source.text))
            self._definitions[path] = read
        return self._definitions[path]

    def _variables(self, path: str, depth: int) -> Named:
        """The variables of a file and of the variable files that it includes."""
        read = self._read(path)
        if read is None or depth > _DEEPEST:
            return {}
        text, defined = read
        words: dict[str, Word | None] = {}
        for variable in defined.variables:
            name, word = variable.name.lower(), yaml_scalar(text, variable.value)
            earlier = words.get(name, word)
            words[name] = word if earlier is not None and earlier.pieces == word.pieces else None
        found: Named = {}
        for call in defined.calls:
            if not call.arguments:
                target = self._target(path, call.target)
                if target is not None and target != path and self._tree.is_file(target):
                    found.update(self._variables(target, depth + 1))
        values = Values(Region("", 0, 0), lambda piece: _word_of(words, found, piece))
        for name, value in words.items():
            found[name] = UNKNOWN if value is None else values.pattern(value, 0)
        return found

    def _target(self, path: str, target: str) -> str | None:
        if not target.endswith((".yml", ".yaml")) and not target.startswith("."):
            return None
        if target.startswith("/"):
            return target[1:]
        found = normpath(join_path(path.rpartition("/")[0], target))
        return None if found.startswith("..") else found

    def _calls(self, path: str) -> list[tuple[str, Call]]:
        """The calls of a template or a local action, in the order of the files that call it."""
        folder, _, name = path.rpartition("/")
        action = name in ("action.yml", "action.yaml")
        token = (folder.rpartition("/")[2] if action else name).encode()
        own = self._tree.read(path)
        if path.startswith(".github/workflows/") and isinstance(own, bytes) and b"workflow_call" not in own:
            return []
        found: list[tuple[str, Call]] = []
        for caller in self._pipelines:
            data = self._tree.read(caller)
            read = self._read(caller) if isinstance(data, bytes) and token in data and caller != path else None
            calls = read[1].calls if read else ()
            found.extend((caller, call) for call in calls if path in self._targets(caller, call.target))
        return found

    def _targets(self, caller: str, target: str) -> tuple[str, ...]:
        """The files that a call may mean: templates count from the caller, local actions from the root."""
        found = self._target(caller, target)
        rooted = normpath(target) if target.startswith("./") else ""
        return (*((found,) if found else ()), rooted, f"{rooted}/action.yml", f"{rooted}/action.yaml")


def _word_of(words: dict[str, Word | None], found: Named, piece: Piece) -> Word | None:
    """A variable that another variable of the file is made of."""
    scope = Scope(found, {})
    own = words.get(piece.text.lower().removeprefix("variables.").removeprefix("env."))
    return own or scope.lookup(piece)


def _pattern(text: str, start: int, lookup: Callable[[Piece], Word | None]) -> str:
    return Values(Region("", 0, 0), lookup).pattern(yaml_scalar(text, start), 0)
