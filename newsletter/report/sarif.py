"""Problems as a SARIF log (OASIS, Static Analysis Results Interchange Format 2.1.0), for code-scanning pages."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from newsletter import __version__
from newsletter.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsletter.problems import Problem

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(problems: Sequence[Problem], pages: Mapping[str, str]) -> dict[str, Any]:
    """Give the log of one run. `pages` has the page of each code, in Markdown; columns count characters."""
    codes = sorted({problem.code for problem in problems})
    driver = {
        "name": "newsletter",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code, pages.get(code, "")) for code in codes],
    }
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The newsletter's folder."}}},
        "results": [_result(problem, codes, seen) for problem in problems],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, page: str) -> dict[str, Any]:
    paragraphs = [part for part in page.split("\n\n") if part and not part.startswith("#")]
    about = " ".join(paragraphs[0].split()) if paragraphs else code
    rule: dict[str, Any] = {"id": code, "shortDescription": {"text": about}}
    return rule | ({"help": {"text": page, "markdown": page}} if page else {})


def _result(problem: Problem, codes: Sequence[str], seen: Counter[str]) -> dict[str, Any]:
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": _LEVELS[problem.severity],
        "message": {"text": f"{problem.message} {problem.hint}".strip()},
        "locations": [{"physicalLocation": _place(problem)}] if problem.path else [],
        "partialFingerprints": {"line/v1": _fingerprint(problem, seen)},
    }


def _place(problem: Problem) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.path), "uriBaseId": "ROOT"}}
    if not problem.line:
        return place
    region: dict[str, Any] = {"startLine": problem.line, "startColumn": max(problem.column, 1)}
    if problem.column:
        last = len(problem.excerpt) + 1
        region["endColumn"] = max(min(problem.column + problem.length, last), problem.column + 1)
    if problem.excerpt:
        region["snippet"] = {"text": problem.excerpt}
    return place | {"region": region}


def _fingerprint(problem: Problem, seen: Counter[str]) -> str:
    """Tell a result from others, wherever its line moves: by its code, file and line, and which of the same it is."""
    same = "\0".join((problem.code, problem.path, problem.excerpt.strip() or problem.message))
    seen[same] += 1
    return hashlib.sha256(f"{same}\0{seen[same]}".encode()).hexdigest()[:32]
