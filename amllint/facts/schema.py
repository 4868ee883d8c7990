"""What the clients take in v2 YAML files and in configuration files of CLI v1, and where a document does not fit.

The tables are compiled from `data/schema_v2.toml` and `data/schema_v1.toml`, which give the sources; `tests/oracle`
holds v2 against azure-ai-ml. The two differ in what a misfit does: v2 rejects every one, v1 drops unknown keys without
a word (`drops_unknown_keys`), takes null for absent, and rejects only what its own code stumbles over.
"""

from __future__ import annotations

from ..record import Record, replace
from ..values import Entry, Listing, Mapping, Scalar, Unknown, number_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from ..text import Span
    from ..values import Value

    MisfitKind = Literal[
        "unknown-key",
        "missing-key",
        "duplicate-key",
        "null",
        "wrong-type",
        "bad-enum",
        "out-of-range",
        "too-many",
        "bad-reference",
        "old-form",
    ]
    Path = tuple[str, ...]


class Field(Record):
    """What the client takes as the value of one key.

    `forms` are the kinds of values: text, int, float, bool, version, enum, reference, asset, component, any, ignored
    for scalars, in v1 also number, flag, port, name; block and mapping; list. `required` is "yes" where only the file
    gives the key, "option" where an option of `az ml` may. `values` and `fold` ("lower" or "snake") belong to enum;
    `shapes` name the keys of a block; `inner` is the field of list items or of a mapping's values; `range` the
    smallest and largest number, `most` the largest length of a list; `file` tells that `file:PATH` is taken, `null`
    that the key may stand without a value, `needs` which other key of the same block must then be there.
    """

    forms: tuple[str, ...]
    required: Literal["", "yes", "option"] = ""
    values: tuple[str, ...] = ()
    fold: Literal["", "lower", "snake"] = ""
    shapes: tuple[str, ...] = ()
    inner: Field | None = None
    range: tuple[float, float] | None = None
    most: int | None = None
    file: bool = False
    null: bool = False
    needs: str = ""


class Misfit(Record):
    """One place that the client does not take, or (duplicate-key) of which it takes less than is written.

    `path` leads from the root to the key, list items as `[0]`. `span` is the key for unknown and duplicate keys and
    for keys without a value, the value for wrong values, the key of the block (at the root: the first key) for missing
    ones. `expected` says in words what fits there. `suggestion` is the key or the value text to write, where one
    suggests itself; `certain` that no other reading exists. `places` are the kinds and paths where an unknown key is
    right. `other` is the entry that counts instead of a duplicate. For old-form, `expected` is
    what to write today.
    """

    kind: MisfitKind
    path: Path
    span: Span
    expected: str
    field: Field | None = None
    value: Value | None = None
    suggestion: str = ""
    certain: bool = False
    places: tuple[tuple[str, Path], ...] = ()
    other: Span | None = None


# -- questions about keys --------------------------------------------------------------------------------------------

_fields: dict[str, dict[str, Field]] = {}
_SIBLINGS = (
    ("managed-deployment", "kubernetes-deployment"),
    ("online-endpoint", "kubernetes-endpoint"),
    ("batch-deployment", "model-batch-deployment", "pipeline-batch-deployment"),
    ("v1-aks", "v1-aksendpoint", "v1-aci", "v1-local"),
)
_V1_KINDS = _SIBLINGS[-1]
_DECIDING_KEY = {"online-endpoint": "compute", "kubernetes-endpoint": "compute"}
_V1_DEPLOYMENT = "v1-deployment-config"


def kinds(of: str = "v2") -> tuple[str, ...]:
    """The described kinds of the generation of `of`, a kind or "v1" or "v2".

    They are document kinds (`model.DocumentKind`); for a v1 deployment configuration they are the kinds of units that
    its `computeType` names.
    """
    return tuple(_kinds(of))


def title(kind: str) -> str:
    """What a kind is called in a sentence, without article: "Kubernetes online deployment"."""
    if kind == _V1_DEPLOYMENT:
        return "deployment configuration (v1)"
    return _kinds(kind)[kind][1]


def drops_unknown_keys(kind: str) -> bool:
    """Whether the client of a kind drops keys that it does not know without a word (v1), or rejects them (v2)."""
    return kind.startswith("v1")


def compute_kind(node: Mapping) -> str | None:
    """The kind of unit that the `computeType` of a v1 deployment configuration names; None if it names none."""
    stated = node.get("computeType")
    if isinstance(stated, Scalar) and isinstance(stated.data, str):
        kind = f"v1-{stated.data.lower()}"
        return kind if kind in _V1_KINDS else None
    return None


def _kinds(of: str) -> dict[str, tuple[str, str, str]]:
    """The kinds of a generation with their shapes, titles and file names."""
    if of.startswith("v1"):
        from .tables.schema_v1 import KINDS as V1_KINDS

        return V1_KINDS
    from .tables.schema_v2 import KINDS

    return KINDS


def keys(kind: str, path: Path = ()) -> dict[str, Field] | None:
    """The keys that may stand below `path` in a document of `kind`; None where any may, or none is described."""
    described = _kinds(kind)
    if kind not in described:
        return None
    if not path:
        return _shape(described[kind][0])
    found = field(kind, path)
    return _merged(found.shapes) if found is not None and found.shapes else None


def field(kind: str, path: Path) -> Field | None:
    """The field at `path`, or None; names of a free mapping and `[0]` of a list stand for the field inside."""
    level = keys(kind)
    found: Field | None = None
    for step in path:
        if level is not None:
            found = level.get(step)
        else:
            found = found.inner if found is not None else None
        if found is None:
            return None
        level = _merged(found.shapes) if found.shapes else None
    return found


def elsewhere(key: str, of: str = "v2") -> tuple[tuple[str, Path], ...]:
    """All kinds and paths of a generation at which a key of this name is right; the kinds in the order of the table."""
    found: list[tuple[str, Path]] = []
    for kind in kinds(of):
        found += [(kind, path) for path in paths(kind) if path[-1] == key]
    return tuple(found)


def paths(kind: str) -> tuple[Path, ...]:
    """The path of every described key of a kind; `*` stands for the names of a mapping and the items of a list."""
    return tuple(_below(keys(kind) or {}))


def _below(level: dict[str, Field], above: Path = ()) -> Iterator[Path]:
    for key, one in level.items():
        path = (*above, key)
        yield path
        inner, step = one, path
        if not one.shapes and one.inner is not None and one.inner.shapes:
            inner, step = one.inner, (*path, "*")
        if inner.shapes:
            yield from _below(_merged(inner.shapes), step)


def siblings(kind: str) -> tuple[str, ...]:
    """The kinds that one loader of the client reads, told apart by one key; `kind` among them."""
    return next((group for group in _SIBLINGS if kind in group), (kind,))


def _shape(name: str) -> dict[str, Field]:
    made = _fields.get(name)
    if made is None:
        rows, shapes = _rows(name)
        made = {key: _field(rows[number]) for key, number in shapes[name].items()}
        _fields[name] = made
    return made


def _rows(shape: str) -> tuple[tuple[tuple[object, ...], ...], dict[str, dict[str, int]]]:
    """The rows and shapes of the table that holds a shape; the names of v1's begin with `v1_`."""
    if shape.startswith("v1_"):
        from .tables import schema_v1

        return schema_v1.ROWS, schema_v1.SHAPES
    from .tables import schema_v2

    return schema_v2.ROWS, schema_v2.SHAPES


def _field(row: tuple[object, ...]) -> Field:
    inner = row[5]
    return Field(*row[:5], _field(inner) if isinstance(inner, tuple) else None, *row[6:])  # type: ignore


def _merged(shapes: tuple[str, ...]) -> dict[str, Field]:
    """The keys of several shapes together: the values of an enum add up, only what all require is required."""
    if len(shapes) == 1:
        return _shape(shapes[0])
    levels = [_shape(name) for name in shapes]
    merged: dict[str, Field] = {}
    for level in levels:
        for key, one in level.items():
            required = one.required if all(key in other for other in levels) else ""
            values = one.values
            if key in merged:
                values = (*merged[key].values, *(value for value in values if value not in merged[key].values))
                required = required if merged[key].required else ""
            merged[key] = replace(one, required=required, values=values)
    return merged


OLD_FORMS: dict[Path, str] = {
    ("code_configuration", "code", "local_path"): "`code: FOLDER`",
    ("model", "local_path"): "`path: FILE_OR_FOLDER` in its place",
    ("environment", "docker"): "`image:` or `build:` in its place",
    ("deployments",): "each deployment in a file of its own, with `endpoint_name`",
}
"""Keys of the preview of 2021, which the client has rejected since; what to write today (facts/v2.md, section 1)."""


# -- the walk --------------------------------------------------------------------------------------------------------

_KEPT = 256
_walked: dict[int, tuple[str, Mapping, tuple[Misfit, ...]]] = {}


def document_misfits(kind: str, node: Mapping) -> tuple[Misfit, ...]:
    """The misfits of a document, walked once however many rules ask."""
    known = _walked.get(id(node))
    if known is None or known[1] is not node or known[0] != kind:
        if len(_walked) >= _KEPT:
            _walked.clear()
        known = _walked[id(node)] = (kind, node, tuple(misfits(kind, node)))
    return known[2]


def misfits(kind: str, node: Mapping) -> Iterator[Misfit]:
    """Yield what the client does not take of a document, in file order at each level, and its duplicate keys.

    Values that are not known fit everywhere; where more keys may come from unseen places, none is missing. Nothing is
    yielded for kinds that are not described.
    """
    if kind == _V1_DEPLOYMENT:
        kind = compute_kind(node) or "v1-aks"
    described = _kinds(kind)
    if kind in described:
        shapes = tuple(described[one][0] for one in _possible_kinds(kind, node))
        yield from _Walk(kind).block(node, _merged(shapes), (), None)


def _possible_kinds(kind: str, node: Mapping) -> tuple[str, ...]:
    """The kinds that the document may turn out to be once the key that decides is filled in."""
    if kind in _V1_KINDS:
        return (kind,) if compute_kind(node) else siblings(kind)
    decided = node.get(_DECIDING_KEY.get(kind, "type"))
    if isinstance(decided, Unknown) or (decided is None and node.open):
        return siblings(kind)
    return (kind,)


class _Walk:
    """One walk over a document of a kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def block(self, node: Mapping, level: dict[str, Field], path: Path, key: Span | None) -> Iterator[Misfit]:
        """The misfits of a mapping whose keys are described; `key` is the place of its own key."""
        yield from _duplicates(node, path)
        for entry in node.entries:
            one = level.get(entry.key_data)
            here = (*path, entry.key_data)
            if one is not None:
                yield from self.value(entry.value, one, here, entry.key)
            elif here in OLD_FORMS:
                yield Misfit("old-form", here, entry.key, OLD_FORMS[here], None, entry.value)
            elif not _is_placeholder(entry):
                yield self.unknown(entry, level, here)
        if not node.open:
            needed = {level[entry.key_data].needs for entry in node.entries if entry.key_data in level}
            for name, one in level.items():
                if (one.required or name in needed) and node.entry(name) is None:
                    span = key or (node.entries[0].key if node.entries else node.span)
                    yield Misfit("missing-key", (*path, name), span, expected(one), one)

    def unknown(self, entry: Entry, level: dict[str, Field], path: Path) -> Misfit:
        """The misfit of a key that is not described, with the key that may be meant and where this one is right."""
        from ..spelling import nearest

        near = nearest(entry.key_data, level) or _of_the_same_words(entry.key_data, level)
        places = sorted(
            elsewhere(entry.key_data, self.kind), key=lambda one: (one[0] != self.kind, one[1][:-1] != path[:-1])
        )
        words = "one of the keys " + ", ".join(f"`{name}`" for name in level)
        return Misfit(
            "unknown-key", path, entry.key, words, None, entry.value, near[0] if near else "", False, tuple(places)
        )

    def value(self, value: Value, one: Field, path: Path, key: Span) -> Iterator[Misfit]:
        """The misfits of a value at a described key."""
        if isinstance(value, Scalar):
            yield from self.scalar(value, one, path, key)
        elif isinstance(value, Mapping):
            yield from self.mapping(value, one, path, key)
        elif isinstance(value, Listing):
            yield from self.listing(value, one, path)

    def scalar(self, value: Scalar, one: Field, path: Path, key: Span) -> Iterator[Misfit]:
        if value.data is None:
            if not one.null:
                yield Misfit("null", path, key, expected(one), one, value)
            return
        wrong: MisfitKind | None = "wrong-type"
        for form in one.forms:
            test = _TESTS.get(form)
            if test is not None:
                wrong = test(value, one)
                break
        if wrong:
            written, certain = _rewritten(value, one)
            yield Misfit(wrong, path, value.span, expected(one), one, value, written, certain)

    def mapping(self, value: Mapping, one: Field, path: Path, key: Span) -> Iterator[Misfit]:
        if "block" in one.forms:
            yield from self.block(value, _level(value, one), path, key)
        elif "mapping" in one.forms and one.inner is not None:
            yield from _duplicates(value, path)
            for entry in value.entries:
                yield from self.value(entry.value, one.inner, (*path, entry.key_data), entry.key)
        elif "mapping" in one.forms or "any" in one.forms or "ignored" in one.forms:
            yield from _all_duplicates(value, path)
        elif (old := (*path, "local_path")) in OLD_FORMS and (written := value.entry("local_path")) is not None:
            yield Misfit("old-form", old, written.key, OLD_FORMS[old], one, value)
        else:
            yield Misfit("wrong-type", path, value.span, expected(one), one, value)

    def listing(self, value: Listing, one: Field, path: Path) -> Iterator[Misfit]:
        if "list" in one.forms:
            for number, item in enumerate(value.items):
                if one.inner is not None:
                    yield from self.value(item, one.inner, (*path, f"[{number}]"), item.span)
            if one.most is not None and len(value.items) > one.most:
                yield Misfit("too-many", path, value.items[one.most].span, expected(one), one, value)
        elif "any" in one.forms or "ignored" in one.forms:
            yield from _all_duplicates(value, path)
        elif value.items or "mapping" not in one.forms or "text" not in one.forms:
            yield Misfit("wrong-type", path, value.span, expected(one), one, value)


def _level(value: Mapping, one: Field) -> dict[str, Field]:
    """The keys of a block: of the shape whose `type` fits, of all shapes together where that is not known."""
    stated = value.get("type")
    if len(one.shapes) > 1 and isinstance(stated, Scalar):
        for name in one.shapes:
            if _enum(stated, _shape(name)["type"]) is None:
                return _shape(name)
    return _merged(one.shapes)


def _of_the_same_words(key: str, level: dict[str, Field]) -> tuple[str, ...]:
    """The keys made of the same words in another order (`enableAppInsights`: `appInsightsEnabled`)."""
    wanted = _words(key)
    return tuple(name for name in level if _words(name) == wanted)


def _words(key: str) -> frozenset[str]:
    return frozenset(word.removesuffix("d") for word in snake(key).split("_"))


def _is_placeholder(entry: Entry) -> bool:
    from ..placeholders import find

    return find(entry.key_data) is not None


def _duplicates(node: Mapping, path: Path) -> Iterator[Misfit]:
    for entry in node.duplicates:
        last = node.entry(entry.key_data)
        span = last.key if last else None
        yield Misfit(
            "duplicate-key", (*path, entry.key_data), entry.key, "each key once", None, entry.value, other=span
        )


def _all_duplicates(value: Value, path: Path) -> Iterator[Misfit]:
    """The duplicate keys anywhere below a value that is not described."""
    if isinstance(value, Mapping):
        yield from _duplicates(value, path)
        for entry in value.entries:
            yield from _all_duplicates(entry.value, (*path, entry.key_data))
    elif isinstance(value, Listing):
        for number, item in enumerate(value.items):
            yield from _all_duplicates(item, (*path, f"[{number}]"))


# -- scalars, as the client takes them -------------------------------------------------------------------------------


def is_text(value: Scalar) -> bool:
    """Whether YAML makes the scalar a text; a plain date is none (`2024-01-31`, with or without a time)."""
    return isinstance(value.data, str) and not (not value.quoted and _is_date(value.data))


def _is_date(text: str) -> bool:
    if len(text) < 8 or text[4] != "-" or not text[:4].isdecimal():
        return False
    import re

    time = r"(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?"
    return re.fullmatch(rf"\d{{4}}-\d\d-\d\d|\d{{4}}-\d\d?-\d\d?{time}", text, re.ASCII) is not None


def snake(text: str) -> str:
    """Split camelCase and lower the case, as the client does before it compares (`AADToken`: `aad_token`)."""
    import re

    text = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", text)
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", text).lower()


def _text(value: Scalar, one: Field) -> MisfitKind | None:
    # An empty conda_file (also 0, false and []) is taken for an absent one.
    if "mapping" in one.forms and not value.data:
        return None
    return None if is_text(value) else "wrong-type"


def _number(value: Scalar, convert: Callable[[str | int | float], float]) -> float | None:
    if isinstance(value.data, bool) or value.data is None or (isinstance(value.data, str) and not is_text(value)):
        return None
    try:
        return convert(value.data)
    except (ValueError, OverflowError):
        return None


def _int(value: Scalar, one: Field) -> MisfitKind | None:
    return None if _number(value, int) is not None else "wrong-type"


def _float(value: Scalar, one: Field) -> MisfitKind | None:
    number = _number(value, float)
    if number is None or number != number or number in (float("inf"), float("-inf")):
        return "wrong-type"
    if one.range and not one.range[0] <= number <= one.range[1]:
        return "out-of-range"
    return None


_YES = ("t", "T", "true", "True", "TRUE", "on", "On", "ON", "y", "Y", "yes", "Yes", "YES", "1")
_NO = ("f", "F", "false", "False", "FALSE", "off", "Off", "OFF", "n", "N", "no", "No", "NO", "0")


def _bool(value: Scalar, one: Field) -> MisfitKind | None:
    data = value.data
    fits = data in _YES or data in _NO if isinstance(data, str) else data in (0, 1)
    return None if fits else "wrong-type"


def _version(value: Scalar, one: Field) -> MisfitKind | None:
    return None if not isinstance(value.data, str) or is_text(value) else "wrong-type"


def _enum(value: Scalar, one: Field) -> MisfitKind | None:
    if not isinstance(value.data, str) or not is_text(value):
        return "bad-enum"
    folded = snake(value.data) if one.fold == "snake" else value.data.lower()
    return None if folded in one.values else "bad-enum"


def _reference(value: Scalar, one: Field) -> MisfitKind | None:
    if not is_text(value):
        return "wrong-type"
    return None if str(value.data).startswith("azureml:") else "bad-reference"


def _asset(value: Scalar, one: Field) -> MisfitKind | None:
    """An asset: azureml:NAME, azureml:NAME:VERSION, azureml:NAME@LABEL, an ARM id, a registry's, or file:PATH."""
    if not is_text(value):
        return "wrong-type"
    text = str(value.data)
    if one.file and text.startswith("file:"):
        return None
    if not text.startswith("azureml:"):
        return "bad-reference"
    name = text[len("azureml:") :]
    relative_path = "/" in name and not name.startswith(("/", "subscriptions/"))
    return "bad-reference" if relative_path else None


def _component(value: Scalar, one: Field) -> MisfitKind | None:
    if not is_text(value):
        return "wrong-type"
    return "bad-reference" if str(value.data).startswith("file:") else None


def _compared(value: Scalar, one: Field) -> MisfitKind | None:
    return None if isinstance(value.data, (int, float)) else "wrong-type"


def _flag(value: Scalar, one: Field) -> MisfitKind | None:
    return "wrong-type" if isinstance(value.data, str) and value.data else None


def _port(value: Scalar, one: Field) -> MisfitKind | None:
    if not value.data:
        return None
    if not isinstance(value.data, int):
        return "wrong-type"
    return None if 1 <= value.data <= 65535 else "out-of-range"


def _name(value: Scalar, one: Field) -> MisfitKind | None:
    return None if isinstance(value.data, str) else "wrong-type"


def _anything(value: Scalar, one: Field) -> MisfitKind | None:
    return None


_TESTS: dict[str, Callable[[Scalar, Field], MisfitKind | None]] = {
    "text": _text,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "version": _version,
    "enum": _enum,
    "reference": _reference,
    "asset": _asset,
    "component": _component,
    "any": _anything,
    "ignored": _anything,
    "number": _compared,
    "flag": _flag,
    "port": _port,
    "name": _name,
}


# -- words -----------------------------------------------------------------------------------------------------------

_WORDS = {
    "text": "text",
    "int": "a whole number",
    "bool": "true or false",
    "version": "a version (text or a number)",
    "reference": "`azureml:` and a name",
    "component": "a reference (`azureml:NAME:VERSION`) or the path of a file",
    "any": "a value",
    "ignored": "a value",
    "mapping": "a mapping",
    "number": "a number",
    "flag": "true or false",
    "port": "a port (1 to 65535)",
    "name": "text",
}


def expected(one: Field) -> str:
    """Say what a field takes."""
    return " or ".join(_expected(form, one) for form in one.forms)


def _expected(form: str, one: Field) -> str:
    if form == "enum":
        return ("one of " if len(one.values) > 1 else "") + ", ".join(f"`{value}`" for value in one.values)
    if form == "asset":
        return "a reference (`azureml:NAME:VERSION`)"
    if form == "block":
        shown = [key for key in _merged(one.shapes) if not key.startswith("$")][:4]
        return "a mapping with keys such as " + ", ".join(f"`{key}`" for key in shown)
    if form == "float":
        return f"a number from {one.range[0]:g} to {one.range[1]:g}" if one.range else "a number"
    if form == "mapping" and one.inner is not None:
        return f"a mapping whose values are {_plain(one.inner)}"
    if form == "list":
        most = f"at most {one.most} of " if one.most is not None else ""
        return f"a list of {most}{_plain(one.inner)}" if one.inner is not None else "a list"
    return _WORDS[form]


def _plain(one: Field) -> str:
    return {"text": "texts", "int": "whole numbers"}.get(one.forms[0], "mappings")


def _rewritten(value: Scalar, one: Field) -> tuple[str, bool]:
    """What to write instead of a scalar, as YAML, and whether that is the only reading; empty if none is near."""
    if one.forms[0] == "enum":
        return _enum_rewritten(value, one)
    if one.forms[0] in ("number", "port") and number_of(value) is not None:
        return value.text.strip(), True
    if one.forms[0] == "flag" and value.text.lower() in ("true", "false"):
        return value.text.lower(), True
    if one.forms[0] in ("text", "version") and value.data is not None and not is_text(value):
        return f'"{value.text}"', "mapping" not in one.forms
    return "", False


def _enum_rewritten(value: Scalar, one: Field) -> tuple[str, bool]:
    if isinstance(value.data, bool):
        text = "true" if value.data else "false"
        return (f'"{text}"', True) if text in one.values else ("", False)
    from ..spelling import nearest

    near = nearest(value.text, one.values)
    if not near:
        return "", False
    same = near[0].replace("_", "") == value.text.lower().replace("_", "").replace("-", "").replace(" ", "")
    return near[0], same
