"""`newsletter raster`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import console

HELP = """Make a PNG of what mail programs do not show: SVG, WebP, AVIF, TIFF, BMP.

The PNG lies beside the file; name it in the issue. For SVG: pip install 'newsletter-desk[svg]'.

Examples:

  newsletter raster issues/2025-11-07-ia-emploi/courbe.svg

  newsletter raster photo.webp --width 800 --force
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("raster", help=HELP)(raster)


def raster(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What to make PNGs of.")],
    *,
    width: Annotated[int, typer.Option("--width", metavar="PIXELS", min=16, max=4000, help="In pixels.")] = 1104,
    force: Annotated[bool, typer.Option("--force", help="Write over a PNG that is there.")] = False,
) -> None:
    from newsletter.pipeline.raster import raster as act

    for file in files:
        console.give(f"{act(file, width=width, force=force)}")
