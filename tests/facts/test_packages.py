"""Names, modules and requirements of distributions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import canonicalize_name

from amllint.facts import packages
from amllint.facts.tables.requires import REQUIRES

SECTION_6 = (Path(__file__).parent / "section6.txt").read_text(encoding="utf-8").splitlines()
SERVER = "azureml-inference-server-http"


def brought(name: str, version: str | None = None, *extras: str) -> dict[str, tuple[str, ...]]:
    return packages.brought([(name, version, extras)])


@given(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True))
def test_normalise_agrees_with_packaging(name: str) -> None:
    assert packages.normalise(name) == canonicalize_name(name)


@pytest.mark.parametrize("line", SECTION_6)
def test_import_names_of_the_research(line: str) -> None:
    module, *distributions = line.split()
    assert set(distributions) <= set(packages.providers(module))


def test_providers_take_the_longest_prefix() -> None:
    assert packages.providers("google.protobuf.message") == ("protobuf",)
    assert packages.providers("azure.ai.ml.entities") == ("azure-ai-ml",)
    assert packages.providers("azure.monitor.opentelemetry.exporter") == ("azure-monitor-opentelemetry-exporter",)
    assert packages.providers("azure.unheard") == ()
    assert packages.providers("azure") == ()
    assert SERVER in packages.providers("azureml.contrib.services.aml_request")
    assert packages.providers("sklearn.ensemble") == ("scikit-learn",)
    assert packages.providers("torchvision.models") == ()


def test_same_name() -> None:
    assert packages.same_name("sentence_transformers.util") == "sentence-transformers"
    assert packages.same_name("azureml.dataprep") == ""


def test_from_conda() -> None:
    assert packages.from_conda("pytorch") == ("torch",)
    assert {"opencv-python", "opencv-python-headless"} <= set(packages.from_conda("py-opencv"))
    assert packages.from_conda("_libgcc_mutex") == ()
    assert packages.from_conda("cudatoolkit") == ()
    assert packages.from_conda("Scikit_Learn") == ("scikit-learn",)


def test_what_the_server_brings() -> None:
    found = brought(SERVER)
    for name in ("flask", "flask-cors", "gunicorn", "inference-schema", "pydantic", "werkzeug", "jinja2"):
        assert found[name][0] == SERVER, name
    assert found["flask"] == (SERVER, "flask")
    assert SERVER not in found
    assert "waitress" not in found, "Windows only"


def test_what_azureml_defaults_brings() -> None:
    found = brought("azureml-defaults")
    assert found["azureml-core"] == ("azureml-defaults", "azureml-core")
    assert found[SERVER] == ("azureml-defaults", SERVER)
    assert {"flask", "pyarrow", "azure-identity", "requests"} <= set(found)
    assert packages.unknown([("azureml-defaults", None, ())]) == ()


def test_versions_that_lack_a_requirement() -> None:
    assert SERVER not in brought("azureml-defaults", "1.33.0")
    assert "flask" in brought("azureml-defaults", "1.33.0")
    assert SERVER in brought("azureml-defaults", "1.34")
    assert SERVER in brought("azureml-defaults", "latest")
    direct = {version: packages.requires(SERVER, version) or () for version in ("0.7.7", "1.4.1", "1.5.1")}
    pydantic, census = packages.Dependency("pydantic"), packages.Dependency("opencensus")
    assert [pydantic in found for found in direct.values()] == [False, True, True]
    assert [census in found for found in direct.values()] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("scikit-learn", {"numpy", "scipy", "joblib", "threadpoolctl"}),
        ("mlflow", {"pandas", "numpy", "scikit-learn", "flask", "gunicorn", "mlflow-skinny", "pyyaml", "cloudpickle"}),
        ("pandas", {"numpy", "python-dateutil"}),
        ("xgboost", {"numpy", "scipy"}),
        ("transformers", {"tokenizers", "huggingface-hub", "numpy", "requests", "pyyaml"}),
        ("azureml-ai-monitoring", {"pandas", "requests"}),
    ],
)
def test_what_common_packages_bring(name: str, wanted: set[str]) -> None:
    assert wanted <= set(brought(name))
    assert packages.unknown([(name, None, ())]) == ()


def test_extras() -> None:
    assert "numpy" not in brought("inference-schema")
    assert "numpy" in brought("inference-schema", None, "numpy-support")
    assert {"numpy", "pandas"} <= set(brought("inference-schema", None, "numpy_support", "pandas-support"))
    assert packages.requires("inference-schema", None, ("no-such",)) is None
    assert packages.unknown([("inference-schema", None, ("no-such",))]) == ("inference-schema",)
    assert "wrapt" in brought("inference-schema", None, "no-such")


def test_a_distribution_that_is_not_in_the_table_is_unknown() -> None:
    assert packages.requires("of-our-own") is None
    assert not packages.known("of-our-own")
    assert packages.unknown([("of-our-own", "1.0", ()), ("numpy", None, ())]) == ("of-our-own",)
    assert brought("of-our-own") == {}


def test_closures_end_and_chains_start_at_what_was_asked_for() -> None:
    found = packages.brought([(name, None, ()) for name in REQUIRES])
    assert all(chain[-1] == name and chain[0] in REQUIRES for name, chain in found.items())
    for name in REQUIRES:
        assert all(chain[0] == name for chain in brought(name).values())


def test_requirements_hold_for_versions_near_those_seen() -> None:
    assert packages.covered("scikit-learn", "1.5.2")
    assert packages.covered("scikit-learn", "1.5")
    assert not packages.covered("scikit-learn", "0.1")
    assert not packages.covered("scikit-learn", "99.0")
    assert not packages.covered("never-heard-of", "1.0")
    assert packages.covered("pip", "24.2"), "it brings nothing, whatever the version"


def test_without_a_version_the_python_decides() -> None:
    assert packages.covered("numpy")
    assert packages.covered("numpy", python="3.11")
    assert not packages.covered("numpy", python="3.6")
    assert not packages.covered("numpy", below="1.0")


def test_what_older_versions_required_leaves_nothing_open() -> None:
    assert "azureml-model-management-sdk" in brought("azureml-defaults")
    assert "azureml-model-management-sdk" not in brought("azureml-defaults", "1.60.0")


def test_what_conda_packages_bring_besides() -> None:
    assert "scikit-learn" in (packages.conda_brings("xgboost") or ())
    assert packages.conda_brings("cudatoolkit") == ()
    assert packages.conda_brings("never-heard-of") is None
