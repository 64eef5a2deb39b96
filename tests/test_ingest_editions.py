from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.message import EmailMessage
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import golden
import pytest
from hypothesis import given, strategies as st
from newsroom_builder import CONFIG, NewsroomBuilder

from newsletter import config, issuefile, walk
from newsletter.ingest import edition_exports, edition_yaml, editions
from newsletter.ingest.edition_issue import Known
from newsletter.ingest.edition_marks import Mark, mark_of
from newsletter.ingest.edition_pieces import Kind, pieces
from newsletter.ingest.edition_segments import is_header
from newsletter.ingest.editions import Imported
from newsletter.ingest.folding import fold
from newsletter.model import Issue
from newsletter.newsroom import Newsroom
from newsletter.pipeline.desk import Desk, open_desk
from newsletter.pipeline.pictures import Picture
from newsletter.pipeline.press import edition_of
from newsletter.problems import NewsletterError, Problem
from newsletter.render import email, site, text

CASES = Path(__file__).parent / "cases"
OURS = sorted([*(CASES / "issues").glob("*.yaml"), *(Path(__file__).parents[1] / "issues").glob("*.yaml")])
PASTED = sorted((CASES / "editions").glob("*.txt"))
NOW = datetime(2025, 11, 25, 12, tzinfo=UTC)


@lru_cache(maxsize=1)
def desk() -> Desk:
    import tempfile

    newsroom = NewsroomBuilder(Path(tempfile.mkdtemp()) / "n")
    newsroom.write("newsletter.toml", CONFIG + '[authors.theo]\nname = "Théo"\n')
    return open_desk(Newsroom(newsroom.folder, config.load(newsroom.folder)))


@lru_cache(maxsize=32)
def ours(path: Path) -> tuple[Issue, str, str, str]:
    """Give an issue of ours, its text part, its mail and its page."""
    issue, _ = issuefile.read(path.read_text(encoding="utf-8"), path.name)
    assert issue
    pictures = [Picture(src=one.src, file=one.src, width=600, height=300, data=b"") for _, one in walk.images(issue)]
    edition = edition_of(desk(), issue, {}, pictures, draft=False)
    page = f"<html lang={issue.language or 'fr'}><title>{issue.title}</title>{site.content(edition, desk().env)}</html>"
    return issue, text.render(edition, desk().env), email.render(edition, desk().env), page


def read(written: str, name: str = "edition.txt") -> Imported:
    return editions.read(written.encode(), name=name, now=NOW)


@pytest.mark.parametrize("path", PASTED, ids=lambda path: path.stem)
def test_a_pasted_edition_comes_out_with_every_block_in_its_place(path: Path) -> None:
    imported = read(path.read_text(encoding="utf-8"))
    assert imported.left == ()
    golden.compare(path.with_suffix(".yaml"), edition_yaml.text(imported, schema="issue.schema.json"))
    again, problems = issuefile.read(edition_yaml.text(imported), "x.yaml")
    assert not problems
    assert again == imported.issue


def said(markdown: str | None) -> str:
    """Give the words of Markdown, for comparing across typography."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown or "")
    plain = re.sub(r"^\s*(?:[-*>]|\d+\.|```\w*)\s*", "", plain, flags=re.MULTILINE)
    plain = re.sub(r"[*`_\\]", "", plain).replace("...", "…").replace("--", "–")
    return fold(re.sub(r"[«»“”\"'’\s–—-]+", " ", plain)).strip()


def blocks(issue: Issue) -> dict[str, Any]:
    """Give what a text part holds of an issue, as plain words."""
    focus, comment = issue.focus, issue.comment
    return {
        "number": issue.number,
        "date": issue.date,
        "greeting": said(issue.greeting),
        "hook": said(issue.hook),
        "comment": comment and (said(comment.text), said(comment.author), said(comment.reply)),
        "news": [
            (
                said(item.title),
                said(item.intro),
                [said(point) for point in item.essential],
                said(item.takeaway),
                len(item.sources),
            )
            for item in issue.news
        ],
        "focus": focus and (said(focus.title), said(focus.intro), said(focus.conclusion)),
        "outline": focus and [said(one) for one in focus.outline or tuple(part.title for part in focus.sections)],
        "sections": focus and [(said(part.title), said(part.body), len(part.sources)) for part in focus.sections],
        "links": [(said(link.title), link.url, said(link.note)) for link in issue.links],
        "sponsor": issue.sponsor and (said(issue.sponsor.name), said(issue.sponsor.text), issue.sponsor.url),
        "results": issue.results
        and (said(issue.results.question), [(said(one.answer), one.votes) for one in issue.results.answers]),
        "poll": issue.poll and (said(issue.poll.question), [said(one) for one in issue.poll.answers]),
        "ps": said(issue.ps),
        "tickers": dict(issue.tickers),
    }


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_own_text_part_gives_the_issue_back(path: Path) -> None:
    issue, written, _, _ = ours(path)
    imported = read(written)
    wanted, found = blocks(issue), blocks(imported.issue)
    # A teaser in the editor's own words cannot be told from the hook.
    if issue.teaser and not imported.issue.teaser:
        wanted["hook"] += " " + said(issue.teaser)
    # Sources are seeds' names in the file, and addresses in the text only where the seed is at hand.
    for kept in (wanted, found):
        kept["news"] = [item[:4] for item in kept["news"]]
        kept["sections"] = [part[:2] for part in kept["sections"] or []]
    assert found == wanted
    again, problems = issuefile.read(edition_yaml.text(imported), "x.yaml")
    assert not problems
    assert again == imported.issue


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
@pytest.mark.parametrize("medium", ["mail", "page", "eml"])
def test_our_own_html_gives_the_blocks_back(path: Path, medium: str) -> None:
    issue, written, mail, page = ours(path)
    if medium == "eml":
        message = EmailMessage()
        message["Subject"] = issue.title
        message.set_content(written)
        message.add_alternative(mail, subtype="html")
        imported = editions.read(message.as_bytes(), name="a.eml", now=NOW)
    else:
        imported = read(mail if medium == "mail" else page, "a.html")
    found = imported.issue
    assert [said(item.title) for item in found.news] == [said(item.title) for item in issue.news]
    assert [[said(point) for point in item.essential] for item in found.news] == [
        [said(point) for point in item.essential] for item in issue.news
    ]
    if issue.focus:
        assert found.focus
        assert said(found.focus.title) == said(issue.focus.title)
        assert [said(part.title) for part in found.focus.sections] == [
            said(part.title) for part in issue.focus.sections
        ]
    assert said(found.ps) == said(issue.ps)
    assert bool(found.poll) == bool(issue.poll)


LABELS = "le commentaire de la semaine comment of the week redaction newsroom essentiel essentials sources publicite"
LABELS += " advertisement decouvrir see what offers focus suivre in this dernier last voix votes pour conclure to conclude sondage poll bref brief transparence"


def or_reason(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except NewsletterError as error:
        problem = error.problems[0]
    assert problem.hint
    return None


def words(written: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", fold(re.sub(r"https?://\S+", "", written)))) - set(LABELS.split())


@pytest.mark.parametrize("path", [*OURS, *PASTED], ids=lambda path: path.stem)
def test_no_word_is_lost(path: Path) -> None:
    written = path.read_text(encoding="utf-8") if path.suffix == ".txt" else ours(path)[1]
    imported = read(written)
    kept = words(edition_yaml.text(imported)) | words(imported.issue.author or "")
    for piece in pieces(written):
        is_furniture = mark_of(piece.text) in {Mark.READING, Mark.WEB} or is_header(piece)
        # Of a source, the address is kept; a ticker's day has its own field.
        is_source = piece.kind is Kind.POINT and " : http" in piece.text.replace("\u00a0", " ")
        if not is_furniture and not is_source:
            assert words(re.sub(r"\([^()]*\d{4}\)", "", piece.text)) <= kept, piece


@given(st.lists(st.sampled_from([
    "Focus : Titre", "À suivre :", "L’essentiel :", "PS : fin", "Le sondage", "----", "====", "- point", "> cité", "Bonjour,", "Ana", "", "", "# Titre",
    "## Deux", "Une phrase entière, avec sa fin.", "Une question ?", "Puis, deux actus : A, et B.", "En bref", "- A — b : https://e.org/", "Sources :", "[Image]",
    "Publicité : X", "https://e.org/a", "Pour conclure", "META ▲ 1,62 % (30 octobre 2025)", "--", "[1] https://e.org/", "mot [1]", "1. un", "    code",
]), max_size=25), st.text(max_size=30))  # fmt: skip
def test_any_text_gives_an_issue_or_a_reason(lines: list[str], more: str) -> None:
    imported = or_reason(lambda: read("\n".join([*lines, more])))
    if imported:
        _, problems = issuefile.read(edition_yaml.text(imported), "x.yaml")
        assert not [problem for problem in problems if problem.code.startswith("yaml")]


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.eml", "a.zip", "a.csv", "a.json"]))
def test_any_bytes_give_an_issue_or_a_reason(data: bytes, name: str) -> None:
    act = editions.read_export if edition_exports.is_export(data, name) else partial(editions.read, name=name)
    or_reason(lambda: act(data, now=NOW))


def test_an_edition_of_another_make_becomes_news_or_a_focus() -> None:
    short = "<h1>Lundi</h1><p>Bonjour,</p><h2>Un</h2><p>Court.</p><ul><li>a</li><li>b</li></ul><h2>Deux</h2><p>Court aussi.</p>"
    found = read(f"<html><title>Lundi</title>{short}</html>", "a.html").issue
    assert [(item.title, item.intro, item.essential) for item in found.news] == [
        ("Un", "Court.", ("a", "b")),
        ("Deux", "Court aussi.", ()),
    ]
    assert found.subject == "Lundi"
    long = "".join(f"<h2>Partie {number}</h2><p>{'Un texte qui dure. ' * 60}</p>" for number in range(3))
    found = read(f"<html><title>Mardi</title><p>Voici.</p>{long}</html>", "a.html").issue
    assert found.focus
    assert (found.focus.title, found.focus.intro, len(found.focus.sections)) == ("Mardi", "Voici.", 3)


def test_links_and_emphasis_of_html_are_kept() -> None:
    html = '<title>T</title><p>Un <a href="https://e.org/a?utm_source=x">lien</a>, un <b>gras</b>, un <em>mot</em>.</p>'
    found = read(html, "a.html").issue
    assert found.focus
    assert found.focus.intro == "Un [lien](https://e.org/a), un **gras**, un *mot*."


def test_what_is_known_from_elsewhere_wins() -> None:
    known = Known(number=12, day=date(2024, 5, 6))
    found = editions.read(b"Lettre n\xc2\xb0 3 - 4 mars 2025\n\nUn mot.", name="a.txt", now=NOW, known=known)
    assert (found.issue.number, found.issue.date, found.notes) == (12, date(2024, 5, 6), ())
    without = editions.read(b"Un mot.", name="a.txt", now=NOW)
    assert (without.issue.number, without.issue.date, len(without.notes)) == (0, NOW.date(), 2)


BODY = "<h2>Kosmos</h2><p>Un texte.</p><ul><li>un</li><li>deux</li></ul><script>x</script>"


def zipped(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def table(*rows: dict[str, str]) -> str:
    made = io.StringIO()
    writer = csv.DictWriter(made, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def substack() -> bytes:
    known = {
        "post_date": "2025-03-04T08:00:00.000Z",
        "is_published": "true",
        "type": "newsletter",
        "audience": "everyone",
    }
    rows = [
        {"post_id": "2.deux", **known, "title": "Deux", "subtitle": "Sous-titre"},
        {"post_id": "1.un", **known, "post_date": "2025-02-04T08:00:00.000Z", "title": "Un", "subtitle": ""},
        {"post_id": "3.brouillon", **known, "is_published": "false", "title": "Non", "subtitle": ""},
        {"post_id": "4.fil", **known, "type": "thread", "title": "Non", "subtitle": ""},
        {"post_id": "../../../etc/passwd", **known, "title": "Non", "subtitle": ""},
    ]
    return zipped(
        **{
            "posts.csv": table(*rows),
            "posts/1.un.html": BODY,
            "posts/2.deux.html": BODY,
            "posts/3.brouillon.html": BODY,
        }
    )


def beehiiv() -> bytes:
    known = {"status": "confirmed", "content_html": BODY, "email_preview_text": "Sous-titre", "web_subtitle": ""}
    rows = [
        {
            "id": "post_2",
            "web_title": "Deux sur le web",
            "email_subject_line": "Deux",
            "created_at": "2025-03-04 08:00:00 UTC",
            **known,
        },
        {
            "id": "post_1",
            "web_title": "Un",
            "email_subject_line": "",
            "created_at": "2025-02-04 08:00:00 UTC",
            **known,
            "email_preview_text": "",
        },
        {"id": "post_3", "web_title": "Non", "email_subject_line": "", "created_at": "", **known, "status": "draft"},
    ]
    return ("\ufeff" + table(*rows)).encode()


def ghost() -> bytes:
    known = {"type": "post", "status": "published", "html": BODY}
    posts = [
        {
            "slug": "deux",
            "title": "Deux",
            "published_at": "2025-03-04T08:00:00.000Z",
            "custom_excerpt": "Sous-titre",
            **known,
        },
        {"slug": "un", "title": "Un", "published_at": "2025-02-04T08:00:00.000Z", "custom_excerpt": None, **known},
        {"slug": "page", "title": "Non", **known, "type": "page"},
        {"slug": "brouillon", "title": "Non", **known, "status": "draft"},
    ]
    return json.dumps({"db": [{"meta": {"version": "6.0.0"}, "data": {"posts": posts}}]}).encode()


def mailchimp() -> bytes:
    rows = [
        {"Title": "Deux", "Subject": "Deux", "Send Date": "Mar 04, 2025 08:00 am"},
        {"Title": "Un", "Subject": "Un", "Send Date": "Feb 04, 2025 08:00 am"},
    ]
    return zipped(
        **{"campaigns.csv": table(*rows), "campaigns_content/11_un.html": BODY, "campaigns_content/12_deux.html": BODY}
    )


@pytest.mark.parametrize("export", [substack, beehiiv, ghost, mailchimp])
def test_what_another_platform_exports_comes_in(export: Any) -> None:
    found = [imported for _, imported in editions.read_export(export(), now=NOW)]
    issues = [imported.issue for imported in found if isinstance(imported, Imported)]
    assert [(issue.number, issue.date, issue.subject) for issue in issues] == [
        (1, date(2025, 2, 4), "Un"),
        (2, date(2025, 3, 4), "Deux"),
    ]
    assert [item.essential for issue in issues for item in issue.news] == [("un", "deux")] * 2
    assert issues[1].preheader == (None if export is mailchimp else "Sous-titre")


def test_a_post_without_text_is_named_and_the_others_come_in() -> None:
    posts = [
        {"slug": name, "title": name, "status": "published", "type": "post", "html": html}
        for name, html in (("a", ""), ("b", BODY))
    ]
    found = dict(editions.read_export(json.dumps({"data": {"posts": posts}}).encode(), now=NOW))
    assert isinstance(found["a"], Problem)
    assert isinstance(found["b"], Imported)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "empty"),
        (b"{}", "empty"),
        (b"{", "broken"),
        (b'{"db": 3}', "empty"),
        (b"PK\x03\x04broken", "broken"),
        (zipped(**{"x.txt": "x"}), "empty"),
        (
            zipped(
                **{
                    "posts.csv": table({"post_id": "1", "is_published": "true", "type": "newsletter"}),
                    "posts/1.html": "x" * (17 * 2**20),
                }
            ),
            "too-big",
        ),
    ],
    ids=["nothing", "table", "object", "json", "numbers", "zip", "archive", "bomb"],
)
def test_what_is_no_export_says_so(data: bytes, code: str) -> None:
    with pytest.raises(NewsletterError) as caught:
        editions.read_export(data, now=NOW)
    assert caught.value.problems[0].code == f"export.{code}"


LINES = st.lists(
    st.from_regex(r"(?:## |- |> )?[a-z]{4,8}( [a-z]{4,8}){1,5}[.?:]?", fullmatch=True), min_size=2, max_size=20
)


@given(
    LINES,
    st.sampled_from(
        ["", "Focus : Le titre", "À suivre :", "L’essentiel :", "Le commentaire de la semaine", "Le sondage", "En bref"]
    ),
)
def test_no_word_of_any_text_is_lost(lines: list[str], mark: str) -> None:
    half = len(lines) // 2
    imported = or_reason(lambda: read("\n\n".join([*lines[:half], mark, *lines[half:]])))
    if imported:
        kept = words(edition_yaml.text(imported)) | words((imported.issue.author or "").replace("-", " "))
        assert words(" ".join(lines)) <= kept
