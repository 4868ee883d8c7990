"""The rules on scoring scripts against the real inference server.

Where amllint says that a script does not boot, the server does not boot; where it says that each request fails, a
request gets 500; where it is silent, the server boots and answers 200.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest

from amllint import check
from amllint.rules.index import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amllint.finding import Finding

pytest.importorskip("azureml_inference_server_http")
pytest.importorskip("numpy")
pytest.importorskip("pandas")

sys.path.insert(0, str(Path(__file__).parent / "server"))

from cases import CASES, NOT_DECIDABLE, Case
from shapes import scripts

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the server's workers are forked"),
    pytest.mark.filterwarnings("ignore"),
]
ROOT = Path(__file__).resolve().parents[2]
BOOTS = Path(__file__).parent / "server" / "boot_scripts.py"
STUBS = BOOTS.parent / "stubs"
GENERATED = 300
SEED = 20261122
REAL = 12
"""Scripts that the server's own process boots too, over its port."""

CONDA = """name: credit
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - pandas==2.2.2
"""


def write(case: Case, folder: Path) -> Path:
    """The project of a case; returns its code folder."""
    copytree(ROOT / "fixtures" / "base" / case.base, folder)
    (folder / "environment" / "conda.yaml").write_text(CONDA, "utf-8")
    (folder / "code" / "score.py").unlink()
    deployment = folder / "deployment.yml"
    deployment.write_text(
        deployment.read_text("utf-8").replace("scoring_script: score.py", f"scoring_script: {case.entry}"), "utf-8"
    )
    for name, text in {case.entry: case.script, **case.files}.items():
        path = folder / "code" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "code"


def job(case: Case, code: Path) -> dict[str, str]:
    model = str(code.parent / "model")
    return {"root": str(code), "script": case.entry, "model": model, "body": case.body, "stubs": str(STUBS)}


def boot_all(jobs: list[dict[str, str]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(BOOTS)], input=json.dumps(jobs), capture_output=True, text=True, timeout=600, check=True
    )
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    return outcomes


def seen(case: Case, outcome: dict[str, Any]) -> str:
    """What the server did, in the words of `cases.Outcome`."""
    if not outcome["boots"]:
        return "no boot"
    if outcome["status"] != 200:
        return str(outcome["status"])
    answer = json.loads(outcome["text"]) if outcome["text"].startswith(("{", "[", '"')) else outcome["text"]
    if case.outcome == "leaks" and ("data" in str(answer) or "Error" in str(answer)):
        return "leaks"
    if case.outcome == "text" and isinstance(answer, str) and answer.startswith(("{", "[")):
        return "text"
    return "200"


def said(findings: list[Finding]) -> str:
    """What amllint's errors say will happen."""
    errors = [finding.message for finding in findings if finding.severity == "error"]
    at_start = ("boot", "ResourceNotReady", "crash loop", "does not start")
    if any(word in message for message in errors for word in at_start):
        return "no boot"
    return "500" if errors else "200"


def findings_of(folder: Path) -> list[Finding]:
    return [one for one in check(str(folder)).shown if one.code.startswith(("AML1", "AML2", "AML30"))]


# -- the cases of each rule --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, dict[str, Any]]]:
    top = tmp_path_factory.mktemp("cases")
    codes = [write(case, top / f"case{number}") for number, case in enumerate(CASES)]
    told = boot_all([job(case, code) for case, code in zip(CASES, codes)])
    return [(code.parent, outcome) for code, outcome in zip(codes, told)]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda at: f"{CASES[at].rule}-{CASES[at].outcome}-{at}")
def test_case(number: int, outcomes: list[tuple[Path, dict[str, Any]]]) -> None:
    case = CASES[number]
    folder, outcome = outcomes[number]
    assert seen(case, outcome) == case.outcome, outcome.get("log")
    found = findings_of(folder)
    broken = case.outcome != "200" and not (case.rule == "AML122" and case.outcome == "500")
    codes = {finding.code for finding in found}
    told = [f"{one.code} {one.message}" for one in found]
    assert (case.rule in codes) is broken, told
    if any(finding.severity == "error" for finding in found):
        assert said(found) == case.outcome, told
    if not broken and case.outcome == "200":
        assert said(found) == "200", told


def test_every_rule_on_scripts_has_cases() -> None:
    rules = {info.code for info in RULES if info.module.startswith("amllint.rules.script.")}
    for rule in sorted(rules - NOT_DECIDABLE.keys()):
        keeps = [case for case in CASES if case.rule == rule and case.outcome == "200"]
        breaks = [case for case in CASES if case.rule == rule and case.outcome != "200"]
        assert len(keeps) >= 2, rule
        assert len(breaks) >= 2, rule
    assert not NOT_DECIDABLE.keys() - rules


# -- generated scripts -------------------------------------------------------------------------------------------------


def test_generated_scripts(tmp_path: Path) -> None:
    texts = scripts(GENERATED, SEED)
    cases = [Case("", "200", text, files={"rows.json": "[1, 2]"} if "rows.json" in text else {}) for text in texts]
    codes = [write(case, tmp_path / f"shape{number}") for number, case in enumerate(cases)]
    told = boot_all([job(case, code) for case, code in zip(cases, codes)])
    wrong = []
    for case, code, outcome in zip(cases, codes, told):
        expected, found = seen(case, outcome), findings_of(code.parent)
        if said(found) != expected:
            messages = [f"{one.code} {one.place.line} {one.severity} {one.message}" for one in found]
            wrong.append(f"server: {expected}, amllint: {said(found)} {messages}\n{case.script}")
    assert not wrong, f"{len(wrong)} of {GENERATED} differ\n" + "\n".join(wrong[:5])


# -- the server's own process ------------------------------------------------------------------------------------------


def _port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _running(case: Case, code: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "AML_APP_ROOT": str(code), "AZUREML_MODEL_DIR": str(code.parent / "model")}
    command = [sys.executable, "-m", "azureml_inference_server_http", "--entry_script", str(code / case.entry)]
    with subprocess.Popen(
        [*command, "--port", str(port)],
        env=environment,
        cwd=code.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield process
        process.terminate()


def _answer(case: Case, process: subprocess.Popen[bytes], port: int) -> str:
    """What the process does: it ends, or answers."""
    until = time.monotonic() + 40
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/score", case.body.encode(), {"Content-Type": "application/json"}
    )
    while time.monotonic() < until:
        if process.poll() is not None:
            return "no boot"
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return str(answer.status)
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            time.sleep(0.2)
    return "silence"


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn runs on Linux")
def test_the_fork_does_what_the_process_does(tmp_path: Path) -> None:
    chosen = [case for case in CASES if case.outcome in ("200", "500", "no boot") and "joblib" not in case.script]
    chosen = chosen[:: len(chosen) // REAL][:REAL]
    assert {case.outcome for case in chosen} == {"200", "500", "no boot"}
    for number, case in enumerate(chosen):
        code = write(case, tmp_path / f"real{number}")
        port = _port()
        for process in _running(case, code, port):
            assert _answer(case, process, port) == case.outcome, case.script
