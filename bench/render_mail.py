"""Time what a mail costs from MJML on: `python bench/render_mail.py`. Medians, in milliseconds."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from mjml import mjml2html

from newsletter.render import marks
from newsletter.render.mjml import to_html
from newsletter.render.mjml_lint import lint
from newsletter.render.passes import tidy

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "Les éditeurs d’été comparent les prix, les délais et l’énergie que demande chaque modèle. "
BLOCK = """
    <mj-section padding="0px 0px 20px 0px" css-class="item">
      <mj-column>
        <mj-text font-size="22px" font-weight="700" padding="0px 24px"><h2 style="margin:0">Titre d’été</h2></mj-text>
        <mj-image src="https://example.org/a.png" alt="Un dessin d’été" width="552px" padding="0px 24px"/>
        <mj-text padding="0px 24px"><p style="margin:0">{text}<a href="https://example.org/?a=1&amp;b=2">lien</a></p></mj-text>
        <mj-text padding="0px 24px"><ul><li style="margin:0">{line}</li><li style="margin:0">{line}</li></ul></mj-text>
      </mj-column>
    </mj-section>"""
ISSUE = """<mjml lang="fr" dir="ltr">
  <mj-head>
    <mj-title>L’été</mj-title>
    <mj-attributes><mj-text font-size="17px" line-height="1.5"/></mj-attributes>
    <mj-style>.item > a {{ color: #1a5fb4 }}</mj-style>
  </mj-head>
  <mj-body width="600px">{blocks}
  </mj-body>
</mjml>"""


def issue(blocks: int) -> str:
    """Make an issue of so many blocks of about 80 words, with source marks as templates leave them."""
    block = BLOCK.format(text=SENTENCE * 4, line=SENTENCE)
    return marks.mark(ISSUE.format(blocks=block * blocks), "/newsletter/templates/email/issue.mjml.j2", 1)


def median(act: Callable[[], object], runs: int = 100) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> None:
    for blocks in (1, 5, 15):
        source = issue(blocks)
        plain = marks.strip(source).replace("> a", "&gt; a")
        html = mjml2html(plain, fonts={})
        parts = {
            "lint": lambda source=source: lint(source),
            "renderer alone": lambda plain=plain: mjml2html(plain, fonts={}),
            "passes": lambda html=html: tidy(html),
            "to_html, all": lambda source=source: to_html(source),
        }
        told = "  ".join(f"{name} {median(act):.2f}" for name, act in parts.items())
        print(f"{blocks:2} blocks, {len(html.encode()) / 1000:.0f} kB of HTML: {told}")


if __name__ == "__main__":
    main()
