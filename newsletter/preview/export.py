"""The desk as static files, read-only: what a pull request's build publishes for reviewers, with before and after."""

from __future__ import annotations

import difflib
import io
import json
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.preview import payload, routes
from newsletter.preview.newsdesk import SCHEMES, open_newsdesk
from newsletter.publish import output
from newsletter.publish.git import Repository

if TYPE_CHECKING:
    from newsletter.preview.newsdesk import Newsdesk, Shown

MARKER = ".newsletter-desk.json"


def export(folder: Path, out: Path, *, issue: str = "", against: str = "") -> int:
    """Write the desk of a newsletter into a folder, which changes as a whole. Gives the number of issues.

    `issue` is what opens first; `against` a git revision with which each issue is compared. Raises NewsletterError
    where the newsletter cannot be opened, the folder holds something else, or there is no such revision.
    """
    desk = open_newsdesk(folder)
    output.guard(out, folder, MARKER)
    start = desk.desk.room.select([issue])[0].name if issue else ""
    files = _page()
    with tempfile.TemporaryDirectory(prefix="newsletter-desk-") as place:
        before = _at(folder, against, Path(place)) if against else None
        shown = {name: desk.show(name) for name in desk.files()}
        compared = {name: _compared(before, one, against, desk) for name, one in shown.items()} if before else {}
        for name, one in shown.items():
            files |= _issue(desk, one, compared.get(name))
    rows = [row | {"changed": not compared.get(row["issue"], {"same": True})["same"]} for row in payload.listing(desk)]
    seeds = payload.seeds(desk)
    told = routes.hello(desk, start) | {"folder": "", "inbox": False, "against": against}
    files |= {"data/hello.json": _json(told), "data/issues.json": _json(rows), "data/seeds.json": _json(seeds)}
    for row in seeds:
        seed = desk.desk.room.seed(str(row["seed"]))
        if seed is not None:
            files[f"data/seeds/{seed.id}.json"] = _json({"seed": seed.id, "title": seed.title, "body": seed.body})
    output.replace(out, [], {**files, MARKER: _json({"format": 1})})
    return len(shown)


def _page() -> dict[str, bytes]:
    files = {f"page/{name}": data for name, data in routes.page_files().items()}
    index = files.pop("page/index.html").replace(b"<html ", b'<html data-desk="static" ', 1)
    return files | {"index.html": index}


def _issue(desk: Newsdesk, shown: Shown, compared: dict[str, Any] | None) -> dict[str, bytes]:
    """Give the files of one issue: what the page is told, the place of its frames, its images, its style sheets."""
    about = payload.about(desk, shown)
    messages = [payload.render(shown), about, *([compared] if compared else [])]
    count = {level: sum(one["severity"] == level for one in about["findings"]) for level in ("error", "warning")}
    files = {f"data/issues/{shown.name}.json": _json(messages), f"data/issues/{shown.name}/count.json": _json(count)}
    if shown.card is None:
        return files
    files[f"frames/issues/{shown.card.name}/index.html"] = routes.page_files()["frame.html"]
    for one in shown.outputs:
        if one.kind == "asset":
            files[f"frames/{one.path.removeprefix('site/')}"] = one.data
    for scheme in SCHEMES:
        sheet = desk.desk.site(shown.card.language).stylesheet.replace("assets/", f"assets/{scheme}/")
        files[f"frames/{sheet}"] = desk.site_file(sheet) or b""
    return files


def _at(folder: Path, revision: str, place: Path) -> Newsdesk:
    """Open the newsletter as it was at a revision, in a folder of its own. Raises NewsletterError where it is not."""
    repository = Repository(folder)
    commit = repository.text("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    with tarfile.open(fileobj=io.BytesIO(repository.run("archive", "--format=tar", commit))) as archive:
        archive.extractall(place, filter="data")
    return open_newsdesk(place)


def _compared(before: Newsdesk, after: Shown, revision: str, desk: Newsdesk) -> dict[str, Any]:
    """Compare an issue with what it was: the one of the same number, or else of the same file."""
    issue = desk.issue(after.name)[0]
    names = [name for name, old in before.issues().items() if issue and old.number == issue.number]
    name = next(iter(names), after.name)
    old = before.show(name) if name in before.files() else replace(after, outputs=(), card=None)
    lines = difflib.unified_diff(_lines(old), _lines(after), lineterm="", n=2)
    return {
        "type": "before",
        "issue": after.name,
        "revision": revision,
        "html": old.part("html").decode(),
        "sha256": old.sha256,
        "same": old.sha256 == after.sha256,
        "changes": list(lines)[2:],
    }


def _lines(shown: Shown) -> list[str]:
    return shown.part("text").decode().splitlines()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
