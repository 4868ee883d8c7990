"""Rows of the table of exceptions against the packages themselves, those that are installed."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest

from amllint.facts.raises import ancestors, canonical, hazard

CONTENT = {"bad": b"this is no model at all", "empty": b""}
CALLS = {
    "json.loads": "json.loads('{')",
    "pickle.loads": "pickle.loads(b'no pickle')",
    "yaml.safe_load": "yaml.safe_load('a: [')",
    "open": "open(path)",
    "os.listdir": "os.listdir(path)",
    "shutil.copy": "shutil.copy(path, path + '2')",
    "shutil.unpack_archive": "shutil.unpack_archive(path)",
    "zipfile.ZipFile": "zipfile.ZipFile(path)",
    "tarfile.open": "tarfile.open(path)",
    "numpy.load": "numpy.load(path)",
    "pandas.read_csv": "pandas.read_csv(path)",
    "pandas.read_pickle": "pandas.read_pickle(path)",
    "joblib.load": "joblib.load(path)",
    "onnxruntime.InferenceSession": "onnxruntime.InferenceSession(path)",
    "xgboost.Booster.load_model": "xgboost.Booster().load_model(path)",
    "lightgbm.Booster": "lightgbm.Booster(model_file=path)",
    "safetensors.numpy.load_file": "safetensors.numpy.load_file(path)",
    "requests.get": "requests.get('http://127.0.0.1:9/', timeout=1)",
    "urllib.request.urlopen": "urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)",
    "importlib.import_module": "importlib.import_module('no_such_module')",
    "argparse.ArgumentParser.parse_args": "argparse.ArgumentParser().parse_args(['--unknown'])",
    "azureml.ai.monitoring.Collector": "azureml.ai.monitoring.Collector(name='model_inputs')",
}


def raised(code: str, path: Path) -> type[BaseException] | None:
    names: dict[str, object] = {"path": str(path)}
    module = code.partition("(")[0].rpartition(".")[0]
    if module:
        top = pytest.importorskip(module).__name__.partition(".")[0]
        names[top] = __import__(module) if "." in module else __import__(top)
    try:
        eval(code, names)
    except BaseException as error:
        return type(error)
    return None


def names_of(kind: type[BaseException]) -> set[str]:
    """The names by which the table may know an exception, those of its bases with it."""
    found: set[str] = set()
    for base in kind.__mro__:
        if issubclass(base, BaseException):
            name = base.__name__ if hasattr(builtins, base.__name__) else f"{base.__module__}.{base.__qualname__}"
            found |= {canonical(name), *ancestors(name)}
    return found - {"BaseException"} - ({"Exception"} if kind is not Exception else set())


@pytest.mark.parametrize("content", ["missing", *CONTENT])
@pytest.mark.parametrize("dotted", CALLS)
@pytest.mark.filterwarnings("ignore")
def test_what_is_raised_is_in_the_table(dotted: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    if content in CONTENT:
        path.write_bytes(CONTENT[content])
    kind = raised(CALLS[dotted], path)
    row = hazard(dotted)
    assert row is not None
    if kind is None:
        return
    known = {canonical(name) for name in row.exceptions} | {"safetensors._safetensors_rust.SafetensorError"}
    assert known & names_of(kind), f"{dotted} raised {kind.__module__}.{kind.__qualname__}, the table has {known}"
    if content == "missing" and row.missing and row.path_keyword:
        assert canonical(row.missing) in names_of(kind)
