"""AML116 network-in-init: the container downloads something when it starts.

Each new replica downloads again: a scale-up that should take seconds takes minutes, and while the other side is down,
or the endpoint has no way out, no replica starts at all. A download without `timeout` may hang until the probes give
up. What the network brings at start should be part of the model or the image.

Calls that pass a `timeout`, and those whose failure a handler stops, are left to AML101. On an endpoint whose
deployment sets `egress_public_network_access: disabled`, a download from the public internet fails: an error.

## Bad
`code/score.py`
```python
import json

import nltk


def init():
    nltk.download("punkt")  # <-


def run(data):
    return nltk.word_tokenize(json.loads(data)["text"])
```

`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - nltk==3.9.1
```

## Good
`code/score.py`
```python
import json
import os

import nltk


def init():
    nltk.data.path.append(os.path.join(os.environ["AZUREML_MODEL_DIR"], "nltk_data"))


def run(data):
    return nltk.word_tokenize(json.loads(data)["text"])
```

`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - nltk==3.9.1
```
"""

from __future__ import annotations

from ...facts.raises import hazard
from ...finding import Label, Problem
from ...python.values import text_of
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Call, Unit
    from ...python.values import AbstractValue


_PUBLIC = ("nltk.", "huggingface_hub.", "transformers.", "torch.hub.", "wget.", "gdown.", "tensorflow_hub.")
_SERVICES = (
    "azure.keyvault.",
    "azure.identity.",
    "azure.mgmt.",
    "azure.cosmos.",
    "mlflow.log",
    "azure.search.",
    "azureml.",
    "openai.",
)
"""Clients of services that a script may well ask at start, and that have time limits of their own."""
_COMMANDS = ("os.system", "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output")


@rule("AML116", "network-in-init", "warning", on="unit", needs=("script",))
def network_in_init(unit: Unit) -> Iterator[Problem]:
    """Ask about each download on import and in init() that has neither a time limit nor a handler."""
    boot = unit.boot
    closed = unit.setting("egress_public_network_access")
    no_way_out = (closed.text or "").lower() == "disabled"
    for call in boot.calls_in("import", "init"):
        what = _download(call)
        if not what or call.argument("timeout") is not None or boot.handler_of(call.span) is not None:
            continue
        fails = no_way_out and call.certain and call.dotted.startswith(_PUBLIC)
        labels = [Label(call.span, " → ".join(call.chain))] if len(call.chain) > 2 else []
        if fails and closed.span is not None:
            labels.append(Label(closed.span, "the endpoint has no way to the public internet"))
        end = "this fails, and the container does not start" if fails else "no replica starts while that is not there"
        yield Problem(
            call.span,
            f"{what} each time a container starts: {end}",
            tuple(labels),
            "put it into the model or the image, or give it a timeout and a fallback",
            subject=call.dotted,
            severity="error" if fails else None,
        )


def _download(call: Call) -> str:
    """A clause that tells what is fetched, "" where nothing is."""
    danger = hazard(call.dotted)
    own = call.dotted.startswith(_SERVICES) or call.dotted.endswith("raise_for_status")
    if danger is not None and danger.kind == "network" and not own:
        return f"`{call.dotted}` goes out to the network"
    if danger is not None and danger.absent:
        name = call.argument(danger.path_keyword, danger.path_position)
        text = text_of(name.value) if name is not None else None
        local = call.argument("local_files_only")
        if text and not text.startswith(("/", ".")) and "\0" not in text and local is None:
            return f"`{text}` is downloaded from the hub"
    if call.dotted in _COMMANDS and call.args and _installs(call.args[0].value):
        return "packages are installed from the network"
    return ""


def _installs(command: AbstractValue) -> bool:
    """Whether a command installs packages."""
    items = getattr(command, "items", None)
    words = [text_of(item) or "" for item in items] if isinstance(items, tuple) else (text_of(command) or "").split()
    return "install" in words and any(word.rpartition("/")[2] in ("pip", "pip3", "conda", "apt-get") for word in words)
