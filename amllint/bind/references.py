"""Resolves what one file says of another, and keeps what came of it."""

from __future__ import annotations

from ..absence import absent
from ..model import Reference
from ..values import Scalar, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ..tree import Tree
    from ..values import Value

    Wanted = Literal["file", "folder", "either"]

_ELSEWHERE = ("azureml:", "runs:", "http:", "https:", "git+", "wasbs:", "abfss:")


class References:
    """The references of one unit, in the order in which they were followed."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.found: list[Reference] = []

    def follow(self, role: str, value: Value, bases: tuple[str, ...], wants: Wanted) -> Reference:
        """Resolve a local path that a file states and keep the reference.

        `bases` are the folders it may count from: it is missing only if it is missing from all of them. What is not
        there, but may be made by something in the project, is unknown (see `absence`).
        """
        reference = self._resolve(role, value, bases, wants)
        self.found.append(reference)
        return reference

    def external(self, role: str, value: Value, text: str, why: str, near: tuple[str, ...] = ()) -> None:
        """Keep a reference to something that only the service holds; `near` are names that the project does define."""
        self.found.append(Reference(role, value.span, text, "external", None, why, near))

    def unknown(self, role: str, value: Value, why: str | None = None) -> None:
        """Keep a reference whose target cannot be told."""
        reason = why or (value.why if isinstance(value, Unknown) else "it is neither text nor a mapping")
        self.found.append(Reference(role, value.span, _text(value), "unknown", None, reason))

    def document(self, role: str, value: Value, text: str, path: str) -> None:
        """Keep a reference to a document that was found by the name of its asset."""
        self.found.append(Reference(role, value.span, text, "found", path))
        if self._tree.recorded is not None:
            self._tree.recorded.add(path)

    def _resolve(self, role: str, value: Value, bases: tuple[str, ...], wants: Wanted) -> Reference:
        if not isinstance(value, Scalar) or not isinstance(value.data, str):
            why = value.why if isinstance(value, Unknown) else "it is no text"
            return Reference(role, value.span, _text(value), "unknown", None, why)
        text = value.data
        if "://" in text or text.startswith(_ELSEWHERE):
            return Reference(role, value.span, text, "external", None, "it names something outside the project")
        answers = [self._from(base, role, value, text, wants) for base in bases]
        # A folder from which the path leads out of the project is none that it counts from, if there is another.
        answers = [answer for answer in answers if answer.path is not None] or answers
        for state in ("found", "unknown"):
            for answer in answers:
                if answer.state == state:
                    return answer
        return answers[0]

    def _from(self, base: str, role: str, value: Value, text: str, wants: Wanted) -> Reference:
        path = self._tree.resolve(base, text.removeprefix("file:"))
        if path is None:
            return Reference(role, value.span, text, "unknown", None, "it leads out of the project's root")
        kind = self._tree.kind(path)
        if kind == "outside":
            return Reference(role, value.span, text, "unknown", path, "it is a link that leads out of the root")
        if kind == wants or (kind and wants == "either"):
            return Reference(role, value.span, text, "found", path)
        if kind:
            return Reference(role, value.span, text, "missing", path, f"it is a {kind}, not a {wants}")
        span = value.span
        code = span.path.endswith((".py", ".ipynb"))
        line = span.source.line(span.source.position(span.start)[0]).strip() if code else ""
        answer = absent(self._tree, path, frozenset({span.path}), line)
        return Reference(role, value.span, text, "missing" if answer.no else "unknown", path, answer.why, answer.near)


def _text(value: Value) -> str:
    return value.text if isinstance(value, (Scalar, Unknown)) else ""
