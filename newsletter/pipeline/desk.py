"""What rendering needs beside an issue, opened once: labels, look, templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter import __version__, labels
from newsletter.newsroom import PRIVATE, Newsroom
from newsletter.pipeline import logo, social
from newsletter.render import context, environment, search, theme
from newsletter.render.site import Site
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

    from newsletter.labels import Labels
    from newsletter.render.logo import Logo
    from newsletter.render.social import Fonts
    from newsletter.render.theme import Theme


@dataclass(frozen=True, slots=True)
class Desk:
    """A newsroom with its templates. `key` changes with anything that reaches every issue.

    Templates and words are opened when the first issue asks for them: a build with nothing to do needs neither.
    """

    room: Newsroom
    roots: tuple[Path, ...]
    theme: Theme
    key: str
    logo: Logo | None = None
    logo_bytes: bytes = field(default=b"", repr=False)
    _opened: dict[str, Environment] = field(default_factory=dict, repr=False)
    _labels: dict[str, Labels] = field(default_factory=dict, repr=False)
    _sheet: list[bytes] = field(default_factory=list, repr=False)
    _script: list[bytes] = field(default_factory=list, repr=False)
    _fonts: list[Fonts] = field(default_factory=list, repr=False)

    @property
    def env(self) -> Environment:
        """The templates."""
        if not self._opened:
            cache = self.room.folder / PRIVATE / "cache"
            cache.mkdir(parents=True, exist_ok=True)
            self._opened["env"] = environment.environment(self.roots, cache=cache)
        return self._opened["env"]

    @property
    def stylesheet(self) -> bytes:
        """The one style sheet of the site."""
        if not self._sheet:
            self._sheet.append(environment.render(self.env, "web/style.css.j2", theme=self.theme).encode())
        return self._sheet[0]

    @property
    def script(self) -> bytes:
        """The script that searches the archive."""
        if not self._script:
            path = next(path for root in self.roots for path in [root / search.SCRIPT] if path.is_file())
            self._script.append(path.read_bytes())
        return self._script[0]

    @property
    def fonts(self) -> Fonts:
        """What pictures are lettered with."""
        if not self._fonts:
            self._fonts.append(social.load_fonts(self.roots, self.theme.serif))
        return self._fonts[0]

    def labels(self, language: str) -> Labels:
        """Give the words of a language."""
        if language not in self._labels:
            self._labels[language] = labels.load(self.roots, language)
        return self._labels[language]

    def site(self, language: str) -> Site:
        """Give what a page in a language is made with."""
        return Site(
            config=context.printed(self.room.config),
            labels=self.labels(language),
            theme=self.theme,
            logo=self.logo,
            stylesheet=f"assets/style-{stable_hash(self.stylesheet)[:10]}.css",
            script=f"assets/search-{stable_hash(self.script)[:10]}.js",
        )


def open_desk(room: Newsroom) -> Desk:
    """Open the desk of a newsletter: its own templates come first, then those of its theme, then the shipped ones.

    Raises NewsletterError for what is wrong with its look, and for rules in its configuration that there are not.
    """
    if room.config.check.severities:
        from newsletter.pipeline.ruleset import vet

        vet(room.config)
    own, shipped = room.folder / "templates", environment.templates_root()
    look = theme.load((own, shipped), room.config)
    mark, drawn = logo.read(room, look) or (None, b"")
    key = stable_hash(__version__, room.config.source.text, drawn, *_contents((own, shipped)))
    return Desk(room, theme.roots(own, shipped, look.name), look, key, mark, drawn)


def _contents(roots: tuple[Path, ...]) -> list[bytes]:
    """List names and bytes of every template, in an order that no file system decides."""
    parts: list[bytes] = []
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file():
                parts += [path.relative_to(root).as_posix().encode(), path.read_bytes()]
    return parts
