"""Names of a module by its text alone."""

from __future__ import annotations

import ast

import pytest

from amllint.script.handlers import told_to_caller
from amllint.script.names import ModuleNames, local_names, read_before_bound, read_names
from amllint.script.names import tested_for_none as asks_for_none


def function(code: str) -> ast.FunctionDef:
    node = ast.parse(code).body[-1]
    assert isinstance(node, ast.FunctionDef)
    return node


@pytest.mark.parametrize(
    "code",
    [
        "import np",
        "def f():\n    import np",
        "def f(np): pass",
        "for np in []: pass",
        "[np for np in []]",
        "with open('x') as np: pass",
        "try: pass\nexcept ValueError as np: pass",
        "match 1:\n    case np: pass",
        "match 1:\n    case {**np}: pass",
        "(np := 1)",
        "class np: pass",
        "from elsewhere import *",
        "exec('np = 1')",
        "globals()['np'] = 1",
        "def f():\n    global np\n    np = 1",
    ],
)
def test_bound_somewhere(code: str) -> None:
    assert not ModuleNames(ast.parse(code)).undefined("np")


def test_undefined() -> None:
    names = ModuleNames(ast.parse("import os\nx: int\nprint(np, x)"))
    assert names.undefined("np")
    assert names.undefined("x")
    assert not names.undefined("print")
    assert not names.undefined("__file__")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("model = None", True),
        ("model: object = None", True),
        ("model = None\nmodel = 1", False),
        ("model = None\ndef f():\n    global model\n    model = 1", False),
        ("if x:\n    model = 1\nelse:\n    model = None", False),
        ("", False),
    ],
)
def test_only_none(code: str, expected: bool) -> None:
    assert ModuleNames(ast.parse(code)).only_none("model") is expected


def test_local_names() -> None:
    node = function(
        "def f(a):\n    global g\n    g = 1\n    a = 2\n    b = 3\n    [c for c in d]\n    if b:\n        e = 1\n"
        "    def h():\n        inside = 1\n"
    )
    assert set(local_names(node)) == {"b", "e", "h"}


def test_read_names_leaves_out_comprehensions_of_its_own() -> None:
    assert set(read_names(function("def f():\n    return [x + y for x in z]"))) == {"y", "z"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = x + 1", ["x"]),
        ("x += 1", ["x"]),
        ("print(x)\n    x = 1", ["x"]),
        ("x = 1\n    x += 1", []),
        ("if y:\n        x = 1\n    print(x)", []),
        ("f = lambda: x\n    x = 1", []),
        ("y and x\n    x = 1", []),
        ("for x in x:\n        pass", ["x"]),
        ("del x\n    x = 1", []),
        ("with open(x) as x:\n        pass", ["x"]),
    ],
)
def test_read_before_bound(body: str, expected: list[str]) -> None:
    assert [node.id for node in read_before_bound(function(f"def f():\n    {body}"))] == expected


def test_tested_for_none() -> None:
    assert asks_for_none(function("def f():\n    if model is None:\n        return 1"), "model")
    assert asks_for_none(function("def f():\n    return model or 1"), "model")
    assert not asks_for_none(function("def f():\n    return model.predict(1)"), "model")


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        ("except Exception as e:\n        return str(e)", [(True, False)]),
        ("except Exception as e:\n        text = f'{e}'\n        return {'error': text}", [(True, False)]),
        ("except Exception as e:\n        return AMLResponse(str(e), 500)", [(True, True)]),
        ("except Exception:\n        return traceback.format_exc()", [(True, False)]),
        ("except Exception:\n        return {'error': 'failed'}", [(False, False)]),
        ("except Exception:\n        return AMLResponse('failed', 500)", []),
        ("except Exception:\n        return 0", []),
        ("except ValueError:\n        return {'error': 'send JSON'}", []),
        ("except Exception as e:\n        log(e)\n        return type(e).__name__", []),
        ("except Exception as e:\n        raise RuntimeError(str(e))", []),
    ],
)
def test_told_to_caller(handler: str, expected: list[tuple[bool, bool]]) -> None:
    node = function(f"def run(data):\n    try:\n        return 1\n    {handler}\n")
    assert [(one.text, one.response) for one in told_to_caller(node)] == expected
