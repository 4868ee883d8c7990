"""AML114 server-config-file: a file of the code folder is taken for a setting of the inference server, and stops it.

The server reads `config.json` and `logging.json` from the folder of the entry script as its own settings. A workspace
file or the config of a Hugging Face model with that name only gives a warning ("extra keys"); text that is no JSON, a
list at the top, or a wrong type under a key that the server knows (`SCORING_TIMEOUT_MS: "abc"`) stops the boot
("Invalid config file!", exit code 3). `logging.json` must be what `logging.config.dictConfig` takes, with
`"version": 1`: any other content stops the boot.

An empty config.json is skipped, and a variable of the container wins over the key of the same name. The platform may
set some of them (`SCORING_TIMEOUT_MS`, `SERVICE_NAME` ...): a wrong type there is a warning.

## Bad
`code/config.json`
```json
{
  "AZUREML_LOG_LEVEL": 10  // <-
}
```

## Bad: a logging.json of one's own
`code/logging.json`
```json
{"level": "INFO"}  // <-
```

## Good
`code/config.json`
```json
{
  "subscription_id": "00000000-0000-0000-0000-000000000000",
  "SCORING_TIMEOUT_MS": 60000
}
```

`code/logging.json`
```json
{"version": 1, "disable_existing_loggers": false}
```
"""

from __future__ import annotations

from ...boot import has_server
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...container import JsonFile


_TEXTS = frozenset(("AZUREML_SOURCE_DIRECTORY", "SERVICE_NAME", "WORKSPACE_NAME", "SERVICE_PATH_PREFIX")) | {
    "SERVICE_VERSION",
    "AZUREML_LOG_LEVEL",
}
_NUMBERS = frozenset(("SCORING_TIMEOUT_MS", "AZUREML_DEBUG_PORT"))
_MAY_BE_SET = frozenset(("SCORING_TIMEOUT_MS", "SERVICE_NAME", "WORKSPACE_NAME", "SERVICE_PATH_PREFIX")) | {
    "SERVICE_VERSION",
    "AZUREML_SOURCE_DIRECTORY",
}
_FLAGS = frozenset(("APP_INSIGHTS_LOG_RESPONSE_ENABLED",))
_FLAG_TEXTS = frozenset(("true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "1", "0"))


@rule("AML114", "server-config-file", "error", on="unit", needs=("script",))
def server_config_file(unit: Unit) -> Iterator[Problem]:
    """Read both files as the server does (server/config.py and log_config.py of version 1.5.1)."""
    code = unit.code
    if code is None or code.folder is None or not has_server(unit):
        return
    script = code.script or ""
    own = script.rpartition("/")[0][len(code.folder) :].strip("/") if script.startswith(code.folder) else ""
    for folder in dict.fromkeys(("", own)):
        prefix = f"{folder}/" if folder else ""
        settings = unit.container.code_json(f"{prefix}config.json")
        if settings is not None:
            yield from _problem(settings, _wrong_settings(unit, settings.data))
        logging = unit.container.code_json(f"{prefix}logging.json")
        if logging is not None:
            yield from _problem(logging, _wrong_logging(logging.data))


def _problem(file: JsonFile, wrong: tuple[str, str] | None) -> Iterator[Problem]:
    name = file.source.path.rpartition("/")[2]
    line = file.source.position(file.at)[0]
    if file.error:
        wrong = ("", f"it is no JSON ({file.error})")
    if wrong is None:
        return
    key, message = wrong
    if key:
        line = file.source.position(max(file.source.text.find(f'"{key}"'), 0))[0]
    yield Problem(
        file.source.line_span(line),
        f"the inference server reads {name} of the code folder as its own settings, and {message}: it does not boot "
        "(exit code 3)",
        severity="warning" if key in _MAY_BE_SET else None,
        help=f"give the file another name, or a content that the server takes as its {name}",
        subject=name,
    )


def _wrong_settings(unit: Unit, data: object) -> tuple[str, str] | None:
    """The key and what is wrong with it; "" for the whole file."""
    if not isinstance(data, dict):
        return "", "it holds no JSON object"
    for key, value in data.items():
        stated = unit.container.env(key)
        if value is None or (stated.yes and stated.span is not None):
            continue
        if key in _TEXTS and not isinstance(value, str):
            return key, f"`{key}` must be text"
        if key in _NUMBERS and not _is_number(value):
            return key, f"`{key}` must be a whole number"
        if key in _FLAGS and not isinstance(value, bool) and str(value).lower() not in _FLAG_TEXTS:
            return key, f"`{key}` must be true or false"
    return None


def _is_number(value: object) -> bool:
    """What pydantic takes for an int: also text of digits, and a float without a fraction."""
    if isinstance(value, str):
        return value.strip().lstrip("+-").replace("_", "").isdigit()
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _wrong_logging(data: object) -> tuple[str, str] | None:
    if not isinstance(data, dict):
        return "", "it holds no JSON object"
    if data.get("version") != 1:
        return "version", 'it lacks `"version": 1`, which logging.config.dictConfig asks for'
    return None
