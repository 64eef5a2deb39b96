"""An editor's morning: ingest, look, pin, start an issue; on the shipped samples, without a network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from newsroom_builder import CONFIG, ROOT, NewsroomBuilder, Ran

from newsletter import config, issuefile, seedfile
from newsletter.curate import draft
from newsletter.draftfile import write
from newsletter.model import Seed
from newsletter.newsroom import Newsroom

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = {"SOURCE_DATE_EPOCH": "1763712000"}  # 2025-11-21
SAMPLES = [
    str(ROOT / "seeds/inbox" / name)
    for name in (
        "feeds/marges-et-marches.xml",
        "feeds/registre-des-modeles.xml",
        "feeds/slow-compute.json",
        "pages",
        "texts",
        "bain-de-silicium-118.eml",
        "note-de-lecture.md",
    )
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    newsroom = NewsroomBuilder(tmp_path_factory.mktemp("filled") / "newsletter")
    assert run(newsroom, "ingest", *SAMPLES).code == 0
    return newsroom.folder / ".newsletter/inbox.db"


@pytest.fixture
def morning(newsroom: NewsroomBuilder, filled: Path) -> NewsroomBuilder:
    newsroom.write("issue.schema.json", "{}")
    newsroom.write(".newsletter/inbox.db", filled.read_bytes())
    return newsroom


def run(newsroom: NewsroomBuilder, *arguments: str) -> Ran:
    return newsroom.run(*arguments, env=EPOCH)


def entries(newsroom: NewsroomBuilder, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(newsroom, "inbox", *arguments, "--json", "-n", "100").out)
    return found


def test_reading_twice_adds_nothing(morning: NewsroomBuilder) -> None:
    again = json.loads(run(morning, "ingest", "--json", *SAMPLES).out)
    assert {result["status"] for result in again} == {"unchanged"}
    assert set(again[0]) == {"source", "kind", "status", "new", "updated", "unchanged", "error", "hint"}


def test_a_dry_run_stores_nothing(newsroom: NewsroomBuilder) -> None:
    done = run(newsroom, "ingest", "--dry-run", *SAMPLES)
    assert "would come in" in done.out
    assert "Nothing here" in run(newsroom, "inbox").out


def test_a_text_by_standard_input(newsroom: NewsroomBuilder) -> None:
    text = "Un titre assez long pour en être un\n\n" + "Une phrase de plus, avec des mots. " * 20
    assert newsroom.run("ingest", "-", stdin=text, env=EPOCH).code == 0
    assert [entry["title"] for entry in entries(newsroom)] == ["Un titre assez long pour en être un"]


def test_the_inbox_shows_each_story_once_and_says_why(morning: NewsroomBuilder) -> None:
    found = entries(morning)
    assert len({entry["cluster"] for entry in found}) == len(found)
    assert set(found[0]) == {
        "id",
        "title",
        "url",
        "site",
        "author",
        "published",
        "language",
        "cluster",
        "duplicates",
        "used_in",
        "sources",
    }
    shown = run(morning, "inbox").out
    assert " h old" in shown
    assert "also " in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_inbox_is_searched_without_accents(morning: NewsroomBuilder) -> None:
    assert entries(morning, "chorale", "sainte clere")
    assert not entries(morning, "introuvablissime")
    assert all("Slow Compute" in entry["site"] for entry in entries(morning, "--source", "Slow Compute"))
    assert len(entries(morning, "--since", "2d")) < len(entries(morning))


def test_a_time_that_is_none(morning: NewsroomBuilder) -> None:
    done = run(morning, "inbox", "--since", "hier")
    assert done.code == 1
    assert "--since 7d" in done.err


def test_an_article_is_shown_whole(morning: NewsroomBuilder) -> None:
    first = entries(morning, "cantate")[0]["id"]
    found = json.loads(run(morning, "show", first[:8], "--json").out)
    assert set(found) >= {"text", "raw", "cut", "used_in", "sources"}
    assert found["cut"]
    diff = run(morning, "show", first[:8], "--diff").out
    assert "repeated" in diff
    assert "--raw" in diff


def test_an_article_that_is_not_there(morning: NewsroomBuilder) -> None:
    for command in ("show", "pick", "drop"):
        done = run(morning, command, "zzzz")
        assert done.code == 1
        assert "Traceback" not in done.err


def test_a_pinned_seed_says_where_it_came_from_and_is_never_written_over(morning: NewsroomBuilder) -> None:
    uid = entries(morning, "nvidia", "trimestre")[0]["id"]
    pinned = json.loads(run(morning, "pick", uid[:8], "--json").out)
    path = morning.folder / pinned[0]["path"]
    seed, problems = seedfile.read(path.read_text(encoding="utf-8"), path.name, path.stem)
    assert not problems
    assert seed
    assert seed.sha256 == seedfile.body_hash(seed.body)
    assert seed.url
    assert seed.obtained == "feed"
    path.write_text(path.read_text(encoding="utf-8") + "\nUne note à moi.\n", encoding="utf-8")
    edited = path.read_bytes()
    again = json.loads(run(morning, "pick", uid[:8], "--json").out)
    assert again[0]["status"] == "edited"
    assert path.read_bytes() == edited


def test_picking_raw_restores_what_was_cut(morning: NewsroomBuilder) -> None:
    uid = entries(morning, "cantate")[0]["id"]
    run(morning, "pick", uid[:8], "--raw")
    text = next((morning.folder / "seeds").glob("*.md")).read_text(encoding="utf-8")
    assert "Partager sur Facebook" in text


def test_picking_raw_after_picking_says_what_to_do(morning: NewsroomBuilder) -> None:
    uid = entries(morning, "cantate")[0]["id"]
    run(morning, "pick", uid[:8])
    path = next((morning.folder / "seeds").glob("*.md"))
    before = path.read_bytes()
    done = run(morning, "pick", uid[:8], "--raw")
    assert f"Already pinned without --raw: remove it first, seeds/{path.name}" in done.out
    assert path.read_bytes() == before
    assert "Already pinned: seeds/" in run(morning, "pick", uid[:8]).out
    path.unlink()
    run(morning, "pick", uid[:8], "--raw")
    assert "Already pinned: seeds/" in run(morning, "pick", uid[:8], "--raw").out


PASTED = "Une note collée, sans adresse\n\n" + "Une phrase de plus, avec des mots. " * 20


@pytest.mark.parametrize("raw", [(), ("--raw",)], ids=["cleaned", "raw"])
@pytest.mark.parametrize("more", ["", "url: https://example.org/note\n"], ids=["no address", "an address since"])
def test_what_issues_used_of_what_has_no_address_is_told(
    newsroom: NewsroomBuilder, raw: tuple[str, ...], more: str
) -> None:
    newsroom.run("ingest", "-", stdin=PASTED, env=EPOCH)
    newsroom.run("ingest", "-", stdin=PASTED.replace("collée", "autre").replace("mots", "noms"), env=EPOCH)
    uid = entries(newsroom, "collée")[0]["id"]
    (pinned,) = json.loads(run(newsroom, "pick", uid, *raw, "--json").out)
    seed = newsroom.folder / pinned["path"]
    if not raw:
        seed.write_text(seed.read_text(encoding="utf-8").replace("sha256:", f"{more}sha256:", 1), encoding="utf-8")
    path = newsroom.issue(41)
    text = path.read_text(encoding="utf-8").replace("    intro:", f"    sources: [{pinned['id']}]\n    intro:")
    path.write_text(text, encoding="utf-8")
    assert {one["title"]: one["used_in"] for one in entries(newsroom)} == {
        "Une note collée, sans adresse": ["41"],
        "Une note autre, sans adresse": [],
    }
    assert [one["title"] for one in entries(newsroom, "--unused")] == ["Une note autre, sans adresse"]


def test_an_inbox_that_is_cut_says_so_and_every_line_says_why(morning: NewsroomBuilder) -> None:
    total = len(entries(morning))
    some = run(morning, "inbox", "-n", "3")
    assert f"3 of {total}: `-n {total}` lists them all." in some.out + some.err
    assert len(some.out.rstrip("\n").split("\n")) == 2 * 3 + 1
    every = run(morning, "inbox", "-n", str(total))
    assert "lists them all" not in every.out + every.err
    assert "lists them all" not in run(morning, "inbox", "-n", "3", "--json").err


def test_a_text_without_a_date_says_so_as_its_reason(newsroom: NewsroomBuilder) -> None:
    newsroom.run("ingest", "-", stdin=PASTED, env=EPOCH)
    first, second = run(newsroom, "inbox").out.rstrip("\n").split("\n")
    assert "undated" in first
    assert second.strip() == "no date: neither fresh nor old"


def test_what_issues_used_is_told(morning: NewsroomBuilder) -> None:
    entry = entries(morning, "kimi")[0]
    path = morning.issue(41)
    path.write_text(
        path.read_text(encoding="utf-8").replace("    intro:", f"    sources: [{entry['url']}]\n    intro:"),
        encoding="utf-8",
    )
    assert entries(morning, "kimi")[0]["used_in"] == ["41"]
    assert "used in issue 41" in run(morning, "inbox", "kimi").out
    assert entry["id"] not in [one["id"] for one in entries(morning, "kimi", "--unused")]


def test_what_is_dropped_stays_away(morning: NewsroomBuilder) -> None:
    uid = entries(morning, "kimi")[0]["id"]
    assert run(morning, "drop", uid[:8], "--dry-run").out.startswith(f"Would drop {uid[:8]}  ")
    assert uid in [entry["id"] for entry in entries(morning, "kimi")]
    assert json.loads(run(morning, "drop", uid[:8], "--json").out)[0]["id"] == uid
    run(morning, "ingest", *SAMPLES)
    assert uid not in [entry["id"] for entry in entries(morning, "kimi")]


def test_an_issue_is_started_from_seeds(morning: NewsroomBuilder) -> None:
    uids = [entries(morning, *words)[0]["id"] for words in (("nvidia", "trimestre"), ("gemini", "publie"))]
    pinned = [one["id"] for one in json.loads(run(morning, "pick", *uids, "--json").out)]
    done = run(morning, "new", "--from", pinned[0], "--from", pinned[1])
    assert done.code == 0, done.err
    path = next((morning.folder / "issues").glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    issue, problems = issuefile.read(text, path.name)
    assert not problems
    assert issue
    assert text.startswith("# yaml-language-server: $schema=../issue.schema.json\n")
    assert [item.sources for item in issue.news] == [(pinned[0],), (pinned[1],)]
    for item in issue.news:
        seed = Newsroom(morning.folder, config.load(morning.folder)).seed(item.sources[0])
        assert seed
        assert 1 <= len(item.essential) <= 6
        for point in item.essential:
            mark, _, sentence = point.partition(" : ")
            assert mark == "À COMPLÉTER"
            assert sentence in " ".join(seed.body.split())
    again = run(morning, "new", "--from", pinned[0], "--date", issue.date.isoformat())
    assert again.code == 1
    assert path.read_text(encoding="utf-8") == text


def test_numbers_and_days_go_on_from_the_last_issue(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(7)
    assert "number: 8\n" in run(newsroom, "new", "--dry-run").out
    assert "slug: numero-8\n" in run(newsroom, "new", "--dry-run").out
    assert run(newsroom, "new", "--date", "demain").code == 1
    newsroom.seed("kosmos", "Un texte.")
    assert "Did you mean `kosmos`?" in run(newsroom, "new", "--from", "kosmso").err


def test_a_seed_is_meant_by_its_beginning(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("nvidia-vend-des-puces", "Un texte.")
    newsroom.seed("nvidia-prete-de-l-argent", "Un autre.")
    assert "sources: [nvidia-prete-de-l-argent]" in run(newsroom, "new", "--from", "nvidia-p", "--dry-run").out
    several = run(newsroom, "new", "--from", "nvidia", "--dry-run")
    assert several.code == 1
    assert "`nvidia` is the beginning of 2 seeds. [seed.ambiguous]" in several.err
    room = Newsroom(newsroom.folder, config.load(newsroom.folder))
    assert room.short_seed_id("nvidia-vend-des-puces") == "nvidia-vend"
    assert room.find_seed("nvidia-vend") == "nvidia-vend-des-puces"


def test_what_is_still_to_be_written_is_told_once(newsroom: NewsroomBuilder) -> None:
    said = ("lit 1 500 articles en un jour", "écrit un rapport de vingt pages", "se trompe une fois sur cinq")
    newsroom.seed("kosmos", "\n\n".join(f"Le programme Kosmos {what}, dit son auteur." for what in said))
    run(newsroom, "new", "--from", "kosmos")
    told = json.loads(run(newsroom, "check", "--json").out)
    assert {one["code"] for one in told if one["line"] in marked(newsroom)} == {"schema.placeholder"}


def marked(newsroom: NewsroomBuilder) -> set[int]:
    [path] = (newsroom.folder / "issues").glob("*.yaml")
    lines = path.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if "À COMPLÉTER" in line}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_issue_from_nothing_has_every_piece_to_write_over(newsroom: NewsroomBuilder, language: str) -> None:
    newsroom.write("newsletter.toml", CONFIG.replace('"fr"', f'"{language}"'))
    assert run(newsroom, "new").code == 0
    path = next((newsroom.folder / "issues").glob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    issue, problems = issuefile.read(text, path.name)
    assert not problems
    assert issue
    assert (len(issue.news), len(issue.news[0].essential)) == (1, 2)
    assert issue.focus
    assert issue.focus.sections
    assert "pinned" not in text
    assert "épinglés" not in text
    found = json.loads(run(newsroom, "check", "--json").out)
    errors = [one for one in found if one["severity"] == "error"]
    assert {one["code"] for one in errors} == {"schema.placeholder"}
    mark = draft.PLACEHOLDERS[language]
    assert len(errors) == text.count(mark) == 11


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--slug", "Été"), "`--slug ete`"),
        (("--slug", "Ma Une"), "`--slug ma-une`"),
        (("--slug", "../../evil"), "`--slug evil`"),
        (("--slug", "/over/there"), "`--slug over-there`"),
        (("--slug", "…"), "digits and hyphens."),
        (("--number", "7"), "The next one is 8: leave `--number` out."),
    ],
)
def test_what_check_would_refuse_is_refused_before_it_is_written(
    newsroom: NewsroomBuilder, options: tuple[str, ...], said: str
) -> None:
    newsroom.issue(7)
    before = sorted(newsroom.folder.parent.rglob("*"))
    done = run(newsroom, "new", *options)
    assert done.code == 1
    assert said in done.err
    assert sorted(newsroom.folder.parent.rglob("*")) == before


def test_a_skeleton_keeps_its_pieces_where_there_is_nothing_to_put_in(newsroom: NewsroomBuilder) -> None:
    newsroom.write("templates/issues/court.yaml", "number: 1\ndate: 2025-01-01\nnews:\n  - title: TK la une\n")
    done = run(newsroom, "new", "--template", "court", "--dry-run")
    assert "TK la une" in done.out
    assert "focus:" not in done.out


def test_a_skeleton_of_ones_own(newsroom: NewsroomBuilder) -> None:
    newsroom.seed(
        "kosmos", "Kosmos lit 1 500 articles. " * 10 + "\n\n## Ce qu’il en fait\n\nIl écrit un rapport de vingt pages."
    )
    skeleton = (
        "# la mienne\nnumber: 0\ndate: 2020-01-01\nslug: x\nstatus: draft\ngreeting: Salut,   # toujours\nps: Merci.\n"
    )
    newsroom.write("templates/issues/weekly.yaml", skeleton)
    done = run(
        newsroom,
        "new",
        "--template",
        "weekly",
        "--from",
        "kosmos",
        "--number",
        "12",
        "--date",
        "2025-11-28",
        "--slug",
        "kosmos",
    )
    assert done.code == 0, done.err
    text = (newsroom.folder / "issues/2025-11-28-kosmos.yaml").read_text(encoding="utf-8")
    assert text.startswith("# la mienne\nnumber: 12\ndate: 2025-11-28\nslug: kosmos\n")
    assert "greeting: Salut,   # toujours\n" in text
    assert "sources:\n" in text
    wrong = run(newsroom, "new", "--template", "wekly")
    assert "Did you mean `weekly`?" in wrong.err


def seed(name: str, body: str) -> Seed:
    return Seed(title=name.capitalize(), id=name, body=body, language="fr")


def test_one_story_that_several_tell_becomes_the_focus() -> None:
    from datetime import date

    story = "La mairie de Saint-Aubrac a publié un arrêté qui invente un jour férié, rédigé par un assistant. " * 6
    seeds = [
        seed("un", story + "\n\n## Comment c’est arrivé\n\nTexte."),
        seed("deux", story + " Le maire a ri."),
        seed(
            "autre",
            "Les puces de $NVDA se vendent par millions chaque trimestre, dit le groupe à ses actionnaires. " * 5,
        ),
    ]
    started = draft.start(seeds, number=3, day=date(2025, 11, 28), language="fr")
    assert started.focus == ("un", "deux")
    assert started.outline == ("Comment c’est arrivé",)
    assert [item.seeds for item in started.items] == [("autre",)]
    assert started.tickers == ("NVDA",)
    issue, problems = issuefile.read(write(started, schema="x"), "x")
    assert not problems
    assert issue
    assert issue.focus
    assert issue.focus.sources == ("un", "deux")


def test_nothing_to_read(newsroom: NewsroomBuilder) -> None:
    done = run(newsroom, "ingest")
    assert done.code == 1
    assert "[[feeds]]" in done.err


def test_a_file_that_is_not_there_fails_and_the_rest_goes_on(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    done = run(newsroom, "ingest", str(tmp_path / "absent.xml"), SAMPLES[0])
    assert done.code == 1
    assert "7 new" in done.out
