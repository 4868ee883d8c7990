"""What an edit may change: property tests over encodings, line ends, tabs, comments, anchors; and writing."""

from __future__ import annotations

import io
import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from amllint.edit import NewEntry, TextValue
from amllint.finding import Edit, Fix
from amllint.fix import Unfixable, files, ready
from amllint.fix.files import edited, write
from amllint.read.embedded import embedded_lines
from amllint.read.markup import read_json, read_yaml
from amllint.read.notebook import read_cells
from amllint.read.written_files import WrittenSource, written
from amllint.report.diff import diff
from amllint.text import Source, decode
from amllint.values import Listing, Mapping, Scalar, Value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")), max_size=12)


def applied(data: bytes, path: str, *edits: Edit) -> bytes:
    changed = ready(Fix("safe", "", edits))
    assert list(changed) == [path]
    return edited(data, changed[path])


def source_of(data: bytes, path: str) -> Source:
    text = decode(data)
    assert isinstance(text, str)
    return Source(path, text)


def scalars(value: Value | None) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
    elif isinstance(value, Listing):
        for item in value.items:
            yield from scalars(item)
    elif isinstance(value, Mapping):
        for entry in value:
            yield from scalars(entry.value)


def leaves(data: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, (*path, number))
    else:
        yield path, data


def surrounded(before: bytes, after: bytes, old: bytes) -> None:
    """All bytes but one stretch that held `old` are as they were."""
    start = next((at for at, (a, b) in enumerate(zip(before, after)) if a != b), min(len(before), len(after)))
    behind = zip(before[::-1], after[::-1])
    end = next((at for at, (a, b) in enumerate(behind) if a != b), min(len(before), len(after)))
    assert len(before) - min(end, len(before) - start) - start <= len(old)


# -- YAML and JSON ---------------------------------------------------------------------------------------------------

YAML_TEXT = """\
# a comment at the top\t(with a tab)
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue   # the name
labels: &labels {team: 'a', "cost": "12"}
model:
    path: ./model   # how\tit is
    version: !!str 3
environment_variables:
- A
-   "B # no comment"
- {c: d, e: [f, 'g',h]}
folded: >-
  some
  text
tags: *labels
instance_count: 3
last: x\
"""


def as_written(text: str, crlf: bool, encoding: str) -> bytes:
    return (text.replace("\n", "\r\n") if crlf else text).encode(encoding)


@given(st.data(), WORDS, st.booleans(), st.sampled_from(ENCODINGS))
def test_one_value_of_yaml_changes_and_nothing_else(data: st.DataObject, new: str, crlf: bool, encoding: str) -> None:
    before = as_written(YAML_TEXT, crlf, encoding)
    source = source_of(before, "a.yml")
    chosen = data.draw(st.sampled_from(list(scalars(read_yaml(source).root))))
    edit = TextValue(chosen.span, new)
    shared = chosen.text in ("a", "12")
    if shared:
        with pytest.raises(Unfixable, match="other places share it"):
            applied(before, "a.yml", edit)
        return
    try:
        after = applied(before, "a.yml", edit)
    except Unfixable as error:
        assert chosen.span.text.startswith(">") or "one line" in str(error), "only what one line cannot hold"
        return
    surrounded(before, after, chosen.span.text.encode(encoding))
    yaml = YAML(typ="safe", pure=True)
    old, now = ([*leaves(yaml.load(io.StringIO(source_of(one, "").text)))] for one in (before, after))
    differing = [(a, b) for a, b in zip(old, now) if a != b]
    assert len(old) == len(now)
    assert not differing if chosen.data == new else len(differing) == 1 and differing[0][1][1] == new


JSON_TEXT = '{\n\t"name" : "blue",\t// why\n  "list": [1, "two", {"a": "\\u00e4"}], /* more */ "last": "x"\n}'


@given(st.data(), WORDS, st.booleans(), st.sampled_from(ENCODINGS))
def test_one_value_of_json_changes_and_nothing_else(data: st.DataObject, new: str, crlf: bool, encoding: str) -> None:
    before = as_written(JSON_TEXT, crlf, encoding)
    values = list(scalars(read_json(source_of(before, "a.json")).root))
    number = data.draw(st.integers(0, len(values) - 1))
    after = applied(before, "a.json", TextValue(values[number].span, new))
    surrounded(before, after, values[number].span.text.encode(encoding))
    now = list(scalars(read_json(source_of(after, "a.json")).root))
    assert [one.data for one in now] == [new if at == number else one.data for at, one in enumerate(values)]


@pytest.mark.parametrize(
    ("text", "at", "new", "wanted"),
    [
        ("cpu: 1\n", "1", "1", "cpu: '1'\n"),
        ("a: [1, 2]\n", "1", "x, y", "a: ['x, y', 2]\n"),
        ("a: 'it'\n", "'it'", "it's", "a: 'it''s'\n"),
        ('a: "x"\n', '"x"', 'say "y"', 'a: "say \\"y\\""\n'),
        ("a: no\n", "no", "yes", 'a: "yes"\n'),
        ("a: b\n", "b", "", "a: ''\n"),
        ("a: b\n", "b", "# c", "a: '# c'\n"),
    ],
)
def test_quotes_of_yaml(text: str, at: str, new: str, wanted: str) -> None:
    start = text.index(at)
    edit = TextValue(Source("a.yml", text).span(start, start + len(at)), new)
    assert applied(text.encode(), "a.yml", edit).decode() == wanted


@pytest.mark.parametrize(
    ("path", "text", "at", "wanted"),
    [
        ("c.yml", "pip:\n  - a  # why\n", "a", "pip:\n  - new==1\n  - a  # why\n"),
        ("c.yml", "pip:\r\n  -  'a'\r\n", "a'", "pip:\r\n  -  'new==1'\r\n  -  'a'\r\n"),
        ("c.yml", "pip: [a, b]\n", "a", "pip: [new==1, a, b]\n"),
        ("c.yml", 'pip: ["a", b]\n', '"a"', 'pip: ["new==1", "a", b]\n'),
        ("c.yml", "pip: [a,\n  b]\n", "b", "pip: [a,\n  new==1,\n  b]\n"),
        ("r.txt", "# packages\na\n", "a\n", "# packages\nnew==1\na\n"),
        ("d.py", 'f(pip_packages=["a"])\n', '"a"', 'f(pip_packages=["new==1", "a"])\n'),
    ],
)
def test_new_entry_of_a_list(path: str, text: str, at: str, wanted: str) -> None:
    start = text.index(at)
    edit = NewEntry(Source(path, text).span(start, start + len(at.strip())), "new==1")
    assert applied(text.encode(), path, edit).decode() == wanted


@pytest.mark.parametrize(
    ("text", "old", "new", "reason"),
    [
        ("a: 1\nb: 2\n", "1", "1\nc: 3\n  d: 4", "could not be read any more"),
        ("a:\n  b: 1\n  c: 2\n", "1\n ", "1\n", "could not be read any more|another value"),
        ("b:\n  c: 1\n", "  c", "  - x: 0\n    c", "another value"),
        ("a:  # why\n  1\n", ":  # why\n ", ":", "the comment `# why` would be lost"),
    ],
)
def test_edit_that_would_change_more_is_refused(text: str, old: str, new: str, reason: str) -> None:
    start = text.index(old)
    with pytest.raises(Unfixable, match=reason):
        applied(text.encode(), "a.yml", Edit(Source("a.yml", text).span(start, start + len(old)), new))


# -- any text --------------------------------------------------------------------------------------------------------


@given(
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.text(st.characters(codec="utf-8"), max_size=4)), max_size=4
    ),
    st.sampled_from(ENCODINGS),
)
def test_bytes_outside_the_edits_stay(text: str, changes: list[tuple[int, int, str]], encoding: str) -> None:
    assume("#" not in text and not text.startswith("\ufeff"))
    data = text.encode(encoding)
    source = source_of(data, "Dockerfile")
    assume(source.text == text)
    at, edits, wanted = 0, [], ""
    for skip, length, new in changes:
        start, end = min(at + skip, len(text)), min(at + skip + length, len(text))
        if start == at and edits:
            continue
        edits.append(Edit(source.span(start, end), new))
        wanted += text[at:start] + new
        at = end
    assume(edits)
    assert edited(data, edits) == (wanted + text[at:]).encode(encoding)


def test_file_that_changed_since_is_refused() -> None:
    edit = Edit(Source("a.txt", "one").span(0, 3), "two")
    for data in (b"One", b"\xff\xfe\xff", b"\xef\xbb\xbfone "):
        with pytest.raises(Unfixable, match="has changed since"):
            edited(data, [edit])


# -- notebooks and embedded files ------------------------------------------------------------------------------------


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8), min_size=1, max_size=5),
    st.data(),
    st.text(st.sampled_from('ab\n"\\é\t😀'), max_size=6),
    st.sampled_from([None, 1, 4]),
    st.booleans(),
    st.booleans(),
)
def test_cell_of_a_notebook(
    lines: list[str], data: st.DataObject, new: str, indent: int | None, as_list: bool, ascii_only: bool
) -> None:
    text = "\n".join(lines)
    pieces = text.splitlines(keepends=True) if "\x0b" not in text else [text]
    code = {"cell_type": "code", "source": pieces if as_list and text else text}
    stored: dict[str, Any] = {"cells": [{"cell_type": "markdown", "source": "x"}, code], "nbformat": 4}
    before = json.dumps(stored, indent=indent, ensure_ascii=ascii_only).encode("utf-8")
    notebook = Source("a.ipynb", before.decode())
    cell = read_cells(notebook)[1]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edit = Edit(cell.span(start, end), new)
    after = applied(before, "a.ipynb", edit)
    now = json.loads(after)
    source = now["cells"][1].pop("source")
    assert "".join(source) == text[:start] + new + text[end:]
    stored["cells"][1].pop("source")
    assert now == stored


def test_new_line_of_a_cell_is_a_string_of_its_own() -> None:
    lines = [
        "{",
        ' "cells": [',
        "  {",
        '   "cell_type": "code",',
        '   "source": [',
        r'    "a\n",',
        '    "b"',
        "   ]}]}",
    ]
    text = "\r\n".join(lines)
    cell = read_cells(Source("a.ipynb", text))[0]
    after = applied(text.encode(), "a.ipynb", Edit(cell.span(2, 2), "global x\n"))
    assert after.decode() == text.replace('    "b"', '    "global x\\n",\r\n    "b"')


def test_lines_of_a_heredoc_keep_their_indentation() -> None:
    text = "  cat > s.py <<'EOF'\r\n  def f():\r\n    a\r\n  EOF\r\n"
    inner = embedded_lines(Source("run.sh", text), text.index("  def"), text.index("  EOF"), 2)
    at = inner.text.index("  a")
    after = applied(text.encode(), "run.sh", Edit(inner.span(at, at), "  global b\n"))
    assert after.decode() == text.replace("    a", "    global b\r\n    a")
    gone = applied(text.encode(), "run.sh", Edit(inner.span(0, at), ""))
    assert gone.decode() == text.replace("  def f():\r\n", "")
    with pytest.raises(Unfixable, match="shell script"):
        applied(text.encode(), "run.sh", Edit(inner.span(at, at), "$x"))


def test_file_that_is_a_string_of_code() -> None:
    text = 'open("s.py", "w").write("""import a\nb\n""")\n'
    host = Source("deploy.py", text)
    inner = written("s.py", "import a\nb\n", host.span(text.index('"""'), len(text) - 2))
    after = applied(text.encode(), "deploy.py", Edit(inner.span(9, 9), "global c\n"))
    assert after.decode() == text.replace("\nb", "\nglobal c\nb")
    quoted = applied(text.encode(), "deploy.py", Edit(inner.span(9, 9), 'x = "y"\n'))
    assert quoted.decode() == text.replace("\nb", '\nx = "y"\nb')
    for new in ('x = """y"""', "\\"):
        with pytest.raises(Unfixable, match="string of code"):
            applied(text.encode(), "deploy.py", Edit(inner.span(9, 9), new))
    cell = Source("a.py", "%%writefile s.py\nimport a\n")
    magic = WrittenSource("s.py", "import a\n", cell, 17)
    assert applied(cell.text.encode(), "a.py", Edit(magic.span(9, 9), 'b = "\\n"\n')).endswith(b'import a\nb = "\\n"\n')
    joined = written("s.py", "ab", host.span(0, 4))
    with pytest.raises(Unfixable, match="put together"):
        applied(text.encode(), "deploy.py", Edit(joined.span(0, 1), "c"))


# -- the disk --------------------------------------------------------------------------------------------------------


def test_files_are_written_with_their_modes_and_links_stay(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(b"old")
    (tmp_path / "real.py").chmod(0o755)
    (tmp_path / "link.py").symlink_to("real.py")
    write(str(tmp_path), {"link.py": (b"old", b"new")})
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "real.py").stat().st_mode) == 0o755
    assert sorted(os.listdir(tmp_path)) == ["link.py", "real.py"]


def test_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(b"old")
    wanted = dict.fromkeys("abc", (b"old", b"new"))
    real = os.replace

    def replace(source: str, target: str) -> None:
        if target.endswith("c"):
            raise PermissionError(13, "Permission denied", target)
        real(source, target)

    monkeypatch.setattr(files.os, "replace", replace)
    with pytest.raises(files.WriteError, match="nothing was changed"):
        write(str(tmp_path), wanted)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys("abc", b"old")
    monkeypatch.undo()
    (tmp_path / "b").write_bytes(b"other")
    with pytest.raises(files.WriteError, match="b was changed by another program"):
        write(str(tmp_path), wanted)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"other", "c": b"old"}


def test_diff_keeps_line_ends() -> None:
    told = diff({"a.yml": (b"a: 1\r\nb: 2", b"a: 1\r\nb: 3")})
    assert told == (
        "--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,2 @@\n a: 1\r\n-b: 2\n\\ No newline at end of file\n"
        "+b: 3\n\\ No newline at end of file\n"
    )


def test_diff_holds_no_command_for_a_pipeline_or_terminal() -> None:
    told = diff({"a\x1b[31m.yml": (b"a: ##vso[task.x]\x1b[31m\n", b"::set-output\r\n")})
    assert "##vso" not in told
    assert "\x1b" not in told
    assert not any(line.startswith("::") for line in told.splitlines())
