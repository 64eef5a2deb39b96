"""`--since REV`: what was found in the newsletter as it was at a git revision, so that only the new is told."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.newsroom import PRIVATE
from newsletter.pipeline import check as checking
from newsletter.problems import NewsletterError
from newsletter.publish.git import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.pipeline.check import Checked, Options, Report
    from newsletter.problems import Problem
    from newsletter.rules import Found

_REGULAR = ("100644", "100755")
# What an issue is made from; the rest of a repository is none of ours.
_PARTS = ("newsletter.toml", "issues", "seeds", "templates", "assets")


def only_new(folder: Path, options: Options, report: Report, revision: str) -> Report:
    """Leave out of a report what was there at a revision already.

    A finding is told apart by its file, its code, its message and its line's text, not by its line's number. Raises
    NewsletterError outside of git and for a revision that there is not.
    """
    repository = Repository(folder)
    commit = _commit(repository, revision)
    with tempfile.TemporaryDirectory(prefix="newsletter-since-") as name:
        before = Path(name)
        _lay_down(repository, commit, before)
        known = _known(before, [one.path for one in report.issues], options)
    return replace(report, issues=tuple(replace(one, found=_new(one, known)) for one in report.issues))


def _commit(repository: Repository, revision: str) -> str:
    try:
        repository.text("rev-parse", "--show-toplevel")
    except NewsletterError as error:
        if error.problems[0].code == "git.missing":
            raise
        message = "`--since` needs a git repository, and the newsletter does not lie in one."
        raise NewsletterError.of("git.no-repository", message, "Leave `--since` out, or run `git init`.") from error
    try:
        return repository.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except NewsletterError as error:
        message = f"There is no revision `{revision}` in this repository."
        hint = "Name a commit, a branch or a tag; where CI fetches one commit only, let it fetch more."
        raise NewsletterError.of("git.unknown-revision", message, hint) from error


def _lay_down(repository: Repository, commit: str, folder: Path) -> None:
    """Write the newsletter's files of a commit into a folder. Symbolic links and submodules are left out."""
    prefix = repository.text("rev-parse", "--show-prefix")
    listed = repository.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *(f"{prefix}{part}" for part in _PARTS))
    files = dict(_files(listed.decode("utf-8", "replace"), prefix))
    answer = repository.run("cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in files.values()).encode())
    at = 0
    for name in files:
        head_end = answer.index(b"\n", at)
        size = int(answer[at:head_end].rsplit(b" ", 1)[1])
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer[head_end + 1 : head_end + 1 + size])
        at = head_end + 1 + size + 1


def _files(listed: str, prefix: str) -> Iterator[tuple[str, str]]:
    """Read `ls-tree`: names from the newsletter's folder on, with their blobs."""
    for row in listed.split("\0"):
        head, tab, name = row.partition("\t")
        if tab and head.startswith(_REGULAR):
            yield name.removeprefix(prefix), head.split()[2]


def _known(folder: Path, paths: list[str], options: Options) -> Counter[tuple[str, ...]]:
    """Count what was found then, in the files that are checked now; nothing where there was no newsletter yet."""
    there = tuple(path for path in paths if (folder / path).is_file())
    if not there or not (folder / "newsletter.toml").is_file():
        return Counter()
    (folder / PRIVATE).mkdir(exist_ok=True)
    try:
        report = checking.check(
            folder, replace(options, wanted=tuple(str(folder / path) for path in there), online=False)
        )
    except NewsletterError:
        return Counter()
    return Counter(_key(problem) for problem in report.problems)


def _new(checked: Checked, known: Counter[tuple[str, ...]]) -> tuple[Found, ...]:
    left = known.copy()
    fresh = []
    for one in checked.found:
        key = _key(one.problem)
        if left[key]:
            left[key] -= 1
        else:
            fresh.append(one)
    return tuple(fresh)


def _key(problem: Problem) -> tuple[str, ...]:
    return problem.path, problem.code, problem.message, problem.excerpt.strip()
