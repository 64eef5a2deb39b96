"""The documentation says what the code does: generated pages are current, and everything has its word."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import golden
import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT / "tools"))

import reference  # noqa: E402  lies in tools/

PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "ARCHITECTURE.md"]


@pytest.mark.parametrize("name", reference.pages())
def test_the_reference_is_what_the_code_says(name: str) -> None:
    golden.compare(DOCS / "reference" / name, reference.pages()[name])


def test_the_shipped_schema_is_what_the_code_says() -> None:
    from newsletter.cli.schema import text_of

    golden.compare(ROOT / "newsletter/issue.schema.json", text_of("issue"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http", "#", "mailto:")):
            assert (page.parent / target.partition("#")[0]).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_that_is_named_exists(page: Path) -> None:
    commands = set(re.findall(r"^## `newsletter ([a-z-]+)", reference.commands(), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    for line in re.findall(r"^\s*(?:\$ )?newsletter ([a-z-]+)", text, re.MULTILINE) + re.findall(
        r"`newsletter ([a-z-]+)", text
    ):
        assert line in commands, f"{page.name}: newsletter {line}"


def test_every_make_target_is_named_in_the_readme_or_the_guide() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (DOCS / "contributing.md").read_text(encoding="utf-8")
    for target in targets:
        assert f"make {target}" in text, target
