"""The addresses of the desk. GET shows and changes nothing; what writes is a POST with the page's token."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from newsletter import __version__
from newsletter.preview import edits, payload, triage
from newsletter.preview.guard import Guard
from newsletter.problems import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp
    from starlette.websockets import WebSocket

    from newsletter.preview.live import Hub
    from newsletter.preview.newsdesk import Newsdesk

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
}
LARGEST_EDIT = 1_000_000  # bytes of a POST


def page_files() -> Mapping[str, bytes]:
    """Give the files of the desk's own page by their names: all that there is, so that no path is ever looked up."""
    folder = files("newsletter.preview") / "page"
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def app(hub: Hub, start: str) -> ASGIApp:
    """Make the desk's application. `start` is the name of the issue that opens first, empty for the newest."""
    answers = _Answers(hub, start)
    routes = [
        Route("/", answers.page, methods=["GET"]),
        Route("/page/{name}", answers.page_file, methods=["GET"]),
        Route("/api/hello", answers.hello, methods=["GET"]),
        Route("/api/issues", answers.issues, methods=["GET"]),
        Route("/api/issues/{name}/count", answers.count, methods=["GET"]),
        Route("/api/seeds", answers.seeds, methods=["GET"]),
        Route("/api/seeds/{name}", answers.seed, methods=["GET"]),
        Route("/api/inbox", answers.inbox, methods=["GET"]),
        Route("/api/inbox/{name}", answers.article, methods=["GET"]),
        Route("/api/pick", answers.pick, methods=["POST"]),
        Route("/api/unpick", answers.unpick, methods=["POST"]),
        Route("/api/begin", answers.begin, methods=["POST"]),
        Route("/api/edit", answers.edit, methods=["POST"]),
        Route("/frames/issues/{name}/", answers.frame, methods=["GET"]),
        Route("/frames/{path:path}", answers.shown_file, methods=["GET"]),
        WebSocketRoute("/live", answers.live),
    ]
    return Guard(Starlette(routes=routes), hub.gate)


class _Answers:
    """The answer to each address."""

    def __init__(self, hub: Hub, start: str) -> None:
        self.hub = hub
        self.start = start
        self.files = page_files()

    async def page(self, _: Request) -> Response:
        return Response(self.files["index.html"], media_type=TYPES[".html"])

    async def page_file(self, request: Request) -> Response:
        return _file(request.path_params["name"], self.files.get(request.path_params["name"]))

    async def frame(self, _: Request) -> Response:
        return Response(self.files["frame.html"], media_type=TYPES[".html"])

    async def hello(self, _: Request) -> Response:
        return JSONResponse({**hello(self.hub.desk, self.start), "token": self.hub.gate.token})

    async def issues(self, _: Request) -> Response:
        await self.hub.learn()
        return JSONResponse(await self.hub.ask(payload.listing, self.hub.desk))

    async def count(self, request: Request) -> Response:
        try:
            return JSONResponse(await self.hub.ask(payload.count, self.hub.desk, request.path_params["name"]))
        except (KeyError, OSError):
            return _nothing()

    async def seeds(self, _: Request) -> Response:
        await self.hub.learn()
        return JSONResponse(await self.hub.ask(payload.seeds, self.hub.desk))

    async def seed(self, request: Request) -> Response:
        room, name = self.hub.desk.desk.room, request.path_params["name"]
        seed = await self.hub.ask(room.seed, name) if name in room.seed_ids() else None
        return _nothing() if seed is None else JSONResponse({"seed": name, "title": seed.title, "body": seed.body})

    async def shown_file(self, request: Request) -> Response:
        """Give an image or the style sheet of what is rendered: from memory, never from a path."""
        path = request.path_params["path"]
        data = await self.hub.ask(self.hub.desk.site_file, path)
        return _file(path, data)

    async def inbox(self, request: Request) -> Response:
        return await self._try(triage.stories, request.query_params.get("words", ""))

    async def article(self, request: Request) -> Response:
        return await self._try(triage.article, request.path_params["name"])

    async def pick(self, request: Request) -> Response:
        given = await _json(request)
        return await self._try(lambda desk: {"seed": triage.pick(desk, str(given.get("id")))})

    async def unpick(self, request: Request) -> Response:
        given = await _json(request)
        return await self._try(
            lambda desk: {"removed": triage.unpick(desk, str(given.get("id")), str(given.get("seed")))}
        )

    async def begin(self, request: Request) -> Response:
        seeds = (await _json(request)).get("seeds")
        names = [one for one in seeds if isinstance(one, str)] if isinstance(seeds, list) else []
        return await self._try(lambda desk: {"issue": triage.begin(desk, names)})

    async def _try(self, act: Callable[..., Any], *arguments: object) -> Response:
        """Answer with what an act gives, or with what is wrong."""
        try:
            return JSONResponse(await self.hub.ask(act, self.hub.desk, *arguments))
        except NewsletterError as error:
            return JSONResponse({"problems": payload.problems(error.problems)}, status_code=400)

    async def edit(self, request: Request) -> Response:
        given = await _json(request)
        name, read = str(given.get("issue")), str(given.get("read"))
        try:
            now = await self.hub.ask(edits.apply, self.hub.desk, name, given.get("changes"), read)
        except NewsletterError as error:
            told: dict[str, Any] = {"problems": payload.problems(error.problems)}
            if error.problems[0].code != "edit.conflict":
                return JSONResponse(told, status_code=400)
            told["theirs"] = await self.hub.ask(edits.value_at, self.hub.desk, name, given.get("changes"))
            return JSONResponse(told, status_code=409)
        await self.hub.changed(frozenset({f"issues/{name}"}))
        return JSONResponse({"read": now})

    async def live(self, socket: WebSocket) -> None:
        await self.hub.serve(socket)


def hello(desk: Newsdesk, start: str) -> dict[str, Any]:
    """Give what the page must know before it shows anything."""
    config = desk.desk.room.config
    names = list(desk.files())
    return {
        "title": config.title,
        "language": config.language[:2],
        "site": config.url.rstrip("/"),
        "folder": str(desk.folder),
        "version": __version__,
        "start": start if start in names else (names[-1] if names else ""),
        "inbox": triage.exists(desk),
        "troubles": payload.problems(desk.troubles),
    }


async def _json(request: Request) -> dict[str, Any]:
    """Read the JSON object that a page sent; an empty one for anything else."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_EDIT:
            return {}
    try:
        given = json.loads(body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _file(name: str, data: bytes | None) -> Response:
    if data is None:
        return _nothing()
    return Response(data, media_type=TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream"))


def _nothing() -> Response:
    return Response("There is nothing here.\n", status_code=404, media_type="text/plain; charset=utf-8")
