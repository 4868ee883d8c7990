"""Python code that a fix changes: what is added, and that all else stays as it was."""

from __future__ import annotations

import pytest

from amllint.edit import Guard, Import
from amllint.finding import Fix
from amllint.fix import Unfixable, ready
from amllint.fix.files import edited
from amllint.text import Source

SCRIPT = '''\
"""Docstring."""
# first
import os

import joblib


def init():
    global model   # kept
    path = os.path.join( os.environ["D"],
            "m.pkl" )
    # why
    model = joblib.load(path)  # the model
    return None
'''
GUARDED = '''\
"""Docstring."""
# first
import os

import joblib
import logging


def init():
    global model   # kept
    path = os.path.join( os.environ["D"],
            "m.pkl" )
    # why
    try:
        model = joblib.load(path)  # the model
    except Exception as error:
        logging.exception("joblib.load failed: %s", path)
        raise RuntimeError(f"joblib.load failed: {path}") from error
    return None
'''


def changed(text: str, *edits: Guard | Import) -> str:
    plain = ready(Fix("unsafe", "", edits))
    return edited(text.encode(), plain["score.py"]).decode() if plain else text


def guard(text: str, at: str, tried: str) -> Guard:
    start = text.index(at)
    return Guard(Source("score.py", text).span(start, start + len(at)), tried)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["    ", "\t", "  "])
def test_statement_is_guarded(end: str, indent: str) -> None:
    def styled(text: str) -> str:
        lines = [indent * ((len(line) - len(line.lstrip())) // 4) + line.lstrip() for line in text.split("\n")]
        return end.join(lines)

    text = styled(SCRIPT)
    assert changed(text, guard(text, "joblib.load(path)", "joblib.load")) == styled(GUARDED)


def test_what_cannot_be_guarded() -> None:
    for text, reason in (
        ("import joblib\nmodel = joblib.load('x')\n", "stands in no function"),
        ("def init(:\n joblib.load(x)\n", "cannot be parsed"),
        ("def init():\n    joblib.load(" + "x" * 200_001 + ")\n", "longer than"),
    ):
        with pytest.raises(Unfixable, match=reason):
            changed(text, guard(text, "joblib.load", "joblib.load"))


def test_compound_statements() -> None:
    text = "import logging\n\n\ndef init():\n    if a:\n        pass\n    elif load():\n        pass\n"
    assert changed(text, guard(text, "load()", "load")) == (
        "import logging\n\n\ndef init():\n    try:\n"
        "        if a:\n            pass\n        elif load():\n            pass\n"
        '    except Exception as error:\n        logging.exception("load failed")\n'
        '        raise RuntimeError("load failed") from error\n'
    )


def test_import_comes_behind_docstring_and_future() -> None:
    text = '"""D."""\n\nfrom __future__ import annotations\n\nimport os\n'
    edit = Import(Source("score.py", text).span(0, 0), "json")
    assert changed(text, edit) == text + "import json\n"
    assert changed("import json\n", Import(Source("score.py", "import json\n").span(0, 0), "json")) == "import json\n"
