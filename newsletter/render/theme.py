"""The look as values: colours, fonts, sizes and inline styles of a theme, with the newsletter's own brand over them.

A theme is a folder `themes/<name>/` in a newsletter's own templates or in the shipped ones: `theme.toml`, and, where
tokens do not reach, templates that win over those of the same path outside of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003  the reader of theme.toml reads annotations at run time
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from newsletter.keys import Key, Kind
from newsletter.places import Source
from newsletter.problems import NewsletterError, Problem, did_you_mean
from newsletter.render import palette
from newsletter.shape import Reader
from newsletter.tomlnodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsletter.config import Config

FOLDER, FILE, BASE = "themes", "theme.toml", "focus"
COLOUR = Kind.COLOUR
_TOKEN = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"-?[^\W\d][\w-]*")  # an identifier of CSS


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One look. Colours are `#rrggbb`; `width` and `radius` are CSS pixels. `mail` and `rich` are inline styles."""

    name: str
    about: Annotated[str, Key("One sentence for who chooses.", Kind.NAME)]
    paper: Annotated[str, Key("The background.", COLOUR)]
    ink: Annotated[str, Key("The text.", COLOUR)]
    quiet: Annotated[str, Key("What can be skipped.", COLOUR)]
    accent: Annotated[str, Key("The one accent.", COLOUR)]
    tint: Annotated[str, Key("Behind « L’essentiel »; left out: paper with some accent.", COLOUR)] = ""
    numeral: Annotated[str, Key("The numbers of pieces and sections; left out: `quiet`.", COLOUR)] = ""
    rule: Annotated[str, Key("Lines; left out: paper with some ink.", COLOUR)] = ""
    band: Annotated[str, Key("Behind the title of the Focus; left out: the ink.", COLOUR)] = ""
    band_ink: Annotated[str, Key("The title of the Focus; left out: the paper.", COLOUR)] = ""
    band_accent: Annotated[str, Key("The label above it; left out: the dark mode's accent.", COLOUR)] = ""
    on_accent: Annotated[str, Key("Text on the accent; left out: the paper.", COLOUR)] = ""
    paper_dark: Annotated[str, Key("The background in dark mode.", COLOUR)]
    ink_dark: Annotated[str, Key("The text in dark mode.", COLOUR)]
    quiet_dark: Annotated[str, Key("What can be skipped, in dark mode.", COLOUR)]
    accent_dark: Annotated[str, Key("The accent in dark mode.", COLOUR)]
    tint_dark: Annotated[str, Key("As `tint`, in dark mode.", COLOUR)] = ""
    numeral_dark: Annotated[str, Key("As `numeral`, in dark mode.", COLOUR)] = ""
    rule_dark: Annotated[str, Key("As `rule`, in dark mode.", COLOUR)] = ""
    band_dark: Annotated[str, Key("As `band`; left out: paper with more accent.", COLOUR)] = ""
    band_ink_dark: Annotated[str, Key("As `band_ink`; left out: the ink.", COLOUR)] = ""
    band_accent_dark: Annotated[str, Key("As `band_accent`, in dark mode.", COLOUR)] = ""
    on_accent_dark: Annotated[str, Key("As `on_accent`, in dark mode.", COLOUR)] = ""
    serif: Annotated[str, Key("Font families of titles.", Kind.FONTS)]
    sans: Annotated[str, Key("Font families of text.", Kind.FONTS)]
    masthead: Annotated[Literal["paper", "band"], Key("What the name above all stands on: `paper` or `band`.")] = (
        "paper"
    )
    radius: Annotated[int, Key("Of corners, in px.", least=0, most=24)]
    width: Annotated[int, Key("Of the mail's column, in px.", least=480, most=720)]
    mail: Annotated[Mapping[str, str], Key("Inline style of each element of the mail, with {tokens}.")] = field(
        default_factory=lambda: MappingProxyType({})
    )
    rich: Annotated[Mapping[str, str], Key("Inline style of each tag of editors' texts, with {tokens}.")] = field(
        default_factory=lambda: MappingProxyType({})
    )


def roots(own: Path, shipped: Path, name: str) -> tuple[Path, ...]:
    """Give the folders in which templates are found when a theme is chosen: what wins stands first."""
    return (own / FOLDER / name, own, shipped / FOLDER / name, shipped)


def names(root: Sequence[Path]) -> list[str]:
    """Name the themes that lie in some folders of templates."""
    return sorted({path.parent.name for one in root for path in one.glob(f"{FOLDER}/*/{FILE}")})


def load(root: Sequence[Path], config: Config) -> Theme:
    """Read the newsletter's theme and lay its brand over it. `root` are folders of templates, the newsletter's first.

    Raises NewsletterError for an unknown theme, for what is wrong in its file, and for colours that cannot be read on
    their ground.
    """
    theme = read(root, config.theme)
    if theme is None:
        known = names(root)
        hint = did_you_mean(config.theme, known) or f"There are: {', '.join(known)}."
        raise NewsletterError(
            config.source.problem("config.theme", f"There is no theme `{config.theme}`.", hint, at=("theme",))
        )
    brand = {one.name: getattr(config.brand, one.name) for one in fields(config.brand) if one.name != "logo"}
    given = {name: value for name, value in brand.items() if value is not None}
    theme = replace(theme, **given)
    unreadable = tuple(palette.unreadable(theme, given, config))
    if unreadable:
        raise NewsletterError(*unreadable)
    theme = replace(theme, serif=families(theme.serif), sans=families(theme.sans))
    return _styled(palette.complete(theme, given))


def families(listed: str) -> str:
    """List font families as style sheets and attributes alike take them: quoted only where they must be, and simply.

    A name is quoted for a word that CSS does not know for a name, such as the 3 of «Source Sans 3».
    """
    names = (" ".join(name.strip("\"' \t\n").split()) for name in listed.split(","))
    return ",".join(name if all(map(_WORD.fullmatch, name.split())) else f"'{name}'" for name in names)


def read(root: Sequence[Path], name: str) -> Theme | None:
    """Read a theme as its files say it, each over what it rests on; None where there is none of that name.

    The base comes first, then the theme; of each the shipped file, then the newsletter's own, which needs to say only
    what it changes.
    """
    folders = [one / FOLDER / name for one in root]
    if not any((folder / FILE).is_file() for folder in folders):
        return None
    wanted = [*(one / FOLDER / BASE for one in reversed(root)), *reversed(folders)]
    theme: Theme | None = None
    for path in dict.fromkeys(folder / FILE for folder in wanted):
        if path.is_file():
            theme = _read(path, name, theme)
    return theme


def _read(path: Path, name: str, base: Theme | None) -> Theme:
    """Read one file; what it does not say is as in `base`."""
    source = Source(path=str(path), text=path.read_text(encoding="utf-8"))
    root, problems = parse(source)
    reader = Reader(source, "theme")
    known: dict[str, Any] = {one.name: getattr(base, one.name) for one in fields(Theme)} if base else {}
    theme = reader.read(Theme, root, **known | {"name": name})
    source = replace(source, nodes=reader.nodes)
    wrong = [*problems, *reader.problems, *(_unknown_tokens(theme, source) if theme else ())]
    if wrong or theme is None:
        raise NewsletterError(*wrong)
    if base is None:
        return theme
    return replace(theme, mail={**base.mail, **theme.mail}, rich={**base.rich, **theme.rich})


def _unknown_tokens(theme: Theme, source: Source) -> Iterator[Problem]:
    known = [one.name for one in fields(Theme) if one.name not in {"mail", "rich", "about"}]
    for table in ("mail", "rich"):
        for name, style in getattr(theme, table).items():
            for token in _TOKEN.findall(style):
                if token not in known:
                    hint = did_you_mean(token, known) or f"There are: {', '.join(known)}."
                    message = f"There is no token `{token}`."
                    yield source.problem("theme.unknown-token", message, hint, at=(table, name))


def _styled(theme: Theme) -> Theme:
    """Put the tokens into the inline styles."""
    tokens = {one.name: getattr(theme, one.name) for one in fields(theme)}

    def filled(styles: Mapping[str, str]) -> Mapping[str, str]:
        return MappingProxyType(
            {name: _TOKEN.sub(lambda found: str(tokens[found[1]]), each) for name, each in styles.items()}
        )

    return replace(theme, mail=filled(theme.mail), rich=filled(theme.rich))
