"""Compare what azure-ai-ml rejects in v2 YAML files with what `amllint.facts.schema` reports.

    python tools/oracle_v2.py DIR

reads every YAML document of a known kind below DIR, supplies the names that a user gives on the command line, and
prints the numbers and each difference. Exit code 1 tells that a difference is not explained in
tests/oracle/explained_differences.toml. Needs azure-ai-ml; asks no network.
"""

from __future__ import annotations

import io
import logging
import re
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from amllint.discovery import kind_of  # noqa: E402
from amllint.facts import schema  # noqa: E402
from amllint.placeholders import find as placeholder  # noqa: E402
from amllint.read.markup import read_yaml  # noqa: E402
from amllint.record import Record  # noqa: E402
from amllint.text import Source  # noqa: E402
from amllint.values import Mapping  # noqa: E402

EXPLAINED = ROOT / "tests" / "oracle" / "explained_differences.toml"
SUPPLIED = {"name": "supplied", "endpoint_name": "supplied", "compute": "azureml:supplied"}


class Verdicts(Record):
    """What both say of one document: the client's error (None: it loads), and the misfits that must make it fail."""

    kind: str
    client: str | None
    ours: tuple[schema.Misfit, ...]

    @property
    def agree(self) -> bool:
        """Whether both reject or both accept."""
        return (self.client is None) == (not self.ours)


class Difference(Record):
    """One explained difference: who rejects, by which words (a regular expression), and why the other does not.

    Where `unless`, another regular expression, is found, there is more to the error than this.
    """

    rejected_by: str
    words: str
    why: str
    unless: str = ""


def loaders() -> dict[str, Any]:
    """The client's loader of each kind; imports azure-ai-ml, which costs seconds."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    from azure.ai.ml import (
        load_batch_deployment,
        load_batch_endpoint,
        load_environment,
        load_model,
        load_online_deployment,
        load_online_endpoint,
    )
    from azure.ai.ml.entities._load_functions import (
        load_model_batch_deployment,
        load_pipeline_component_batch_deployment,
    )

    return {
        "managed-deployment": load_online_deployment,
        "kubernetes-deployment": load_online_deployment,
        "batch-deployment": load_batch_deployment,
        "model-batch-deployment": load_model_batch_deployment,
        "pipeline-batch-deployment": load_pipeline_component_batch_deployment,
        "online-endpoint": load_online_endpoint,
        "kubernetes-endpoint": load_online_endpoint,
        "batch-endpoint": load_batch_endpoint,
        "environment": load_environment,
        "model": load_model,
    }


_loaders: dict[str, Any] = {}


def client_error(kind: str, text: str, folder: Path) -> str | None:
    """Load a text as a file of `folder` with the client; return its error, None if there is none."""
    if not _loaders:
        _loaders.update(loaders())
    present = _top_keys(text)
    level = schema.keys(kind) or {}
    missing = [key for key in SUPPLIED if key in level and level[key].required == "option" and key not in present]
    if kind.endswith("deployment") and "endpoint_name" not in present:
        missing.append("endpoint_name")
    try:
        _loaders[kind](
            io.StringIO(text),
            relative_origin=str(folder / "file.yml"),
            params_override=[{key: SUPPLIED[key]} for key in missing],
        )
    # The client dies of many things (AttributeError, TypeError, MlException) on input that it does not expect.
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def _top_keys(text: str) -> tuple[str, ...]:
    root = read_yaml(Source("file.yml", text)).root
    return root.keys() if isinstance(root, Mapping) else ()


def judge(kind: str, text: str, folder: Path) -> Verdicts:
    """Both verdicts on one text."""
    root = read_yaml(Source("file.yml", text)).root
    ours = tuple(misfit for misfit in schema.misfits(kind, root) if _fatal(misfit)) if isinstance(root, Mapping) else ()
    return Verdicts(kind, client_error(kind, text, folder), ours)


def _fatal(misfit: schema.Misfit) -> bool:
    if misfit.kind == "missing-key":
        return misfit.field is not None and misfit.field.required != "option"
    return misfit.kind != "duplicate-key"


def explained() -> tuple[Difference, ...]:
    """The differences that are known and right."""
    data = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))
    return tuple(Difference(**one) for one in data["difference"])


def explanation(verdicts: Verdicts, known: tuple[Difference, ...]) -> Difference | None:
    """The explanation of a difference, if there is one."""
    side = "amllint" if verdicts.client is None else "client"
    words = verdicts.client or "\n".join(f"{misfit.kind} {'.'.join(misfit.path)}" for misfit in verdicts.ours)
    for one in known:
        if (
            one.rejected_by == side
            and re.search(one.words, words)
            and not (one.unless and re.search(one.unless, words))
        ):
            return one
    return None


def client_paths(kind: str) -> set[tuple[str, ...]]:
    """Every key path that the client's schema of a kind has, `*` for names of a mapping and items of a list."""
    from azure.ai.ml._schema._deployment.batch.batch_deployment import BatchDeploymentSchema
    from azure.ai.ml._schema._deployment.batch.model_batch_deployment import ModelBatchDeploymentSchema
    from azure.ai.ml._schema._deployment.batch.pipeline_component_batch_deployment_schema import (
        PipelineComponentBatchDeploymentSchema,
    )
    from azure.ai.ml._schema._deployment.online import online_deployment
    from azure.ai.ml._schema._endpoint.batch.batch_endpoint import BatchEndpointSchema
    from azure.ai.ml._schema._endpoint.online import online_endpoint
    from azure.ai.ml._schema.assets.environment import EnvironmentSchema
    from azure.ai.ml._schema.assets.model import ModelSchema
    from azure.ai.ml.constants._common import BASE_PATH_CONTEXT_KEY

    schemas = {
        "managed-deployment": online_deployment.ManagedOnlineDeploymentSchema,
        "kubernetes-deployment": online_deployment.KubernetesOnlineDeploymentSchema,
        "batch-deployment": BatchDeploymentSchema,
        "model-batch-deployment": ModelBatchDeploymentSchema,
        "pipeline-batch-deployment": PipelineComponentBatchDeploymentSchema,
        "online-endpoint": online_endpoint.ManagedOnlineEndpointSchema,
        "kubernetes-endpoint": online_endpoint.KubernetesOnlineEndpointSchema,
        "batch-endpoint": BatchEndpointSchema,
        "environment": EnvironmentSchema,
        "model": ModelSchema,
    }
    return set(_paths(schemas[kind](context={BASE_PATH_CONTEXT_KEY: "."}).fields, ()))


def _paths(fields: Any, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, field in fields.items():
        path = (*above, field.data_key or name)
        yield path
        # Ignored blocks are ignored whole; an inline job is a pipeline job, which is not described.
        if not field.dump_only and path != ("job_definition",):
            yield from _below(field, path)


def _below(field: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    from azure.ai.ml._schema.core.fields import ExperimentalField, UnionField
    from marshmallow import fields

    if isinstance(field, UnionField):
        for one in field.union_fields:
            yield from _below(one, path)
    elif isinstance(field, ExperimentalField):
        yield from _below(field.experimental_field, path)
    elif isinstance(field, fields.Nested):
        yield from _paths(field.schema.fields, path)
    elif isinstance(field, fields.List):
        yield from _below(field.inner, (*path, "*"))
    elif isinstance(field, fields.Dict) and field.value_field:
        yield from _below(field.value_field, (*path, "*"))


def documents(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Path, kind and text of each YAML document of a known kind below a folder."""
    for path in sorted((*folder.rglob("*.yml"), *folder.rglob("*.yaml"))):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        document = read_yaml(Source(str(path), text))
        kind = kind_of(document.root) if isinstance(document.root, Mapping) else None
        if kind and len(document.roots) == 1:
            yield path, kind, text


def filled(text: str, value: str) -> str:
    """The text with every placeholder replaced by `value`."""
    found = placeholder(text)
    while found:
        text = text.replace(found, value)
        found = placeholder(text)
    return text


def main(folder: Path) -> int:
    """Compare over a folder and print; return 1 if a difference is not explained."""
    known = explained()
    counts: Counter[str] = Counter()
    for path, kind, text in documents(folder):
        verdicts = judge(kind, text, path.parent)
        if placeholder(text):
            errors = [client_error(kind, one, path.parent) for one in (filled(text, "filled"), filled(text, "1"))]
            verdicts = Verdicts(kind, None if None in errors else errors[0], verdicts.ours)
        reason = None if verdicts.agree else explanation(verdicts, known)
        outcome = "both reject" if verdicts.client else "both accept"
        if not verdicts.agree:
            outcome = "explained" if reason else "UNEXPLAINED"
        counts[kind] += 1
        counts[outcome] += 1
        if outcome != "both accept":
            ours = "; ".join(f"{misfit.kind} {'.'.join(misfit.path)}" for misfit in verdicts.ours) or "nothing"
            said = " ".join((verdicts.client or "loads").split())[:240]
            print(f"{outcome}: {path.relative_to(folder)} ({kind})\n  amllint: {ours}\n  client: {said}")
            if reason:
                print(f"  why: {reason.why}")
    for name, count in sorted(counts.items()):
        print(f"{count:5} {name}")
    return int(counts["UNEXPLAINED"] > 0)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
