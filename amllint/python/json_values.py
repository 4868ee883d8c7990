"""What JSON makes of an abstract value: which values the inference server cannot put into a response.

The server calls `json.dumps` on what `run()` returns, without a hook for types of libraries (facts/v2.md, section 7).
Types of libraries are followed through the dotted names of calls: `numpy.array` makes an ndarray, whose `tolist` makes
a list. What the table does not hold is unknown.
"""

from __future__ import annotations

from ..record import Record
from .values import (
    AbstractValue,
    BodyOf,
    Choice,
    Const,
    DictOf,
    External,
    ListOf,
    LocalClass,
    LocalFunction,
    LocalInstance,
    LocalModule,
    Made,
    PathOf,
    TupleOf,
    UnknownValue,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..text import Span

_DEEPEST = 12


class Encoded(Record):
    """`ok` is True where JSON takes the value, False where it surely raises TypeError, None where that is not known.

    `kind` names the type (`ndarray`, `dict`), "" if it is not known. For a value inside another, `inside` tells where
    (`["scores"]`), and `span` where the culprit was made. `error` is the message of `json.dumps`.
    """

    ok: bool | None
    kind: str = ""
    inside: str = ""
    span: Span | None = None

    @property
    def error(self) -> str:
        """The words of Python's TypeError."""
        if self.kind.startswith("key of type "):
            return f"keys must be str, int, float, bool or None, not {self.kind.removeprefix('key of type ')}"
        return f"Object of type {self.kind} is not JSON serializable"


_UNKNOWN = Encoded(None)


def encoded(value: AbstractValue, depth: int = 0) -> Encoded:
    """What `json.dumps` makes of a value."""
    if depth > _DEEPEST:
        return _UNKNOWN
    if isinstance(value, Choice):
        found = [encoded(option, depth + 1) for option in value.options]
        if all(one.ok is False for one in found):
            return found[0]
        kinds = {one.kind for one in found}
        ok = True if all(one.ok for one in found) else None
        return Encoded(ok, kinds.pop() if len(kinds) == 1 else "")
    if isinstance(value, Const):
        kind = type(value.data).__name__
        ok = isinstance(value.data, (str, int, float, type(None)))
        return Encoded(ok, kind, span=value.span)
    if isinstance(value, (TupleOf, ListOf)):
        return _sequence(value, depth)
    if isinstance(value, DictOf):
        return _mapping(value, depth)
    if isinstance(value, PathOf):
        return Encoded(False, "PosixPath", span=value.span)
    if isinstance(value, (LocalFunction, LocalModule, LocalClass)):
        kinds_of = {LocalFunction: "function", LocalModule: "module", LocalClass: "type"}
        return Encoded(False, kinds_of[type(value)], span=value.span)
    if isinstance(value, LocalInstance):
        return _instance(value)
    if isinstance(value, (Made, External)):
        return _library(value)
    if isinstance(value, BodyOf) and value.kind == "text":
        return Encoded(True, "str")
    if isinstance(value, UnknownValue) and value.caught:
        return Encoded(False, "Exception")
    return _UNKNOWN


def _sequence(value: TupleOf | ListOf, depth: int) -> Encoded:
    if value.kind not in ("list", "tuple"):
        return Encoded(False, value.kind, span=value.span)
    if value.items is None:
        return Encoded(None, value.kind)
    sure: bool | None = True
    for at, item in enumerate(value.items):
        one = encoded(item, depth + 1)
        if one.ok is False:
            return Encoded(False, one.kind, f"[{at}]{one.inside}", one.span or value.span)
        sure = sure and one.ok
    return Encoded(sure, value.kind)


def _mapping(value: DictOf, depth: int) -> Encoded:
    if value.open:
        return Encoded(None, "dict")
    sure: bool | None = True
    for key, item in value.entries.items():
        if not isinstance(key, (str, int, float, type(None))):
            place = value.keys.get(key)
            return Encoded(False, f"key of type {type(key).__name__}", "", place.span if place else value.span)
        one = encoded(item, depth + 1)
        if one.ok is False:
            return Encoded(False, one.kind, f"[{key!r}]{one.inside}", one.span or value.span)
        sure = sure and one.ok
    return Encoded(sure, "dict")


def _instance(value: LocalInstance) -> Encoded:
    """An instance of a local class, unless a base that is not local may make it a dict, a str, a response."""
    for cls in value.cls.lineage():
        if not isinstance(cls, LocalClass) and not (isinstance(cls, External) and cls.dotted == "object"):
            return _UNKNOWN
    return Encoded(False, value.cls.name, span=value.span)


def _library(value: Made | External) -> Encoded:
    if isinstance(value, External) and value.owner is None:
        return _UNKNOWN
    kind = type_of(value.dotted)
    if kind is None or (isinstance(value, Made) and "out" in value.keywords):
        return _UNKNOWN
    if kind in NOT_JSON:
        return Encoded(False, NOT_JSON[kind], span=value.span)
    return Encoded(True if kind in ("str", "number") else None, kind)


def type_of(dotted: str) -> str | None:
    """The type of what a call of `dotted` gives, or of an attribute read from it; None if it is not known."""
    parts = dotted.split(".")
    for length in range(min(len(parts), 4), 0, -1):
        kind = MAKERS.get(".".join(parts[:length]))
        if kind is not None:
            break
    else:
        return None
    for part in parts[length:]:
        kind = METHODS.get(kind, {}).get(part)
        if kind is None:
            return None
    return kind


def _each(names: str, kind: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


NOT_JSON = {
    "ndarray": "ndarray",
    "DataFrame": "DataFrame",
    "Series": "Series",
    "Index": "Index",
    "DatetimeIndex": "DatetimeIndex",
    "Timestamp": "Timestamp",
    "Timedelta": "Timedelta",
    "GroupBy": "DataFrameGroupBy",
    "float16": "float16",
    "float32": "float32",
    "int64": "int64",
    "int": "int64",
    "bool_": "bool_",
    "datetime64": "datetime64",
    "bytes": "bytes",
    "datetime": "datetime",
    "date": "date",
    "time": "time",
    "timedelta": "timedelta",
    "Decimal": "Decimal",
    "UUID": "UUID",
    "Tensor": "Tensor",
    "Image": "Image",
    "deque": "deque",
    "BytesIO": "BytesIO",
    "generator": "generator",
    "range": "range",
    "zip": "zip",
    "map": "map",
    "filter": "filter",
    "enumerate": "enumerate",
    "reversed": "list_reverseiterator",
    "set": "set",
    "frozenset": "frozenset",
    "object": "object",
    "complex": "complex",
}
"""Types that `json.dumps` refuses, with the name that it gives them."""

MAKERS: dict[str, str] = {
    **_each(
        "numpy.array numpy.asarray numpy.zeros numpy.ones numpy.empty numpy.full numpy.arange numpy.linspace "
        "numpy.concatenate numpy.vstack numpy.hstack numpy.stack numpy.column_stack numpy.expand_dims numpy.argsort "
        "numpy.zeros_like numpy.ones_like numpy.identity numpy.eye numpy.frombuffer numpy.fromstring numpy.atleast_2d "
        "numpy.atleast_1d numpy.ascontiguousarray numpy.tile numpy.repeat numpy.cumsum numpy.unique.values",
        "ndarray",
    ),
    **_each("numpy.argmax numpy.argmin", "int64"),
    **_each("numpy.float32 numpy.single", "float32"),
    "numpy.float16": "float16",
    **_each(
        "numpy.int64 numpy.int32 numpy.int16 numpy.int8 numpy.uint8 numpy.uint16 numpy.uint32 numpy.uint64 numpy.int_",
        "int64",
    ),
    "numpy.bool_": "bool_",
    "numpy.datetime64": "datetime64",
    **_each("numpy.float64 numpy.double", "number"),
    "numpy.str_": "str",
    **_each(
        "pandas.DataFrame pandas.read_csv pandas.read_parquet pandas.read_json pandas.json_normalize "
        "pandas.get_dummies pandas.pivot_table pandas.DataFrame.from_dict pandas.DataFrame.from_records pandas.merge",
        "DataFrame",
    ),
    "pandas.concat": "DataFrame",
    "pandas.Series": "Series",
    "pandas.Timestamp": "Timestamp",
    "pandas.Timestamp.now": "Timestamp",
    "pandas.Timedelta": "Timedelta",
    "pandas.date_range": "DatetimeIndex",
    **_each(
        "datetime.datetime datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today "
        "datetime.datetime.fromtimestamp datetime.datetime.strptime datetime.datetime.fromisoformat",
        "datetime",
    ),
    **_each("datetime.date datetime.date.today datetime.date.fromisoformat", "date"),
    "datetime.time": "time",
    "datetime.timedelta": "timedelta",
    "decimal.Decimal": "Decimal",
    **_each("uuid.UUID uuid.uuid1 uuid.uuid4", "UUID"),
    "collections.deque": "deque",
    "io.BytesIO": "BytesIO",
    **_each("torch.tensor torch.Tensor torch.from_numpy torch.zeros torch.ones torch.softmax torch.argmax", "Tensor"),
    "torch.nn.functional.softmax": "Tensor",
    **_each("PIL.Image.open PIL.Image.fromarray PIL.Image.new", "Image"),
    **_each("base64.b64encode base64.b64decode base64.encodebytes pickle.dumps zlib.compress gzip.compress", "bytes"),
    **_each("bytes bytearray", "bytes"),
    **{name: name for name in ("range", "zip", "map", "filter", "enumerate", "reversed", "set", "frozenset")},
    **{name: name for name in ("generator", "complex", "object")},
    **_each("json.dumps str repr format time.strftime traceback.format_exc", "str"),
    **_each("len int float round.number time.time", "number"),
    **_each("list sorted", "list"),
    "dict": "dict",
}
"""What calls of these names give."""

_TEXT_METHODS = {
    **_each("encode", "bytes"),
    **_each("strip lower upper replace format title", "str"),
    **_each("split splitlines", "list"),
}
_FRAME = _each(
    "copy head tail drop dropna fillna reset_index set_index rename assign astype merge join sort_values sort_index "
    "drop_duplicates replace round select_dtypes sample reindex transpose T from_dict from_records",
    "DataFrame",
)
METHODS: dict[str, dict[str, str]] = {
    "ndarray": {
        **_each("astype reshape flatten ravel copy transpose squeeze round clip repeat argsort T cumsum", "ndarray"),
        **_each("argmax argmin", "int64"),
        **_each("tolist", "list"),
        **_each("tobytes", "bytes"),
        **_each("ndim size", "number"),
    },
    "DataFrame": {
        **_FRAME,
        **_each("values to_numpy", "ndarray"),
        **_each("columns index", "Index"),
        **_each("groupby", "GroupBy"),
        **_each("iterrows itertuples", "generator"),
        **_each("to_string to_html to_markdown", "str"),
        **_each("to_dict", "dict"),
    },
    "Series": {
        **_each("copy head tail dropna fillna astype round reset_index sort_values rename map", "Series"),
        **_each("values to_numpy", "ndarray"),
        **_each("index", "Index"),
        **_each("tolist to_list", "list"),
        **_each("to_dict", "dict"),
    },
    "Index": {**_each("tolist to_list", "list"), **_each("values to_numpy", "ndarray")},
    "Tensor": {
        **_each("detach cpu cuda to float softmax argmax squeeze unsqueeze view reshape clone T", "Tensor"),
        **_each("numpy", "ndarray"),
        **_each("tolist", "list"),
    },
    "bytes": {**_each("decode hex", "str")},
    "str": _TEXT_METHODS,
    "datetime": {
        **_each("isoformat strftime ctime", "str"),
        **_each("timestamp", "number"),
        **_each("date", "date"),
        **_each("time", "time"),
        **_each("replace astimezone", "datetime"),
    },
    "date": _each("isoformat strftime ctime", "str"),
    "Timestamp": _each("isoformat strftime", "str"),
    "UUID": _each("hex", "str"),
    "dict": _each("copy", "dict"),
    "BytesIO": _each("getvalue read", "bytes"),
    "Image": _each("convert resize crop rotate copy", "Image"),
}
"""What methods and attributes of these types give."""
