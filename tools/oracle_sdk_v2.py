"""Which keyword arguments the classes of azure-ai-ml take, found by calling them.

    python tools/oracle_sdk_v2.py            # write amllint/facts/data/sdk_v2.toml

Every name that the package's own code mentions is tried. Needs azure-ai-ml; asks no network.
"""

from __future__ import annotations

import ast
import inspect
import logging
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "amllint" / "facts" / "data" / "sdk_v2.toml"
BOGUS = "no_such_parameter"
CLASSES = (
    "BatchDeployment",
    "BatchEndpoint",
    "BatchRetrySettings",
    "BuildContext",
    "CodeConfiguration",
    "DataAsset",
    "DataCollector",
    "DefaultScaleSettings",
    "DeploymentCollection",
    "Environment",
    "IdentityConfiguration",
    "JobResourceConfiguration",
    "KubernetesOnlineDeployment",
    "KubernetesOnlineEndpoint",
    "ManagedIdentityConfiguration",
    "ManagedOnlineDeployment",
    "ManagedOnlineEndpoint",
    "Model",
    "ModelBatchDeployment",
    "ModelBatchDeploymentSettings",
    "OnlineRequestSettings",
    "PipelineComponentBatchDeployment",
    "ProbeSettings",
    "RequestLogging",
    "ResourceConfiguration",
    "ResourceRequirementsSettings",
    "ResourceSettings",
    "TargetUtilizationScaleSettings",
)
"""The classes that `amllint.read.sdk_v2` reads."""
HEAD = """\
# Classes of azure-ai-ml whose constructor raises TypeError for an unknown keyword argument, and all that it takes: the
# parameters of the class and of its parents, and what they take out of **kwargs. A class that is not here takes any.
# Written by tools/oracle_sdk_v2.py, which calls each class with each name; tests/oracle/test_sdk_parameters.py does so
# again.
"""
_REJECTS = r"takes exactly one argument|unexpected keyword argument|multiple values for"


@cache
def candidates() -> tuple[str, ...]:
    """Every name that may be a keyword argument: names and texts in the source of the package's entities."""
    from azure.ai.ml import constants, entities

    names: set[str] = set()
    # Most constants by which **kwargs are read stand in another package.
    for package in (constants, entities):
        for path in Path(inspect.getfile(package)).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.arg, ast.keyword)):
                    names.add(node.arg or "")
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    names.add(node.value)
                elif isinstance(node, ast.Attribute):
                    names.add(node.attr)
    return tuple(sorted(name for name in names if name.isidentifier()))


def error(class_name: str, name: str) -> str | None:
    """What a class says of a keyword argument that it does not take; None where the call gets past that check."""
    from azure.ai.ml import entities

    cls: Any = getattr(entities, class_name)
    signature = inspect.signature(cls.__init__).parameters.values()
    given = {one.name: "x" for one in signature if one.default is one.empty and one.name not in ("self", "kwargs")}
    logging.disable(logging.CRITICAL)
    try:
        cls(**{**given, name: None})
    except TypeError as raised:
        return str(raised) if re.search(_REJECTS, str(raised)) else None
    except Exception:
        return None
    finally:
        logging.disable(logging.NOTSET)
    return None


def parameters(class_name: str) -> tuple[str, ...] | None:
    """The keyword arguments that a class takes; None for a class that takes any."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if error(class_name, BOGUS) is None:
            return None
        return tuple(name for name in candidates() if error(class_name, name) is None)


def text() -> str:
    """The data file."""
    from importlib.metadata import version

    lines = [HEAD, f'source = "PyPI azure-ai-ml {version("azure-ai-ml")}"\n\n[parameters]\n']
    for name in CLASSES:
        taken = parameters(name)
        if taken is not None:
            lines.append(f"{name} = [\n" + "".join(f'    "{one}",\n' for one in taken) + "]\n")
    return "".join(lines)


if __name__ == "__main__":
    DATA.write_text(text(), encoding="utf-8")
