from __future__ import annotations

import ast
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.read.deploy_code import read_notebook
from amllint.read.notebook import code_cells, python_text, read_cells
from amllint.text import Cell, Source

CODE = "import os\n\nname = 'é'\nother = 2\n"


def notebook(*cells: tuple[str, object], **how: Any) -> str:
    made = [
        {"cell_type": kind, "metadata": {"x": [1, {"y": '"}'}]}, "outputs": [], "source": src} for kind, src in cells
    ]
    return json.dumps({"metadata": {}, "cells": made, "nbformat": 4}, **how)


@pytest.mark.parametrize("indent", [None, 0, 1, 4])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_place_is_the_line_of_the_file_that_stores_the_source_line(indent: int | None, ascii_only: bool) -> None:
    text = notebook(
        ("markdown", ["# Title\n", "import os"]),
        ("code", CODE.splitlines(True)),
        indent=indent,
        ensure_ascii=ascii_only,
    )
    source = read_cells(Source("a/deploy.ipynb", text))[1]
    for line, word in ((1, "import"), (3, "name"), (4, "other")):
        at = source.text.index(word)
        place = source.place(at, at + len(word))
        assert word in text.split("\n")[place.line - 1]
        assert (place.file, place.column, place.end_column) == ("a/deploy.ipynb", 1, 1 + len(word))
        assert place.cell == Cell(1, line)
        assert source.excerpt(place.line) == source.text.split("\n")[line - 1]
    quoted = source.place(source.text.index("'"), source.text.index("'") + 3)
    assert (quoted.column, quoted.end_column) == (8, 11)


def test_place_in_a_source_that_is_one_string() -> None:
    text = notebook(("code", CODE), ("code", CODE), indent=1)
    source = read_cells(Source("deploy.ipynb", text))[1]
    at = source.text.index("other")
    place = source.place(at, at + 5)
    assert (
        '"source"' in text.split("\n")[place.line - 1]
        and text.split("\n")[: place.line].count(text.split("\n")[place.line - 1]) == 2
    )
    assert (place.column, place.cell) == (1, Cell(1, 4))
    assert source.excerpt(place.line) == "other = 2"


def test_strings_that_hold_several_or_parts_of_lines() -> None:
    text = notebook(("code", ["a = 1\nb = 2\n", "c = ", "3\n", "", "d = 4"]), indent=1)
    source = read_cells(Source("n.ipynb", text))[0]
    lines = text.split("\n")
    for word, stored in (("a =", "a = 1"), ("b =", "a = 1"), ("c =", '"c = "'), ("d =", "d = 4")):
        assert stored in lines[source.place(source.text.index(word), source.text.index(word)).line - 1]


def test_kinds_of_cells() -> None:
    text = notebook(
        ("code", "%%writefile code/score.py\ndef init(): ...\n"),
        ("code", "%%writefile -a 'code/score.py'\nx = 1\n"),
        ("code", "%%time\nx = 1\n"),
        ("code", "%%bash\nls\n"),
        ("code", "x = 1"),
        ("markdown", "%%writefile no.py\n"),
    )
    cells = code_cells(Source("n.ipynb", text))
    assert [(cell.kind, cell.magic, cell.target, cell.append) for cell in cells] == [
        ("file", "writefile", "code/score.py", False),
        ("file", "writefile", "code/score.py", True),
        ("python", "time", "", False),
        ("other", "bash", "", False),
        ("python", "", "", False),
    ]
    assert cells[0].source.text[cells[0].body :] == "def init(): ...\n"


@pytest.mark.parametrize(
    "text",
    [
        "%matplotlib inline\nx = 1\n",
        "!pip install azure-ai-ml \\\n  --upgrade\nx = 1\n",
        "if True:\n    !az login\nx = 1\n",
        "files = !ls\nx = 1\n",
        "%%time\nx = 1\n",
        "os.path?\nx = 1\n",
        "x = (10\n% 3)\r\n%pwd\r\nx = 1\n",
    ],
)
def test_magics_are_blanked_and_offsets_kept(text: str) -> None:
    cleaned = python_text(text)
    assert len(cleaned) == len(text)
    assert cleaned[text.index("x = 1") :][:5] == "x = 1"
    if "10" not in text:
        ast.parse(cleaned)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "code", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200)
@given(json_values)
def test_any_json_is_read(value: object) -> None:
    for cell in read_cells(Source("n.ipynb", json.dumps(value))):
        cell.place(0, len(cell.text))
        cell.excerpt(1)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(max_size=30), max_size=5), st.sampled_from([None, 1]))
def test_any_cells_are_read_and_placed(strings: list[str], indent: int | None) -> None:
    text = notebook(("code", strings), ("code", "".join(strings)), indent=indent)
    lines = text.count("\n") + 1
    for cell in read_cells(Source("n.ipynb", text)):
        for at in range(len(cell.text) + 1):
            place = cell.place(at, at)
            assert 1 <= place.line <= lines
    read_notebook(Source("n.ipynb", text))


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=40))
def test_any_text_is_no_notebook(text: str) -> None:
    read_notebook(Source("n.ipynb", text))


@pytest.mark.parametrize(
    "text", ["", "[", "[" * 100_000, '{"cells": 3}', '{"cells": [{"cell_type": "code", "source": 1}]}']
)
def test_hostile_text(text: str) -> None:
    assert read_cells(Source("n.ipynb", text)) == ()
