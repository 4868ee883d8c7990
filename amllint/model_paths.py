"""How a unit's script comes by the paths of its models: calls of `Model.get_model_path`, literals that name files."""

from __future__ import annotations

from .finding import Edit
from .model import Answer
from .python.values import Const, path_text
from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .boot import Call, Unit
    from .finding import Fix
    from .python.trace import Argument, FileAccess, Phase
    from .text import Span

NAMES = frozenset(("azureml.core.Model.get_model_path", "azureml.core.model.Model.get_model_path"))
"""The dotted names of the function (facts/v1.md, section 8.3)."""

_MAKING = frozenset(
    {
        "extractall", "extract", "unpack_archive", "urlretrieve", "snapshot_download", "hf_hub_download",
        "save_pretrained",
    }
)  # fmt: skip
"""Last names of calls that may make a file, whatever they belong to."""

_MAKING_AS = ("download", "save", "to_csv", "to_parquet", "to_json", "to_pickle", "dump", "write")
_MAKING_IN = (
    *("shutil.", "subprocess.", "gdown.", "wget."),
    *("os.system", "os.popen", "os.rename", "os.replace", "os.symlink"),
)
_OPENING = frozenset(("open", "io.open", "builtins.open"))


class PathCall(Record):
    """One call: `name` is None where it is not known, `version` where none is given or it is not known.

    `version_is_text` tells that the version is surely text, which the function refuses. `handled`: a handler keeps a
    failure from ending the script. `in_code` answers whether the code folder holds the name, read as a path: the
    function looks there last.
    """

    span: Span
    phase: Phase
    certain: bool
    handled: bool
    name: str | None
    name_span: Span
    in_code: Answer
    version: str | None = None
    version_span: Span | None = None
    version_is_text: bool = False

    @property
    def is_path(self) -> bool:
        """Whether what is given as a name is a path: no name of a model holds a slash."""
        return self.name is not None and ("/" in self.name or "\\" in self.name)


def path_calls(unit: Unit) -> Iterator[PathCall]:
    """The calls in a unit's script, each place once."""
    told: set[tuple[str, int]] = set()
    for call in unit.boot.calls:
        if call.dotted in NAMES and (call.span.path, call.span.start) not in told:
            told.add((call.span.path, call.span.start))
            yield _path_call(unit, call)


def _path_call(unit: Unit, call: Call) -> PathCall:
    name = call.argument("model_name", 0)
    version = call.argument("version", 1)
    text = _constant(name)
    stated = _constant(version)
    return PathCall(
        call.span,
        call.phase,
        call.certain,
        unit.boot.survives(unit.boot.handler_of(call.span)),
        text if isinstance(text, str) else None,
        name.span if name is not None else call.span,
        _in_code(unit, text) if isinstance(text, str) else Answer("unknown", "the name is not known"),
        str(stated) if isinstance(stated, (str, int)) and not isinstance(stated, bool) else None,
        version.span if version is not None else None,
        isinstance(stated, str),
    )


def _constant(argument: Argument | None) -> object:
    """The value of an argument that is known, None otherwise; a text with unknown parts is not known."""
    value = argument.value if argument is not None else None
    if not isinstance(value, Const) or (isinstance(value.data, str) and "\0" in value.data):
        return None
    return value.data


def _in_code(unit: Unit, name: str) -> Answer:
    root = unit.container.code_root
    if root is None or not name or name.startswith("/"):
        return Answer("unknown", "the code folder is not known")
    return unit.container.file(f"{root}/{name}")


def may_make(unit: Unit, path: str) -> bool:
    """Whether the script, before it is served, calls something that may make a path of the container.

    A call whose arguments are known makes what lies at or below one of them; another may make anything.
    """
    for call in unit.boot.calls_in("import", "init"):
        if not _makes(call) or not (call.args or call.keywords or call.open):
            continue  # what is told no path makes nothing at one
        texts = [path_text(argument.value) for argument in (*call.args, *call.keywords.values())]
        known = [text for text in texts if text is not None and "/" in text]
        if call.open or not known or None in texts:
            return True
        if any(path == text or path.startswith(text.rstrip("/") + "/") for text in known):
            return True
    return False


def _makes(call: Call) -> bool:
    last = call.dotted.rpartition(".")[2]
    if call.dotted in _OPENING:
        mode = _constant(call.argument("mode", 1))
        return isinstance(mode, str) and mode[:1] in ("w", "a", "x")
    return last in _MAKING or last.startswith(_MAKING_AS) or call.dotted.startswith(_MAKING_IN)


def literal_fix(access: FileAccess, below: str, wanted: str) -> Fix | None:
    """Make the literals that a path is built of name another file; None unless exactly one way is seen.

    `below` is the path as the script builds it, `wanted` the one that it should build, both from the same folder.
    """
    from .finding import Fix

    edit = _replaced(access.span, below, wanted) or _without_folder(access.span, below, wanted)
    return Fix("unsafe", f"open {wanted}", (edit,)) if edit is not None else None


def _replaced(span: Span, below: str, wanted: str) -> Edit | None:
    """The longest literal that ends the path, changed so that what stands before it can stay."""
    parts = below.split("/")
    for number in range(len(parts)):
        prefix, literal = "/".join(parts[:number]), "/".join(parts[number:])
        before = prefix + "/" if prefix else ""
        if wanted.startswith(before) and wanted != before:
            found = _only_literal(span, literal)
            if found is not None:
                quote = found.text[0]
                return Edit(found, f"{quote}{wanted[len(before) :]}{quote}")
    return None


def _without_folder(span: Span, below: str, wanted: str) -> Edit | None:
    """The literal of a folder taken out of a join: `"model", "x.pkl"` or `/ "model" / "x.pkl"`."""
    folder, _, rest = below.partition("/")
    literal = _only_literal(span, folder) if rest == wanted else None
    if literal is None:
        return None
    source, end = literal.source, literal.end
    following = source.text[end : end + 20]
    if following.lstrip(" ").startswith(","):
        end += following.index(",") + 1
        end += len(source.text[end:]) - len(source.text[end:].lstrip(" "))
        return Edit(source.span(literal.start, end), "")
    start = literal.start
    before = source.text[:start].rstrip(" ")
    if before.endswith("/"):
        return Edit(source.span(len(before[:-1].rstrip(" ")), end), "")
    return None


def _only_literal(span: Span, text: str) -> Span | None:
    """The one place in a script where a text stands as a literal of its own."""
    source = span.source
    found = [
        source.span(at, at + len(text) + 2)
        for quote in ("'", '"')
        if source.text.count(literal := f"{quote}{text}{quote}") == 1 and (at := source.text.find(literal)) >= 0
    ]
    several = sum(source.text.count(f"{quote}{text}{quote}") for quote in ("'", '"')) > 1
    return found[0] if len(found) == 1 and not several else None
