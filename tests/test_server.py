"""The language server as an editor sees it: JSON-RPC over the pipes of a process."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from amllint import cli

pytest.importorskip("pygls")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Editor:
    """A client: sends requests and notes, keeps what the server tells of itself."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "amllint", "server"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.messages: list[str] = []
        self.number = 0
        threading.Thread(target=self._read, daemon=True).start()
        answer = self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.capabilities = answer["capabilities"]
        self.tell("initialized", {})

    def _read(self) -> None:
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while self.process.stdout.readline().strip():
                    pass
                self.received.put(json.loads(self.process.stdout.read(length)))

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        message = self.received.get(timeout=60)
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "window/showMessage":
            self.messages.append(message["params"]["message"])
        return message

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while (message := self._next()).get("id") != self.number:
            pass
        assert "error" not in message, message
        return message["result"]

    def wait(self, reached: Callable[[], bool]) -> None:
        while not reached():
            self._next()

    def codes(self, path: Path) -> list[str]:
        return [one["code"].split()[0] for one in self.diagnostics.get(path.as_uri(), ())]

    def open(self, path: Path, text: str | None = None) -> None:
        text = path.read_bytes().decode() if text is None else text
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def change(self, path: Path, text: str, version: int = 2) -> None:
        document = {"uri": path.as_uri(), "version": version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def close(self) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        assert self.process.wait(30) == 0


@pytest.fixture
def project(tmp_path: Path, deployment: Callable[..., None]) -> Path:
    deployment(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def editor(project: Path) -> Iterator[Editor]:
    editor = Editor(project)
    yield editor
    editor.close()


def lines_of(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with an editor's edits applied; columns count UTF-16 units."""
    lines = text.split("\n")

    def offset(position: dict[str, int]) -> int:
        line = lines[position["line"]].encode("utf-16-le")[: 2 * position["character"]].decode("utf-16-le")
        return sum(len(one) + 1 for one in lines[: position["line"]]) + len(line)

    for edit in sorted(edits, key=lambda one: offset(one["range"]["start"]), reverse=True):
        text = text[: offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]) :]
    return text


def test_finding_comes_and_goes_while_one_types(editor: Editor, project: Path) -> None:
    deployment, script = project / "deployment.yml", project / "src" / "score.py"
    editor.open(script)
    broken = script.read_text("utf-8").replace("* factor", "* faktor")
    editor.change(script, broken)
    editor.wait(lambda: "AML110" in editor.codes(script))
    editor.change(script, script.read_text("utf-8"), 3)
    editor.wait(lambda: not editor.codes(script))
    editor.open(deployment)
    editor.change(deployment, deployment.read_text("utf-8").replace("score.py", "scor.py"))
    editor.wait(lambda: "AML505" in editor.codes(deployment))
    assert "AML505" not in deployment.read_text("utf-8"), "nothing is written"


def test_finding_falls_in_another_file_than_the_one_that_changes(editor: Editor, project: Path) -> None:
    conda, script = project / "conda.yml", project / "src" / "score.py"
    script.write_text("import pandas\n" + script.read_text("utf-8"), "utf-8")
    editor.open(conda)
    editor.wait(lambda: "AML301" in editor.codes(script))
    editor.change(conda, conda.read_text("utf-8") + "      - pandas==2.2.3\n")
    editor.wait(lambda: not editor.codes(script))
    editor.tell("textDocument/didClose", {"textDocument": {"uri": conda.as_uri()}})
    editor.open(script)
    editor.wait(lambda: "AML301" in editor.codes(script))
    finding = editor.diagnostics[script.as_uri()][0]
    assert finding["severity"] == 1
    assert finding["relatedInformation"][0]["location"]["uri"] == conda.as_uri()


def test_fix_and_page(editor: Editor, project: Path) -> None:
    script = project / "src" / "score.py"
    text = '"""Ünï 😀."""; import json\r\n\r\n\r\ndef init():\r\n    pass\r\n\r\n\r\n""; """😀"""; x = 1\r\n'
    text += "async def run(body):\r\n    return json.loads(body)\r\n"
    editor.open(script, text)
    editor.wait(lambda: "AML108" in editor.codes(script))
    (diagnostic,) = (one for one in editor.diagnostics[script.as_uri()] if one["code"].startswith("AML108"))
    document = {"uri": script.as_uri()}
    actions = editor.ask(
        "textDocument/codeAction",
        {"textDocument": document, "range": diagnostic["range"], "context": {"diagnostics": [diagnostic]}},
    )
    (action,) = (one for one in actions if one["title"].startswith("AML108"))
    assert action["isPreferred"] is True
    fixed = lines_of(text, action["edit"]["changes"][script.as_uri()])
    assert fixed == text.replace("async def", "def")
    hover = editor.ask("textDocument/hover", {"textDocument": document, "position": diagnostic["range"]["start"]})
    assert hover["contents"]["value"].startswith("AML108 async-entry-point: ")
    nothing = editor.ask("textDocument/hover", {"textDocument": document, "position": {"line": 2, "character": 0}})
    assert nothing is None


def test_columns_count_as_the_editor_does(editor: Editor, project: Path) -> None:
    deployment = project / "deployment.yml"
    text = deployment.read_text("utf-8").replace("instance_count: 3", '"😀": {instance_count: 3}')
    editor.open(deployment, text)
    editor.wait(lambda: "AML501" in editor.codes(deployment))
    (finding,) = (one for one in editor.diagnostics[deployment.as_uri()] if one["code"].startswith("AML501"))
    assert finding["range"]["end"]["character"] - finding["range"]["start"]["character"] == len('"😀"') + 1


def test_wrong_settings_are_told_once(editor: Editor, project: Path) -> None:
    (project / "amllint.toml").write_text("selct = ['AML5']\n", "utf-8")
    deployment = project / "deployment.yml"
    editor.open(deployment)
    editor.wait(lambda: bool(editor.messages))
    assert "did you mean `select`" in editor.messages[0]
    editor.tell("textDocument/didSave", {"textDocument": {"uri": deployment.as_uri()}})
    (project / "amllint.toml").write_text("", "utf-8")
    editor.change(deployment, deployment.read_text("utf-8").replace("score.py", "scor.py"))
    editor.wait(lambda: "AML505" in editor.codes(deployment))
    assert len(editor.messages) == 1


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delitem(sys.modules, "amllint.server", raising=False)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    assert cli.run(["server"]) == 2
    assert "pip install 'amllint[lsp]'" in capsys.readouterr().err
