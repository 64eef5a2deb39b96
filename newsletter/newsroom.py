"""A newsletter's folder: which issues, seeds and images lie in it, and their bytes. Content holds no symlinks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter import issuefile, machine, seedfile
from newsletter.problems import NewsletterError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.config import Config
    from newsletter.model import Issue, Seed

_SHORTEST_NAME = 5  # letters
_SHOWN = 5  # names of issues in a hint
PRIVATE = ".newsletter"  # caches, the inbox, locks: ignored by git


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The folder of a newsletter and its configuration."""

    folder: Path
    config: Config
    _seeds: dict[str, tuple[Seed | None, tuple[Problem, ...]]] = field(default_factory=dict, repr=False, compare=False)

    def issue_files(self) -> tuple[Path, ...]:
        """List the issues' files in the order of their names. Raises NewsletterError for a symlink."""
        found = sorted((self.folder / issuefile.FOLDER).glob("*.y*ml"))
        for path in found:
            refuse_symlink(path, self.folder)
        return tuple(path for path in found if path.suffix in {".yaml", ".yml"})

    def relative(self, path: Path) -> str:
        """Name a file the way messages and links do: from the newsletter's folder on, with forward slashes."""
        return path.relative_to(self.folder).as_posix()

    def read_issue(self, path: Path) -> tuple[Issue | None, tuple[Problem, ...]]:
        """Read one issue and everything that is wrong with its file."""
        text, problems = read_text(path, self.relative(path))
        if text is None:
            return None, problems
        return issuefile.read(text, self.relative(path))

    def seed_file(self, seed_id: str) -> Path:
        """Say where a seed lies."""
        return self.folder / seedfile.FOLDER / f"{seed_id}.md"

    def seed(self, seed_id: str) -> Seed | None:
        """Read a seed, or give None where there is no such file or it cannot be read."""
        return self.read_seed(seed_id)[0]

    def read_seed(self, seed_id: str) -> tuple[Seed | None, tuple[Problem, ...]]:
        """Read a seed and everything that is wrong with its file; nothing of both where there is no such file."""
        if seed_id not in self._seeds:
            self._seeds[seed_id] = self._read_seed(seed_id)
        return self._seeds[seed_id]

    def _read_seed(self, seed_id: str) -> tuple[Seed | None, tuple[Problem, ...]]:
        path = self.seed_file(seed_id)
        if path.parent != self.folder / seedfile.FOLDER:  # an id with a slash leads elsewhere
            return None, ()
        if path.is_symlink():
            return None, (symlink(self.relative(path)),)
        if not path.is_file():
            return None, ()
        text, problems = read_text(path, self.relative(path))
        if text is None:
            return None, problems
        seed, found = seedfile.read(text, self.relative(path), seed_id)
        return seed, tuple(found)

    def seed_ids(self) -> tuple[str, ...]:
        """List the ids of all seeds."""
        return tuple(sorted(path.stem for path in (self.folder / seedfile.FOLDER).glob("*.md")))

    def find_seed(self, word: str) -> str:
        """Give the id of the seed that a word means: its id, its path, or a beginning that no other seed has.

        Raises NewsletterError where it means none or several.
        """
        wanted, ids = word.removesuffix(".md").rpartition("/")[2], self.seed_ids()
        found = [wanted] if wanted in ids else [one for one in ids if wanted and one.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            hint = f"There are: {', '.join(found[:5])}."
            raise NewsletterError.of("seed.ambiguous", f"`{word}` is the beginning of {len(found)} seeds.", hint)
        hint = did_you_mean(wanted, ids) or "Pin an article with `newsletter pick`."
        raise NewsletterError.of("seed.not-found", f"There is no seed `{word}`.", hint)

    def short_seed_id(self, seed_id: str) -> str:
        """Give the first words of a seed's id, as many as tell it from the others: `find_seed` finds it by them."""
        others = [one for one in self.seed_ids() if one != seed_id]
        ends = [at for at, sign in enumerate(seed_id) if sign == "-"]
        begins = (seed_id[:end] for end in ends if end >= _SHORTEST_NAME)
        return next((one for one in begins if not any(other.startswith(one) for other in others)), seed_id)

    def image_folder(self, issue_file: Path) -> Path:
        """Say where the images of an issue lie."""
        return issue_file.with_suffix("")

    def select(self, wanted: Sequence[str]) -> tuple[Path, ...]:
        """Find issues by number, slug, date, name or path; all of them where nothing is wanted.

        Raises NewsletterError for what is not found, with what comes nearest.
        """
        files = self.issue_files()
        if not wanted:
            return files
        chosen: dict[Path, None] = {}
        problems = []
        for word in wanted:
            found = [path for path in files if self._is_meant(word, path)]
            if not found:
                problems.append(self._nothing_like(word, files))
            chosen.update(dict.fromkeys(found))
        if problems:
            raise NewsletterError(*problems)
        return tuple(path for path in files if path in chosen)

    def _is_meant(self, word: str, path: Path) -> bool:
        name = path.stem
        if word in {name, name[:10], name[11:], path.name}:
            return True
        text = content(path).decode(errors="replace")
        if word.isdecimal():
            number = re.search(r"^number:\s*(\d+)", text, re.MULTILINE)
            return number is not None and int(number[1]) == int(word)
        if "/" in word or word.endswith((".yaml", ".yml")):
            return Path(word).resolve() == path.resolve() or (self.folder / word).resolve() == path.resolve()
        slug = re.search(r"^slug:\s*(\S+)\s*$", text, re.MULTILINE)
        return slug is not None and slug[1] == word

    def _nothing_like(self, word: str, files: Sequence[Path]) -> Problem:
        names = [path.stem for path in files]
        hint = did_you_mean(word, [*names, *(name[11:] for name in names)])
        if not hint:
            last = (
                f"The last are: {', '.join(names[-_SHOWN:])}."
                if len(names) > _SHOWN
                else f"There are: {', '.join(names)}."
            )
            hint = last if names else "There are no issues yet: `newsletter new`."
        return Problem(code="issue.not-found", message=f"There is no issue `{word}`.", hint=hint)


def content(path: Path) -> bytes:
    """Give the bytes of a file, none where it cannot be read: `read_text` says why."""
    try:
        return path.read_bytes()
    except OSError as error:
        if machine.as_problem(error) is None:
            raise
        return b""


def read_text(path: Path, shown: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Read a UTF-8 file; `shown` is what messages call it. Windows line ends and a byte order mark go."""
    try:
        data = path.read_bytes()
    except OSError as error:
        refused = machine.as_problem(error)
        if refused is None:
            raise
        return None, (replace(refused, path=shown),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        return None, (
            Problem(
                code="file.encoding",
                path=shown,
                line=data.count(b"\n", 0, error.start) + 1,
                column=len(data[start : error.start].decode("utf-8-sig", "replace")) + 1,
                message=f"Byte 0x{data[error.start]:02X} is not UTF-8.",
                hint="Save the file as UTF-8.",
                excerpt=data[start : start + 300].split(b"\n")[0].decode("utf-8-sig", "replace"),
            ),
        )
    return text.replace("\r\n", "\n"), ()


def refuse_symlink(path: Path, folder: Path) -> None:
    """Raise NewsletterError where a content file is a symlink: what it points at may not be in git."""
    if path.is_symlink():
        raise NewsletterError(symlink(path.relative_to(folder).as_posix()))


def symlink(shown: str) -> Problem:
    """Make the problem of a content file that is a symlink."""
    message = f"`{shown}` is a symlink: what it points at may not be in git."
    return Problem(code="content.symlink", path=shown, message=message, hint="Put the file itself here.")
