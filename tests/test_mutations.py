"""Each kind of mutation, tried on small projects: the right rule must speak at the exact line, and only when broken."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import corpus  # noqa: E402
import mutate  # noqa: E402
from mutations import KINDS, Expected  # noqa: E402
from mutations.deployment import misspelled  # noqa: E402
from mutations.environment import Listed  # noqa: E402
from mutations.sample import Markup, Python  # noqa: E402

if TYPE_CHECKING:
    from mutations.sample import Sample

READY = sorted(name for name, kind in KINDS.items() if mutate.is_ready(kind))

PLAIN_SCRIPT = """\
import json
import os

import joblib
import numpy

model = None
limit = 0


def init():
    global model, limit
    limit = int(os.environ["MOST_ROWS"])
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "model/classifier.pkl")
    model = joblib.load(path)


def run(data):
    rows = json.loads(data)["data"]
    return model.predict(numpy.array(rows[:limit])).tolist()
"""

SETTINGS = """\
scale_settings:
  type: default
environment_variables:
  MOST_ROWS: "100"
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three base projects; one on a server image, one with a model folder and a script that handles nothing, one
    with a model of MLflow."""
    root = tmp_path_factory.mktemp("checkout")
    for base in ("v2", "kubernetes", "batch"):
        shutil.copytree(ROOT / "fixtures" / "base" / base, root / base)
    folder = root / "folder"
    shutil.copytree(ROOT / "fixtures" / "base" / "v2", folder)
    (folder / "code" / "score.py").write_text(PLAIN_SCRIPT)
    deployment = (folder / "deployment.yml").read_text().replace("path: model/classifier.pkl", "path: model")
    (folder / "deployment.yml").write_text(deployment.replace("name: blue", "name: green") + SETTINGS)
    prebuilt = root / "prebuilt"
    shutil.copytree(ROOT / "fixtures" / "base" / "v2", prebuilt)
    deployment = (prebuilt / "deployment.yml").read_text()
    (prebuilt / "deployment.yml").write_text(
        re.sub("azureml/openmpi[^ \\n]*", "azureml/minimal-py312-inference", deployment)
    )
    mlflow = root / "mlflow"
    shutil.copytree(ROOT / "fixtures" / "base" / "v2", mlflow)
    (mlflow / "model" / "MLmodel").write_text("flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n")
    script = (mlflow / "code" / "score.py").read_text().replace('"classifier.pkl"', '"model", "classifier.pkl"')
    (mlflow / "code" / "score.py").write_text(script)
    deployment = (mlflow / "deployment.yml").read_text()
    stated = "path: model\n  type: mlflow_model"
    (mlflow / "deployment.yml").write_text(deployment.replace("path: model/classifier.pkl", stated))
    return root


@pytest.fixture(scope="module")
def samples(checkout: Path) -> list[Sample]:
    """The units of the checkout."""
    return list(mutate.correct_samples(str(checkout)))


def test_every_base_project_is_a_sample(samples: list[Sample]) -> None:
    folders = sorted(sample.deployment.partition("/")[0] for sample in samples)
    assert folders == ["batch", "folder", "kubernetes", "mlflow", "prebuilt", "v2"]


@pytest.mark.parametrize("name", READY)
def test_is_found_at_the_exact_line(name: str, samples: list[Sample]) -> None:
    chosen = mutate.mutants(samples, [KINDS[name]], 1000, seed=1)
    assert chosen, "no sample allows this kind"
    trials, noise = mutate.run(chosen, samples)
    assert not noise
    assert [(trial.sample, trial.what, trial.said) for trial in trials if trial.outcome != "found"] == []


def test_a_whole_checkout_is_broken_and_mended(checkout: Path, samples: list[Sample]) -> None:
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    chosen = mutate.mutants(samples, [KINDS["delete-script"]], 2, seed=1)
    trials, noise = mutate.run(chosen, samples, str(checkout))
    assert [trial.outcome for trial in trials] == ["found", "found"]
    assert not noise
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


def test_the_same_seed_draws_the_same_mutants(samples: list[Sample]) -> None:
    kinds = [KINDS[name] for name in READY]
    drawn = [[(kind.name, mutant.what) for kind, _, mutant in mutate.mutants(samples, kinds, 30, 7)] for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_outcomes_are_told_apart() -> None:
    def seen(*spots: mutate.Spot) -> mutate.Seen:
        return mutate.Seen(frozenset(spots), ())

    expected = (Expected("AML505", "a.yml", frozenset({3})),)
    right = mutate.Spot("AML505", "a.yml", 3, "code: x")
    assert mutate.outcome(seen(), seen(right), expected)[0] == "found"
    assert mutate.outcome(seen(right), seen(right), expected)[0] == "missed"
    assert mutate.outcome(seen(), seen(mutate.Spot("AML505", "a.yml", 4, "")), expected)[0] == "elsewhere"
    assert mutate.outcome(seen(), seen(mutate.Spot("AML501", "a.yml", 3, "")), expected)[0] == "other"


def test_generated_part_of_a_document_is_replaced() -> None:
    first = mutate.written_into("# Recall\n\nBy hand.\n", "one\n", whole=False)
    second = mutate.written_into(first, "two\n", whole=False)
    both = mutate.written_into(second, "three\n", whole=True)
    assert "one" not in second
    assert second.startswith("# Recall\n\nBy hand.\n")
    assert "two" in both and "three" in both


def test_markup_is_found_and_changed_by_key() -> None:
    markup = Markup("name: {{NAME}}\nscale_settings:\n  type: default\n  max_instances: 3\ninstance_count: 1\n")
    assert markup.line("scale_settings", "max_instances") == 4
    assert "max_instances: 9\n" in markup.with_value("9", "scale_settings", "max_instances")
    assert markup.without("scale_settings") == "name: {{NAME}}\ninstance_count: 1\n"
    assert markup.with_key("nmae", "name").startswith("nmae: {{NAME}}")


def test_script_lines_are_inserted_with_their_indentation() -> None:
    python = Python("score.py", "import os\n\n\ndef init():\n    '''Load.'''\n    x = 1\n")
    statement = python.first_statement("init")
    assert statement is not None and statement.lineno == 6
    assert python.inserted(6, "y = 2").splitlines()[5:] == ["    y = 2", "    x = 1"]


def test_packages_are_found_by_line() -> None:
    listed = Listed("conda.yml", "dependencies:\n  - python=3.11\n  - pip:\n      - scikit-learn==1.5\n      - numpy\n")
    assert listed.names == {2: "python", 4: "scikit-learn", 5: "numpy"}
    assert listed.still_brings("numpy", {5})
    assert not listed.still_brings("scikit-learn", {4})


@pytest.mark.parametrize("word", ["name", "instance_type", "code"])
def test_misspelled_words_differ(word: str) -> None:
    assert misspelled(word) != word
    assert sorted(misspelled(word)) == sorted(word)


def test_accepted_findings_are_compared_by_content(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = str(tmp_path / "accepted.csv")
    arguments = [str(checkout), "--accept", accepted]
    assert corpus.main([*arguments, "--update"]) == 0
    assert corpus.main(arguments) == 0
    deployment = checkout / "v2" / "deployment.yml"
    original = deployment.read_text()
    try:
        deployment.write_text("# moved by a line\n" + original)
        assert corpus.main(arguments) == 0
        deployment.write_text(original + "tagz: {}\n")
        capsys.readouterr()
        assert corpus.main(arguments) == 1
        assert "+ error AML501" in capsys.readouterr().out
    finally:
        deployment.write_text(original)


def test_a_word_that_is_no_judgement_is_refused(tmp_path: Path) -> None:
    accepted = tmp_path / "accepted.csv"
    accepted.write_text(",".join(corpus.COLUMNS) + "\nr,AML501,error,a.yml,x,00,perhaps,\n")
    with pytest.raises(ValueError, match="perhaps"):
        corpus.read_list(str(accepted))
