"""Units with a script, evaluated in their paper container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amllint.boot import Boot, Unit
from amllint.container import Container
from amllint.model import BoundUnit, Code, Model, Setting
from amllint.script.script import Scripts
from amllint.text import Source, Span
from amllint.tree import Tree
from amllint.values import Scalar

if TYPE_CHECKING:
    from amllint.model import UnitKind

ANCHOR = Source("deployment.yml", "name: blue\n")
PLACE = Span(ANCHOR, 0, 4)
GOOD = (
    "import os\nimport json\ndef init():\n    global model\n    model = 1\ndef run(data):\n"
    "    return json.loads(data)\n"
)


def bound_unit(
    script: str | None = "src/score.py",
    kind: UnitKind = "v2-managed",
    variables: dict[str, str] | None = None,
    models: tuple[Model, ...] = (),
) -> BoundUnit:
    return BoundUnit(
        "deployment.yml#blue",
        kind,
        ANCHOR,
        PLACE,
        "blue",
        "endpoint",
        None,
        {},
        Code(PLACE, "src", script, "score.py"),
        models,
        None,
        variables={
            name: Setting(name, name, Scalar(PLACE, text, text), PLACE) for name, text in (variables or {}).items()
        },
    )


def unit(files: dict[str, str], script: str | None = "src/score.py", **more: object) -> Unit:
    tree = Tree("/nowhere", {path: text.encode() for path, text in files.items()})
    bound = bound_unit(script, **more)  # type: ignore[arg-type]
    return Unit.of(bound, lambda one: Container(one, tree), Scripts(tree))


def boot(code: str, **more: object) -> Boot:
    files = {"src/score.py": code, **more.pop("files", {})}  # type: ignore[dict-item]
    return unit(files, **more).boot  # type: ignore[arg-type]


def test_unit_is_the_bound_unit_with_answers_made_once() -> None:
    one = unit({"src/score.py": GOOD})
    assert one.id == "deployment.yml#blue"
    assert one.online
    assert one.container is one.container
    assert one.boot is one.boot
    assert len({one, one}) == 1


def test_without_scripts_nothing_is_known() -> None:
    one = Unit.of(bound_unit(), lambda other: Container(other, Tree("/nowhere", {})))
    assert one.boot.script is None
    assert one.boot.init.unknown
    assert one.boot.run.unknown
    assert one.boot.lookups == ()


def test_missing_script_is_unknown() -> None:
    assert unit({}).boot.script is None
    assert unit({}, script=None).boot.init.unknown


def test_good_script() -> None:
    seen = boot(GOOD)
    assert seen.init.yes
    assert seen.run.yes
    assert [use.module for use in seen.imports] == ["os", "json"]
    assert [(site.call, site.phase) for site in seen.raises] == [("json.loads", "run")]
    assert seen.hazards == ()
    assert seen.gave_up == ""
    assert seen.steps > 0
    init = seen.function("init")
    assert init is not None
    assert init.span.text == "init"


def test_broken_script() -> None:
    seen = boot("def init(:\n")
    assert seen.script is not None
    assert seen.script.problems
    assert seen.init.unknown


def test_names_of_a_star_import_are_looked_up() -> None:
    files = {"src/entry_points.py": "def init(): pass\ndef run(data): pass\n"}
    assert boot("from entry_points import *\n", files=files).init.yes
    assert boot("from elsewhere import *\n").init.unknown


def test_chain_and_phase() -> None:
    seen = boot(
        "import os, joblib\ndef load(name):\n    return joblib.load(os.environ['DIR'] + '/' + name)\n"
        "def init():\n    load('m.pkl')\ndef run(data):\n    load('n.pkl')\n",
        variables={"DIR": "/models"},
    )
    assert [(one.path, one.phase, one.chain) for one in seen.accesses] == [
        ("/models/m.pkl", "init", ("init", "load", "joblib.load")),
        ("/models/n.pkl", "run", ("run", "load", "joblib.load")),
    ]
    assert [site.call for site in seen.hazards] == ["joblib.load"]


def test_body_of_async_init_never_runs() -> None:
    assert boot("import joblib\nasync def init():\n    joblib.load('/m')\ndef run(d): pass\n").accesses == ()


def test_model_files_are_proven_through_the_container() -> None:
    model = Model(PLACE, "credit", "1", "artifacts", "folder")
    code = (
        "import os, joblib\nfrom pathlib import Path\ndef init():\n    base = Path(os.environ['AZUREML_MODEL_DIR'])\n"
        "    joblib.load(base / 'artifacts' / 'model.pkl')\n    joblib.load(base / 'model.pkl')\n"
        "    joblib.load(base / 'artifacts' / 'modle.pkl')\ndef run(d): pass\n"
    )
    seen = boot(code, models=(model,), files={"artifacts/model.pkl": "x"})
    assert [access.answer.state for access in seen.accesses] == ["yes", "no", "no"]
    wrong_level, missing = seen.failing_accesses
    assert (wrong_level.below, wrong_level.elsewhere, wrong_level.in_model) == (
        "model.pkl",
        "artifacts/model.pkl",
        True,
    )
    assert (missing.below, missing.elsewhere) == ("artifacts/modle.pkl", "")
    assert missing.failure == "FileNotFoundError in init(), and the deployment ends in ResourceNotReady"
    assert [site.span.place.line for site in seen.hazards] == [5]


def test_file_beside_the_script() -> None:
    code = (
        "import os, json\nHERE = os.path.dirname(os.path.abspath(__file__))\n"
        "labels = json.load(open(os.path.join(HERE, 'labels.json')))\nopen(os.path.join(HERE, 'none.json'))\n"
    )
    seen = boot(code, files={"src/labels.json": "{}"})
    assert [access.path for access in seen.accesses] == [
        "/var/azureml-app/src/labels.json",
        "/var/azureml-app/src/none.json",
    ]
    assert [access.answer.state for access in seen.accesses] == ["yes", "no"]
    [missing] = seen.failing_accesses
    assert not missing.in_model
    assert missing.failure.startswith("FileNotFoundError while the script is imported")


def test_local_modules_below_the_code_folder() -> None:
    files = {
        "src/online/helper.py": "import deep.part\n",
        "src/deep/__init__.py": "",
        "src/deep/part.py": "import torch\nFILE = __file__\n",
        "src/json.py": "import hidden\n",
    }
    one = unit(
        {"src/online/score.py": "import helper\nimport json\nfrom deep.part import FILE\n", **files},
        "src/online/score.py",
    )
    uses = {use.module: use for use in one.boot.imports}
    assert uses["helper"].local
    assert uses["deep.part"].local
    assert uses["torch"].source == "src/deep/part.py"
    assert not uses["json"].local
    assert "hidden" not in uses


def test_relative_imports_find_the_siblings_of_the_importer() -> None:
    files = {
        "src/pkg/__init__.py": "",
        "src/pkg/a.py": "from .b import X\nfrom . import c\n",
        "src/pkg/b.py": "X = 1\n",
        "src/pkg/c.py": "",
    }
    uses = {use.module: use for use in boot("from pkg.a import X\n", files=files).imports}
    assert all(use.local for use in uses.values())
    assert set(uses) == {"pkg.a", ".b", "."}


def test_get_model_path_of_the_unit() -> None:
    model = Model(PLACE, "credit", "1", "out/model.pkl", "file")
    code = (
        "import joblib\nfrom azureml.core.model import Model\ndef init():\n"
        "    joblib.load(Model.get_model_path('credit'))\n    joblib.load(Model.get_model_path('other'))\n"
    )
    seen = boot(code, models=(model,), kind="v1-aks", files={"out/model.pkl": "x"})
    known, unknown = seen.accesses
    assert known.path == "/var/azureml-app/azureml-models/credit/1/model.pkl"
    assert known.answer.yes
    assert unknown.path is None
    assert [call.dotted for call in seen.calls].count("azureml.core.model.Model.get_model_path") == 2


def test_gave_up_is_told_and_later_is_not_certain() -> None:
    loop = "x = 0\n" + "x = x + 1\n" * 80_000
    seen = boot(loop + "import joblib\ndef init():\n    joblib.load('/m')\ndef run(d): pass\n")
    assert seen.gave_up
    assert seen.init.yes
