"""The shipped JSON Schema at work in an editor: the npm `yaml-language-server`, spoken to as an editor speaks to it."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from conftest import missing

from newsletter import scaffold
from newsletter.cli.schema import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = Path(__file__).parent / "node/node_modules/yaml-language-server/bin/yaml-language-server"
ISSUE = """\
# yaml-language-server: $schema=../issue.schema.json
number: 1
date: 2026-01-05
autor: moi
news:
  - title: Un
    essen
"""


class Editor:
    """As much of an editor as the protocol needs (Language Server Protocol 3.17, over standard streams)."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        self._to: IO[bytes] = process.stdin
        self._from: IO[bytes] = process.stdout
        self._last = 0

    def notify(self, method: str, params: dict[str, Any]) -> None:
        self._write({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self._last += 1
        self._write({"id": self._last, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._last and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def wait_for(self, method: str) -> Any:
        while True:
            message = self._read()
            if message.get("method") == method:
                return message["params"]

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._to.flush()

    def _read(self) -> dict[str, Any]:
        length = 0
        while (line := self._from.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server ended"
        message: dict[str, Any] = json.loads(self._from.read(length))
        if "method" in message and "id" in message:  # the server asks for settings: it gets defaults
            result: Any = (
                [{} for _ in message["params"].get("items", [])]
                if message["method"] == "workspace/configuration"
                else None
            )
            self._write({"id": message["id"], "result": result})
        return message


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Editor, str]]:
    node = shutil.which("node")
    if node is None or not SERVER.exists():
        missing("npm yaml-language-server")
    folder = tmp_path / "mine"
    scaffold.lay(folder, scaffold.files("fr", text_of("issue"), date(2026, 1, 1)))
    path = folder / "issues/essai.yaml"
    path.write_text(ISSUE, encoding="utf-8")
    process = subprocess.Popen(
        [str(node), str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    editor = Editor(process)
    hover = {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
    }
    editor.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {"textDocument": hover}})
    editor.notify("initialized", {})
    document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": ISSUE}
    editor.notify("textDocument/didOpen", {"textDocument": document})
    yield editor, path.as_uri()
    process.kill()
    for stream in (process.stdin, process.stdout):
        assert stream
        stream.close()
    process.wait()


def test_a_typo_is_an_error_at_its_line(opened: tuple[Editor, str]) -> None:
    editor, _ = opened
    found = editor.wait_for("textDocument/publishDiagnostics")["diagnostics"]
    assert any("autor" in one["message"] and one["range"]["start"]["line"] == 3 for one in found), found


def test_keys_are_completed(opened: tuple[Editor, str]) -> None:
    editor, uri = opened
    editor.wait_for("textDocument/publishDiagnostics")
    answer = editor.ask(
        "textDocument/completion", {"textDocument": {"uri": uri}, "position": {"line": 6, "character": 9}}
    )
    items = {item["label"]: item for item in answer["items"]}
    assert {"essential", "takeaway", "sources"} <= set(items)
    assert "title" not in items
    assert "L’essentiel" in json.dumps(items["essential"], ensure_ascii=False)


def test_a_key_explains_itself(opened: tuple[Editor, str]) -> None:
    editor, uri = opened
    editor.wait_for("textDocument/publishDiagnostics")
    answer = editor.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 2}})
    assert "The day it appears" in json.dumps(answer)
