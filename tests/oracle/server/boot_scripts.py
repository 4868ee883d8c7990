"""Boots scoring scripts in the real inference server, many in one process, each in a fork of its own.

Reads a JSON list of cases from standard input: `root` (the code folder), `script`, `model` (AZUREML_MODEL_DIR),
`body` (the text of a request), `stubs` (a folder of stand-ins for heavy packages). Writes a JSON list of outcomes:
`boots`, the `status` of the answer and its `text`, and the `log`.

What a worker of gunicorn does is done here: import `server.create_app`, create the application, ask it. An exit while
it is created is a worker that does not boot.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import traceback

LONGEST = 20
"""Seconds for one script."""


def boot(case: dict[str, str]) -> dict[str, object]:
    """Boot one script and send it a request; runs in a fork."""
    os.chdir(tempfile.mkdtemp())
    os.environ.update(
        AML_APP_ROOT=case["root"],
        AZUREML_ENTRY_SCRIPT=os.path.join(case["root"], case["script"]),
        AZUREML_MODEL_DIR=case["model"],
    )
    server_at = next(at for at, path in enumerate(sys.path) if path.endswith("azureml_inference_server_http/server"))
    sys.path.insert(server_at, case["stubs"])
    try:
        from azureml_inference_server_http.server import create_app

        application = create_app.create()
    except BaseException as error:
        traceback.print_exc()
        if isinstance(error, SystemExit) and error.code == 3:
            return {"boots": False}
        return {"boots": False, "text": f"{type(error).__name__}: {error}"}
    client = application.test_client()
    answer = client.post("/score", data=case["body"], content_type="application/json")
    return {"boots": True, "status": answer.status_code, "text": answer.get_data(as_text=True)}


def in_fork(case: dict[str, str]) -> dict[str, object]:
    """The outcome of a case, from a process of its own."""
    reader, writer = os.pipe()
    log = tempfile.TemporaryFile()  # noqa: SIM115 - it is read when the child has ended
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        outcome = boot(case)
        os.write(writer, json.dumps(outcome).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    log.seek(0)
    outcome = json.loads(told) if told else {"boots": False, "text": f"it ended with status {status}"}
    outcome["log"] = log.read().decode("utf-8", "replace")[-3000:]
    return outcome


def main() -> None:
    # What every worker imports and no script can change is imported once; the server's settings are not.
    sys.path[0] = os.path.dirname(sys.executable)
    import azureml_inference_server_http
    import flask  # noqa: F401
    import inference_schema.schema_decorators  # noqa: F401
    import pydantic_settings  # noqa: F401

    server = os.path.join(os.path.dirname(azureml_inference_server_http.__file__), "server")
    if server not in sys.path:
        sys.path.append(server)
    for name in ("numpy", "pandas", "azure.monitor.opentelemetry.exporter", "opentelemetry.sdk.trace"):
        try:
            __import__(name)
        except ImportError:
            continue
    cases = json.load(sys.stdin)
    outcomes = [in_fork(case) for case in cases]
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
