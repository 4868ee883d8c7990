"""Values of YAML and JSON: rendering new ones, and proof that an edit changed nothing else."""

from __future__ import annotations

from ..finding import Edit
from ..read.markup import read_json, read_yaml
from ..text import Source
from ..values import Listing, Mapping, Scalar, Unknown, Value
from .places import Unfixable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import Document

    Leaf = tuple[tuple[int | str | None, ...], object]


def is_markup(path: str) -> bool:
    """Whether a file is YAML or JSON by its name."""
    return path.lower().endswith((".yml", ".yaml", ".json", ".jsonc"))


def text_value(edit: Edit) -> Edit:
    """The edit with its text quoted as the value at its span is, or as the file needs it."""
    old, path = edit.span.text, edit.span.source.path.lower()
    if path.endswith((".yml", ".yaml")):
        return Edit(edit.span, yaml_text(edit.text, old[:1]))
    if path.endswith((".py", ".ipynb")):
        quote = old[:1] if old[:1] in "\"'" and old[:1] not in edit.text and "\\" not in edit.text else ""
        return Edit(edit.span, f"{quote}{edit.text}{quote}" if quote else repr(edit.text))
    from json import dumps

    return Edit(edit.span, dumps(edit.text, ensure_ascii=False))


def new_entry(edit: Edit) -> Edit:
    """The insertion of an entry in front of the one at the span; raise Unfixable where the list has another form."""
    source = edit.span.source
    line, column = source.position(edit.span.start)
    head = source.line(line)[: column - 1]
    start = source.starts[line - 1]
    quote = ""
    while head.endswith(("'", '"')):  # the span of a requirement is without its quotes
        quote, head = head[-1], head[:-1]
    at = start + len(head)
    quote = quote or (edit.span.text[:1] if edit.span.text[:1] in ("'", '"') else "")
    if head.strip() == "-":
        return Edit(source.span(start, start), f"{head}{yaml_text(edit.text, quote)}\n")
    if not head.strip() and source.path.lower().endswith((".txt", ".in")):
        return Edit(source.span(start, start), f"{head}{edit.text}\n")
    before = source.text[:at].rstrip()
    if not before.endswith(("[", ",")):
        raise Unfixable("the list is not written one entry a line, nor in brackets")
    between = source.text[len(before) : at] if "\n" in source.text[len(before) : at] else " "
    shown = f"{quote}{edit.text}{quote}" if quote else yaml_text(edit.text, "")
    return Edit(source.span(at, at), f"{shown},{between}")


def yaml_text(text: str, quote: str) -> str:
    """A string as a YAML scalar on one line, with the quotes asked for, or those that it needs."""
    from io import StringIO

    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    def rendered(value: object) -> str:
        out = StringIO()
        yaml = YAML()
        yaml.width = 1 << 30
        yaml.allow_unicode = True
        yaml.default_flow_style = True
        yaml.dump([value], out)
        return out.getvalue().strip().removeprefix("[").removesuffix("]")

    styles = {"'": SingleQuotedScalarString, '"': DoubleQuotedScalarString}
    for value in (styles.get(quote, str)(text), DoubleQuotedScalarString(text)):
        shown = rendered(value)
        # ruamel writes YAML 1.2, in which `yes` is text; the readers of Azure know 1.1.
        root = read_yaml(Source("", f"[{shown}]")).root
        if isinstance(root, Listing) and len(root.items) == 1:
            read = root.items[0]
            if read.span.text and isinstance(read, (Scalar, Unknown)) and _data(read) == text:
                return shown
    raise Unfixable("the text cannot be written as a value on one line")


# -- proof -----------------------------------------------------------------------------------------------------------


def disturbed(before: Source, after: str, edits: Sequence[Edit]) -> str | None:
    """Why the edits may not stand, as a clause, or None: all values outside of them are as they were.

    `edits` are in order and do not overlap; `after` is the text with them applied. A file that could not be read
    before is not judged.
    """
    old, new = _read(before), _read(Source(before.path, after))
    if old.problems:
        return None
    if new.problems:
        return f"the file could not be read any more ({new.problems[0].message})"
    shift = 0
    touched_old, touched_new = [], []
    for edit in edits:
        touched_old.append((edit.span.start, edit.span.end))
        start = edit.span.start + shift
        touched_new.append((start, start + len(edit.text)))
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    kept = _Leaves(touched_old, edits)
    now = _Leaves(touched_new, ())
    for root in old.roots:
        kept.walk(root, ())
    for root in new.roots:
        now.walk(root, ())
    if kept.shared:
        return "the value is an anchor's, and other places share it"
    return None if kept.found == now.found else "another value of the file would change"


def _read(source: Source) -> Document:
    return read_yaml(source) if source.path.lower().endswith((".yml", ".yaml")) else read_json(source)


class _Leaves:
    """All keys and scalars of a document that no edit touches, each with the keys above it.

    A key is known by its offset in the text as the edits leave it; one that an edit touches is None.
    """

    def __init__(self, touched: Sequence[tuple[int, int]], edits: Sequence[Edit]) -> None:
        self.touched = touched
        self.edits = edits
        self.found: list[Leaf] = []
        self.shared = False
        self._seen: set[int] = set()

    def walk(self, value: Value, above: tuple[int | str | None, ...]) -> None:
        """Collect the leaves below a value."""
        if isinstance(value, Mapping):
            for entry in (*value.entries, *value.duplicates):
                key = self.at(entry.key.start, entry.key.end)
                if key is not None:
                    self.found.append((above, entry.key_data))
                self.walk(entry.value, (*above, key))
        elif isinstance(value, Listing):
            for item in value.items:
                self.walk(item, (*above, "[]"))
        elif self.at(value.span.start, value.span.end) is not None:
            self.found.append((above, _data(value)))
        elif value.span.end > value.span.start:
            self.shared = self.shared or value.span.start in self._seen
            self._seen.add(value.span.start)

    def at(self, start: int, end: int) -> int | None:
        """Where a stretch that starts here stands after the edits; None if one touches it."""
        if any(start <= last and first <= end for first, last in self.touched):
            return None
        return start + sum(
            len(edit.text) - (edit.span.end - edit.span.start) for edit in self.edits if edit.span.end <= start
        )


def _data(value: Value) -> object:
    """What a leaf holds; the type counts, 1 is not True."""
    if isinstance(value, Scalar):
        return value.data if isinstance(value.data, str) else (type(value.data).__name__, str(value.data))
    return value.text if isinstance(value, Unknown) else None
