from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.finding import Edit, Finding, Fix, Label
from amllint.judge import Ignored, Verdict
from amllint.model import BoundUnit, Reference
from amllint.report import FORMATS, Options, render, units
from amllint.report.escaping import excerpt, in_json, log, one_line
from amllint.report.summary import render as table
from amllint.report.text import WIDEST, statistics
from amllint.text import Cell, Place, Source

if TYPE_CHECKING:
    from amllint.finding import Severity

SCHEMA = json.loads((Path(__file__).parent / "report.schema.json").read_text("utf-8"))

SCRIPT = Source(
    "inference/score.py",
    "import os\n" * 14 + "def init():\n        vectorizer = joblib.load(base / 'vectorizer.pkl')\n",
)
DEPLOYMENT = Source("deployment.yml", "a: 1\nb: 2\nc: 3\nmodel:\n  path: ./artifacts\nlast: 1\n")


def span_of(source: Source, text: str) -> Any:
    at = source.text.index(text)
    return source.span(at, at + len(text))


FINDING = Finding(
    "AML203",
    "model-folder-level",
    "error",
    "the container has no `vectorizer.pkl` directly under AZUREML_MODEL_DIR",
    span_of(SCRIPT, "base / 'vectorizer.pkl'"),
    (
        Label(span_of(SCRIPT, "base / 'vectorizer.pkl'"), "FileNotFoundError in init()"),
        Label(span_of(DEPLOYMENT, "./artifacts"), "a folder keeps its own name"),
        Label(span_of(DEPLOYMENT, "a: 1"), "and this"),
    ),
    'write base / "artifacts" / "vectorizer.pkl"',
    Fix("unsafe", "insert the folder's name", (Edit(SCRIPT.span(0, 0), "x"),)),
    "vectorizer.pkl",
    ("deployment.yml:blue",),
)
UNIT = BoundUnit(
    "deployment.yml:blue", "v2-managed", DEPLOYMENT, DEPLOYMENT.span(0, 4), "blue", "credit", None, {}, None, (), None,
    references=(
        Reference("model", span_of(DEPLOYMENT, "./artifacts"), "./artifacts", "found", "artifacts"),
        Reference("conda file", DEPLOYMENT.span(0, 1), "conda.yml", "missing", "conda.yml", near=("conda.yaml",)),
        Reference("environment", DEPLOYMENT.span(0, 1), "azureml:env@latest", "external", why="registered elsewhere"),
        Reference("scoring script", DEPLOYMENT.span(0, 1), "{{S}}", "unknown", why="a placeholder"),
    ),
    variables_open="a pipeline may add some",
    read_set=frozenset({"deployment.yml", "artifacts"}),
)  # fmt: skip


def verdict(*findings: Finding, ignored: tuple[Ignored, ...] = (), unknown: int | None = None) -> Verdict:
    return Verdict(findings, ignored, (UNIT,), unknown=unknown)


def test_text_shows_excerpts_from_both_files() -> None:
    assert render("text", verdict(FINDING, unknown=41), Options()) == (
        """\
error[AML203 model-folder-level]: the container has no `vectorizer.pkl` directly under AZUREML_MODEL_DIR
  --> inference/score.py:16:34
   |
16 |         vectorizer = joblib.load(base / 'vectorizer.pkl')
   |                                  ^^^^^^^^^^^^^^^^^^^^^^^ FileNotFoundError in init()
  --> deployment.yml:5:9
   |
 1 | a: 1
   | ---- and this
...
 5 |   path: ./artifacts
   |         ----------- a folder keeps its own name
   = help: write base / "artifacts" / "vectorizer.pkl"
   = fix: insert the folder's name (unsafe)

1 error (1 unit, 41 answers unknown: see amllint units)
"""
    )


def drawn(source: Source, start: int, end: int) -> list[str]:
    """The excerpt of a finding on `text[start:end]`."""
    finding = Finding("AML101", "init-may-raise", "warning", "it may raise", source.span(start, end))
    return render("text", verdict(finding), Options()).splitlines()[3:5]


def test_tabs_and_wide_characters_keep_the_underline_in_place() -> None:
    assert drawn(Source("a", "\tx = 1"), 1, 2) == ["1 |     x = 1", "  |     ^"]
    assert drawn(Source("a", "'日本' + x"), 7, 8) == ["1 | '日本' + x", "  |          ^"]
    assert drawn(Source("a", "e\u0301 = x"), 5, 6) == ["1 | e\u0301 = x", "  |     ^"]


def test_marks_at_the_edges() -> None:
    assert drawn(Source("a", ""), 0, 0) == ["1 |", "  | ^"]
    assert drawn(Source("a", "abc\r\ndef"), 1, 7) == ["1 | abc", "  |  ^^"]
    assert drawn(Source("a", "abc"), 3, 3) == ["1 | abc", "  |    ^"]


def test_long_line_is_cut_around_the_mark() -> None:
    source = Source("a", "x" * 1000 + "HERE" + "y" * 1000)
    text, under = drawn(source, 1000, 1004)
    assert len(text) < WIDEST + 20
    assert text[under.index("^") : under.rindex("^") + 1] == "HERE"
    text, under = drawn(source, 0, 2004)
    assert len(under) < WIDEST + 20 and text.endswith("...")


def test_cell_of_a_notebook_is_named() -> None:
    class InCell(Source):
        def place(self, start: int, end: int) -> Place:
            return Place("a.ipynb", 40, 1, 40, 2, Cell(3, 1))

        def excerpt(self, line: int) -> str:
            return self.line(line - 39)

    text = render("text", verdict(Finding("A101", "b", "note", "m", InCell("a.ipynb", "z = 1").span(0, 1))), Options())
    assert "--> a.ipynb:40:1 (cell 3, line 1)\n" in text
    assert "40 | z = 1\n" in text


def test_colours_only_when_asked() -> None:
    plain = render("text", verdict(FINDING), Options())
    coloured = render("text", verdict(FINDING), Options(colour=True))
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[AML203 model-folder-level]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize(
    ("severities", "summary"),
    [
        ([], "no findings (1 unit)"),
        (["error", "error", "warning"], "2 errors, 1 warning (1 unit)"),
        (["note"], "1 note (1 unit)"),
    ],
)
def test_summary(severities: list[Severity], summary: str) -> None:
    findings = [Finding("AML101", "x", severity, "m", SCRIPT.span(0, 1)) for severity in severities]
    assert render("text", verdict(*findings), Options()).splitlines()[-1] == summary


def test_ignored_findings_only_when_asked() -> None:
    told = verdict(ignored=(Ignored(FINDING, "comment", "it is\nfine"),))
    for format in FORMATS:
        # SARIF has suppressed results by design
        assert ("AML203" in render(format, told, Options())) is (format == "sarif")
        assert "AML203" in render(format, told, Options(show_ignored=True))
    assert "= ignored by comment: it is\\nfine\n" in render("text", told, Options(show_ignored=True))
    assert render("text", told, Options()) == "no findings, 1 ignored (1 unit)\n"


def test_concise() -> None:
    assert render("concise", verdict(FINDING), Options()) == (
        "inference/score.py:16:34: AML203 error the container has no `vectorizer.pkl` directly under "
        "AZUREML_MODEL_DIR\n"
    )
    assert render("concise", verdict(), Options()) == ""


def test_json_is_held_by_the_schema() -> None:
    told = verdict(FINDING, ignored=(Ignored(FINDING, "config"),))
    data = json.loads(render("json", told, Options(show_ignored=True)))
    jsonschema.validate(data, SCHEMA)
    shown, ignored = data["findings"]
    assert shown["start"] == {"line": 16, "column": 34}
    assert shown["end"] == {"line": 16, "column": 57}
    assert shown["fix"] == {"safety": "unsafe", "description": "insert the folder's name"}
    assert shown["units"] == [data["units"][0]["id"]] == ["deployment.yml:blue"]
    assert [label["file"] for label in shown["labels"]] == ["inference/score.py", "deployment.yml", "deployment.yml"]
    assert "ignored" not in shown
    assert ignored["ignored"] == {"by": "config", "reason": None}
    empty = json.loads(render("json", Verdict(()), Options()))
    jsonschema.validate(empty, SCHEMA)
    assert empty == {"version": 1, "units": [], "findings": []}


def test_fingerprint_survives_lines_inserted_above() -> None:
    moved = Source(DEPLOYMENT.path, "# new\n\n" + DEPLOYMENT.text)
    one, two = (
        Finding("AML501", "unknown-key", "error", "no such key", source.span(at, at + 1), subject="last")
        for source, at in ((DEPLOYMENT, 5), (moved, 12))
    )
    assert one.fingerprint == two.fingerprint
    assert one.place != two.place


def test_statistics() -> None:
    other = Finding("AML101", "init-may-raise", "warning", "m", SCRIPT.span(0, 1))
    assert statistics([other, FINDING, other]) == (
        "2  AML101  warning  init-may-raise\n1  AML203  error    model-folder-level\n"
    )


def test_units_as_a_tree() -> None:
    assert units.text([UNIT]) == (
        """\
deployment.yml (blue, v2-managed, endpoint credit)
  found     model           ./artifacts -> artifacts  [deployment.yml:5]
  missing   conda file      conda.yml (there is conda.yaml)  [deployment.yml:1]
  external  environment     azureml:env@latest: registered elsewhere  [deployment.yml:1]
  unknown   scoring script  {{S}}: a placeholder  [deployment.yml:1]
  unknown   variables       a pipeline may add some
1 unit; references: 1 found, 1 missing, 1 external, 1 unknown
"""
    )
    assert units.text([]) == "0 units\n"


def test_units_as_json() -> None:
    (data,) = json.loads(units.json([UNIT]))["units"]
    assert data["read"] == ["artifacts", "deployment.yml"]
    assert [reference["state"] for reference in data["references"]] == ["found", "missing", "external", "unknown"]
    assert data["references"][1]["near"] == ["conda.yaml"]


# -- what an attacker may write ---------------------------------------------------------------------------------------

HOSTILE = st.lists(
    st.sampled_from(
        ["##vso[task.setvariable variable=x]y", "##[group]", "##teamcity[x]", "##", "#", "[", "::", ":", "\n", "\r",
         "\t", "::set-output name=a::b", "\x1b[31m", "\x07", "\x85", "\u2028", "\u202e", "\ud800", " ", "a", "é",
         "日", '"', "\\"]
    ),
    max_size=12,
).map("".join) | st.text(max_size=12)  # fmt: skip


def obeyed(text: str) -> list[str]:
    """What a CI or a terminal would take for a command."""
    found = re.findall(r"##\w*\[", text)
    found += [line for line in text.splitlines() if line.lstrip().startswith("::")]
    found += re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", text)
    return found


OWN_COMMANDS = {
    "github": re.compile(r"::(?:error|warning|notice) (?:\w+=[^:,\n]*,?)+::"),
    "azure": re.compile(r"##vso\[task\.logissue (?:\w+=[^;\]\n]*;)+\]"),
}


def own_commands_taken(format: str, rendered: str) -> str:
    """The report without the one command with which each of its lines may begin."""
    command = OWN_COMMANDS.get(format)
    if command is None:
        return rendered
    lines = rendered.split("\n")
    return "\n".join("." + line[match.end() :] if (match := command.match(line)) else line for line in lines)


@settings(deadline=None)  # the machine may be busy
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.booleans())
def test_nothing_in_a_file_becomes_a_command(path: str, text: str, words: str, name: str, colour: bool) -> None:
    source = Source(path, text)
    span = source.span(0, len(text))
    finding = Finding(
        "AML101", "init-may-raise", "error", words, span,
        (Label(source.span(0, 1), name), Label(Source(name, words).span(0, 1), text)), name,
        Fix("safe", words, ()), units=(name,),
    )  # fmt: skip
    reference = Reference(words, span, text, "unknown", path, name, (words,))
    unit = BoundUnit(
        name, "v2-managed", source, span, text, words, None, {}, None, (), None,
        references=(reference,), variables_open=name,
    )  # fmt: skip
    told = Verdict((finding,), (Ignored(finding, "comment", text),), (unit,))
    for format in FORMATS:
        rendered = render(format, told, Options(show_ignored=True, prefix=path))
        assert obeyed(own_commands_taken(format, rendered)) == []
    assert obeyed(table(told)) == []
    coloured = render("text", told, Options(colour=True, show_ignored=True)) if colour else units.text([unit], True)
    assert obeyed(re.sub(r"\x1b\[[\d;]{1,4}m", "", coloured)) == []
    assert obeyed(units.text([unit])) == []
    assert obeyed(units.json([unit])) == []


@settings(deadline=None)  # the machine may be busy
@given(HOSTILE)
def test_json_still_means_the_same(text: str) -> None:
    assert json.loads(in_json(json.dumps({text: text}))) == {text: text}


@settings(deadline=None)  # the machine may be busy
@given(HOSTILE)
def test_escaping(text: str) -> None:
    line = one_line(text)
    assert obeyed(line) == []
    assert "\n" not in line
    assert one_line(line) == line
    assert len(excerpt(text)) == len(text)
    assert obeyed(excerpt(text).replace("\t", " ")) == []
    assert log(log(text)) == log(text)


def test_harmless_text_is_left_alone() -> None:
    for text in ("a: b::c", "# comment", "x = '日本' # [1]", "C:\\models", "std::vector"):
        assert one_line(text) == excerpt(text) == log(text) == text
