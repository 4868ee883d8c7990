from __future__ import annotations

import pytest

from amllint.python.values import Choice, Const, DictOf, External, ListOf, LocalInstance, Made, TupleOf, UnknownValue

from .fake_world import MODEL_DIR, FakeWorld, Run, evaluate


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("import os\nx = os.path.join('/a', 'b', 'c.pkl')", "/a/b/c.pkl"),
        ("import os.path as p\nx = p.join('/a', 'b')", "/a/b"),
        ("from os.path import join as j\nx = j('/a', 'b')", "/a/b"),
        ("from os import path\nx = path.dirname('/a/b/c')", "/a/b"),
        ("from pathlib import Path\nx = Path('/a') / 'b' / 'c'", "/a/b/c"),
        ("import pathlib\nx = pathlib.Path('/a', 'b').joinpath('c', 'd')", "/a/b/c/d"),
        ("from pathlib import Path\nx = 'a' / Path('b')", "a/b"),
        ("from pathlib import Path\nx = str(Path('/a/./b//c'))", "/a/b/c"),
        ("from pathlib import Path\nx = Path('/a/b/c.tar').parent.name", "b"),
        ("from pathlib import Path\nx = Path('/a/b/c.tar').parents[1]", "/a"),
        ("from pathlib import Path\nx = Path('/a/b.pkl').with_suffix('.json')", "/a/b.json"),
        ("from pathlib import Path\nx = Path('/a/b.pkl').stem", "b"),
        ("from pathlib import Path\nx = Path('/a/../b').resolve()", "/b"),
        ("a = 'm'\nx = f'/x/{a}.pkl'", "/x/m.pkl"),
        ("x = f'{3:03d}-{0.5!r}'", "003-0.5"),
        ("x = '/x/%s.pkl' % 'm'", "/x/m.pkl"),
        ("x = '%s/%s' % ('a', 'b')", "a/b"),
        ("x = '{}/{n}'.format('a', n='b')", "a/b"),
        ("x = '-'.join(['a', 'b'])", "a-b"),
        ("x = 'a,b'.split(',')[1]", "b"),
        ("x = ' A '.strip().lower().replace('a', 'b')", "b"),
        ("d = {'p': {'q': 'deep'}}\nx = d['p']['q']", "deep"),
        ("d = dict(a='1')\nx = d.get('a') + d.get('b', '2')", "12"),
        ("x = [c + '.pkl' for c in ('a', 'b') if c != 'a'][0]", "b.pkl"),
        ("x = {k: v for k, v in {'a': 1}.items()}['a']", 1),
        ("x = int('3') + 4 * 2", 11),
        ("x = 'a' if 1 < 2 else 'b'", "a"),
        ("x = None or 'b'", "b"),
        ("x = '' and 'b'", ""),
        ("x = not ('a' in ['a'])", False),
        ("x = 1 < 2 < 3", True),
        ("x = 1 < 2 < 2", False),
        ("def f(a, b='z', *c, d, **e):\n    return a + b + c[0] + d + e['g']\n"
            "x = f('1', '2', '3', d='4', g='5')", "12345"),
        ("def f(a, b='z'):\n    return a + b\nx = f(b='1', a='2')", "21"),
        ("f = lambda a: a + 'b'\nx = f('a')", "ab"),
        ("from functools import partial\ndef f(a, b):\n    return a + b\nx = partial(f, 'a')(b='b')", "ab"),
        ("def outer():\n    n = 'a'\n    def inner():\n        nonlocal n\n        n = n + 'b'\n"
            "    inner()\n    return n\nx = outer()", "ab"),
        ("G = 'a'\ndef f():\n    global G\n    G = 'b'\nf()\nx = G", "b"),
        ("G = 'a'\ndef f():\n    G = 'b'\nf()\nx = G", "a"),
        ("x = (y := 'a') + y", "aa"),
        ("a, (b, *c) = 1, (2, 3, 4)\nx = c[1]", 4),
        ("x = 'a'\nx += 'b'", "ab"),
        ("l = []\nl.append('a')\nl.extend(('b',))\nx = l[-1]", "b"),
        ("x = ''\nfor c in ['a', 'b']:\n    x = x + c", "ab"),
        ("x = ''\nfor i, c in enumerate(['a', 'b']):\n    if i == 1:\n        break\n    x += c", "a"),
        ("for i in range(3):\n    x = i\nelse:\n    x = 'else'", "else"),
        ("x = 'abc'[1:]", "bc"),
        ("match 'a':\n    case 'b':\n        x = 1\n    case 'a' | 'c':\n        x = 2\n    case _:\n        x = 3", 2),
        ("x = __name__ == '__main__'", False),
        ("x = __file__", "/var/azureml-app/code/score.py"),
        ("import os\nx = os.path.dirname(os.path.abspath(__file__))", "/var/azureml-app/code"),
        ("from pathlib import Path\nx = Path(__file__).parent / 'labels.txt'", "/var/azureml-app/code/labels.txt"),
        ("import os\nx = 'a' + os.sep + 'b'", "a/b"),
        ("from typing import TYPE_CHECKING\nx = 1\nif TYPE_CHECKING:\n    x = 2", 1),
        ("x = isinstance('a', str)", True),
        ("x = 'a' 'b'", "ab"),
        ("while True:\n    x = 'a'\n    break", "a"),
        ("x = 1\ndel x\nx = 2", 2),
        ("with open('/f') as f:\n    x = 3", 3),
        ("try:\n    x = 1\nfinally:\n    x = 2", 2),
    ],
)  # fmt: skip
def test_known(code: str, data: object) -> None:
    assert evaluate(code) == data


@pytest.mark.parametrize(
    "code",
    [
        "x = unknown",
        "import os\nx = os.path.abspath('relative')",
        "import os\nx = os.path.expanduser('~/m')",
        "import os\nx = os.listdir('/m')[0]",
        "import glob\nx = glob.glob('/m/*')[0]",
        "x = open('/m').read()",
        "x = 'a' * 10**9",
        "x = 10 ** 10 ** 10",
        "x = '{:1000000000}'.format(1)",
        "x = f'{1:1000000000}'",
        "x = '%1000000000d' % 1",
        "x = 1 << 10**6",
        "x = {}['a']",
        "x = [][0]",
        "x = int('a')",
        "x = 'a'.nothing()",
        "x = 1 / 0",
        "def f():\n    return f()\nx = f()",
        "i = 0\nwhile unknown():\n    i += 1\nx = i + 0",
        "x = ''\nfor c in unknown:\n    x += c",
        "l = []\nfor c in unknown:\n    l.append('a')\nx = l[0]",
    ],
)
def test_unknown(code: str) -> None:
    value = Run(code).value("x")
    assert isinstance(value, (UnknownValue, Made, Choice)), value
    if isinstance(value, Choice):
        assert any(isinstance(option, UnknownValue) for option in value.options)


def test_unknown_condition_joins_both_branches() -> None:
    run = Run("if unknown:\n    x = 'a'\nelse:\n    x = 'b'\ny = x + '.pkl'")
    value = run.value("y")
    assert isinstance(value, Choice)
    assert [getattr(option, "data", None) for option in value.options] == ["a.pkl", "b.pkl"]


def test_branch_that_leaves_is_not_joined() -> None:
    assert (
        Run(
            "def f(a):\n    p = 'a'\n    if a:\n        p = 'b'\n        return\n    global x\n    x = p\nf(unknown)"
        ).data()
        == "a"
    )


def test_list_changed_in_one_branch_is_unknown() -> None:
    value = Run("x = []\nif unknown:\n    x.append(1)").value("x")
    assert isinstance(value, ListOf)
    assert value.items is None


def test_changes_of_attributes_are_joined() -> None:
    run = Run("class A:\n    p = 'a'\na = A()\nif unknown:\n    a.p = 'b'\nx = a.p")
    assert run.data() in ("a", "b") or isinstance(run.value("x"), Choice)


def test_model_dir_keeps_its_unknown_parts() -> None:
    code = "import os\nfrom pathlib import Path\n"
    assert evaluate(code + "x = os.path.join(os.environ['AZUREML_MODEL_DIR'], 'm.pkl')") == f"{MODEL_DIR}/m.pkl"
    assert evaluate(code + "x = Path(os.getenv('AZUREML_MODEL_DIR')) / 'm.pkl'") == f"{MODEL_DIR}/m.pkl"
    assert evaluate(code + "x = f\"{os.environ['AZUREML_MODEL_DIR']}/m.pkl\"") == f"{MODEL_DIR}/m.pkl"
    assert evaluate(code + "x = os.environ['AZUREML_MODEL_DIR'] + '/m.pkl'") == f"{MODEL_DIR}/m.pkl"
    for vague in ("os.environ['AZUREML_MODEL_DIR'].split('/')[0]", "os.environ['AZUREML_MODEL_DIR'] == 'a'"):
        assert isinstance(Run(code + f"x = {vague}").value("x"), UnknownValue), vague


def test_environment() -> None:
    world = FakeWorld({"SET": "1", "VAGUE": "", "UNSET": None})
    head = "import os\nfrom os import environ, getenv\n"
    assert evaluate(head + "x = environ['SET']", world) == "1"
    assert evaluate(head + "x = getenv('UNSET')", world) is None
    assert evaluate(head + "x = getenv('UNSET', 'd')", world) == "d"
    assert evaluate(head + "x = getenv('UNSET') or 'd'", world) == "d"
    assert evaluate(head + "x = 'UNSET' in os.environ", world) is False
    assert evaluate(head + "x = 'SET' not in os.environ", world) is False
    assert evaluate(head + "os.environ['UNSET'] = 'now'\nx = getenv('UNSET')", world) == "now"
    assert evaluate(head + "os.environ.setdefault('UNSET', 'now')\nx = environ['UNSET']", world) == "now"
    assert evaluate(head + "os.environ.update(UNSET='now')\nx = environ['UNSET']", world) == "now"
    assert evaluate(head + "x = int(os.environ.get('SET', 5))", world) == 1
    assert isinstance(Run(head + "x = environ['VAGUE']", world).value("x"), UnknownValue)
    both = Run(head + "x = getenv('OPEN', 'd')", world).value("x")
    assert isinstance(both, Choice)


def test_files_of_the_world_decide_conditions() -> None:
    world = FakeWorld(files={"/m": "folder", "/m/a": "file", "/m/b": ""})
    head = "import os\nfrom pathlib import Path\n"
    assert evaluate(head + "x = os.path.exists('/m/a')", world) is True
    assert evaluate(head + "x = os.path.isdir('/m/a')", world) is False
    assert evaluate(head + "x = 'a' if Path('/m/b').exists() else 'b'", world) == "b"
    assert evaluate(head + "x = Path('/m/a').is_file() and Path('/m').is_dir()", world) is True
    assert isinstance(Run(head + "x = os.path.exists('/other')", world).value("x"), UnknownValue)
    assert isinstance(Run(head + "x = os.path.exists('relative')", world).value("x"), UnknownValue)


def test_gpu_of_the_world() -> None:
    code = "import torch\nx = 'cuda' if torch.cuda.is_available() else 'cpu'"
    assert evaluate(code, FakeWorld(gpu="no")) == "cpu"
    assert evaluate(code, FakeWorld(gpu="yes")) == "cuda"
    assert isinstance(Run(code).value("x"), Choice)


def test_classes() -> None:
    code = """
class Base:
    root = "/base"
    def __init__(self, name, ext=".pkl"):
        self.name = name + ext
    @property
    def path(self):
        return self.root + "/" + self.name
    @staticmethod
    def plain(a):
        return a
    @classmethod
    def make(cls, name):
        return cls(name)
    def __call__(self, a):
        return a + self.name
class Child(Base):
    root = "/child"
    def __init__(self, name):
        super().__init__(name, ext=".onnx")
one = Child("m")
x = one.path
y = Child.plain("p")
z = Child.make("q").path
w = one("c-")
"""
    run = Run(code)
    assert [run.data(name) for name in "xyzw"] == ["/child/m.onnx", "p", "/child/q.onnx", "c-m.onnx"]
    assert isinstance(run.value("one"), LocalInstance)


def test_dataclass_fields() -> None:
    code = (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    p: str\n    q: str = 'd'\nx = A('a').p + A('a').q"
    )
    assert evaluate(code) == "ad"


def test_external_base_class_gives_external_methods() -> None:
    run = Run(
        "import torch\nclass Net(torch.nn.Module):\n    pass\nnet = Net()\nnet.load_state_dict(torch.load('/m.pt'))"
    )
    assert [call.dotted for call in run.trace.calls] == ["torch.load", "torch.nn.Module.load_state_dict"]


def test_local_decorator_that_wraps() -> None:
    code = (
        "def deco(f):\n    def inner(*a):\n        return 'w' + f(*a)\n    return inner\n@deco\n"
        "def g(a):\n    return a\nx = g('a')"
    )
    assert evaluate(code) == "wa"


def test_local_modules() -> None:
    modules = {
        "helper": "import os\nBASE = '/b'\ndef p(n):\n    return os.path.join(BASE, n)\n_hidden = 1",
        "pkg": "",
        "pkg.sub": "NAME = 's'",
    }
    world = FakeWorld(modules=modules)
    assert evaluate("import helper\nx = helper.p('a')", world) == "/b/a"
    assert evaluate("from helper import p as q\nx = q('a')", world) == "/b/a"
    assert evaluate("from helper import *\nx = p('a') + str('_hidden' in dir)", FakeWorld(modules=modules)) != 0
    assert evaluate("from helper import *\nx = p('a')", FakeWorld(modules=modules)) == "/b/a"
    assert evaluate("import pkg.sub\nx = pkg.sub.NAME", world) == "s"
    assert evaluate("from pkg import sub\nx = sub.NAME", world) == "s"
    assert evaluate("import pkg.sub as s\nx = s.NAME", world) == "s"
    assert evaluate("from pkg.sub import NAME as x", world) == "s"


def test_modules_that_import_each_other() -> None:
    world = FakeWorld(modules={"a": "import b\nX = 1\n", "b": "import a\nY = 2\n"})
    assert evaluate("import a, b\nx = a.X + b.Y", world) == 3


def test_external_names_are_resolved() -> None:
    run = Run(
        "import numpy as np\nfrom tensorflow.keras import models as m\nnp.load('/a')\n"
        "m.load_model('/b')\nimport a.b.c\na.b.c.d(1)"
    )
    assert [call.dotted for call in run.trace.calls] == ["numpy.load", "tensorflow.keras.models.load_model", "a.b.c.d"]


def test_made_objects_and_their_methods() -> None:
    run = Run("import xgboost as xgb\nb = xgb.Booster()\nb.load_model('/m.json')\nb.extra = 'e'\nx = b.extra")
    assert isinstance(run.value("b"), Made)
    assert [call.dotted for call in run.trace.calls] == ["xgboost.Booster", "xgboost.Booster.load_model"]
    assert run.data() == "e"


def test_deploying_code_has_arguments_with_places() -> None:
    code = (
        "from azure.ai.ml.entities import Model, ManagedOnlineDeployment as D\nname = 'blue'\n"
        "d = D(name=name, model=Model(path='./m'), tags={'a': 1}, **{'instance_count': 2})"
    )
    run = Run(code)
    call = run.trace.calls[-1]
    assert call.dotted == "azure.ai.ml.entities.ManagedOnlineDeployment"
    assert call.keywords["name"].span.text == "name"
    name = call.keywords["name"].value
    assert isinstance(name, Const)
    assert name.data == "blue"
    assert name.span is not None
    assert name.span.text == "'blue'"
    model = call.keywords["model"].value
    assert isinstance(model, Made)
    path = model.argument("path")
    assert path is not None
    assert path.span.text == "'./m'"
    tags = call.keywords["tags"].value
    assert isinstance(tags, DictOf)
    assert tags.keys["a"].span is not None
    assert tags.keys["a"].span.text == "'a'"
    assert call.keywords["instance_count"].span.text == "2"
    assert call.span.text.startswith("D(name=")
    assert run.value("d") is call.made


def test_cells_share_their_names() -> None:
    from amllint.python.interpreter import Interpreter
    from amllint.python.syntax import Module
    from amllint.python.world import UnknownWorld
    from amllint.text import Source

    from .fake_world import tree_of

    interpreter = Interpreter(UnknownWorld())
    names: dict[object, object] = {}
    for number, text in enumerate(
        ["import os\nbase = '/a'", "def f(n):\n    return os.path.join(base, n)", "x = f('b')"]
    ):
        source = Source(f"nb.ipynb#{number}", text)
        names = interpreter.run_module(Module("__main__", source, tree_of(source)), names)  # type: ignore[arg-type,assignment]
    assert isinstance(names["x"], Const)
    assert names["x"].data == "/a/b"


def test_positions_count_code_points() -> None:
    run = Run("s = 'é€😀'; import joblib; joblib.load('ü/ñ.pkl')")
    assert [use.span.text for use in run.trace.imports.values()] == ["joblib"]
    assert [access.span.text for access in run.trace.accesses.values()] == ["'ü/ñ.pkl'"]


def test_positions_with_carriage_returns() -> None:
    run = Run("import joblib\r\rx = 1\r\njoblib.load('/a')\r\r\n\njoblib.load('/b')\n")
    assert [access.span.text for access in run.trace.accesses.values()] == ["'/a'", "'/b'"]


def test_positions_in_f_strings_are_those_of_the_whole() -> None:
    run = Run("import os\nx = f\"a {os.environ['A']} b\"")
    [lookup] = run.trace.lookups.values()
    assert "os.environ['A']" in lookup.span.text


def test_tuple_and_external_values() -> None:
    run = Run("import numpy\nx = (1, numpy)")
    value = run.value("x")
    assert isinstance(value, TupleOf)
    assert isinstance(value.items[1], External)


def test_generators_and_coroutines_are_followed() -> None:
    code = (
        "import joblib, asyncio\ndef g():\n    joblib.load('/g')\n    yield 1\nasync def c():\n"
        "    joblib.load('/c')\ng()\nasyncio.run(c())"
    )
    assert [access.path for access in Run(code).trace.accesses.values()] == ["/g", "/c"]


def test_registered_model_path() -> None:
    code = "from azureml.core.model import Model\nx = Model.get_model_path('registered', version=3)"
    assert evaluate(code) == "/var/azureml-app/azureml-models/registered/3/model.pkl"
