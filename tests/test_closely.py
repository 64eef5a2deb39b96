"""What is seen only when one looks closely, measured in Chromium: lines, bullets, chips, rings of focus, the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browsing import CHROMIUM, THEMES, Library, View, chromium, show_mail, show_page, window
from conftest import missing
from newsroom_builder import ROOT
from unusual import newsroom as unusual_newsroom

from newsletter.render import palette, theme
from newsletter.render.contrast import ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from newsletter.render.theme import Theme

WIDE, DARK = View(width=1280), View(width=800, dark=True)
HEX = """
const hex = (colour) => "#" + colour.match(/[0-9]+/g).slice(0, 3).map((one) => (+one).toString(16).padStart(2, "0")).join("");
const ground = (node) => {
  for (let one = node; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (!colour.startsWith("rgba")) return hex(colour);
  }
  return "#ffffff";
};
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing("Chromium")
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=THEMES)
def unusual(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A newsletter of extremes in each theme."""
    return Library(unusual_newsroom(tmp_path_factory.mktemp("unusual"), request.param))


def named(library: Library, slug: str) -> str:
    return next(name for name in library.names if name.endswith(slug))


def look_of(library: Library) -> Theme:
    found = theme.read((ROOT / "templates",), library.room.config.theme)
    assert found
    return palette.complete(found, ())


def asked(page: Page, script: str) -> Any:
    return page.evaluate(f"() => {{ {HEX} {script} }}")


def in_dark(page: Page, library: Library, way: str) -> None:
    """Show every block in a mail in dark mode: as the window asks for it, or as Outlook marks it."""
    show_mail(page, library, named(library, "every-block"), DARK)
    if way == "ogsc":
        page.emulate_media(color_scheme="light")
        page.evaluate("document.documentElement.setAttribute('data-ogsc', '')")


@pytest.mark.parametrize("way", ["window", "ogsc"])
def test_no_line_of_a_mail_stays_light_in_the_dark(browser: Browser, unusual: Library, way: str) -> None:
    look = look_of(unusual)
    lines = {look.rule_dark, look.accent_dark, look.ink_dark, look.band_ink_dark}
    with window(browser, unusual, DARK) as page:
        in_dark(page, unusual, way)
        found = asked(
            page,
            """
            return [...document.querySelectorAll(".paper *")].flatMap((one) => ["Top", "Left"].map((side) => {
              const style = getComputedStyle(one);
              return parseFloat(style[`border${side}Width`]) ? [one.outerHTML.slice(0, 60), hex(style[`border${side}Color`])] : null;
            }).filter(Boolean));
            """,
        )
    assert found
    assert [one for one in found if one[1] not in lines] == []


@pytest.mark.parametrize("way", ["window", "ogsc"])
def test_the_points_of_the_essential_have_their_colour_in_the_dark(
    browser: Browser, unusual: Library, way: str
) -> None:
    with window(browser, unusual, DARK) as page:
        in_dark(page, unusual, way)
        script = 'return hex(getComputedStyle(document.querySelector(".tint li"), "::marker").color);'
        assert asked(page, script) == look_of(unusual).accent_dark


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_rule_in_a_text_is_a_line_across_it(browser: Browser, unusual: Library, *, dark: bool) -> None:
    view, name = View(width=800, dark=dark), named(unusual, "every-block")
    script = """
      return [...document.querySelectorAll("hr")].map((one) => {
        const box = one.getBoundingClientRect(), around = one.parentElement.getBoundingClientRect();
        const style = getComputedStyle(one), line = [style.borderTopColor, style.borderTopStyle];
        return [box.width > around.width * .6 && box.height <= 3, hex(line[0]), line[1]];
      });
    """
    look = look_of(unusual)
    with window(browser, unusual, view) as page:
        show_mail(page, unusual, name, view)
        mail = asked(page, script)
        show_page(page, unusual, f"issues/{name}/index.html")
        web = asked(page, script)
    assert len(mail) > 9
    assert {tuple(one) for one in (*mail, *web)} == {(True, look.rule_dark if dark else look.rule, "solid")}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_ticker_in_the_title_of_the_focus_has_an_edge(browser: Browser, unusual: Library, *, dark: bool) -> None:
    view, name = View(width=800, dark=dark), named(unusual, "every-block")
    script = """
      const chip = document.querySelector(".band .ticker");
      return [hex(getComputedStyle(chip).borderTopColor), ground(chip)];
    """
    with window(browser, unusual, view) as page:
        show_mail(page, unusual, name, view)
        mail = asked(page, script)
        show_page(page, unusual, f"issues/{name}/index.html")
        web = asked(page, script)
    assert ratio(*mail) >= 4.5, mail
    assert ratio(*web) >= 4.5, web


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_has_the_keyboard_s_focus_shows_it(browser: Browser, unusual: Library, *, dark: bool) -> None:
    """WCAG 2.2, success criterion 1.4.11: a ring of focus has a contrast of 3 with what is beside it."""
    view = View(width=1280, dark=dark)
    with window(browser, unusual, view) as page:
        show_page(page, unusual, f"issues/{named(unusual, 'marked-up')}/index.html")
        page.keyboard.press("Tab")
        found = asked(
            page,
            """
            return [...document.querySelectorAll("a[href]")].map((one) => {
              one.focus();
              const style = getComputedStyle(one), inside = style.outlineOffset.startsWith("-");
              const shown = one.matches(":focus-visible") && parseFloat(style.outlineWidth) >= 2;
              return [one.outerHTML.slice(0, 60), shown, hex(style.outlineColor), ground(inside ? one : one.parentElement)];
            });
            """,
        )
    assert len(found) > 20
    assert [one for one in found if not one[1] or ratio(one[2], one[3]) < 3] == []


@pytest.mark.parametrize("width", [1280, 800, 320])
def test_the_number_of_a_piece_stands_in_one_line(browser: Browser, unusual: Library, width: int) -> None:
    view = View(width=width)
    with window(browser, unusual, view) as page:
        show_page(page, unusual, f"issues/{named(unusual, 'thirty')}/index.html")
        found = asked(
            page,
            """
            return [...document.querySelectorAll(".numeral")].map((one) => {
              const range = document.createRange();
              range.selectNodeContents(one);
              return [one.textContent, range.getClientRects().length, one.getBoundingClientRect().left >= 0];
            });
            """,
        )
    assert found == [[str(number), 1, True] for number in range(1, 31)]


def test_a_mail_without_a_focus_has_no_hole(browser: Browser, unusual: Library) -> None:
    """Between the last piece and what follows is as much air as between any two blocks."""
    with window(browser, unusual, WIDE) as page:
        show_mail(page, unusual, named(unusual, "no-focus"), WIDE)
        gaps = asked(
            page,
            """
            const blocks = [...document.querySelectorAll("td.text, td.quiet")];
            const inner = (one) => one.getBoundingClientRect();
            return blocks.slice(1).map((one, at) =>
              inner(one).top + parseFloat(getComputedStyle(one).paddingTop) - inner(blocks[at]).bottom);
            """,
        )
    assert len(gaps) == 4
    assert {round(gap) for gap in gaps} == {int(look_of(unusual).mail["gap"].removesuffix("px"))}


SIZES = """
const shown = (choice) => [...document.querySelectorAll(choice)].filter((one) => one.getClientRects().length);
const size = (choice) => shown(choice).map((one) => parseFloat(getComputedStyle(one).fontSize) * .75);
const most = (choice) => Math.max(...size(choice)), least = (choice) => Math.min(...size(choice));
"""


def test_the_printed_sheet_has_one_order_of_sizes(browser: Browser, unusual: Library) -> None:
    """In every theme: what a piece is called outranks what a block is called, and nothing else outranks a piece."""
    with window(browser, unusual, WIDE) as page:
        show_page(page, unusual, f"issues/{named(unusual, 'every-block')}/index.html")
        page.emulate_media(media="print")
        title, focus, piece, section, secondary, text, labels, chips = asked(
            page,
            f"""{SIZES}
            return [most("h1"), most(".band h2"), least(".piece h2"), least(".focus > section > h3"),
              most(".comment h2, .results h2, .links h2, .opening p, .takeaway p, .conclusion p, .ps p, blockquote"),
              most(".piece > p, .essential li, .bubble"), most(".label, .sources, .note, figcaption"),
              most(".piece > p > .ticker, .piece > p > code")];
            """,
        )
    assert title > focus > piece == section > secondary > text >= chips
    assert text > labels


def test_nothing_on_the_printed_sheet_has_the_shape_of_the_screen(browser: Browser, unusual: Library) -> None:
    with window(browser, unusual, WIDE) as page:
        show_page(page, unusual, f"issues/{named(unusual, 'every-block')}/index.html")
        page.emulate_media(media="print")
        found = asked(
            page,
            """
            const style = (choice) => getComputedStyle(document.querySelector(choice));
            return [style(".results").paddingLeft, style(".results").display, style(".masthead").backgroundColor,
              style(".piece .numeral").position, style(".focus > section").display,
              ...[...document.querySelectorAll(".correction")].map((one) => parseFloat(getComputedStyle(one).paddingLeft) > 8)];
            """,
        )
    assert found == ["0px", "block", "rgba(0, 0, 0, 0)", "static", "block", True, True]
