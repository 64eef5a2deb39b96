"""The HTML of a mail: template to MJML, MJML to HTML that survives clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from newsletter.render import environment, fragments, linking, mjml, opening, titles
from newsletter.render.context import Edition, values

if TYPE_CHECKING:
    from jinja2 import Environment

PADDING = 80  # invisible characters behind the preheader keep the text below out of the inbox list


def render(edition: Edition, env: Environment) -> str:
    """Give the mail's HTML, a whole document with lines short enough for SMTP.

    Raises NewsletterError where the template or its MJML is wrong, at the template's line.
    """
    return mjml.to_html(source(edition, env))


def source(edition: Edition, env: Environment) -> str:
    """Give the mail's MJML, with the marks that lead back to its templates."""
    setting, look, rich = edition.setting, edition.theme.mail, edition.theme.rich
    names = [(setting.line(item.short or item.title), item.anchor) for item in edition.issue.news]
    items = [(fragments.mail(name, rich), anchor) for name, anchor in names]

    def heading(text: str, link: str = rich["a"], chip: str = "") -> Markup:
        """Set a title, with the styles that links and tickers have on its ground."""
        styles = {**rich, "a": link, "span": f"{rich['span']};{chip}" if chip else rich["span"]}
        return Markup(titles.together(fragments.mail(setting.line(text), styles), _styled(look["together"])))  # noqa: S704

    return environment.render(
        env,
        "email/issue.mjml.j2",
        **values(edition),
        look=look,
        block=lambda text: Markup(fragments.mail(setting.block(text), rich)),  # noqa: S704  made of escaped text
        line=lambda text: Markup(fragments.mail(setting.line(text), rich)),  # noqa: S704  the same
        heading=heading,
        asking=lambda html: Markup(opening.question(html, _styled(look["question"]))),  # noqa: S704  the same
        jumping=lambda html: Markup(linking.jumps(html, items, f" {_styled(look['link'])}")),  # noqa: S704  the same
        padding="\N{COMBINING GRAPHEME JOINER}\N{ZERO WIDTH NON-JOINER}\N{NO-BREAK SPACE}" * PADDING,
    )


def _styled(declarations: str) -> str:
    return f'style="{escape(declarations)}"'
