"""YAML and JSON texts as trees of values in which everything has a place.

YAML goes through PyYAML's C composer (fallback: its pure Python one) on a text whose placeholders are masked, one
character for one, so that a template still reads and every offset stays. Only nodes are taken from PyYAML: tags are
never acted upon, plain scalars are typed here as `yaml.safe_load` types them (except that dates stay text).

JSON is read by a scanner of our own, because the files that Azure tools write and read have comments and trailing
commas, and because the json module gives no places.
"""

from __future__ import annotations

import re

from .. import placeholders
from ..model import Document, ReadProblem
from ..text import Source, Span
from ..values import Entry, Listing, Mapping, Scalar, Unknown, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Data = str | int | float | bool | None

MAX_CHARACTERS = 8_000_000
MAX_DEPTH = 200
MAX_VALUES = 500_000
"""Values of one file, those that aliases repeat counted each time."""

_CYCLE = "an alias that contains itself"
_MERGE_TAG = "tag:yaml.org,2002:merge"
_STR_TAG = "tag:yaml.org,2002:str"
_TYPED_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")

# Plain scalars of YAML 1.1 that are words, exactly as PyYAML's resolver lists them.
_WORDS: dict[str, Data] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_NUMBER_STARTS = frozenset("0123456789+-.")


class _Refused(Exception):
    """The document is beyond a bound; caught in this module."""

    def __init__(self, problem: ReadProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


# -- YAML ------------------------------------------------------------------------------------------------------------


def read_yaml(source: Source) -> Document:
    """Read a YAML text, one root a document of the stream; a template with placeholders reads too.

    Scalars that contain a placeholder are `Unknown`. Returns problems of the kinds syntax, too-deep and too-large;
    the roots are then those before the problem, at most.
    """
    text = source.text
    if len(text) > MAX_CHARACTERS:
        return Document(source, (), (_too_large(source),))
    masked = placeholders.mask(text)
    document = _compose(source, masked)
    if document.problems and masked != text and document.problems[0].kind == "syntax":
        for other in (placeholders.mask(text, lines=True), text):
            second = _compose(source, other)
            if not second.problems:
                return second
    return document


def _compose(source: Source, masked: str) -> Document:
    """Compose the masked text and turn its nodes into values."""
    import yaml

    roots: list[Value] = []
    try:
        if _may_be_deep(masked):
            _refuse_depth(source, masked)
        converter = _Converter(source, masked)
        roots.extend(converter.value(node) for node in _nodes(masked, converter.base))
    except _Refused as refused:
        return Document(source, (), (refused.problem,))
    except RecursionError:
        return Document(source, (), (_too_deep(source, 0),))
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        return Document(source, tuple(roots), (_syntax_problem(source, masked, error),))
    return Document(source, tuple(roots))


def _loader(text: str) -> Any:
    """A PyYAML composer over `text` that leaves the typing of scalars to us."""
    global _loader_class
    if _loader_class is None:
        _loader_class = _define_loader()
    return _loader_class(text)


_loader_class: Any = None


def _define_loader() -> Any:
    """Build the composer class; here and not at the module's top, so that importing this module loads no yaml."""
    import yaml

    class Untyped:
        """Stands in for PyYAML's resolver: a plain scalar has no tag, any other is text."""

        def resolve(self, kind: object, value: object, implicit: object) -> str | None:
            return None if kind is not yaml.ScalarNode or implicit[0] else _STR_TAG  # type: ignore[index]

        def descend_resolver(self, *_: object) -> None:
            pass

        def ascend_resolver(self) -> None:
            pass

    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        from yaml.composer import Composer
        from yaml.parser import Parser
        from yaml.reader import Reader
        from yaml.scanner import Scanner

        class PureLoader(Untyped, Reader, Scanner, Parser, Composer):
            def __init__(self, text: str) -> None:
                Reader.__init__(self, text)
                Scanner.__init__(self)
                Parser.__init__(self)
                Composer.__init__(self)

        return PureLoader

    class Loader(Untyped, CParser):
        pass

    return Loader


def _nodes(masked: str, base: int) -> Iterator[Any]:
    """The root nodes of the stream."""
    loader = _loader(masked[base:])
    while loader.check_node():
        yield loader.get_node()


class _Converter:
    """Turns the nodes of one text into values."""

    def __init__(self, source: Source, masked: str) -> None:
        self.source = source
        self.text = source.text
        # libyaml skips a byte order mark without counting it.
        self.base = 1 if masked.startswith("\ufeff") else 0
        self.masked = masked
        self.templated = placeholders.find(source.text) is not None
        self.is_masked = masked != source.text
        lines = r"^[ \t]*(?:- +)?#" + placeholders.MASK
        self.open = self.is_masked and re.search(lines, masked, re.MULTILINE) is not None
        self.left = MAX_VALUES
        self.path: list[int] = []

    def value(self, node: Any) -> Value:
        """The value of a node; raise `_Refused` beyond the bounds on depth and number."""
        kind = node.id
        if kind == "scalar":
            return self.scalar(node)
        key = id(node)
        start = node.start_mark.index + self.base
        if key in self.path:
            return Unknown(self.source.span(start, start), _CYCLE)
        self.left -= len(node.value) + 1
        if self.left < 0:
            raise _Refused(_too_large(self.source))
        if len(self.path) >= MAX_DEPTH:
            raise _Refused(_too_deep(self.source, start))
        self.path.append(key)
        made = self.listing(node, start) if kind == "sequence" else self.mapping(node, start)
        self.path.pop()
        return made

    def scalar(self, node: Any) -> Scalar | Unknown:
        """The value of a scalar node."""
        start = node.start_mark.index + self.base
        end = node.end_mark.index + self.base
        value = node.value
        style = node.style
        if style == "|" or style == ">":
            end = start + len(self.text[start:end].rstrip())
        elif not style and end - start != len(value):
            # The node of a tagged or anchored scalar starts at its tag.
            if self.masked.startswith(value, end - len(value)) and end - len(value) >= start:
                start = end - len(value)
        span = Span(self.source, start, end)
        if self.templated or self.is_masked:
            hidden = self.is_masked and placeholders.MASK in value
            shown = self.restored(value, start, end, bool(style)) if hidden else value
            placeholder = placeholders.find(shown) if self.templated else None
            if placeholder is not None:
                return Unknown(span, f"the placeholder {placeholder} is filled in later", shown)
            if shown is not value:
                return Scalar(span, shown, shown, bool(style))
        tag = node.tag
        if tag is None or tag in _TYPED_TAGS:
            return Scalar(span, _typed(value), value, bool(style))
        return Scalar(span, value, value, bool(style))

    def restored(self, value: str, start: int, end: int, styled: bool) -> str:
        """The value of a scalar with the masked characters as the file has them."""
        mask, text, masked = placeholders.MASK, self.text, self.masked
        if styled and text[start] in "|>":
            start = text.find("\n", start, end)
        at, done = start, 0
        out = ""
        while True:
            place = value.find(mask, done)
            at = masked.find(mask, at, end)
            if place < 0 or at < 0:
                return out + value[done:]
            out += value[done:place]
            # The first character of a line that was masked as a whole became a comment sign.
            if out.endswith("#") and text[at - 1] != "#":
                out = out[:-1] + text[at - 1]
            while place < len(value) and value[place] == mask and masked[at : at + 1] == mask:
                out += text[at]
                place += 1
                at += 1
            done = place

    def listing(self, node: Any, start: int) -> Listing:
        """The value of a sequence node."""
        scalar, value = self.scalar, self.value
        items = tuple([scalar(child) if child.id == "scalar" else value(child) for child in node.value])
        return Listing(self.span(node, start, items[-1].span.end if items else start), items)

    def mapping(self, node: Any, start: int) -> Mapping:
        """The value of a mapping node: merge keys resolved, the last one of equal keys kept."""
        scalar, value, source, base = self.scalar, self.value, self.source, self.base
        own: dict[str, Entry] = {}
        duplicates: list[Entry] = []
        merged: dict[str, Entry] = {}
        merges = False
        is_open = self.open
        end = start
        for key_node, value_node in node.value:
            key_start = key_node.start_mark.index + base
            if key_node.id != "scalar":
                key_end = key_node.end_mark.index + base
                key = self.text[key_start:key_end]
                key_span = Span(source, key_start, key_end)
            else:
                key = key_node.value
                if key == "<<" and key_node.tag in (None, _MERGE_TAG):
                    made = value(value_node)
                    end = made.span.end
                    more = _merged_entries(made)
                    if more is not None:
                        merges = True
                        for entry in more:
                            merged.setdefault(entry.key_data, entry)
                        is_open = is_open or not isinstance(made, Mapping) or made.open
                        continue
                    is_open = is_open or isinstance(made, Unknown)
                key_span = Span(source, key_start, key_node.end_mark.index + base)
                if self.is_masked and placeholders.MASK in key:
                    key = self.restored(key, key_start, key_span.end, bool(key_node.style))
            if self.templated and placeholders.find(key) is not None:
                is_open = True
            made = scalar(value_node) if value_node.id == "scalar" else value(value_node)
            end = made.span.end
            entry = Entry(key_span, key, made)
            if key in own:
                duplicates.append(own.pop(key))
            own[key] = entry
        entries = tuple(own.values())
        if merges:
            entries = (*(entry for key, entry in merged.items() if key not in own), *entries)
        return Mapping(self.span(node, start, end), entries, tuple(duplicates), is_open)

    def span(self, node: Any, start: int, last: int) -> Span:
        """The span of a collection; libyaml ends a block collection only where the next token starts."""
        end = node.end_mark.index + self.base
        if not node.flow_style:
            end = last if start < last <= end else start + len(self.text[start:end].rstrip())
        return Span(self.source, start, end)


def _merged_entries(value: Value) -> tuple[Entry, ...] | None:
    """The entries that `<<: value` brings, in order; None if it is neither a mapping nor a list of them."""
    if isinstance(value, Mapping):
        return value.entries
    if not isinstance(value, Listing) or not all(isinstance(item, Mapping) for item in value.items):
        return None
    return tuple(entry for item in value.items if isinstance(item, Mapping) for entry in item.entries)


def _typed(text: str) -> Data:
    """The data of a plain scalar by the rules of YAML 1.1, as PyYAML has them."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    global _number
    if _number is None:
        _number = re.compile(_NUMBER).fullmatch
    match = _number(text)
    if match is None:
        return text
    try:
        return _number_of(match.lastgroup or "", text.replace("_", ""))
    except ValueError:  # such as `0b_`, or more digits than Python reads
        return text


_number: Any = None
_NUMBER = (
    r"(?P<float>[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
    r"|(?P<base60>[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)"
    r"|(?P<binary>[-+]?0b[0-1_]+)|(?P<octal>[-+]?0[0-7_]+)|(?P<hexadecimal>[-+]?0x[0-9a-fA-F_]+)"
    r"|(?P<decimal>[-+]?(?:0|[1-9][0-9_]*))"
)


def _number_of(kind: str, text: str) -> int | float:
    """The number that `text` (without underscores) writes; raise ValueError if it writes none."""
    if kind == "decimal":
        return int(text)
    if kind == "float":
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    sign = -1 if text[0] == "-" else 1
    digits = text.lstrip("+-")
    if kind == "base60":
        number: int | float = 0
        for part in digits.split(":"):
            number = number * 60 + (float(part) if "." in part else int(part))
        return sign * number
    return sign * int(digits.removeprefix("0b").removeprefix("0x"), {"binary": 2, "octal": 8, "hexadecimal": 16}[kind])


def _may_be_deep(text: str) -> bool:
    """Whether a text could nest deeper than allowed: a cheap look that is never wrong in saying no.

    Each flow level needs an opening bracket. Each column of indentation or of `- - -` holds at most two levels of
    block style (a list may stand in the column of its key).
    """
    if text.count("[") + text.count("{") > MAX_DEPTH:
        return True
    columns = MAX_DEPTH // 2
    if len(max(text.split("\n"), key=len)) < columns:
        return False
    return re.search(rf"(?:^|[\n\r\x85\u2028\u2029])[ \t?:-]{{{columns}}}", text) is not None


def _refuse_depth(source: Source, masked: str) -> None:
    """Raise `_Refused` if the text nests too deep. Compose recurses in C and would kill the process; events do not."""
    import yaml

    loader = _loader(masked)
    depth = 0
    while loader.check_event():
        event = loader.get_event()
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Refused(_too_deep(source, int(getattr(event.start_mark, "index", 0))))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(source: Source, at: int) -> ReadProblem:
    """The problem of a text that nests too deep."""
    return ReadProblem(f"the values are nested deeper than {MAX_DEPTH} levels", source.span(at, at + 1), "too-deep")


def _too_large(source: Source) -> ReadProblem:
    """The problem of a text that is too long, or that has too many values once aliases are followed."""
    reason = (
        f"the file has more than {MAX_CHARACTERS:,} characters"
        if len(source.text) > MAX_CHARACTERS
        else f"the file holds more than {MAX_VALUES:,} values, aliases followed"
    )
    return ReadProblem(reason, source.span(0, min(1, len(source.text))), "too-large")


def _syntax_problem(source: Source, masked: str, error: Exception) -> ReadProblem:
    """PyYAML's error at its place, in plain words."""
    text = source.text
    mark: Any = getattr(error, "problem_mark", None)
    if mark is None:
        bad = re.search(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", masked)
        at = bad.start() if bad else 0
        what = f"the control character {ord(text[at]):#04x}" if bad else "a character that YAML does not allow"
        return ReadProblem(f"not valid YAML: {what} stands in the text", source.span(at, at + 1))
    at = min(int(mark.index) + masked.startswith("\ufeff"), len(text))
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    if problem.startswith(("found character that cannot start", "found a tab")):
        words = (
            "a tab stands where YAML expects spaces"
            if text[at : at + 1] == "\t"
            else f"a value cannot start with {text[at : at + 1]!r}; put it in quotes"
        )
    elif problem.startswith("mapping values are not allowed"):
        words = "a second `: ` follows in one line, or the indentation does not fit; quote the value or indent the key"
    else:
        words = ", ".join(part for part in (context, problem) if part) or "it cannot be read"
    return ReadProblem(f"not valid YAML: {words}", _spot(source, at))


def _spot(source: Source, at: int) -> Span:
    """The word at an offset; at the end of a line or text the last word before it."""
    text = source.text
    if at >= len(text) or text[at].isspace():
        end = len(text[:at].rstrip())
        if text[at : at + 1] == "\t" or not end:
            return source.span(at, min(at + 1, len(text)))
        start = end
        while start and not text[start - 1].isspace():
            start -= 1
        return source.span(start, end)
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    return source.span(at, end)


# -- JSON ------------------------------------------------------------------------------------------------------------


def read_json(source: Source) -> Document:
    """Read a JSON text; comments (`//`, `/* */`) and trailing commas are accepted, as Azure's tools accept them.

    Texts and bare words that contain a placeholder are `Unknown`. Returns problems as `read_yaml` does.
    """
    if len(source.text) > MAX_CHARACTERS:
        return Document(source, (), (_too_large(source),))
    try:
        return Document(source, (_JsonReader(source).document(),))
    except _Refused as refused:
        return Document(source, (), (refused.problem,))


class _JsonReader:
    """Reads one JSON text by recursive descent, to a bounded depth."""

    def __init__(self, source: Source) -> None:
        from json.decoder import scanstring  # type: ignore[attr-defined]

        self.source = source
        self.text = source.text
        self.scanstring = scanstring
        # Blanks and comments; a comment left open runs to the end of the text.
        self.blank = re.compile(r"(?:[ \t\r\n\ufeff]+|//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))*").match
        self.number = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?").fullmatch
        # An escape such as \u003c may spell a placeholder's bracket.
        self.templated = "\\u00" in source.text or placeholders.find(source.text) is not None
        plain = r"[^\s,\]}\[{\":/]|/(?![/*])"
        self.word = re.compile(f"(?:{placeholders.FORMS}|{plain})+" if self.templated else f"(?:{plain})+").match
        self.placeholder = re.compile(placeholders.FORMS).match if self.templated else None
        self.left = MAX_VALUES

    def skip(self, at: int) -> int:
        """The offset of the next token."""
        match = self.blank(self.text, at)
        return match.end() if match else at

    def fail(self, at: int, expected: str) -> _Refused:
        """The problem that something else than `expected` stands at an offset."""
        found = "the file ends" if at >= len(self.text) else f"there is {self.text[at]!r}"
        return _Refused(ReadProblem(f"not valid JSON: {found} where {expected} is expected", _spot(self.source, at)))

    def document(self) -> Value:
        """The value of the whole text."""
        value, at = self.value(self.skip(0), 0)
        at = self.skip(at)
        if at < len(self.text):
            raise self.fail(at, "the end of the file")
        return value

    def value(self, at: int, depth: int) -> tuple[Value, int]:
        """The value at an offset and the offset after it."""
        self.left -= 1
        if self.left < 0:
            raise _Refused(_too_large(self.source))
        character = self.text[at : at + 1]
        if character == '"':
            text, end = self.string(at)
            return self.texted(Span(self.source, at, end), text), end
        if (character == "{" or character == "[") and not (self.placeholder and self.placeholder(self.text, at)):
            if depth >= MAX_DEPTH:
                raise _Refused(_too_deep(self.source, at))
            return self.mapping(at, depth + 1) if character == "{" else self.listing(at, depth + 1)
        return self.bare(at)

    def string(self, at: int) -> tuple[str, int]:
        """The text at an offset, escapes resolved, and the offset after it."""
        try:
            text, end = self.scanstring(self.text, at + 1, False)
        except ValueError as error:
            where = min(getattr(error, "pos", at), len(self.text))
            reason = str(getattr(error, "msg", error)).lower().removesuffix(" starting at")
            message = f"not valid JSON: {reason}"
            raise _Refused(ReadProblem(message, _spot(self.source, where))) from None
        return text, end

    def texted(self, span: Span, text: str) -> Value:
        """The value of a quoted text."""
        placeholder = placeholders.find(text) if self.templated else None
        if placeholder is not None:
            return Unknown(span, f"the placeholder {placeholder} is filled in later", text)
        return Scalar(span, text, text, True)

    def bare(self, at: int) -> tuple[Value, int]:
        """A number, a word of JSON, or a placeholder without quotes."""
        match = self.word(self.text, at)
        end = match.end() if match else at
        text = self.text[at:end]
        span = Span(self.source, at, end)
        if text in _JSON_WORDS:
            return Scalar(span, _JSON_WORDS[text], text), end
        match = self.number(text)
        if match:
            return Scalar(span, _json_number(text, bool(match[1] or match[2])), text), end
        placeholder = placeholders.find(text) if self.templated else None
        if placeholder is None:
            raise self.fail(at, "a value")
        return Unknown(span, f"the placeholder {placeholder} is filled in later", text), end

    def listing(self, at: int, depth: int) -> tuple[Value, int]:
        """The list whose bracket stands at an offset."""
        start = at
        items: list[Value] = []
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "]":
            item, at = self.value(at, depth)
            items.append(item)
            at = self.separator(at, "]")
        return Listing(Span(self.source, start, at + 1), tuple(items)), at + 1

    def mapping(self, at: int, depth: int) -> tuple[Value, int]:
        """The object whose brace stands at an offset."""
        start = at
        own: dict[str, Entry] = {}
        duplicates: list[Entry] = []
        is_open = False
        at = self.skip(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise self.fail(at, "a key in double quotes or `}`")
            key, end = self.string(at)
            key_span = Span(self.source, at, end)
            is_open = is_open or (self.templated and placeholders.find(key) is not None)
            at = self.skip(end)
            if self.text[at : at + 1] != ":":
                raise self.fail(at, "`:`")
            value, at = self.value(self.skip(at + 1), depth)
            if key in own:
                duplicates.append(own.pop(key))
            own[key] = Entry(key_span, key, value)
            at = self.separator(at, "}")
        return Mapping(Span(self.source, start, at + 1), tuple(own.values()), tuple(duplicates), is_open), at + 1

    def separator(self, at: int, closing: str) -> int:
        """The offset after the comma at an offset, or that of the closing bracket."""
        at = self.skip(at)
        if self.text[at : at + 1] == ",":
            return self.skip(at + 1)
        if self.text[at : at + 1] != closing:
            raise self.fail(at, f"`,` or `{closing}`")
        return at


_JSON_WORDS: dict[str, Data] = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}


def _json_number(text: str, fraction: bool) -> Data:
    """The number that `text` writes; the text itself where Python refuses it for its length."""
    try:
        return float(text) if fraction else int(text)
    except ValueError:
        return text
