from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.model import Document
from amllint.read import markup
from amllint.text import Source
from amllint.values import Listing, Mapping, Scalar, Unknown, Value


def read(text: str) -> Document:
    return markup.read_yaml(Source("f.yml", text))


def read_json(text: str) -> Document:
    return markup.read_json(Source("f.json", text))


def at(document: Document, *path: str | int) -> Any:
    node: Any = document.root
    for step in path:
        node = node.items[step] if isinstance(step, int) else node.get(step)
    return node


def plain(value: Value | None) -> Any:
    """The data alone."""
    if isinstance(value, Scalar):
        return value.data
    if isinstance(value, Listing):
        return [plain(item) for item in value.items]
    if isinstance(value, Mapping):
        return {entry.key_data: plain(entry.value) for entry in value}
    assert isinstance(value, Unknown)
    return f"unknown {value.text}"


def check_spans(document: Document) -> None:
    """Every span lies in the text; children lie in document order unless aliases move them."""
    size = len(document.source.text)
    todo: list[Value] = list(document.roots)
    while todo:
        value = todo.pop()
        assert 0 <= value.span.start <= value.span.end <= size
        if isinstance(value, Listing):
            todo.extend(value.items)
        elif isinstance(value, Mapping):
            for entry in (*value.entries, *value.duplicates):
                assert 0 <= entry.key.start <= entry.key.end <= size
                todo.append(entry.value)
    for problem in document.problems:
        assert 0 <= problem.span.start <= problem.span.end
        assert problem.message


def test_spans_and_data() -> None:
    document = read(
        "# head\nname: blue\ncount: 3  # three\nlist:\n- a\n- 'b c'\nmap: {k: 0.5}\ntext: |\n  x\n\nlast:\n"
    )
    assert plain(document.root) == {
        "name": "blue",
        "count": 3,
        "list": ["a", "b c"],
        "map": {"k": 0.5},
        "text": "x\n",
        "last": None,
    }
    assert at(document, "name").span.text == "blue"
    assert at(document, "count").span.text == "3"
    assert at(document, "list").span.text == "- a\n- 'b c'"
    assert at(document, "list", 1).span.text == "'b c'"
    assert at(document, "list", 1).quoted
    assert at(document, "map").span.text == "{k: 0.5}"
    assert at(document, "text").span.text == "|\n  x"
    assert at(document, "count").span.place.line == 3
    assert document.root.entry("count").key.text == "count"  # type: ignore[union-attr]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_offsets_are_code_points(mark: str, end: str) -> None:
    document = read(f"{mark}😀: é{end}b: [x, 😀y]{end}c: z{end}")
    assert at(document, "😀").span.text == "é"
    assert at(document, "b", 1).span.text == "😀y"
    assert at(document, "c").span.text == "z"
    assert at(document, "c").span.place.line == 3


PLAIN = """
1 +1 -1 0 017 0o17 0x1F 0b11 1_000 08 190:20:30 1.5 1. .5 -.5 1e5 1.0e+5 1.0e5 .inf -.INF .nan + . 1.2.3 0_ 0b_ yes No
ON off true False y n null ~ Null 2020-01-01 <<x = 1:2.5 0.0 -0 _1 1__2 .1_2 9.9.9 --1
"""


@pytest.mark.parametrize("text", PLAIN.split())
def test_plain_scalars_are_typed_as_safe_load_types_them(text: str) -> None:
    got = at(read(f"k: {text}\n"), "k")
    assert got.text == text == got.span.text
    try:
        expected = yaml.safe_load(f"k: {text}\n")["k"]
    except (ValueError, yaml.YAMLError):
        expected = text
    if hasattr(expected, "isoformat"):
        expected = text
    assert repr(plain(got)) == repr(expected)


def test_quoted_and_tagged_scalars() -> None:
    document = read(
        "a: '1'\nb: !!str 2\nc: !foo 3\nd: ! 4\ne: !!int 5\nf: &x 6\ng: !!python/object/apply:os.system ['x']\n"
    )
    assert plain(document.root) == {"a": "1", "b": "2", "c": "3", "d": 4, "e": 5, "f": 6, "g": ["x"]}
    assert at(document, "c").span.text == "3"
    assert at(document, "f").span.text == "6"


def test_placeholders_become_unknown() -> None:
    document = read(
        "a: {{X}}\nb: pre-{{ y }}-post\nc: #{n}#\nd: [{{z}}, 1]\ne: '<your name>'\nf: ${{keyvault:k}}\n"
        "g: |\n  one\n  {% if x %}\n  {{ y }}\nh: $(x)\n"
    )
    assert [(e.key_data, type(e.value).__name__) for e in document.root] == [  # type: ignore[union-attr]
        ("a", "Unknown"),
        ("b", "Unknown"),
        ("c", "Unknown"),
        ("d", "Listing"),
        ("e", "Unknown"),
        ("f", "Scalar"),
        ("g", "Unknown"),
        ("h", "Unknown"),
    ]
    assert at(document, "b").text == at(document, "b").span.text == "pre-{{ y }}-post"
    assert at(document, "b").why == "the placeholder {{ y }} is filled in later"
    assert at(document, "d", 0).text == "{{z}}"
    assert plain(at(document, "f")) == "${{keyvault:k}}"
    assert at(document, "g").text == "one\n{% if x %}\n{{ y }}\n"


def test_templates_read_and_leave_mappings_open() -> None:
    keyed = read("{{k}}: 1\n")
    assert keyed.root.open and keyed.root.keys() == ("{{k}}",)  # type: ignore[union-attr]
    for text in ("{% if x %}\na: 1\n{% endif %}\nb: 2\n", "{{- if x }}\na: 1\n{{ end }}\nb: 2\n"):
        document = read(text)
        assert plain(document.root) == {"a": 1, "b": 2}
        assert document.root.open  # type: ignore[union-attr]


def test_braces_that_are_no_placeholder_still_read() -> None:
    assert plain(read('{a: "{{", b: {c: {d: 1}}}').root) == {"a": "{{", "b": {"c": {"d": 1}}}


def test_merge_keys_and_aliases() -> None:
    document = read("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz: {<<: [*x, {c: 4, a: 5}]}\nw: *x\n")
    assert plain(document.root) == {
        "x": {"a": 1, "b": 2},
        "y": {"a": 1, "b": 3},
        "z": {"a": 1, "b": 2, "c": 4},
        "w": {"a": 1, "b": 2},
    }
    assert document.root.get("y").entry("a").key.start == document.root.get("x").entry("a").key.start  # type: ignore
    assert plain(read("a: &a [*a]\n").root) == {"a": ["unknown "]}


def test_duplicate_keys_are_kept() -> None:
    root = read("a: 1\nb: 2\na: 3\n").root
    assert isinstance(root, Mapping)
    assert plain(root) == {"b": 2, "a": 3}
    assert [(entry.key_data, entry.key.start) for entry in root.duplicates] == [("a", 0)]


def test_several_documents() -> None:
    assert [plain(root) for root in read("---\na: 1\n---\n- b\n").roots] == [{"a": 1}, ["b"]]
    assert read("").roots == () and read("# only\n").roots == ()


@pytest.mark.parametrize(
    ("text", "message", "spot"),
    [
        ("a: b: c\n", "a second `: ` follows in one line", ":"),
        ("a:\n\t- b\n", "a tab stands where YAML expects spaces", "\t"),
        ("a: @b\n", "a value cannot start with '@'", "@b"),
        ("a: 'x\n", "found unexpected end of stream", "'x"),
        ("a: *b\n", "found undefined alias", "*b"),
        ("a: é\x01\n", "control character 0x01", "\x01"),
        ("a: [1\nb: 2\n", "while parsing a flow sequence", ":"),
    ],
)
def test_syntax_errors(text: str, message: str, spot: str) -> None:
    (problem,) = read(text).problems
    assert problem.kind == "syntax"
    assert message in problem.message
    assert problem.span.text == spot


def test_depth_is_bounded() -> None:
    for text in ("[" * 50_000, "- " * 50_000 + "x", "? " * 5_000 + "x", '{"a":' * 5_000, '{a: ["]", ' * 300):
        assert [problem.kind for problem in read(text).problems] == ["too-deep"]
    deep = "".join(" " * depth + f"k{depth}:\n" for depth in range(400))
    assert [problem.kind for problem in read(deep).problems] == ["too-deep"]
    assert read("[" * 200 + "]" * 200).problems == ()
    assert read("- [] \n" * 500).problems == ()
    assert read("a: |\n  " + "-" * 300 + "\n").problems == ()
    assert [problem.kind for problem in read_json("[" * 50_000).problems] == ["too-deep"]


def test_size_is_bounded() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n" for old, new in zip("abcdefghi", "bcdefghij")
    )
    assert [problem.kind for problem in read(bomb).problems] == ["too-large"]
    assert [problem.kind for problem in read(" " * (markup.MAX_CHARACTERS + 1)).problems] == ["too-large"]
    assert [problem.kind for problem in read_json(" " * (markup.MAX_CHARACTERS + 1)).problems] == ["too-large"]


def test_the_pure_loader_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    texts = ["a: 1\nb: ['x', {{y}}]\nc: |\n  t\nd: !t 3\ne: &q 4\nf: *q\n", "a: b: c\n", "[" * 300]
    fast = [read(text) for text in texts]
    monkeypatch.setattr(markup, "_loader_class", None)
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    slow = [read(text) for text in texts]
    assert markup._loader_class.__name__ == "PureLoader"
    assert [[plain(root) for root in d.roots] for d in fast] == [[plain(root) for root in d.roots] for d in slow]
    assert [[p.kind for p in d.problems] for d in fast] == [[p.kind for p in d.problems] for d in slow]


def test_json_with_comments_and_commas() -> None:
    document = read_json('{\n  // one\n  "a": [1, -2.5e1, true, null,], /* two */ "b": {"c": "\\u00e9\\n"},\n}\n')
    assert plain(document.root) == {"a": [1, -25.0, True, None], "b": {"c": "é\n"}}
    assert at(document, "a").span.text == "[1, -2.5e1, true, null,]"
    assert at(document, "b", "c").span.text == '"\\u00e9\\n"'
    assert document.root.entry("b").key.text == '"b"'  # type: ignore[union-attr]


def test_json_placeholders() -> None:
    document = read_json('{"a": {{x}}, "b": "<y z>", "c": $(d), "e": #{f}#, "g": "\\u003ch\\u003e", "{{k}}": 1}')
    assert [e.value.text for e in document.root][:5] == ["{{x}}", "<y z>", "$(d)", "#{f}#", "<h>"]  # type: ignore
    assert all(isinstance(e.value, Unknown) for e in document.root.entries[:5])  # type: ignore[union-attr]
    assert document.root.open  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "message", "spot"),
    [
        ("", "the file ends where a value is expected", ""),
        ('{"a" 1}', "there is '1' where `:` is expected", "1}"),
        ("[1,,]", "there is ',' where a value is expected", ",]"),
        ("{'a': 1}", "where a key in double quotes or `}` is expected", "{'a':"[1:]),
        ('["x', "unterminated string", '"x'),
        ("[1] x", "where the end of the file is expected", "x"),
        ("[1 /* open", "the file ends", "open"),
    ],
)
def test_json_syntax_errors(text: str, message: str, spot: str) -> None:
    (problem,) = read_json(text).problems
    assert message in problem.message
    assert problem.span.text == spot


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
KEYS = st.text("abcxyz_- é😀", min_size=1, max_size=6)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=15
)


@settings(deadline=None)
@given(TREES, st.sampled_from([None, True, False]), st.booleans())
def test_yaml_agrees_with_safe_load(tree: Any, flow: bool | None, unicode: bool) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=unicode)
    document = read(text)
    check_spans(document)
    assert not document.problems
    if "unknown " not in repr(plain(document.root)):
        assert plain(document.root) == yaml.safe_load(text)
    todo = list(document.roots)
    while todo:
        value = todo.pop()
        if isinstance(value, Listing):
            todo.extend(value.items)
        elif isinstance(value, Mapping):
            todo.extend(entry.value for entry in value)
        elif isinstance(value, Scalar) and not value.quoted and "\n" not in value.span.text:
            assert value.span.text == value.text


@settings(deadline=None)
@given(TREES, st.sampled_from([None, 1, "\t"]))
def test_json_agrees_with_the_json_module(tree: Any, indent: Any) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    document = read_json(text)
    check_spans(document)
    assert not document.problems
    if "unknown " not in repr(plain(document.root)):
        assert plain(document.root) == json.loads(text)


PIECES = [
    "a",
    ": ",
    ":",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    '"',
    "#",
    "&a ",
    "*a",
    "<<: ",
    "|\n",
    ">-\n",
    "!t ",
]
PIECES += [
    "{{",
    "}}",
    "{% x %}",
    "#{x}#",
    "---\n",
    "...",
    "%",
    "\t",
    "1",
    "\\",
    "? ",
    "😀",
    "\r",
    "\ufeff",
    "\u2028",
    "\ue000",
]
PIECES += ["//", "/*", "*/"]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(deadline=None, max_examples=300)
@given(MARKUP | st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_text_reads_without_an_exception(text: str) -> None:
    check_spans(read(text))
    check_spans(read_json(text))
