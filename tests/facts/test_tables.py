"""The tables are what the data says, and every row can be asked for."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from amllint.facts import images, known_bad, packages, platform, python_versions, server, skus, stdlib

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "amllint" / "facts" / "data"
IMAGES = "mcr.microsoft.com/azureml/"


def sku_rows() -> list[dict[str, str]]:
    with (DATA / "skus.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_compiling_again_gives_the_same_bytes() -> None:
    done = subprocess.run([sys.executable, "tools/compile_facts.py", "--check"], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_every_row_names_its_source() -> None:
    for name in ("skus", "imports", "conda_names", "python_versions", "requires_ranges"):
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert all(row["source"] for row in csv.DictReader(file)), name
    for name, keys in (("images", ("image", "other")), ("known_bad", ("import_name", "retired", "combination"))):
        data = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
        assert all(row["source"] for key in keys for row in data[key]), name
    data = tomllib.loads((DATA / "requires.toml").read_text(encoding="utf-8"))
    assert all(set(row["sources"]) <= set(data["sources"]) for row in data["distribution"].values())


def test_every_sku_is_found_in_any_case() -> None:
    for row in sku_rows():
        for name in (row["name"], row["name"].lower(), row["name"].upper()):
            found = skus.find(name)
            assert found is not None
            assert (found.name, found.vcpus, found.managed_online) == (
                row["name"],
                int(row["vcpus"]),
                row["supported_managed_online"],
            )


@pytest.mark.parametrize(
    ("name", "retired_on", "successor"),
    [
        ("Standard_NC6", "2023-08-31", "Standard_NC4as_T4_v3"),
        ("standard_nc6s_v3", "2025-09-30", "NC_A100_v4 series"),
        ("Standard_DS3_v2", "2028-05-01", "Dsv5"),
    ],
)
def test_retired_sizes_name_their_successor(name: str, retired_on: str, successor: str) -> None:
    found = skus.find(name)
    assert found is not None
    assert found.retired_on == retired_on
    assert successor in found.successor


def test_sizes() -> None:
    t4 = skus.find("Standard_NC4as_T4_v3")
    assert t4 is not None
    assert (t4.gpus, t4.gpu_memory_gib, t4.memory_gib) == (1, 16.0, 28.0)
    assert skus.find("DS3_v2") is None
    assert skus.near("DS3_v2") == ("Standard_DS3_v2",)
    assert "Standard_DS3_v2" in skus.near("Standard_DS3_V22")
    assert skus.near("defaultinstancetype") == ()
    assert skus.find("Standard_X999_v9") is None
    radeon = skus.find("Standard_NV4ads_V710_v5")
    assert radeon is not None
    assert radeon.gpus is None
    fpga = skus.find("Standard_NP10s")
    assert fpga is not None
    assert (fpga.fpga, fpga.gpus) == (True, 0)
    assert skus.AS_OF >= skus.MANAGED_LIST == "2025-10-18"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ubuntu", ("docker.io", "ubuntu", "", "")),
        ("pytorch/torchserve:latest-cpu", ("docker.io", "pytorch/torchserve", "latest-cpu", "")),
        ("localhost:5000/a/b:1@sha256:ab", ("localhost:5000", "a/b", "1", "sha256:ab")),
        ("acr.azurecr.io/x", ("acr.azurecr.io", "x", "", "")),
        ("{{image}}:{{tag}}", ("docker.io", "{{image}}", "{{tag}}", "")),
        ("", ("docker.io", "", "", "")),
    ],
)
def test_image_references(text: str, parts: tuple[str, ...]) -> None:
    found = images.parse_reference(text)
    assert (found.registry, found.repository, found.tag, found.digest) == parts


def test_every_image_is_found() -> None:
    for row in tomllib.loads((DATA / "images.toml").read_text(encoding="utf-8"))["image"]:
        found = images.find(IMAGES + row["name"].replace("*", "cudnn7") + ":latest")
        assert found is not None, row["name"]
        assert (found.kind, found.status) == (row["kind"], row["status"])
        assert not found.successor or images.find(IMAGES + found.successor).status == "supported"  # type: ignore[union-attr]


def test_images() -> None:
    old = images.find(IMAGES + "openmpi4.1.0-ubuntu20.04")
    assert old is not None
    assert (old.server, old.retired_on, old.python) == (False, "2025-02-24", None)
    curated = images.find(IMAGES + "curated/minimal-py312-inference:23")
    assert curated is not None
    assert (curated.kind, curated.server, curated.python) == ("curated", True, "3.12")
    mlflow = images.find(IMAGES + "mlflow-py312-inference@sha256:00")
    assert mlflow is not None
    assert mlflow.packages is not None
    assert {"mlflow", "scikit-learn", server.NAME} <= set(mlflow.packages)
    assert images.find(IMAGES + "something-else") is None
    assert images.find("docker.io/azureml/openmpi4.1.0-ubuntu20.04") is None
    assert images.near(IMAGES + "openmpi4.1.0-ubuntu2204")[0] == "openmpi4.1.0-ubuntu22.04"
    triton = images.known_other("nvcr.io/nvidia/tritonserver:24.01-py3")
    assert triton is not None
    assert triton.port == 8000
    assert images.known_other("docker.io/tensorflow/serving").port == 8501  # type: ignore[union-attr]
    assert images.known_other("someone/tensorflow-serving") is None


def test_standard_library() -> None:
    assert stdlib.is_stdlib("os.path", None)
    assert stdlib.is_stdlib("distutils.util", "3.11.4")
    assert not stdlib.is_stdlib("distutils.util", "3.12")
    assert stdlib.is_stdlib("distutils", None)
    assert not stdlib.is_stdlib("tomllib", "3.10")
    assert stdlib.is_stdlib("importlib", "3.6")
    assert not stdlib.is_stdlib("importlib.metadata", "3.7")
    assert not stdlib.is_stdlib("numpy", None)
    assert stdlib.is_stdlib("imp", "no version")


def test_the_standard_library_of_this_python_is_in_the_table() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    public = {name for name in sys.stdlib_module_names if not name.startswith("_")}
    assert {name for name in public if not stdlib.is_stdlib(name, version)} == set()


def test_platform_variables() -> None:
    for name in ("AZUREML_MODEL_DIR", "AML_APP_ROOT", "MSI_ENDPOINT", "PATH", "CONDA_PREFIX", "MLFLOW_MODEL_FOLDER"):
        assert platform.platform_variable(name, batch=False, v1=False), name
    assert not platform.platform_variable("THRESHOLD", batch=False, v1=False)
    assert not platform.platform_variable("path", batch=False, v1=True)
    assert platform.platform_variable("MLFLOW_TRACKING_URI", batch=True, v1=False)
    assert not platform.platform_variable("MLFLOW_TRACKING_URI", batch=False, v1=False)
    assert not platform.platform_variable("WORKER_COUNT", batch=True, v1=False)
    assert platform.server_default("WORKER_COUNT") == "1"
    assert platform.server_default("THRESHOLD") is None


def test_python_versions() -> None:
    found = python_versions.find("3.9.18")
    assert found is not None
    assert found.end_of_life == "2025-10-31"
    assert python_versions.ended("3.10", "2026-11-22") is True
    assert python_versions.ended("3.12", "2026-11-22") is False
    assert python_versions.ended("2.7", "2026-11-22") is None


def test_server() -> None:
    assert (server.PORT, server.SCORING) == (5001, "/score")
    assert server.find("1.3.4").gunicorn == ">=23.0.0"  # type: ignore[union-attr]
    assert server.find("9.9") is None
    assert [server.newest(v) for v in ("3.7", "3.8.10", "3.11", "2.7")] == ["0.8.4.2", "1.3.4", "1.5.1", None]
    answers = {"1.0.45": "", "1.33": "", "1.34.0": "~=0.3.1", "1.40": None, "1.51": "~=0.8.0", "1.63": None, "x": None}
    assert {version: server.defaults_bring(version) for version in answers} == answers
    assert [server.hidden_by_server(m) for m in ("utils", "create_app", "helpers")] == [True, None, False]


def test_known_bad() -> None:
    sklearn = known_bad.import_name_package("sklearn")
    assert sklearn is not None
    assert (sklearn.package, sklearn.fails) == ("scikit-learn", True)
    assert known_bad.import_name_package("PIL").package == "pillow"  # type: ignore[union-attr]
    assert known_bad.import_name_package("azureml.core") is None, "pip reads it as azureml-core"
    assert known_bad.retired_package("tensorflow_gpu").successor == "tensorflow"  # type: ignore[union-attr]
    assert known_bad.pypi_only("azureml-defaults")
    assert not known_bad.pypi_only("numpy")
    assert known_bad.pinned_by_server("Flask")
    assert known_bad.cpu_counterpart("onnxruntime-gpu") == "onnxruntime"
    assert known_bad.needs_gpu("cudatoolkit", conda=True)
    assert not known_bad.needs_gpu("cudatoolkit", conda=False)
    names = ("cupy-cuda12x", "cudf-cu12", "mxnet-cu112", "torch", "scikit-cuda")
    assert [known_bad.cuda_of(n) for n in names] == ["12", "12", "11", None, None]


def test_combinations_are_specifiers_of_normalised_names() -> None:
    from packaging.specifiers import SpecifierSet

    for combination in known_bad.combinations():
        for name, specifier in combination.packages:
            assert packages.normalise(name) == name
            for part in specifier.split("|"):
                assert part in ("unpinned", "absent") or SpecifierSet(part) is not None


def test_removed_apis_are_found_by_their_longest_prefix() -> None:
    found = known_bad.removed_api("sklearn.externals.joblib.load")
    assert found is not None
    assert (found.name, found.package, found.since) == ("sklearn.externals.joblib", "scikit-learn", "0.23")
    assert known_bad.removed_api("numpy.float64") is None


def test_packages_that_only_pypi_has() -> None:
    assert known_bad.pypi_only("azureml-defaults")
    assert not known_bad.pypi_only("azureml-mlflow")
    assert not known_bad.pypi_only("numpy")


def test_images_that_serve_nothing() -> None:
    assert images.idle("python:3.11-slim") == "a Python prompt, which ends at once"
    assert images.idle("docker.io/library/ubuntu:22.04") == "a shell"
    assert images.idle("mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04") == "a shell"
    assert images.idle("mcr.microsoft.com/azureml/minimal-py312-inference") is None
    assert images.idle("example.com/python:3.11") is None


def test_curated_environments_that_are_gone() -> None:
    found = images.retired_curated("AzureML-minimal-ubuntu20.04-py38-cpu-inference")
    assert found is not None
    assert found.removed_on == "2024-06-20"
    assert images.retired_curated("AzureML-sklearn-1.5") is None


def test_curated_environments_that_only_moved_between_repositories_are_not_gone() -> None:
    assert images.retired_curated("AzureML-sklearn-1.0-ubuntu20.04-py38-cpu") is None
    assert images.retired_curated("AzureML-sklearn-0.24-ubuntu18.04-py37-cpu") is None
    assert images.retired_curated("AzureML-tensorflow-2.7-ubuntu20.04-py38-cuda11-gpu") is None
