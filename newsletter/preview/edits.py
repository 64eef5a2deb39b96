"""What the page may change in an issue: a text, the order of a list, the status. All else stays in the YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from newsletter import issueedit, issuefile, walk
from newsletter.issueedit import Move, Set
from newsletter.places import List
from newsletter.problems import NewsletterError, has_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.model import Issue
    from newsletter.places import Path
    from newsletter.preview.newsdesk import Newsdesk

Change: TypeAlias = Set | Move
STATUS = ("draft", "ready")


def apply(desk: Newsdesk, name: str, given: object, read: str) -> str:
    """Make changes in an issue's file and give its new fingerprint. `read` is that of what the page had read.

    Raises NewsletterError: `edit.conflict` where the file changed since, other codes where a change is not one
    that the page may make or the issue would not be one any more.
    """
    path = desk.files().get(name)
    if path is None:
        raise NewsletterError.of(
            "edit.no-issue", f"There is no issue `{name}` any more.", "Look at the list of issues."
        )
    text = path.read_text(encoding="utf-8")
    if issueedit.fingerprint(text) == read:
        issue, _ = issuefile.read(text, desk.desk.room.relative(path))
        wanted = changes(issue, given)
        after, problems = issuefile.read(issueedit.edit(text, wanted, path.name), desk.desk.room.relative(path))
        if after is None or has_errors(problems):
            raise NewsletterError(*problems)
    else:
        wanted = ()
    return issueedit.fingerprint(issueedit.save(path, wanted, read=read))


def changes(issue: Issue | None, given: object) -> tuple[Change, ...]:
    """Read the changes that a page asks for. Raises NewsletterError for any that it may not make."""
    if issue is None or not isinstance(given, list) or not given:
        raise _refused("Nothing can be changed from here while the file has errors.")
    return tuple(_change(issue, one) for one in given)


def _change(issue: Issue, given: object) -> Change:
    match given:
        case {"do": "set", "at": ["status"], "value": str(value)} if value in STATUS:
            return Set(("status",), value)
        case {"do": "set", "at": list(at), "value": str(value)} if tuple(at) in _texts(issue):
            return Set(tuple(at), value.replace("\r\n", "\n"))
        case {"do": "move", "at": [*parents, int(index)], "to": int(to)}:
            if _holds(issue, tuple(parents), index, to):
                return Move((*parents, index), to)
    raise _refused("This cannot be changed from the page.")


def _texts(issue: Issue) -> set[Path]:
    return {text.at for text in walk.texts(issue)}


def _holds(issue: Issue, at: Path, *places: int) -> bool:
    node = issue.source.nodes.get(at)
    return isinstance(node, List) and all(0 <= place < len(node.items) for place in places)


def _refused(message: str) -> NewsletterError:
    return NewsletterError.of("edit.refused", message, "Change it in the file.")


def value_at(desk: Newsdesk, name: str, given: object) -> Any:  # noqa: ANN401  a text, or nothing
    """Give the text that now stands where a page wanted to write, for showing both; None where there is none."""
    if name not in desk.files() or not isinstance(given, list) or not given or not isinstance(given[0], dict):
        return None
    issue, _ = desk.issue(name)
    at: Sequence[object] = given[0].get("at") or ()
    if issue is None or not isinstance(at, list):
        return None
    return next((text.value for text in walk.texts(issue) if list(text.at) == at), None)
