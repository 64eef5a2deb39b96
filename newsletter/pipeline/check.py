"""`newsletter check`: every rule over the issues, their mail, and what lies around them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter import config as configuration, rules, walk
from newsletter.curate import rules as draft_rules
from newsletter.newsroom import Newsroom
from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.press import press
from newsletter.problems import NewsletterError, did_you_mean
from newsletter.publish.quoted import quoted_printable
from newsletter.render import rules as mail_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from newsletter.model import Issue
    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.press import Pressed
    from newsletter.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to check. `now` is an aware time; `wanted` names issues as `build` does."""

    now: datetime
    wanted: tuple[str, ...] = ()
    on_progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One issue: its file, and all that was found."""

    path: str
    found: tuple[rules.Found, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order of the file."""
        return rules.in_order(one.problem for one in self.found)


def check(folder: Path, options: Options) -> tuple[Checked, ...]:
    """Check issues of the newsletter in a folder. Raises NewsletterError for what keeps all from being checked."""
    room = Newsroom(folder, configuration.load(folder))
    chosen = room.select(options.wanted)
    desk = open_desk(room)
    issues = {
        room.relative(path): issue for path in room.issue_files() for issue in [room.read_issue(path)[0]] if issue
    }
    results = []
    for number, path in enumerate(chosen, start=1):
        results.append(check_one(desk, path, issues, options.now))
        if options.on_progress:
            options.on_progress(number, len(chosen))
    return tuple(results)


def check_one(desk: Desk, path: Path, issues: Mapping[str, Issue], now: datetime) -> Checked:
    """Check one issue among the others: its file, its words and its mail."""
    shown = desk.room.relative(path)
    pressed = press(desk, path, draft=False)
    found = [rules.Found(problem) for problem in pressed.problems]
    issue = issues.get(shown)
    if issue is None:
        return Checked(path=shown, found=tuple(found))
    severities = desk.room.config.check.severities
    found += rules.run(draft_rules.RULES, draft_of(desk, shown, issue, issues, now), issue.source, severities)
    if pressed.card is not None:
        found += rules.run(mail_rules.RULES, mail_of(pressed), issue.source, severities)
    return Checked(path=shown, found=rules.allowed(found, issue))


def draft_of(desk: Desk, shown: str, issue: Issue, issues: Mapping[str, Issue], now: datetime) -> draft_rules.Draft:
    """Put an issue together with all that its rules look at."""
    config = desk.room.config
    named = [name for _, name in walk.citations(issue) if not walk.is_address(name)]
    return draft_rules.Draft(
        issue=issue,
        language=issue.language or config.language,
        zone=config.zone,
        now=now,
        others={path: other for path, other in issues.items() if path != shown},
        seeds={name: seed for name in named for seed in [desk.room.seed(name)] if seed},
        words=config.check.words,
        forbidden=config.check.forbidden,
    )


def mail_of(pressed: Pressed) -> mail_rules.Mail:
    """Take the parts of a rendered mail that its rules look at."""
    parts: dict[str, bytes] = {one.kind: one.data for one in pressed.outputs}
    folder = f"mail/{pressed.card.name}" if pressed.card else ""
    html = parts["html"].decode()
    return mail_rules.Mail(
        path=f"out/{folder}/email.html",
        html=html,
        text=parts["text"].decode(),
        subject=pressed.card.title if pressed.card else "",
        quoted_bytes=len(quoted_printable(html)),
    )


def explain(code: str) -> str:
    """Give the page of a rule. Raises NewsletterError for a code that there is not."""
    folder = pages()
    page = folder / f"{code}.md"
    if "/" in code or not page.is_file():
        known = sorted(path.stem for path in folder.glob("*.md"))
        hint = did_you_mean(code, known) or "See docs/rules/ for all codes."
        raise NewsletterError.of("check.unknown-code", f"There is no rule `{code}`.", hint)
    return page.read_text(encoding="utf-8").rstrip("\n")


def pages() -> Path:
    """Say where the rules' pages lie: in the installed package, or in a checkout's docs/."""
    package = Path(__file__).parents[1]
    installed = package / "rule_pages"
    return installed if installed.is_dir() else package.parent / "docs/rules"
