"""The examples of rules: `tests/cases/rules/<code>/bad*` and `good*`, an issue in YAML or the HTML of a mail.

Each issue is checked as a newsletter of its own. A folder of the same name beside an example holds what it needs: seeds, pictures, other issues, templates, a
newsletter.toml, or `.newsletter/links.json` with what the web is said to have answered.
"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from newsroom_builder import CONFIG

from newsletter import rules
from newsletter.pipeline.check import Options, check
from newsletter.places import Source
from newsletter.problems import Problem
from newsletter.render import rules as mail_rules
from newsletter.render.context import UNSUBSCRIBE
from newsletter.render.rules import Mail

CASES = Path(__file__).parent / "cases/rules"
NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)
NAME = "2025-01-02-cas"
UNFRAMED = {"mail.preheader", "mail.dark-mode"}
HEAD = (
    '<meta name="description" content="Un mot"><meta name="color-scheme" content="light dark">'
    '<meta name="supported-color-schemes" content="light dark"><style>:root { color-scheme: light dark; }'
    "@media (prefers-color-scheme: dark) { .x { color: #ffffff } } [data-ogsc] .x { color: #ffffff }</style>"
)
PREHEADER = '<div lang="fr" dir="ltr" style="display:none;mso-hide:all">Un mot</div>'
_KEPT = {".newsletter"}  # compiled templates: most of the time that a case takes


def examples(kind: str) -> list[Path]:
    return sorted([*CASES.glob(f"*/{kind}*.yaml"), *CASES.glob(f"*/{kind}*.html")])


def lay(folder: Path, example: Path) -> None:
    """Make a newsletter of one example in a folder, in the place of what lies there."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in _KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / ".newsletter/links.json").unlink(missing_ok=True)
    (folder / "issues").mkdir()
    (folder / "newsletter.toml").write_text(CONFIG, encoding="utf-8")
    shutil.copy(example, folder / f"issues/{NAME}.yaml")
    if example.with_suffix("").is_dir():
        shutil.copytree(example.with_suffix(""), folder, dirs_exist_ok=True)


def found(folder: Path, example: Path) -> tuple[Problem, ...]:
    """Check an example: a mail by itself, an issue among those that lie beside it."""
    if example.suffix == ".html":
        html = example.read_text(encoding="utf-8")
        return in_mail(html if example.parent.name in UNFRAMED else framed(html))
    lay(folder, example)
    online = (folder / ".newsletter/links.json").is_file()
    spelling = example.parent.name == "text.spelling"
    return check(folder, Options(now=NOW, wanted=(NAME,), online=online, spelling=spelling, jobs=1)).problems


def framed(html: str) -> str:
    """Put around an example what every mail has, so that it holds only what its rule is about."""
    html = html.replace("</head>", f"{HEAD}</head>", 1)
    return re.sub(r"<body[^>]*>", lambda body: f"{body[0]}{PREHEADER}", html, count=1)


def in_mail(html: str) -> tuple[Problem, ...]:
    """Run the rules of mail over a document."""
    mail = Mail(path="out/email.html", html=html, text=UNSUBSCRIBE, subject="", quoted_bytes=len(html), year=2025)
    return tuple(one.problem for one in rules.run(mail_rules.RULES, mail, Source(), {}))
