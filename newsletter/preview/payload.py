"""What the page is told, as plain data: an issue's bytes first, then all that is known about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from newsletter import issueedit, report, rules, walk
from newsletter.preview import anchors
from newsletter.yamlnodes import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsletter.model import Issue
    from newsletter.preview.newsdesk import Newsdesk, Shown
    from newsletter.problems import Problem

CLIPPED = 102_400  # bytes: where Gmail cuts a mail off


def render(shown: Shown) -> dict[str, Any]:
    """Give the bytes of an issue, with what is wrong with its file."""
    html = shown.part("html")
    return {
        "type": "render",
        "issue": shown.name,
        "folder": shown.card.name if shown.card else "",
        "subject": shown.card.title if shown.card else "",
        "html": html.decode(),
        "bytes": len(html),
        "clipped": CLIPPED,
        "sha256": shown.sha256,
        "stale": shown.stale,
        "problems": problems(shown.problems),
    }


def about(desk: Newsdesk, shown: Shown) -> dict[str, Any]:
    """Give all that is known about an issue. Raises KeyError or OSError where its file is gone."""
    issue, _ = desk.issue(shown.name)
    path = desk.files()[shown.name]
    large = path.stat().st_size > LARGEST
    text = "" if large else path.read_text(encoding="utf-8", errors="replace")
    told: dict[str, Any] = {
        "type": "about",
        "issue": shown.name,
        "path": f"issues/{shown.name}",
        "read": issueedit.fingerprint(text),
        "source": text,
        "web": desk.page(shown).decode(),
        "text": shown.part("text").decode(),
        "seconds": shown.seconds,
        "findings": findings(desk, shown),
        "evidence": evidence(shown),
    }
    if issue is not None:
        told |= {
            "status": issue.status,
            "number": issue.number,
            "pieces": [piece.as_json() for piece in anchors.pieces(desk.desk, issue)],
            "outline": [block.as_json() for block in anchors.outline(issue)],
            "images": [{"at": at, "src": image.src} for at, image in walk.images(issue)],
        }
    return told


def problems(found: Iterable[Problem]) -> list[dict[str, Any]]:
    """Give problems with the line they stand in, and their French beside the English."""
    french = report.speech("fr")
    return [
        {
            **one.as_json(),
            "excerpt": one.excerpt[:400],
            "length": one.length,
            "fr": {"message": french(one.message), "hint": french(one.hint)},
        }
        for one in found
    ]


def findings(desk: Newsdesk, shown: Shown) -> list[dict[str, Any]]:
    """Give everything that is found in an issue, each with its block, in the order of the file."""
    found = desk.check(shown)
    blocks = {one.problem: one.block for one in found}
    ordered = rules.in_order(one.problem for one in found)
    told = zip(ordered, problems(ordered), strict=True)
    return [{**plain, "block": blocks.get(problem, "")} for problem, plain in told]


def evidence(shown: Shown) -> list[dict[str, Any]]:
    """Give the figures and quotations of an issue with their proofs, as the build's manifest does.

    Reasons have their French beside them, but for an editor's own.
    """
    manifest = shown.part("manifest")
    rows: list[dict[str, Any]] = json.loads(manifest)["evidence"] if manifest else []
    french = report.speech("fr")
    return [
        row | {"fr": {"reason": french(row["reason"])}} if row["reason"] and row["state"] != "waived" else row
        for row in rows
    ]


def count(desk: Newsdesk, name: str) -> dict[str, int]:
    """Count errors and warnings of an issue. Raises KeyError or OSError where it is gone."""
    found = desk.check(desk.show(name))
    return {level: sum(one.problem.severity == level for one in found) for level in ("error", "warning")}


def listing(desk: Newsdesk) -> list[dict[str, Any]]:
    """Give a line for each issue, the newest first."""
    rows = [row(desk, name) for name in desk.files()]
    return sorted(rows, key=lambda one: (one["date"], one["issue"]), reverse=True)


def row(desk: Newsdesk, name: str) -> dict[str, Any]:
    """Give what the list of issues shows of one; of a file that cannot be read, its name and its problems."""
    try:
        issue, found = desk.issue(name)
    except (KeyError, OSError):
        issue, found = None, ()
    plain: dict[str, Any] = {"issue": name, "date": name[:10], "title": "", "status": "", "number": None, "due": ""}
    if issue is not None:
        plain |= _of(desk, issue)
    return plain | {"broken": issue is None, "problems": len(found)}


def _of(desk: Newsdesk, issue: Issue) -> dict[str, Any]:
    when = issue.publish_at
    if when is not None and when.tzinfo is None:
        when = when.replace(tzinfo=desk.desk.room.config.zone)
    return {
        "date": issue.date.isoformat(),
        "title": issue.title,
        "status": issue.status,
        "number": issue.number,
        "due": when.isoformat() if when else "",
    }


def seeds(desk: Newsdesk) -> list[dict[str, Any]]:
    """Give the seeds with the issues that rest on them, the newest first."""
    room = desk.desk.room
    used: dict[str, list[str]] = {}
    for name, issue in desk.issues().items():
        for cited in dict.fromkeys(cited for _, cited in walk.citations(issue)):
            used.setdefault(cited, []).append(name)
    rows = []
    for seed_id in room.seed_ids():
        seed = room.seed(seed_id)
        plain = {"seed": seed_id, "used": used.get(seed_id, []), "path": f"seeds/{seed_id}.md", "broken": seed is None}
        if seed is not None:
            date = seed.published.isoformat() if seed.published else ""
            plain |= {"title": seed.title, "site": seed.site or "", "url": seed.url or "", "date": date}
            plain |= {"author": seed.author or "", "language": seed.language or "", "words": len(seed.body.split())}
        rows.append(plain)
    return sorted(rows, key=lambda one: (str(one.get("date", "")), one["seed"]), reverse=True)
