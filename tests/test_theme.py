"""Themes: tokens, inheritance, brand, contrast; and templates ejected without overwriting."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from newsroom_builder import ROOT, NewsroomBuilder

from newsletter import config
from newsletter.pipeline import themes
from newsletter.pipeline.build import Options, build
from newsletter.problems import NewsletterError
from newsletter.render import palette, theme
from newsletter.render.contrast import nearest_readable, ratio, readable
from newsletter.render.theme import Theme

SHIPPED = ROOT / "templates"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def told(newsroom: NewsroomBuilder) -> list[str]:
    """Give the problems of a newsletter's look, as a user reads them."""
    with pytest.raises(NewsletterError) as caught:
        loaded(newsroom)
    return [f"{one.path}:{one.line} {one.code} {one.message} {one.hint}" for one in caught.value.problems]


def loaded(newsroom: NewsroomBuilder) -> Theme:
    return theme.load((newsroom.folder / "templates", SHIPPED), config.load(newsroom.folder))


def branded(newsroom: NewsroomBuilder, brand: str, *, name: str = "focus") -> NewsroomBuilder:
    text = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", f'theme = "{name}"\n{text}\n[brand]\n{brand}\n')
    return newsroom


@pytest.mark.parametrize("name", theme.names((SHIPPED,)))
def test_every_shipped_theme_is_complete_and_readable(newsroom: NewsroomBuilder, name: str) -> None:
    look = loaded(branded(newsroom, "", name=name))
    for mode in ("", "_dark"):
        for text, grounds in palette.GROUNDS.items():
            for ground in grounds:
                found = ratio(getattr(look, text + mode), getattr(look, ground + mode))
                assert found >= 4.5, f"{text} on {ground}{mode}: {found:.2f}"
    assert "{" not in "".join((*look.mail.values(), *look.rich.values()))
    assert look.about


def test_themes_differ() -> None:
    looks = [theme.read((SHIPPED,), name) for name in theme.names((SHIPPED,))]
    assert len(looks) >= 3
    assert len({(look.accent, look.serif, look.mail["title"]) for look in looks if look}) == len(looks)


@given(COLOURS, st.lists(COLOURS, min_size=1, max_size=2))
def test_the_nearest_readable_colour_can_be_read(colour: str, grounds: list[str]) -> None:
    found = nearest_readable(colour, grounds, 4.5)
    if found is None:
        assert not readable("#000000", grounds, 4.5)
        assert not readable("#ffffff", grounds, 4.5)
    else:
        assert readable(found, grounds, 4.5)
    if readable(colour, grounds, 4.5):
        assert found == colour


def test_contrast_as_wcag_defines_it() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert ratio("#123456", "#123456") == 1


def test_a_brand_colour_that_cannot_be_read_is_told_with_the_nearest(newsroom: NewsroomBuilder) -> None:
    found = told(branded(newsroom, 'accent = "#ff8800"'))
    assert len(found) == 1
    assert found[0].startswith("newsletter.toml:12 config.contrast `accent` #ff8800 on `tint`")
    better = found[0].partition('`accent = "')[2][:7]
    assert loaded(branded(NewsroomBuilder(newsroom.folder.parent / "again"), f'accent = "{better}"')).accent == better


def test_a_brand_colour_equal_to_the_background(newsroom: NewsroomBuilder) -> None:
    found = told(branded(newsroom, 'ink = "#fbfaf7"'))
    assert "`ink` #fbfaf7 on `paper` #fbfaf7" in found[0]
    assert "1.00" in found[0]
    assert 'ink = "' in found[0]


def test_colours_follow_from_the_brand(newsroom: NewsroomBuilder) -> None:
    look = loaded(branded(newsroom, 'accent = "#7a1fa2"\npaper = "#ffffff"'))
    assert look.tint != loaded(NewsroomBuilder(newsroom.folder.parent / "plain")).tint
    assert ratio(look.accent_dark, look.paper_dark) >= palette.COMFORTABLE
    assert "#7a1fa2" in look.mail["link"]
    dark = loaded(branded(NewsroomBuilder(newsroom.folder.parent / "dark"), 'accent_dark = "#ffffff"'))
    assert dark.accent_dark == "#ffffff"


def test_grounds_too_far_apart_are_told(newsroom: NewsroomBuilder) -> None:
    newsroom.write("templates/themes/focus/theme.toml", 'paper = "#888888"\ntint = "#000000"\n')
    assert "No colour can be read on both `paper` and `tint`" in "".join(told(newsroom))


def test_a_newsletters_own_theme_says_only_what_it_changes(newsroom: NewsroomBuilder) -> None:
    newsroom.write("templates/themes/focus/theme.toml", 'accent = "#7a1fa2"\n[mail]\ngap = "8px"\n')
    look = loaded(newsroom)
    assert (look.accent, look.mail["gap"]) == ("#7a1fa2", "8px")
    assert look.mail["name"]
    newsroom.write("templates/themes/mine/theme.toml", 'about = "Mine."\nwidth = 640\n')
    mine = loaded(branded(newsroom, "", name="mine"))
    assert (mine.name, mine.width, mine.accent) == ("mine", 640, "#7a1fa2")


def test_mistakes_in_a_theme_are_told_where_they_are(newsroom: NewsroomBuilder) -> None:
    newsroom.write("templates/themes/focus/theme.toml", 'acent = "#7a1fa2"\n\n[mail]\nname = "color:{accnt}"\n')
    found = told(newsroom)
    assert "theme.toml:1 theme.unknown-key" in found[0]
    assert "Did you mean `accent`?" in found[0]
    newsroom.write("templates/themes/focus/theme.toml", '[mail]\nname = "color:{accnt}"\n')
    assert "theme.toml:2 theme.unknown-token There is no token `accnt`. Did you mean `accent`?" in told(newsroom)[0]
    newsroom.write("templates/themes/focus/theme.toml", "paper = ")
    assert "toml.syntax" in told(newsroom)[0]


def test_an_unknown_theme_is_told(newsroom: NewsroomBuilder) -> None:
    assert "Did you mean `poster`?" in told(branded(newsroom, "", name="postr"))[0]


def test_list_says_which_is_in_use(newsroom: NewsroomBuilder) -> None:
    done = newsroom.run("theme", "list")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines] == ["focus", "letter", "poster"]
    assert lines[0].endswith("in use")


@pytest.mark.parametrize("name", ["focus", "poster"])
def test_ejecting_everything_changes_no_mail(newsroom: NewsroomBuilder, name: str) -> None:
    branded(newsroom, "", name=name).issue()
    build(newsroom.folder, Options(jobs=1))
    before = made(newsroom)
    done = newsroom.run("theme", "eject")
    assert done.code == 0
    assert f"copied  templates/themes/{name}/theme.toml" in done.out
    assert not [line for line in done.out.splitlines() if "themes/letter" in line]
    assert build(newsroom.folder, Options(jobs=1, force=True)).problems == ()
    assert made(newsroom) == before


def made(newsroom: NewsroomBuilder) -> dict[str, bytes]:
    out = newsroom.folder / "out"
    paths = (path for path in sorted(out.rglob("*")) if path.is_file() and path.suffix in {".html", ".txt", ".css"})
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def test_a_changed_template_wins_over_theme_and_shipped(newsroom: NewsroomBuilder) -> None:
    branded(newsroom, "", name="poster").issue()
    newsroom.run("theme", "eject", "poster", "email/blocks/masthead.mjml.j2")
    path = newsroom.folder / "templates/themes/poster/email/blocks/masthead.mjml.j2"
    path.write_text(
        path.read_text(encoding="utf-8").replace("<mj-text>", '<mj-text><p style="{{ look.name }}">Changé</p>'),
        encoding="utf-8",
    )
    build(newsroom.folder, Options(jobs=1))
    assert "Changé" in (newsroom.folder / "out/mail/2025-01-02-premier/email.html").read_text(encoding="utf-8")


def test_ejecting_never_overwrites(newsroom: NewsroomBuilder) -> None:
    newsroom.write("templates/web/style.css.j2", "/* mine */")
    done = newsroom.run("theme", "eject", "focus", "web")
    assert done.code == 0
    assert "kept    templates/web/style.css.j2" in done.out
    assert "copied  templates/web/issue.html.j2" in done.out
    assert (newsroom.folder / "templates/web/style.css.j2").read_text(encoding="utf-8") == "/* mine */"
    again = newsroom.run("theme", "eject", "focus", "web/")
    assert "Nothing to copy." in again.out


def test_a_dry_run_copies_nothing(newsroom: NewsroomBuilder) -> None:
    done = newsroom.run("theme", "eject", "letter", "theme.toml", "--dry-run")
    assert done.out == "would copy  templates/themes/letter/theme.toml\n"
    assert not (newsroom.folder / "templates").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("postr",), "Did you mean `poster`?"), (("focus", "web/styl.css.j2"), "Did you mean `web/style.css.j2`?")],
)
def test_what_is_not_there_cannot_be_ejected(newsroom: NewsroomBuilder, arguments: tuple[str, ...], told: str) -> None:
    done = newsroom.run("theme", "eject", *arguments)
    assert done.code == 1
    assert told in done.err


def test_a_link_in_the_way_is_left_alone(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    (newsroom.folder / "templates/web").mkdir(parents=True)
    (newsroom.folder / "templates/web/404.html.j2").symlink_to(tmp_path / "elsewhere")
    done = themes.eject(newsroom.folder, None, ["web/404.html.j2"], dry_run=False)
    assert done.kept == ("templates/web/404.html.j2",)
    assert not (tmp_path / "elsewhere").exists()


FONTS = {
    '"Playfair Display", Georgia, serif': "Playfair Display,Georgia,serif",
    "'Open Sans', Arial, sans-serif": "Open Sans,Arial,sans-serif",
    "  -apple-system ,Segoe   UI": "-apple-system,Segoe UI",
    '"Source Sans 3", sans-serif': "'Source Sans 3',sans-serif",
    "Exo 2": "'Exo 2'",
}


@pytest.mark.parametrize("given", FONTS)
def test_font_families_may_be_quoted_and_are_where_they_must(newsroom: NewsroomBuilder, given: str) -> None:
    quoted = json.dumps(given)
    branded(newsroom, f"serif = {quoted}\nsans = {quoted}").issue()
    assert build(newsroom.folder, Options(jobs=1)).problems == ()
    sheet = next((newsroom.folder / "out/site/assets").glob("style-*.css")).read_text(encoding="utf-8")
    assert f"--serif: {FONTS[given]}; --sans: {FONTS[given]};" in sheet
    assert "&" not in sheet
    mail = (newsroom.folder / "out/mail/2025-01-02-premier/email.html").read_text(encoding="utf-8")
    flat = " ".join(mail.split())
    assert f"<style>td {{ font-family: {FONTS[given]}; }}</style>" in flat
    assert unescape(flat).count(FONTS[given]) > 5  # in an attribute a quotation mark may be a reference
    assert "&#34;" not in flat


@pytest.mark.parametrize("name", ["A;b", "url(x)", "A<b", "A}", "A--b", '"A', "A,", "A,,b", "' '", "A\\\\b", "a/*"])
def test_what_is_no_font_is_refused(newsroom: NewsroomBuilder, name: str) -> None:
    branded(newsroom, "serif = " + (f'"{name}"' if '"' not in name else f"'{name}'"))
    with pytest.raises(NewsletterError) as caught:
        loaded(newsroom)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("config.form", 12)
    assert "Font families with a comma between them" in problem.hint
