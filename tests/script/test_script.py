from __future__ import annotations

import codecs
import subprocess
import sys

import pytest

from amllint.script.script import Script, Scripts, read_script
from amllint.text import Source
from amllint.tree import Tree


def read(text: str, raw: bytes | None = None) -> Script:
    return read_script(Source("score.py", text), raw)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("def init(): pass", "yes"),
        ("async def init(): pass", "yes"),
        ("init = lambda: None", "yes"),
        ("def f(): pass\ninit = f", "yes"),
        ("init, run = f, g", "yes"),
        ("if a:\n    def init(): pass", "yes"),
        ("try:\n    from a import init\nexcept ImportError:\n    def init(): pass", "yes"),
        ("from helper import init", "yes"),
        ("from helper import setup as init", "yes"),
        ("with a:\n    def init(): pass", "yes"),
        ("init: object = f", "yes"),
        ("from helper import *", "unknown"),
        ("globals()['init'] = f", "unknown"),
        ("exec(code)", "unknown"),
        ("def f():\n    global init\n    init = f", "unknown"),
        ("class A:\n    def init(self): pass", "no"),
        ("if __name__ == '__main__':\n    def init(): pass", "no"),
        ("if '__main__' == __name__:\n    def init(): pass", "no"),
        ("if __name__ == '__main__':\n    pass\nelse:\n    def init(): pass", "yes"),
        ("def main():\n    def init(): pass", "no"),
        ("init: object", "no"),
        ("def init_model(): pass", "no"),
        ("", "no"),
    ],
)
def test_is_init_defined(code: str, state: str) -> None:
    assert read(code).init.state == state


def test_a_definition_that_does_not_count_is_shown() -> None:
    script = read("class A:\n    def init(self): pass\n")
    assert script.init.span is not None
    assert script.init.span.text == "init"
    assert script.init.span.place.line == 2
    assert read("x = 1").init.span is None


def test_empty_script() -> None:
    assert read("").empty
    assert read("# only words\n").empty
    assert not read("x = 1").empty


def test_signatures() -> None:
    code = (
        "import a as b\n@b.deco(1)\n@plain\n"
        "async def run(p, /, data: str, x=1, *rest, key, other=2, **more):\n    yield 1\n"
    )
    fact = read(code).functions["run"]
    assert fact.span.text == "run"
    assert fact.is_async
    assert fact.is_generator
    assert [(one.name, one.kind, one.has_default, one.span.text) for one in fact.parameters] == [
        ("p", "positional-only", False, "p"),
        ("data", "positional", False, "data"),
        ("x", "positional", True, "x"),
        ("rest", "*args", False, "rest"),
        ("key", "keyword-only", False, "key"),
        ("other", "keyword-only", True, "other"),
        ("more", "**kwargs", False, "more"),
    ]
    assert [one.name for one in fact.parameters if one.required] == ["p", "data", "key"]
    assert fact.parameters[1].annotation == "str"
    assert [(one.dotted, one.called, one.span.text) for one in fact.decorators] == [
        ("a.deco", True, "b.deco(1)"),
        ("plain", False, "plain"),
    ]


def test_signature_of_what_is_assigned() -> None:
    functions = read("def f(a, b): pass\ninit = f\nrun = lambda data: data\n").functions
    assert [one.name for one in functions["init"].parameters] == ["a", "b"]
    assert [one.name for one in functions["run"].parameters] == ["data"]
    assert functions["run"].span.text == "lambda data: data"
    assert "init" not in read("def init(): pass\ninit = other").functions


def test_the_last_definition_counts() -> None:
    assert [one.name for one in read("def run(a): pass\ndef run(b): pass\n").functions["run"].parameters] == ["b"]


def test_imports() -> None:
    code = (
        "import a.b as c, d\nfrom .e import f\ndef g():\n    import h\nif TYPE_CHECKING:\n"
        "    import i\ntry:\n    import j\nexcept ImportError:\n    import k\nfrom l import *\nclass M:\n    import n\n"
    )
    imports = read(code).imports
    assert [one.module for one in imports] == ["a.b", "d", ".e", "h", "i", "j", "k", "l", "n"]
    assert [one.span.text for one in imports] == ["a.b", "d", ".e", "h", "i", "j", "k", "l", "n"]
    assert [one.module for one in imports if not one.top] == ["h"]
    assert [one.module for one in imports if one.type_only] == ["i"]
    assert imports[2].names == ("f",)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("def f(:\n  pass\n", 1, 7),
        ("x = 1\ny = (\n", 2, 5),
        ("if a:\nx = 1\n", 2, 1),
        ("print 'a'\n", 1, 1),
        ("é = 'ü'; y = 3 3\n", 1, 14),
        ("if a:\n\tx = 1\n        y = 2\n", 3, 1),
    ],
)
def test_syntax_errors_have_their_place(text: str, line: int, column: int) -> None:
    script = read(text)
    [problem] = script.problems
    assert problem.kind == "syntax"
    assert (problem.span.place.line, problem.span.place.column) == (line, column) or problem.span.place.line == line
    assert script.tree is None
    assert script.init.unknown


def test_bytes_that_are_no_python() -> None:
    [problem] = read("x = 1\0\n").problems
    assert "null" in problem.message
    text = "def init(): pass\n"
    [problem] = read(text, codecs.BOM_UTF16_LE + text.encode("utf-16-le")).problems
    assert problem.kind == "encoding"
    assert not read(text, codecs.BOM_UTF8 + text.encode()).problems


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads the newer syntax itself")
def test_newer_syntax_is_unknown() -> None:
    script = read("type A = int\ndef init(): pass\n")
    assert not script.problems
    assert script.unknown
    assert script.init.unknown


def test_what_would_hurt_libcst_is_not_given_to_it() -> None:
    for text in ("(" * 3_000, "x = " + "-" * 20_000 + "(", "x = 1 +" * 10_000, "not " * 5_000):
        assert read(text).problems


def test_libcst_is_not_imported_for_good_code() -> None:
    code = (
        "import sys; from amllint.script.script import read_script; from amllint.text import Source;"
        "read_script(Source('a.py', 'def init(): pass'));"
        "sys.exit(any(name in sys.modules for name in ('libcst', 'ast', 're', 'typing', 'dataclasses', 'inspect')))"
    )
    assert subprocess.run([sys.executable, "-S", "-c", code], check=False).returncode == 0


def test_scripts_are_read_once() -> None:
    scripts = Scripts(Tree("/nowhere", {"src/score.py": b"def init(): pass\n", "src/bad.py": b"\xff\xfe\x00"}))
    script = scripts.get("src/score.py")
    assert script is not None
    assert scripts.get("src/score.py") is script
    assert scripts.get("src/none.py") is None


def test_other_languages_are_unknown() -> None:
    script = read_script(Source("plumber.R", "x <- 1\n"))
    assert script.unknown
    assert not script.problems
