"""Every request to Buttondown, held against its OpenAPI description; and the stand-in's answers too."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import missing
from fake_engines import CANARY, FakeButtondown, Request, later, running
from jsonschema import Draft202012Validator
from test_engines import MAIL, desk_for

from newsletter.destinations import Buttondown
from newsletter.publish.engines.buttondown import ButtondownEngine
from newsletter.publish.engines.handover import hand_over
from newsletter.publish.engines.http import RefusedError, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.publish.engines.contract import Engine

ROOT = Path(__file__).parent.parent
REDUCED = ROOT / "tests" / "cases" / "buttondown" / "openapi.json"
OFFICIAL = ROOT.parent / "shared" / "specs" / "buttondown-openapi.json"
PRISM = ROOT / "tests" / "node-prism" / "node_modules" / ".bin" / "prism"
DESCRIPTION = json.loads(REDUCED.read_text(encoding="utf-8"))
WHEN = datetime(2030, 11, 7, 7, 30, tzinfo=UTC)


def operation(request: Request) -> dict[str, Any]:
    for path, methods in DESCRIPTION["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.path):
            return dict(methods[request.method.lower()])
    raise AssertionError(f"no such operation: {request.method} {request.path}")


def faults(value: object, schema: dict[str, Any]) -> list[str]:
    whole = schema | {"components": DESCRIPTION["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


def check_request(request: Request) -> None:
    described = operation(request)
    known = {parameter["name"]: parameter for parameter in described.get("parameters", ())}
    for name, values in request.query.items():
        schema = known[name]["schema"]
        value = values if schema.get("type") == "array" else values[0]
        assert not faults(int(values[0]) if schema.get("type") == "integer" else value, schema)
    body = described.get("requestBody")
    if body:
        assert not faults(request.body, body["content"]["application/json"]["schema"])
    assert request.headers["authorization"] == f"Token {CANARY}"


class Checked(FakeButtondown):
    """Keeps its answers, to be checked as well."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[tuple[Request, int, Any]] = []

    def answer(self, request: Request) -> tuple[int, Any]:
        status, body = super().answer(request)
        self.answers.append((request, status, json.loads(json.dumps(body))))
        return status, body


@pytest.fixture
def fake() -> Iterator[Checked]:
    with running(Checked()) as server:
        assert isinstance(server, Checked)
        yield server


def all_ways(engine: Engine) -> None:
    """Use every call of the contract, twice where a second time is another request."""
    first = hand_over(engine, MAIL, WHEN, begun=False).campaign
    again = hand_over(engine, replace(MAIL, subject="Mieux"), WHEN, begun=True).campaign
    assert again.id == first.id
    draft = engine.unschedule(again)
    engine.send_test(draft, ["anna@example.org"])
    for number in (43, 44, 45):
        other = replace(MAIL, key=f"lettre-{number}", number=number)
        engine.upsert_draft(engine.plan(other))
    engine.schedule(draft, None)
    found = engine.find(MAIL.key)
    assert found is not None
    assert found.id == first.id


def test_every_request_and_every_answer_is_as_described(fake: Checked) -> None:
    all_ways(desk_for("buttondown", fake).engine)
    assert len(fake.requests) > 20
    for request in fake.requests:
        check_request(request)
    for request, status, body in fake.answers:
        content = operation(request)["responses"][str(status)].get("content")
        if content:
            assert not faults(body, content["application/json"]["schema"])


def test_a_new_email_always_is_a_draft_and_can_be_made_once_only(fake: Checked) -> None:
    all_ways(desk_for("buttondown", fake).engine)
    made = [request for request in fake.requests if (request.method, request.path) == ("POST", "/emails")]
    assert [request.body["status"] for request in made] == ["draft"] * 4
    assert len({request.headers["x-idempotency-key"] for request in made}) == 4
    assert made[0].body["body"].startswith("<!-- buttondown-editor-mode: fancy -->\n")
    assert len(fake.mailed) == 1


def test_the_check_can_fail() -> None:
    email = DESCRIPTION["paths"]["/emails"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert faults({"subject": "x", "status": "unwritten"}, email)
    assert faults({"subject": "x", "statut": "draft"}, email)
    assert faults({"status": "draft"}, email)


def test_the_reduced_description_is_the_official_one(tmp_path: Path) -> None:
    if not OFFICIAL.is_file():
        missing(f"Buttondown's description ({OFFICIAL})")
    operations = [f"{method.upper()} {path}" for path, found in DESCRIPTION["paths"].items() for method in found]
    command = [Path(sys.executable), ROOT / "tools" / "reduce_openapi.py", OFFICIAL, tmp_path / "reduced.json"]
    subprocess.run([*command, *operations], check=True)
    assert json.loads((tmp_path / "reduced.json").read_text(encoding="utf-8")) == DESCRIPTION


@pytest.fixture
def contract_server(fake: Checked) -> Iterator[str]:
    """A contract server between the adapter and the stand-in: what breaks the description gets no further."""
    if not PRISM.is_file() or not shutil.which("node"):
        missing("the contract server (npm ci in tests/node-prism)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = ["proxy", str(REDUCED), fake.url, "--errors", "--port", str(port), "--verboseLevel", "error"]
    with subprocess.Popen([str(PRISM), *given], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_the_contract_server_lets_everything_through(fake: Checked, contract_server: str) -> None:
    wire = Wire(environ={"BUTTONDOWN_API_KEY": CANARY}, pause=later)
    engine = ButtondownEngine(Buttondown(url=contract_server), wire)
    all_ways(engine)
    assert len(fake.mailed) == 1
    with pytest.raises(RefusedError, match="422"):
        engine._client.send("POST", "/emails", {"subject": "x", "status": "unwritten"})
