"""What JSON makes of what run() returns, and what it does with the body."""

from __future__ import annotations

import pytest

from amllint.python.interpreter import Interpreter
from amllint.python.json_values import type_of
from amllint.python.syntax import Module, parse
from amllint.python.trace import Returned
from amllint.python.values import BodyOf
from amllint.text import Source

from .fake_world import FakeWorld

HEAD = "import json\nimport numpy as np\nimport pandas as pd\nimport datetime\n"


def run(body: str, head: str = HEAD) -> Interpreter:
    source = Source("score.py", f"{head}\ndef run(data):\n" + "".join(f"    {line}\n" for line in body.split("\n")))
    tree = parse(source)
    machine = Interpreter(FakeWorld())
    names = machine.run_module(Module("entry", source, tree))  # type: ignore[arg-type]
    machine.call_entry(names["run"], (BodyOf(),), "run")
    return machine


def returned(body: str) -> list[Returned]:
    return list(run(body).trace.returned.values())


@pytest.mark.parametrize(
    ("body", "kind", "inside"),
    [
        ("return np.array(json.loads(data))", "ndarray", ""),
        ("return {'a': [1, np.zeros(2)]}", "ndarray", "['a'][1]"),
        ("x = {'a': 1}\nx['b'] = {1}\nreturn x", "set", "['b']"),
        ("x = []\nx.append(b'1')\nreturn x", "bytes", "[0]"),
        ("return pd.DataFrame(json.loads(data)).values", "ndarray", ""),
        ("return (x for x in [1])", "generator", ""),
        ("return {'a': 1}.items()", "dict_items", ""),
        ("return np.float32(0.5) if data else {1}", "float32", ""),
        ("try:\n    return 1\nexcept Exception as e:\n    return e", "Exception", ""),
    ],
)
def test_not_json(body: str, kind: str, inside: str) -> None:
    bad = [one.encoded for one in returned(body) if one.encoded.ok is False]
    assert [(one.kind, one.inside) for one in bad] == [(kind, inside)]


@pytest.mark.parametrize(
    "body",
    [
        "return np.array(json.loads(data)).tolist()",
        "return {'a': float(np.float32(1)), 'b': [None, True, 'x']}",
        "x = {'a': np.zeros(2)}\nx['a'] = x['a'].tolist()\nreturn x",
        "return model.predict(data)",
        "return np.array([1]) if data else 1",
        "return data",
        "return pd.DataFrame([1]).to_dict()",
        "return json.dumps({'a': {1}}, default=list)",
    ],
)
def test_json_or_unknown(body: str) -> None:
    assert [one.encoded.ok for one in returned(body) if one.encoded.ok is False] == []


def test_a_value_is_judged_as_it_is_when_it_is_returned() -> None:
    body = "answer = {'a': np.zeros(2)}\nif data:\n    answer['a'] = 1\n    return json.dumps(answer)\nreturn answer"
    assert [one.encoded.ok for one in returned(body)] == [True, True, False]


@pytest.mark.parametrize(
    ("dotted", "kind"),
    [
        ("numpy.array.astype.tolist", "list"),
        ("numpy.array.T", "ndarray"),
        ("pandas.read_csv.values.tolist", "list"),
        ("pandas.DataFrame.unheard_of", None),
        ("mlflow.load_model.predict", None),
        ("datetime.datetime.now.isoformat", "str"),
    ],
)
def test_type_of(dotted: str, kind: str | None) -> None:
    assert type_of(dotted) == kind


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("return data['a']", ["item"]),
        ("return data.get('a')", ["attribute"]),
        ("return pd.DataFrame(data)", ["frame"]),
        ("return model.predict(data)", ["predict"]),
        ("for x in data:\n    pass", ["loop"]),
        ("data = json.loads(data)\nreturn data['a']", []),
        ("if isinstance(data, str):\n    data = json.loads(data)\nreturn data['a']", []),
        ("if isinstance(data, dict):\n    return data['a']", []),
        ("return data[0] + data.upper()", []),
    ],
)
def test_uses_of_the_body(body: str, kinds: list[str]) -> None:
    assert [use.kind for use in run(body).trace.body_uses.values() if use.certain] == kinds


def test_keys_of_the_body() -> None:
    keys = run("body = json.loads(data)\nif body['a']:\n    return body['b']").trace.body_keys.values()
    assert [(one.key, one.certain) for one in keys] == [("a", True), ("b", False)]


def test_endless_loops() -> None:
    assert [loop.exits for loop in run("while True:\n    pass").trace.loops.values()] == [False]
    assert [loop.exits for loop in run("while True:\n    if data:\n        break").trace.loops.values()] == [True]
