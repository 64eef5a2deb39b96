"""Exchanges with a real Ghost: recorded between the adapter and the server, played back without it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TAPE = Path(__file__).parent / "cases" / "ghost" / "exchanges.json"
KEPT = ("id", "slug", "status", "published_at", "updated_at", "email_only", "title", "canonical_url", "custom_excerpt")


class Between(ThreadingHTTPServer):
    """Stands between adapter and Ghost. Without `real` it answers from the tape, and wants what is on the tape."""

    daemon_threads = True

    def __init__(self, real: str | None = None) -> None:
        self.real = real
        self.tape: list[dict[str, Any]] = [] if real else json.loads(TAPE.read_text(encoding="utf-8"))
        self.played = 0
        self.wrong: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def ask(self, asked: dict[str, Any], headers: dict[str, str]) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{self.real}{asked['path']}",
            data=json.dumps(asked["body"]).encode() if asked["body"] is not None else None,
            headers=headers,
            method=asked["method"],
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, raw = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, raw = error.code, error.read()
        body = reduced(json.loads(raw)) if raw.strip() else None
        self.tape.append(asked | {"status": status, "answer": body})
        return status, body

    def play(self, asked: dict[str, Any]) -> tuple[int, Any]:
        taped = self.tape[self.played] if self.played < len(self.tape) else {}
        self.played += 1
        if {name: taped.get(name) for name in asked} != asked:
            self.wrong.append(f"{self.played}: {asked} is not {taped}")
            return 500, None
        return taped["status"], taped["answer"]


class Handler(BaseHTTPRequestHandler):
    server: Between

    def answer(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked = {"method": self.command, "path": self.path, "body": json.loads(raw) if raw else None}
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        status, body = self.server.ask(asked, headers) if self.server.real else self.server.play(asked)
        data = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = answer  # noqa: N815  the names that http.server calls

    def log_message(self, *_: object) -> None:
        pass


def reduced(answer: dict[str, Any]) -> dict[str, Any]:
    """Keep of an answer what says something about posts and errors; the rest is the site's and a person's."""
    if "posts" in answer:
        return {"posts": [{name: post.get(name) for name in KEPT} for post in answer["posts"]]}
    return {"errors": [{name: one.get(name) for name in ("message", "context", "type")} for one in answer["errors"]]}
