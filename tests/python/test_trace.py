from __future__ import annotations

import pytest

from amllint.python.trace import RaiseSite

from .fake_world import FakeWorld, Run

HEAD = "import os, joblib, logging, json, torch\nfrom pathlib import Path\n"


def init(body: str, world: FakeWorld | None = None, before: str = "") -> Run:
    indented = "\n".join("    " + line for line in body.split("\n"))
    return Run(
        f"{HEAD}{before}\ndef init():\n    global model\n{indented}\ndef run(data):\n    return model.predict(data)\n",
        world,
    )


def certain_paths(run: Run) -> dict[str | None, bool]:
    return {access.path: access.certain for access in run.trace.accesses.values()}


def site(run: Run, call: str = "joblib.load") -> RaiseSite:
    [found] = [one for one in run.trace.raises.values() if one.call == call]
    return found


# -- look-ups ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "required", "default"),
    [
        ("os.environ['X']", True, False),
        ("os.getenv('X')", False, False),
        ("os.environ.get('X')", False, False),
        ("os.getenv('X', 'd')", False, True),
        ("os.getenv(key='X', default='d')", False, True),
        ("os.getenv('X', None)", False, False),
        ("os.getenv('X') or 'd'", False, True),
        ("os.path.join(os.getenv('X'), 'a')", True, False),
        ("Path(os.getenv('X'))", True, False),
        ("int(os.getenv('X'))", True, False),
        ("float(os.environ.get('X'))", True, False),
        ("os.getenv('X') + '/a'", True, False),
        ("os.getenv('X').split(',')", True, False),
        ("os.getenv('X')[0]", True, False),
        ("open(os.getenv('X'))", True, False),
        ("joblib.load(os.getenv('X'))", True, False),
        ("print(os.getenv('X'))", False, False),
        ("f\"{os.getenv('X')}\"", False, False),
        ("bool(os.getenv('X'))", False, False),
        ("os.getenv('X') is None", False, False),
        ("os.environ.pop('X')", True, False),
        ("os.environ.pop('X', None)", False, False),
    ],
)
@pytest.mark.parametrize("value", [None, "vague"])
def test_lookups(code: str, required: bool, default: bool, value: str | None) -> None:
    world = FakeWorld({"X": None}) if value is None else FakeWorld()
    [lookup] = init(code, world).trace.lookups.values()
    assert (lookup.name, lookup.required, lookup.has_default) == ("X", required, default)
    assert lookup.certain
    assert lookup.phase == "init"
    assert lookup.chain[0] == "init"


def test_lookup_place_is_the_look_up_itself() -> None:
    run = init("path = os.path.join(os.environ['X'], 'a')")
    [lookup] = run.trace.lookups.values()
    assert lookup.span.text == "os.environ['X']"


@pytest.mark.parametrize(
    "body",
    [
        "if 'X' in os.environ:\n    os.environ['X']",
        "if os.getenv('X'):\n    os.environ['X']",
        "if os.getenv('X') is not None:\n    os.environ['X']",
        "if 'X' not in os.environ:\n    return\nos.environ['X']",
        "if os.getenv('X') is None:\n    raise ValueError('X')\nos.environ['X']",
        "assert 'X' in os.environ\nos.environ['X']",
        "y = os.environ['X'] if 'X' in os.environ else 'd'",
        "has = 'X' in os.environ\nif has and True:\n    os.environ['X']",
    ],
)
def test_guarded_lookups(body: str) -> None:
    required = [lookup for lookup in init(body).trace.lookups.values() if lookup.required]
    assert [lookup.guarded for lookup in required] == [True]


def test_narrowed_variable_is_not_required() -> None:
    run = init("x = os.getenv('X')\nif x:\n    y = os.path.join(x, 'a')\nif x is not None:\n    z = x.split()")
    assert [lookup.required for lookup in run.trace.lookups.values()] == [False]


def test_lookup_handled_by_key_error() -> None:
    run = init("try:\n    a = os.environ['X']\nexcept KeyError:\n    a = 'd'")
    [lookup] = run.trace.lookups.values()
    assert lookup.handled is not None
    assert lookup.handled.kind == "falls-back"
    assert lookup.handled.binds == ("a",)


def test_same_lookup_on_import_and_in_init_is_kept_for_both() -> None:
    run = Run(f"{HEAD}def f():\n    return os.environ['X']\nf()\ndef init():\n    f()\n")
    assert [lookup.phase for lookup in run.trace.lookups.values()] == ["import", "init"]
    assert [lookup.chain[:2] for lookup in run.trace.lookups.values()] == [("import", "f"), ("init", "f")]


def test_raise_site_of_number_from_the_environment() -> None:
    assert site(init("int(os.environ['X'])"), "int").exceptions == ("ValueError",)
    wrong = site(init("int(os.environ['X'])", FakeWorld({"X": "two"})), "int")
    assert "'two'" in wrong.reason
    assert not init("int(os.environ['X'])", FakeWorld({"X": "2"})).trace.raises
    assert not init("int(unknown)").trace.raises


# -- certainty ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "certain"),
    [
        ("joblib.load('/m')", True),
        ("if unknown:\n    joblib.load('/m')", False),
        ("if unknown:\n    pass\njoblib.load('/m')", True),
        ("if unknown:\n    return\njoblib.load('/m')", False),
        ("if unknown:\n    raise ValueError('no')\njoblib.load('/m')", True),
        ("if 1 == 1:\n    joblib.load('/m')", True),
        ("if 'a' == 'b':\n    pass\nelse:\n    joblib.load('/m')", True),
        ("for a in unknown:\n    joblib.load('/m')", False),
        ("for a in unknown:\n    pass\njoblib.load('/m')", True),
        ("for a in ['x', 'y']:\n    joblib.load('/m')", True),
        ("for a in ['x', 'y']:\n    if unknown:\n        break\njoblib.load('/m')", True),
        ("for a in ['x', 'y']:\n    if unknown:\n        return\njoblib.load('/m')", False),
        ("while unknown():\n    joblib.load('/m')", False),
        ("while True:\n    joblib.load('/m')\n    break", True),
        ("try:\n    pass\nexcept ValueError:\n    joblib.load('/m')", False),
        ("try:\n    joblib.load('/m')\nexcept ValueError:\n    pass", True),
        ("try:\n    f()\nexcept ValueError:\n    return\njoblib.load('/m')", False),
        ("try:\n    f()\nexcept ValueError:\n    raise\njoblib.load('/m')", True),
        ("try:\n    f()\nfinally:\n    joblib.load('/m')", True),
        ("with open('/x') as f:\n    joblib.load('/m')", True),
        ("unknown and joblib.load('/m')", False),
        ("a = joblib.load('/m') if unknown else None", False),
        ("a = [joblib.load(p) for p in ['/m']]", True),
        ("a = [joblib.load('/m') for p in unknown]", False),
        ("def f():\n    joblib.load('/m')\nf()", True),
        ("def f():\n    if unknown:\n        return 1\n    return 2\nf()\njoblib.load('/m')", True),
        (
            "def f():\n    if unknown:\n        raise KeyError\ntry:\n    f()\n    joblib.load('/m')\n"
            "except KeyError:\n    pass",
            False,
        ),
        ("def f():\n    joblib.load('/m')", None),
        ("if False:\n    joblib.load('/m')", None),
        ("return\njoblib.load('/m')", None),
        ("raise ValueError('x')\njoblib.load('/m')", None),
        ("import sys\nsys.exit(1)\njoblib.load('/m')", None),
        ("match unknown:\n    case 1:\n        joblib.load('/m')", False),
        ("match 1:\n    case 1:\n        joblib.load('/m')", True),
        ("(lambda: joblib.load('/m'))()", True),
    ],
)
def test_certainty(body: str, certain: bool | None) -> None:
    assert certain_paths(init(body)).get("/m") is certain


def test_main_guard_and_type_checking_do_not_run() -> None:
    run = Run(
        HEAD + "from typing import TYPE_CHECKING\nif __name__ == '__main__':\n    joblib.load('/a')\n"
        "if TYPE_CHECKING:\n    import x\n"
    )
    assert not run.trace.accesses
    assert "x" not in [use.module for use in run.trace.imports.values()]


def test_certain_wins_where_a_place_is_reached_twice() -> None:
    run = init("def f():\n    joblib.load('/m')\nif unknown:\n    f()\nf()")
    assert certain_paths(run) == {"/m": True}


# -- accesses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "path", "wants", "call"),
    [
        ("joblib.load('/m')", "/m", "file", "joblib.load"),
        ("joblib.load(filename='/m')", "/m", "file", "joblib.load"),
        ("open('/m', 'rb')", "/m", "file", "open"),
        ("Path('/m').open()", "/m", "file", "pathlib.Path.open"),
        ("Path('/m').read_text()", "/m", "file", "pathlib.Path.read_text"),
        ("torch.load(Path('/m'), map_location='cpu')", "/m", "file", "torch.load"),
        (
            "import tensorflow as tf\ntf.keras.models.load_model('/m')",
            "/m",
            "any",
            "tensorflow.keras.models.load_model",
        ),
        ("import tensorflow as tf\ntf.saved_model.load('/m')", "/m", "folder", "tensorflow.saved_model.load"),
        ("import mlflow\nmlflow.sklearn.load_model('/m')", "/m", "folder", "mlflow.sklearn.load_model"),
        ("import onnxruntime as rt\nrt.InferenceSession('/m')", "/m", "file", "onnxruntime.InferenceSession"),
        ("import lightgbm as lgb\nlgb.Booster(model_file='/m')", "/m", "file", "lightgbm.Booster"),
        ("import xgboost\nb = xgboost.Booster()\nb.load_model('/m')", "/m", "file", "xgboost.Booster.load_model"),
        (
            "from transformers import AutoModel as A\nA.from_pretrained('/m')",
            "/m",
            "folder",
            "transformers.AutoModel.from_pretrained",
        ),
        ("import pandas as pd\npd.read_csv('data.csv')", "data.csv", "file", "pandas.read_csv"),
        ("os.listdir('/m')", "/m", "folder", "os.listdir"),
        ("joblib.load(unknown)", None, "file", "joblib.load"),
    ],
)
def test_accesses(code: str, path: str | None, wants: str, call: str) -> None:
    [access] = init(code).trace.accesses.values()
    assert (access.path, access.wants, access.call) == (path, wants, call)


def test_a_device_by_itself_needs_no_gpu() -> None:
    assert not init("d = torch.device('cuda')").trace.gpu_uses


@pytest.mark.parametrize(
    "code",
    [
        "open('/m', 'w')",
        "open('/m', mode='ab')",
        "import mlflow\nmlflow.pyfunc.load_model('models:/m/1')",
        "from transformers import AutoModel\nAutoModel.from_pretrained('bert-base-uncased')",
        "import lightgbm\nlightgbm.Booster(params)",
        "import pickle\nwith open('/m', 'wb') as f:\n    pickle.dump(1, f)",
        "Path('/m').open('w')",
    ],
)
def test_no_access(code: str) -> None:
    assert not init(code).trace.accesses


def test_place_of_an_access_is_the_path() -> None:
    [access] = init("joblib.load(os.path.join('/m', 'a.pkl'))").trace.accesses.values()
    assert access.span.text == "os.path.join('/m', 'a.pkl')"
    assert access.chain == ("init", "joblib.load")


@pytest.mark.parametrize(
    ("body", "guarded"),
    [
        ("if os.path.exists('/m'):\n    joblib.load('/m')", True),
        ("p = Path('/m')\nif p.exists():\n    joblib.load(p)", True),
        ("p = unknown()\nif os.path.isfile(p):\n    joblib.load(p)", True),
        ("p = Path(unknown())\nif p.exists():\n    joblib.load(p)", True),
        ("if not os.path.exists('/m'):\n    return\njoblib.load('/m')", True),
        ("if not os.path.exists('/m'):\n    raise FileNotFoundError('/m')\njoblib.load('/m')", True),
        ("if os.path.exists('/m') and unknown:\n    joblib.load('/m')", True),
        ("if os.path.exists('/m') or unknown:\n    joblib.load('/m')", False),
        ("if os.path.exists('/other'):\n    joblib.load('/m')", False),
        ("if os.path.exists('/m'):\n    pass\njoblib.load('/m')", False),
        ("while not os.path.exists('/m'):\n    pass\njoblib.load('/m')", False),
        ("joblib.load('/m')", False),
    ],
)
def test_guarded_accesses(body: str, guarded: bool) -> None:
    [access] = init(body).trace.accesses.values()
    assert access.guarded is guarded


def test_fallback_when_the_container_lacks_the_file() -> None:
    body = "p = '/m'\nif not os.path.exists(p):\n    p = '/n'\njoblib.load(p)"
    assert certain_paths(init(body, FakeWorld(files={"/m": ""}))) == {"/n": True}
    assert certain_paths(init(body, FakeWorld(files={"/m": "file"}))) == {"/m": True}
    assert certain_paths(init(body)) == {None: True}


def test_one_of_several_paths_is_missing_only_if_all_are() -> None:
    body = "p = '/m' if unknown else '/n'\njoblib.load(p)"
    [access] = init(body, FakeWorld(files={"/m": "", "/n": "file"})).trace.accesses.values()
    assert access.answer.unknown
    [access] = init(body, FakeWorld(files={"/m": "", "/n": ""})).trace.accesses.values()
    assert access.answer.no


def test_each_path_of_a_loop_is_read() -> None:
    run = init("for name in ('a', 'b'):\n    joblib.load('/m/' + name)", FakeWorld(files={"/m/a": "file", "/m/b": ""}))
    assert [(one.path, one.answer.state, one.certain) for one in run.trace.accesses.values()] == [
        ("/m/a", "yes", True),
        ("/m/b", "no", True),
    ]


def test_access_in_local_module_has_its_chain_and_place() -> None:
    world = FakeWorld(modules={"loader": "import joblib\ndef load(p):\n    return joblib.load(p)\n"})
    run = init("import loader\nmodel = loader.load('/m')", world)
    [access] = run.trace.accesses.values()
    assert access.span.path == "loader.py"
    assert access.chain == ("init", "load", "joblib.load")


# -- raise sites and handlers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        ("except Exception:\n    logging.exception('no model')\n    raise", "says"),
        ("except Exception as e:\n    print(e)", "says"),
        ("except Exception as e:\n    raise RuntimeError('no model') from e", "says"),
        ("except Exception:\n    model = None", "falls-back"),
        ("except FileNotFoundError:\n    model = 1", "falls-back"),
        ("except OSError:\n    model = 1", "falls-back"),
        ("except (KeyError, IOError):\n    model = 1", "falls-back"),
        ("except:\n    pass", "swallows"),
        ("except Exception:\n    ...", "swallows"),
        ("except Exception:\n    return", "swallows"),
        ("except:\n    raise", None),
        ("except Exception as e:\n    raise e", None),
        ("except ValueError:\n    model = 1", None),
        ("except KeyError:\n    model = 1\nexcept OSError:\n    model = 2", "falls-back"),
        ("except Exception:\n    import sys\n    sys.exit(1)", None),
        ("except Exception:\n    import sys\n    sys.exit('no model')", "says"),
        ("except json.JSONDecodeError:\n    model = 1", None),
        ("except torch.Error:\n    model = 1", None),
        ("except unknown:\n    model = 1", "falls-back"),
        ("finally:\n    pass", None),
    ],
)
def test_handlers(handler: str, kind: str | None) -> None:
    found = site(init(f"try:\n    model = joblib.load('/m')\n{handler}"))
    assert (found.handled.kind if found.handled else None) == kind
    assert found.chain == ("init", "joblib.load")


def test_handler_further_out() -> None:
    body = (
        "def load():\n    try:\n        return joblib.load('/m')\n    except KeyError:\n"
        "        pass\ntry:\n    model = load()\nexcept OSError:\n    logging.error('no')"
    )
    found = site(init(body))
    assert found.handled is not None
    assert found.handled.kind == "says"
    assert "ValueError" in found.unhandled
    assert "FileNotFoundError" not in found.unhandled


def test_handler_facts() -> None:
    found = site(init("try:\n    model = joblib.load('/m')\n    x = 1\nexcept Exception:\n    x = 2"))
    assert found.handled is not None
    assert (found.handled.broad, found.handled.binds, found.handled.leaves) == (True, ("x",), ("model",))
    assert found.handled.ends == "goes-on"
    assert found.handled.span.text.startswith("except Exception:")


def test_suppress() -> None:
    found = site(init("import contextlib\nwith contextlib.suppress(OSError):\n    model = joblib.load('/m')"))
    assert found.handled is not None
    assert found.handled.kind == "swallows"
    assert (
        site(init("from contextlib import suppress\nwith suppress(KeyError):\n    joblib.load('/m')")).handled is None
    )


def test_local_exception_classes() -> None:
    before = "class Mine(KeyError):\n    pass\n"
    handled = site(init("try:\n    raise Mine('x')\nexcept LookupError:\n    pass", before=before), "raise")
    assert handled.exceptions == ("Mine",)
    assert handled.handled is not None
    assert site(init("try:\n    raise Mine('x')\nexcept ValueError:\n    pass", before=before), "raise").handled is None
    assert site(init("try:\n    raise Mine\nexcept Mine:\n    pass", before=before), "raise").handled is not None


def test_library_exceptions_have_bases() -> None:
    body = "import requests\ntry:\n    requests.get('https://x')\nexcept {}:\n    model = 1"
    for stops, name in ((True, "requests.RequestException"), (True, "OSError"), (False, "requests.HTTPError")):
        found = site(init(body.format(name)), "requests.get")
        assert (found.handled is not None) is stops, name
        assert found.kind == "network"


def test_proven_file_cannot_be_missing() -> None:
    found = site(init("joblib.load('/m')", FakeWorld(files={"/m": "file"})))
    assert "FileNotFoundError" not in found.exceptions
    assert found.reason.startswith("the file is there")
    assert not init("open('/m')", FakeWorld(files={"/m": "file"})).trace.raises


def test_raise_statements() -> None:
    found = site(init("raise NotImplementedError('later')"), "raise")
    assert (found.kind, found.certain, found.always) == ("raise", True, True)
    assert found.span.text == "raise NotImplementedError('later')"
    assert not site(init("if unknown:\n    raise ValueError('x')"), "raise").certain
    assert site(init("try:\n    f()\nexcept Exception as e:\n    raise ValueError('x') from e"), "raise").translates


def test_asserts() -> None:
    assert site(init("assert 1 == 2, 'no'"), "assert").always
    assert not site(init("assert unknown"), "assert").certain
    assert not init("assert 1 == 1").trace.raises


def test_the_same_site_is_unhandled_if_one_way_to_it_is() -> None:
    body = "def f():\n    return joblib.load('/m')\ntry:\n    f()\nexcept Exception:\n    print('no')\nf()"
    assert site(init(body)).handled is None


def test_exit_ends_init() -> None:
    found = site(init("import sys\nsys.exit(3)\njoblib.load('/m')"), "sys.exit")
    assert found.kind == "exit"
    assert found.always


# -- imports -----------------------------------------------------------------------------------------------------------


def test_import_places_and_names() -> None:
    run = Run(
        "import a.b as c, d\nfrom  e.f  import g, h as i\nfrom \\\n  j import k\nfrom . import l\nfrom ..m import n\n"
    )
    uses = list(run.trace.imports.values())
    assert [use.module for use in uses] == ["a.b", "d", "e.f", "j", ".", "..m"]
    assert [use.span.text for use in uses] == ["a.b", "d", "e.f", "j", ".", "..m"]
    assert uses[2].names == ("g", "h")
    assert all(use.certain and not use.optional and not use.local for use in uses)


@pytest.mark.parametrize(
    ("handler", "optional"),
    [
        ("ImportError", True),
        ("ModuleNotFoundError", True),
        ("Exception", True),
        ("(KeyError, ImportError)", True),
        ("KeyError", False),
    ],
)
def test_optional_imports(handler: str, optional: bool) -> None:
    run = Run(f"try:\n    import a\nexcept {handler}:\n    a = None\n")
    assert [use.optional for use in run.trace.imports.values()] == [optional]


def test_import_fallback_follows_the_world() -> None:
    code = "try:\n    import a as lib\nexcept ImportError:\n    import b as lib\n"
    yes = Run(code, FakeWorld(installed={"a": "yes"}))
    assert [use.module for use in yes.trace.imports.values()] == ["a"]
    no = Run(code, FakeWorld(installed={"a": "no"}))
    assert [(use.module, use.certain) for use in no.trace.imports.values()] == [("a", True), ("b", True)]
    assert repr(no.value("lib")) == "External('b')"
    vague = Run(code)
    assert [(use.module, use.certain) for use in vague.trace.imports.values()] == [("a", True), ("b", False)]


def test_imports_in_functions_and_of_names_in_texts() -> None:
    run = init("import deep\nimport importlib\nm = importlib.import_module('named.one')")
    uses = {use.module: use for use in run.trace.imports.values() if use.phase == "init"}
    assert uses["deep"].certain
    assert uses["named.one"].span.text == "'named.one'"


def test_changed_module_path_opens_imports() -> None:
    run = Run("import a\nimport sys\nsys.path.append('/x')\nimport b\n")
    assert {use.module: use.open for use in run.trace.imports.values()} == {"a": False, "sys": False, "b": True}
    assert Run("import sys\nsys.path += ['/x']\nimport b\n").interpreter.path_open


def test_local_imports() -> None:
    world = FakeWorld(modules={"helper": "import pandas\n"})
    run = Run("import helper\n", world)
    uses = {use.module: use for use in run.trace.imports.values()}
    assert uses["helper"].local
    assert uses["pandas"].source == "helper.py"
    assert uses["pandas"].chain == ("import", "helper")


# -- GPU ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expression"),
    [
        ("model = torch.load('/m').cuda()", ".cuda()"),
        ("net.cuda()", ".cuda()"),
        ("net.to('cuda')", ".to('cuda')"),
        ("net.to('cuda:0')", ".to('cuda:0')"),
        ("d = torch.device('cuda')\nnet.to(d)", ".to(d)"),
        ("torch.load('/m', map_location='cuda')", "map_location='cuda'"),
        ("torch.zeros(2, device='cuda')", "device='cuda'"),
        ("torch.cuda.current_device()", "torch.cuda.current_device()"),
    ],
)
def test_gpu_uses(code: str, expression: str) -> None:
    uses = list(init(code).trace.gpu_uses.values())
    assert expression in [use.expression for use in uses]
    assert all(use.certain and not use.guarded for use in uses)


@pytest.mark.parametrize(
    "code",
    [
        "d = 'cuda' if torch.cuda.is_available() else 'cpu'\nnet.to(d)",
        "net.to('cpu')",
        "torch.load('/m', map_location='cpu')",
        "torch.cuda.is_available()",
        "torch.cuda.empty_cache()",
    ],
)
def test_no_gpu_use(code: str) -> None:
    assert not [use for use in init(code, FakeWorld(gpu="no")).trace.gpu_uses.values() if not use.guarded]
    assert not [use for use in init(code).trace.gpu_uses.values() if not use.guarded and use.certain]


def test_guarded_gpu_use() -> None:
    [use] = init("if torch.cuda.is_available():\n    net.cuda()").trace.gpu_uses.values()
    assert use.guarded
    assert not init("if torch.cuda.is_available():\n    net.cuda()", FakeWorld(gpu="no")).trace.gpu_uses
    [use] = init("n = torch.cuda.device_count()\nif n > 0:\n    net.cuda()").trace.gpu_uses.values()
    assert use.guarded
