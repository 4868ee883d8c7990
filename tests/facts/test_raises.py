from __future__ import annotations

import sys
from pathlib import Path

import pytest

from amllint.facts.raises import ancestors, canonical, hazard
from amllint.facts.tables import raises as table

ROOT = Path(__file__).parent.parent.parent


def test_table_is_fresh() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from compile_raises import TARGET, compiled
    finally:
        sys.path.pop(0)
    assert TARGET.read_text("utf-8") == compiled(), "run: python tools/compile_raises.py"


@pytest.mark.parametrize(
    ("dotted", "kind"),
    [
        ("joblib.load", "load"),
        ("mlflow.sklearn.load_model", "load"),
        ("mlflow.pyfunc.load_model", "load"),
        ("transformers.models.bert.BertModel.from_pretrained", "load"),
        ("xgboost.Booster.load_model", "load"),
        ("requests.get", "network"),
        ("requests.get.raise_for_status", "network"),
        ("azureml.core.Workspace.from_config", "login"),
        ("sys.exit", "exit"),
        ("json.load", "parse"),
    ],
)
def test_hazards(dotted: str, kind: str) -> None:
    found = hazard(dotted)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("dotted", ["print", "joblib.dump", "load_model", "mlflow", "", "mlflow.load_model_x"])
def test_harmless(dotted: str) -> None:
    assert hazard(dotted) is None


def test_every_row_is_whole() -> None:
    for kind, exceptions, reason, keyword, position, wants, missing, _, _ in table.ROWS:
        assert kind in ("load", "file", "parse", "network", "login", "exit")
        assert exceptions
        assert reason
        assert reason[0].islower()
        assert not reason.endswith(".")
        assert bool(keyword) == (wants in ("file", "folder", "any")) or position == -1
        assert not missing or missing in exceptions
    for name in table.BASES:
        assert canonical(name) == name


def test_ancestors() -> None:
    assert ancestors("IOError") == ancestors("OSError")
    assert {"OSError", "Exception", "BaseException"} <= ancestors("FileNotFoundError")
    assert {"ValueError", "Exception"} <= ancestors("json.decoder.JSONDecodeError")
    assert "OSError" in ancestors("requests.HTTPError")
    assert ancestors("some.lib.Error") == {"some.lib.Error", "Exception", "BaseException"}
    assert "Exception" not in ancestors("SystemExit")
