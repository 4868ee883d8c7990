"""Whatever the code, the interpreter ends, within its budget, and does not crash."""

from __future__ import annotations

import ast
import random
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.python.interpreter import Interpreter
from amllint.python.syntax import Module, Unparsed, node_span, parse
from amllint.python.values import UnknownValue
from amllint.python.world import UnknownWorld
from amllint.text import Source

from .fake_world import FakeWorld, Run

NAMES = ["a", "b", "os", "x", "self", "f", "print", "open", "joblib", "init"]


def run_all(text: str, most_steps: int = 5_000) -> Interpreter:
    """Run a text and every function that it defines."""
    source = Source("score.py", text)
    tree = parse(source)
    interpreter = Interpreter(FakeWorld(), most_steps)
    if not isinstance(tree, Unparsed):
        names = interpreter.run_module(Module("entry", source, tree, "/var/azureml-app/code/score.py"))
        for value in list(names.values()):
            interpreter.call_entry(value, (UnknownValue("an argument"),), "init")
        for kind in ("lookups", "accesses", "imports", "raises", "gpu_uses"):
            for seen in getattr(interpreter.trace, kind).values():
                assert 0 <= seen.span.start <= seen.span.end <= len(text)
    return interpreter


class Grammar:
    """Random modules out of all statement and expression forms."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> str:
        return self.random.choice(NAMES)

    def text(self) -> str:
        words = [
            "'m'",
            "'/a/b'",
            "''",
            "f'{a}/{b!r}'",
            "f'{x:3}'",
            "b'x'",
            "3",
            "0",
            "1.5",
            "None",
            "True",
            "...",
            "'X'",
        ]
        return self.random.choice(words)

    def expression(self, depth: int = 3) -> str:
        if depth == 0:
            return self.random.choice([self.name(), self.text()])
        one, two = self.expression(depth - 1), self.expression(depth - 1)
        name = self.name()
        forms = [
            f"({one} + {two})", f"({one} / {two})", f"({one} % {two})", f"({one} * 3)", f"({one} or {two})",
            f"({one} and {two})", f"(not {one})", f"({one} if {two} else {one})", f"({one} in {two})",
            f"({one} is None)", f"({one} < {two} <= {one})", f"{name}({one}, k={two})", f"{name}(*{one}, **{two})",
            f"{name}.{self.name()}", f"{name}.join({one}, {two})", f"({one})[{two}]", f"({one})[1:]",
            f"[{one}, *{two}]",
            f"{{{one}: {two}, **{name}}}", f"{{{one}, {two}}}", f"({one},)", f"[{one} for {name} in {two} if {one}]",
            f"{{{one}: {two} for {name} in {two}}}", f"(lambda {name}, k={one}: {two})", f"({name} := {one})",
            f"os.environ[{one}]", f"os.getenv({one}, {two})", f"os.path.join({one}, {two})", f"os.path.exists({one})",
            f"({one}).append({two})", f"({one}).get({two})", f"joblib.load({one})", f"int({one})", f"list({one})",
            f"sum({one} for {name} in {two})", f"-{one}",
        ]  # fmt: skip
        return self.random.choice(forms)

    def block(self, depth: int, indent: str, loop: bool, function: bool) -> str:
        lines = [self.statement(depth, indent, loop, function) for _ in range(self.random.randint(1, 3))]
        return "".join(lines)

    def statement(self, depth: int, indent: str, loop: bool = False, function: bool = False) -> str:
        inner = indent + "  "
        one, name = self.expression(2), self.name()
        simple = [
            f"{name} = {one}", f"{name}, *b = {one}", f"{name} += {one}", f"{name}.p = {one}", f"x[{one}] = {name}",
            f"{name}: int = {one}", one, "pass", f"assert {one}", f"del {name}", f"import {name}.b as {self.name()}",
            f"from {name} import *" if not indent else "pass", f"raise {one}", "raise", f"from . import {name}",
            f"os.environ['X'] = {one}",
        ]  # fmt: skip
        if loop:
            simple += ["break", "continue"]
        if function:
            simple += [f"return {one}", f"yield {one}", "global g", "return"]
        if depth == 0 or self.random.random() < 0.5:
            return f"{indent}{self.random.choice(simple)}\n"

        def body(in_loop: bool = loop, in_function: bool = function) -> str:
            return self.block(depth - 1, inner, in_loop, in_function)

        kind = self.random.randrange(9)
        if kind == 0:
            return f"{indent}if {one}:\n{body()}{indent}else:\n{body()}"
        if kind == 1:
            return f"{indent}for {name} in {one}:\n{body(True)}{indent}else:\n{body()}"
        if kind == 2:
            return f"{indent}while {one}:\n{body(True)}"
        if kind == 3:
            return f"{indent}while True:\n{body(True)}"
        if kind == 4:
            catch = self.random.choice(
                ["except:", "except Exception as e:", f"except {name}:", "except (KeyError, a):"]
            )
            return (
                f"{indent}try:\n{body()}{indent}{catch}\n{body()}{indent}else:\n{body()}{indent}finally:\n{body(False)}"
            )
        if kind == 5:
            return f"{indent}with {one} as {name}:\n{body()}"
        if kind == 6:
            decorator = self.random.choice(["", f"{indent}@{name}\n", f"{indent}@property\n"])
            return f"{decorator}{indent}def {name}(a, b={one}, *c, k=1, **d):\n{body(False, True)}"
        if kind == 7:
            return f"{indent}class {name}({self.name()}):\n{body(False, False)}"
        return (
            f"{indent}match {one}:\n{inner}case 'm' | 3:\n{inner}  {name} = 1\n{inner}case [x, *_]:\n"
            f"{inner}  pass\n{inner}case _:\n{inner}  pass\n"
        )


@given(st.integers(0, 10**9))
@settings(max_examples=200, deadline=None)
def test_random_modules(seed: int) -> None:
    grammar = Grammar(seed)
    text = "import os, joblib\n" + grammar.block(4, "", False, False) + grammar.block(4, "", False, False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except SyntaxError:
            return
    run_all(text)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_random_texts(text: str) -> None:
    run_all(text)


@given(st.text(alphabet="aé€😀\r\n \t'\"+#", max_size=60))
@settings(max_examples=200, deadline=None)
def test_places_agree_with_python(text: str) -> None:
    source = Source("a.py", text)
    tree = parse(source)
    if isinstance(tree, Unparsed):
        assert 0 <= tree.start <= tree.end <= len(text)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            assert node_span(source, node).text == node.id


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 90 + "1" + ")" * 90,
        "x = " + " + ".join(["'a'"] * 3_000),
        "x = a" + ".b" * 2_000,
        "x = a" + ".b()" * 500,
        "x = " + "-" * 500 + "1",
        "x = " + "not " * 500 + "a",
        "x = " + "[" * 90 + "]" * 90,
        "x = " + "lambda: " * 80 + "1",
        "\n".join("  " * n + "if a:" for n in range(95)) + "\n" + "  " * 95 + "x = 1",
        "if a:\n  pass\n" + "elif b:\n  pass\n" * 2_000,
        "x = " + " if a else ".join(["b"] * 400),
        "def f(n):\n    return f(n) + f(n)\nx = f(1)",
        "def f():\n    return g()\ndef g():\n    return f()\nx = f()",
        "\n".join(f"def f{n}():\n    return f{n + 1}() + f{n + 1}()" for n in range(60))
        + "\ndef f60():\n    return 1\nf0()",
        "x = []\nx.append(x)\ny = [*x, *x]\nprint(x == x, y in x)",
        "class A:\n    pass\nclass B(A): pass\nA.__bases__ = (B,)\nB().x",
        "class A(A): pass\nA().x",
        "d = {}\nd[d] = d\nd[[]] = 1\nx = d[d]",
        "x = {[]: 1}\ny = {{}: 2}\n",
        "for a in [1]:\n" * 1 + "  x = 'a' * 20000\n  y = x + x + x + x",
        "x = 1\nwhile x:\n    x = x * x * 99999",
        "x = 9\nfor i in range(16):\n    x = x * x\n",
        "x = 'a'\nfor i in range(16):\n    for j in range(16):\n        x = x + x\n",
        "def f(*a, **k):\n    f(*a, *a, **k)\nf(1, b=2)",
        "import os\nos.environ = 1\nx = os.environ['a']",
        "def init():\n    yield init\nfor x in init(): init()",
        "@deco\n@property\nclass A: pass",
        "x = " + "{**" * 50 + "a" + "}" * 50,
        "a = b = c = d = 1\n" * 3_000,
    ],
)
def test_hostile(text: str) -> None:
    interpreter = run_all(text, 200_000)
    assert interpreter.trace.steps <= 200_001


def test_budget_is_told() -> None:
    interpreter = run_all("import joblib\nx = 1\n" * 5_000 + "joblib.load('/m')\n", 1_000)
    assert "too long" in interpreter.trace.gave_up


def test_what_cannot_be_parsed_is_told() -> None:
    for text in ("x = (", "\0", "x = " + "(" * 5_000, "\ud800", "def f(:\n", "if a:\n\tx\n        y\n"):
        assert isinstance(parse(Source("a.py", text)), Unparsed), text


def test_steps_grow_with_the_length_alone() -> None:
    piece = "def f{n}(a):\n    if a:\n        return os.path.join(a, 'm')\n    return None\nx{n} = f{n}(unknown)\n"

    def steps(times: int) -> int:
        return run_all("import os\n" + "".join(piece.replace("{n}", str(n)) for n in range(times)), 10**7).trace.steps

    one, two, four = steps(50), steps(100), steps(200)
    assert (four - two) <= 2.1 * (two - one)


def test_nothing_of_the_code_is_executed(tmp_path: object) -> None:
    mark = f"{tmp_path}/mark"
    run = Run(
        f"import os\nopen({mark!r}, 'w').write('x')\nos.system('touch {mark}')\n__import__('os').mkdir({mark!r})\n"
    )
    assert run.trace.calls
    assert not __import__("os").path.exists(mark)


def test_unknown_world_knows_nothing() -> None:
    world = UnknownWorld()
    assert world.variable("A").unknown
    assert world.file("/").unknown
    assert world.module("a", "b.py") is None
    assert world.gpu().unknown
    assert world.installed("a").unknown
    assert world.model_path("a", None).unknown
