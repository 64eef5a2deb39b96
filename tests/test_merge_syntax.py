from __future__ import annotations

import json
import os
import re
import subprocess
import sysconfig
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from newsletter.destinations import Brevo, Copy, Ghost
from newsletter.problems import NewsletterError, Severity
from newsletter.publish.engines.brevo import BrevoEngine
from newsletter.publish.engines.contract import Mail
from newsletter.publish.engines.folder import FolderEngine
from newsletter.publish.engines.ghost import GhostEngine
from newsletter.publish.engines.http import Wire
from newsletter.publish.engines.merge_syntax import JOINER, READER, SYNTAXES, UNSUBSCRIBE, html_for, text_for

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parent / "cases" / "merge"
HTML, TEXT = (CASES / "mail.html").read_text(encoding="utf-8"), (CASES / "mail.txt").read_text(encoding="utf-8")
MAIL = Mail(
    key="lettre-42",
    number=42,
    subject="Que vaut {{ prénom }} ?",
    preheader="",
    html=HTML,
    text=TEXT,
    url="https://lettre.example.org/",
    sender=("La lettre", "lettre@example.org"),
)
READERS_OWN = {UNSUBSCRIBE: "https://listmonk.invalid/subscription/c/s", READER: "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"}


def filled(content: str) -> str:
    """What a reader gets: the mail as it was previewed, with the reader's own addresses."""
    for ours, theirs in READERS_OWN.items():
        content = content.replace(ours, theirs)
    return content


@pytest.fixture(scope="session")
def listmonk(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """listmonk's way from a campaign to a mail, through Go's own template packages."""
    program = tmp_path_factory.mktemp("go") / "listmonk"
    go = Path(sysconfig.get_path("scripts")) / "go"
    cache = Path(tempfile.gettempdir()) / "newsletter-go-cache"
    alone = {
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOCACHE": str(cache),
        "GOTELEMETRY": "off",
    }
    source = Path(__file__).parent / "go" / "listmonk.go"
    subprocess.run([go, "build", "-o", program, source], env=os.environ | alone, check=True)

    def run(*parts: tuple[str, str]) -> list[str]:
        asked = json.dumps([{"kind": kind, "source": source} for kind, source in parts])
        done = subprocess.run([program], input=asked.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return list(json.loads(done.stdout))

    return run


def test_a_mail_that_quotes_every_engines_tags_comes_out_of_listmonk_as_it_was(
    listmonk: Callable[..., list[str]],
) -> None:
    go = SYNTAXES["listmonk"]
    parts = ("html", html_for(go, HTML)), ("text", text_for(go, TEXT)), ("subject", go.subject(MAIL.subject))
    assert listmonk(*parts) == [filled(HTML), filled(TEXT), MAIL.subject]


def test_without_the_syntax_listmonk_loses_what_the_preview_showed(listmonk: Callable[..., list[str]]) -> None:
    plain = '<p>a</p><!--[if mso]><td><![endif]--><a href="https://example.org/">b</a>'
    (out,) = listmonk(("html", plain))
    assert "[if mso]" not in out
    assert "tracked.invalid" in out
    (text,) = listmonk(("text", "a <!-- b --> {{ UnsubscribeURL }}"))
    assert "b" not in text.partition("https")[0]


PIECES = st.sampled_from([
    "{{", "}}", "{", "}", "`", '"', "'", "<", ">", "<!--", "-->", "<a", " href=", '<a href="', "@TrackLink", "https://x.example/",
    '{{ TrackLink "u" }}', "{{ UnsubscribeURL }}", "{%", "{#", "*|", "%%{", "}%%", "\\", "\n", "\r", "&", "&#123;", "é",
    "<style>", "</style>", "<script>", "Safe `", READER, UNSUBSCRIBE, "%recipient.", "\u202f", "\u2060",
])  # fmt: skip
CONTENT = (
    st.lists(PIECES | st.text(max_size=4), max_size=25)
    .map(lambda parts: "".join(parts) + UNSUBSCRIBE)
    .filter(lambda content: "newsletter.invalid" not in content.replace(UNSUBSCRIBE, "").replace(READER, ""))
)


@settings(
    max_examples=400 if os.environ.get("NEWSLETTER_PROOF") else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(st.lists(CONTENT, min_size=1, max_size=20))
def test_whatever_is_written_comes_out_of_listmonk_as_it_was(
    listmonk: Callable[..., list[str]], contents: list[str]
) -> None:
    go = SYNTAXES["listmonk"]
    contents = [content.replace("\0", "") for content in contents]  # Go's parser takes no NUL; a mail has none
    parts = [(kind, write(go, one)) for one in contents for kind, write in (("html", html_for), ("text", text_for))]
    assert listmonk(*parts) == [filled(one) for one in contents for _ in range(2)]


@pytest.mark.parametrize("name", ["buttondown", "ghost", "mailchimp", "mailgun"])
def test_the_written_forms(name: str) -> None:
    syntax = SYNTAXES[name]
    for suffix, written in {"html": html_for(syntax, HTML), "txt": text_for(syntax, TEXT)}.items():
        golden = CASES / f"mail.{name}.{suffix}"
        assert written == golden.read_text(encoding="utf-8")


OPENING = {
    "buttondown": r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
    "ghost": r"%%\{.*?\}%%|%recipient\.[^%\s]+%",
    "mailchimp": r"\*\|.*?\|\*",
    "mailgun": r"%(?:recipient\.[^%\s]+|(?:tag_|mailing_list_)?unsubscribe_url)%",
}


@pytest.mark.parametrize("name", OPENING)
@given(content=CONTENT)
def test_no_tag_is_left_but_ours(name: str, content: str) -> None:
    syntax = SYNTAXES[name]
    written = text_for(syntax, content)
    quoting = {f"{{% templatetag open{what} %}}" for what in ("variable", "block", "comment", "brace")}
    ours = {syntax.unsubscribe, syntax.reader, *quoting}
    assert set(re.findall(OPENING[name], written, re.DOTALL)) <= ours


@pytest.mark.parametrize("name", ["ghost", "mailchimp", "mailgun"])
@given(content=CONTENT)
def test_what_parts_tags_is_invisible_and_nothing_else_changes(name: str, content: str) -> None:
    syntax = SYNTAXES[name]
    expected = content.replace(UNSUBSCRIBE, syntax.unsubscribe).replace(READER, syntax.reader)
    assert text_for(syntax, content).replace(JOINER, "") == expected.replace(JOINER, "")


def test_django_gives_back_what_was_written() -> None:
    from django import template as django  # type: ignore[import-untyped]

    engine = django.Engine()
    readers = {"unsubscribe_url": READERS_OWN[UNSUBSCRIBE], "subscriber": {"id": READERS_OWN[READER]}}
    for write, content in ((html_for, HTML), (text_for, TEXT)):
        template = engine.from_string(write(SYNTAXES["buttondown"], content))
        expected = (
            filled(content).replace("{#focus", "{ #focus").replace("a{{color", "a{ {color").replace(".x{%y", ".x{ %y")
        )
        assert template.render(django.Context(readers, autoescape=False)) == expected


def test_a_mail_without_a_way_out_is_not_planned() -> None:
    with pytest.raises(NewsletterError, match="no link to unsubscribe"):
        html_for(SYNTAXES["listmonk"], "<p>Bonjour</p>")


@pytest.mark.parametrize(
    "damaged",
    ["https://unsubscribe.newsletter.invalid", "https:&#x2F;&#x2F;unsubscribe.newsletter.invalid/", "READER-TAG-1"],
)
def test_a_damaged_placeholder_is_told_with_its_place(damaged: str) -> None:
    with pytest.raises(NewsletterError, match=r"damaged: `.*voter"):
        html_for(SYNTAXES["listmonk"], f'<a href="{UNSUBSCRIBE}">x</a> voter {damaged}"')


def test_the_plan_says_what_will_be_different() -> None:
    ghost = GhostEngine(Ghost(url="https://g.example"), Wire(environ={}))
    plan = ghost.plan(MAIL)
    assert [note.code for note in plan.notes] == ["engine.different", "engine.different", "engine.quoted-tags"]
    assert plan.notes[-1].severity is Severity.WARNING
    calm = replace(MAIL, html=f'<a href="{UNSUBSCRIBE}">x</a>', text=UNSUBSCRIBE, subject="x")
    assert "engine.quoted-tags" not in [note.code for note in ghost.plan(calm).notes]
    assert "<body" not in plan.html
    assert plan.html.count("<style>") == 1


def test_what_an_engine_cannot_carry_is_refused() -> None:
    in_path = replace(MAIL, html=HTML.replace("?r=", "/"))
    with pytest.raises(NewsletterError, match="Ghost encodes its placeholders"):
        GhostEngine(Ghost(url="https://g.example"), Wire(environ={})).plan(in_path)
    with pytest.raises(NewsletterError, match="name the reader"):
        BrevoEngine(Brevo(lists=(1,)), Wire(environ={})).plan(MAIL)
    assert "{{ contact.EXT_ID }}" in BrevoEngine(Brevo(lists=(1,), reader="EXT_ID"), Wire(environ={})).plan(MAIL).html


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"subject": "Deux\nlignes"}, "mail.header"),
        ({"subject": " "}, "mail.header"),
        ({"sender": ("A", "no address")}, "mail.header"),
        ({"sender": ("{{ x }}", "a@example.org")}, "mail.header"),
        ({"key": "../../etc"}, "mail.key"),
        ({"key": ""}, "mail.key"),
    ],
)
def test_what_is_no_mail_is_refused(tmp_path: Path, change: dict[str, object], code: str) -> None:
    with pytest.raises(NewsletterError) as caught:
        FolderEngine(Copy(path="m"), tmp_path).plan(replace(MAIL, **change))  # type: ignore[arg-type]  # one change at a time
    assert caught.value.problems[0].code == code


def test_files_for_an_engine_that_nobody_knows(tmp_path: Path) -> None:
    own = Copy(path="m", unsubscribe="[unsub]", reader="[who]")
    engine = FolderEngine(own, tmp_path)
    engine.upsert_draft(engine.plan(MAIL))
    folder = tmp_path / "m" / MAIL.key
    assert (folder / "email.html").read_text(encoding="utf-8") == HTML.replace(UNSUBSCRIBE, "[unsub]").replace(
        READER, "[who]"
    )
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert (meta["subject"], meta["sha256"], meta["from"]) == (
        MAIL.subject,
        MAIL.content,
        "La lettre <lettre@example.org>",
    )
    assert sorted(path.name for path in folder.iterdir()) == ["email.html", "email.txt", "meta.json"]
