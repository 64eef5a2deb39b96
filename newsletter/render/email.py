"""The HTML of a mail: template to MJML, MJML to HTML that survives clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from newsletter.render import environment, fragments, mjml
from newsletter.render.context import Edition, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from newsletter.render.theme import Theme


PADDING = 80  # invisible characters behind the preheader keep the text below out of the inbox list


def styles(theme: Theme) -> Mapping[str, str]:
    """Give the inline style of each tag of rich text: some clients drop every style sheet."""
    return {
        "p": "margin:0 0 14px 0",
        "p:last": "margin:0",
        "ul": "margin:0 0 14px 0;padding:0 0 0 22px",
        "ol": "margin:0 0 14px 0;padding:0 0 0 24px",
        "li": "margin:0 0 6px 0",
        "a": f"color:{theme.accent};text-decoration:underline",
        "blockquote": f"margin:0 0 14px 0;padding:0 0 0 14px;border-left:3px solid {theme.rule};color:{theme.quiet}",
        "code": f"font-family:Menlo,Consolas,monospace;font-size:15px;background-color:{theme.tint}",
        "pre": f"margin:0 0 14px 0;padding:12px;background-color:{theme.tint};white-space:pre-wrap;font-size:15px",
        "img": "max-width:100%;height:auto;border:0",
        "strong": "font-weight:700",
    }


def render(edition: Edition, env: Environment) -> str:
    """Give the mail's HTML, a whole document with lines short enough for SMTP.

    Raises NewsletterError where the template or its MJML is wrong, at the template's line.
    """
    return mjml.to_html(source(edition, env))


def source(edition: Edition, env: Environment) -> str:
    """Give the mail's MJML, with the marks that lead back to its templates."""
    setting, style = edition.setting, styles(edition.theme)
    return environment.render(
        env,
        "email/issue.mjml.j2",
        **values(edition),
        block=lambda text: Markup(fragments.mail(setting.block(text), style)),  # noqa: S704  made of escaped text
        line=lambda text: Markup(fragments.mail(setting.line(text), style)),  # noqa: S704  the same
        padding="\N{COMBINING GRAPHEME JOINER}\N{ZERO WIDTH NON-JOINER}\N{NO-BREAK SPACE}" * PADDING,
    )
