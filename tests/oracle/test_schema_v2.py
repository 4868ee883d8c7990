"""The schema table and its walk against azure-ai-ml: whatever its loaders reject is reported, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

pytest.importorskip("azure.ai.ml")

import oracle_v2
from schema_mutations import Mutation, mutations

from amllint.facts import schema

pytestmark = [pytest.mark.oracle, pytest.mark.filterwarnings("ignore")]

PROJECT = Path(__file__).resolve().parent / "project"
GOOD = sorted(path for path in PROJECT.glob("*.yml") if path.name != "conda.yml")
SAMPLE = 80
"""Mutations of each file in a run: some 1,400 together, seconds."""
SEED = 20261122
# The client's schema has `gpu` and renames this key before it loads.
RENAMED = "nvidia.com/gpu"


def kind_of(path: Path) -> str:
    return path.name.split(".")[0]


@pytest.mark.parametrize("kind", schema.kinds())
def test_table_has_the_keys_of_the_client(kind: str) -> None:
    ours = {path for path in schema.paths(kind) if path[-1] != RENAMED}
    assert ours == oracle_v2.client_paths(kind)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_good_file_is_accepted_by_both(path: Path) -> None:
    verdicts = oracle_v2.judge(kind_of(path), path.read_text(encoding="utf-8"), PROJECT)
    assert (verdicts.client, verdicts.ours) == (None, ())


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_mutations_are_judged_alike(path: Path) -> None:
    known = oracle_v2.explained()
    wrong = []
    for mutation in sampled(path):
        text = yaml.safe_dump(mutation.data, sort_keys=False)
        verdicts = oracle_v2.judge(kind_after(mutation, kind_of(path)), text, PROJECT)
        if not verdicts.agree:
            if oracle_v2.explanation(verdicts, known) is None:
                wrong.append(f"{described(mutation)}: client {verdicts.client}; amllint {verdicts.ours}")
        elif verdicts.ours and not any(points_at(misfit, mutation) for misfit in verdicts.ours):
            wrong.append(f"{described(mutation)}: reported elsewhere, {verdicts.ours}")
    assert not wrong, "\n".join(wrong)


def sampled(path: Path) -> Iterator[Mutation]:
    every = list(mutations(yaml.safe_load(path.read_text(encoding="utf-8"))))
    yield from random.Random(SEED).sample(every, min(SAMPLE, len(every)))


def kind_after(mutation: Mutation, kind: str) -> str:
    """The kind after the mutation: the client tells the two online deployments apart by `type`, as discovery does."""
    if kind not in ("managed-deployment", "kubernetes-deployment"):
        return kind
    return "kubernetes-deployment" if mutation.data.get("type") == "kubernetes" else "managed-deployment"


def described(mutation: Mutation) -> str:
    return f"{'.'.join(map(str, mutation.path))} {mutation.what}"


def points_at(misfit: schema.Misfit, mutation: Mutation) -> bool:
    """Whether a misfit speaks of the mutated place; another `type` may make the keys beside it, or the kind, wrong."""
    path = tuple(f"[{step}]" if isinstance(step, int) else step for step in mutation.path)
    if path[-1] == "type":
        path = path[:-1]
    return misfit.path[: len(path)] == path
