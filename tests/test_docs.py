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

import codes  # noqa: E402  lies in tools/
import reference  # noqa: E402  the same

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


# Quotes what the source says, of commands that other parts bring too.
SPEAKING = [page for page in PAGES if page.name != "others.md"]


@pytest.mark.parametrize("page", SPEAKING, ids=lambda path: path.relative_to(ROOT).as_posix())
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


@pytest.mark.parametrize("name", ["README.md", "others.md"])
def test_the_pages_of_codes_are_what_the_code_says(name: str) -> None:
    golden.compare(DOCS / "rules" / name, reference.rule_pages()[name])


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    from newsletter.pipeline.pages import pages

    assert set(pages()) == set(codes.codes())


def test_codes_are_put_together_only_where_it_is_known() -> None:
    known = set(codes.JOINED) - {"render/mjml_rules.py", "publish/doctor.py"}  # these give the words
    assert codes.joining_places() == known


# What tells of people's files has a page of its own: why, bad, good, how to waive.
WRITTEN = {"a11y", "allow", "content", "evidence", "file", "image", "labels", "link", "mjml", "plan", "schema", "seed"}
WRITTEN |= {"story", "template", "text", "theme", "toml", "yaml"}


def test_what_tells_of_peoples_files_has_a_page_of_its_own() -> None:
    from newsletter.pipeline.pages import own_pages
    from newsletter.pipeline.ruleset import CODES

    assert own_pages().keys() >= CODES
    rest = set(codes.codes()) - own_pages().keys() - {"schema.unknown"}  # of the command `schema`
    assert not {code for code in rest if code.partition(".")[0] in WRITTEN}


@pytest.mark.parametrize(
    "page", [*sorted((DOCS / "rules").glob("*.*.md")), DOCS / "rules/template.md"], ids=lambda path: path.stem
)
def test_a_page_says_why_shows_bad_and_good_and_how_to_waive(page: Path) -> None:
    parts = re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [part.split("\n")[0] for part in parts[1:]] == ["Why", "Bad", "Good", "When it is right"]
    assert all(len(part.split("\n\n")[1].strip()) > 10 for part in parts)
    assert re.search(r"\*\*(Error|Warning|Info)", parts[0])


def test_the_severity_on_a_page_is_that_of_its_rule() -> None:
    from newsletter.curate import rules as drafts
    from newsletter.pipeline.pages import own_pages
    from newsletter.render import rules as mails

    every = (*drafts.RULES, *drafts.SERIES, *drafts.SPELLING, *drafts.ONLINE, *mails.RULES)
    for rule in every:
        if rule.code not in {"mail.size", "link.private"}:
            assert f"**{rule.severity.value.capitalize()}" in own_pages()[rule.code][1], rule.code


BESIDE = DOCS / "why/checks-beside-others.md"
GRADES = {"error": "blocks", "warning": "warns", "info": "mentions"}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_every_rule_stands_beside_those_of_others_with_its_grade() -> None:
    from newsletter.curate import rules as drafts
    from newsletter.pipeline import social
    from newsletter.render import rules as mails

    theirs, _, ours = BESIDE.read_text(encoding="utf-8").partition("## Our rules")
    lists = [[cells(line) for line in one.split("\n") if line.startswith("|")] for one in theirs.split("\n**")[1:]]
    named = [set(re.findall(r"`([a-z0-9]+\.[a-z-]+)`", " ".join(row[1] for row in rows))) for rows in lists]
    every = (*drafts.ONLINE, *drafts.RULES, *drafts.SERIES, *drafts.SPELLING, *mails.RULES, *social.RULES)
    rules = {rule.code: GRADES[rule.severity] for rule in every}
    wanted = [
        [f"`{code}`", grade, *("yes" if code in codes else "–" for codes in named)]
        for code, grade in sorted(rules.items())
    ]
    assert [cells(line) for line in ours.split("\n") if line.startswith("| `")] == wanted
    for row in (row for rows in lists for row in rows[2:]):
        found = {rules.get(code, "blocks") for code in re.findall(r"`([a-z0-9]+\.[a-z-]+)`", row[1])}
        assert "have" in row[2] or "not applicable" in row[2] or "the other way round" in row[2], row
        assert ("blocks" in found) <= ("blocks" in row[2]), row
