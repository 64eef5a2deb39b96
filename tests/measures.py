"""What is measured on the corpora of the text side; `floors.py` compares it with the floors."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import stories
from floors import CASES, Measure

from newsletter.curate import dedupe
from newsletter.curate.keypoints import keypoints
from newsletter.curate.language import detect
from newsletter.curate.sentences import sentences
from newsletter.curate.words import content_words
from newsletter.ingest import dates
from newsletter.ingest.plaintext import clean

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping, Sequence

_PROOF = os.environ.get("NEWSLETTER_PROOF") == "1"
_ARTICLES = 2_000
_COPIES = _ARTICLES if _PROOF else 200
_PAGES = 150  # of each language
_POINTS = 4  # as many as the reference points of each article


def sentence_boundaries() -> Measure:
    """F1 of the sentence ends inside paragraphs; the corpus has one sentence to a line."""
    corpora = {language: _read("sentences", f"{language}.txt") for language in ("fr", "en")}
    figures = {f"f1_{language}": boundary_f1(corpus, language) for language, corpus in corpora.items()}
    return Measure(figures=figures, corpus="".join(corpora.values()))


def boundary_f1(corpus: str, language: str) -> float:
    agreed = claimed = true = 0
    for paragraph in corpus.strip().split("\n\n"):
        text = paragraph.replace("\n", " ")
        ends = {end for end, letter in enumerate(paragraph) if letter == "\n"}
        found = {span.end for span in sentences(text, language)} - {len(text)}
        agreed, claimed, true = agreed + len(ends & found), claimed + len(found), true + len(ends)
    return 2 * agreed / (claimed + true)


def languages() -> Measure:
    """Share of single sentences whose language is found, none being declared."""
    corpora = {language: _read("language", f"{language}.txt") for language in ("fr", "en", "de", "es", "it")}
    right = [detect(line) == language for language, corpus in corpora.items() for line in corpus.splitlines()]
    return Measure(figures={"accuracy": sum(right) / len(right)}, corpus="".join(corpora.values()))


def key_points() -> Measure:
    """Content recall of the reference points by four sentences; `gain` is over the first four sentences."""
    corpus = {path.name: path.read_text(encoding="utf-8") for path in sorted((CASES / "keypoints").glob("*.md"))}
    ours, first = [], []
    for name, case in corpus.items():
        language = name[:2]
        title, body, reference = parts(case)
        chosen = [point.text for point in keypoints(title, body, language, _POINTS)]
        prose = "\n".join(line for line in body.split("\n") if not line.startswith("#"))
        lead = [span.text for span in sentences(prose, language)][:_POINTS]
        ours.append(_content_recall(chosen, reference, language))
        first.append(_content_recall(lead, reference, language))
    recall, baseline = sum(ours) / len(ours), sum(first) / len(first)
    return Measure(figures={"recall": recall, "gain": recall - baseline}, corpus="".join(corpus.values()))


def parts(case: str) -> tuple[str, str, str]:
    """Cut a case of the key points into title, body and reference points."""
    article, reference = case.split("\n---\n")
    title, _, body = article.partition("\n")
    return title.removeprefix("# "), body, reference


def _content_recall(chosen: Sequence[str], reference: str, language: str) -> float:
    wanted = set(content_words(reference, language))
    return len(wanted & set(content_words(" ".join(chosen), language))) / len(wanted)


def near_duplicates() -> Measure:
    """Share of altered copies found again by key and decision, and of articles that resemble no other."""
    rng = stories.seeded(2025)
    articles = [stories.article(rng) for _ in range(_ARTICLES)]
    known = [dedupe.shingles(text) for text in articles]
    index: dict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(articles):
        for key in dedupe.bands(dedupe.signature(text)):
            index[key].append(place)
    pairs = {(one, other) for places in index.values() for at, one in enumerate(places) for other in places[at + 1 :]}
    alike = [pair for pair in pairs if dedupe.relation(known[pair[0]], known[pair[1]]) != dedupe.Relation.DISTINCT]
    figures = {"distinct": 1 - len({place for pair in alike for place in pair}) / _ARTICLES}
    for kind, alter in _ALTERATIONS.items():
        found = [place in _found(alter(articles[place], rng), known, index) for place in range(_COPIES)]
        figures[kind] = sum(found) / len(found)
    return Measure(figures=figures, corpus="\0".join(articles))


def _found(copy: str, known: Sequence[frozenset[int]], index: Mapping[int, list[int]]) -> Iterator[int]:
    shingles = dedupe.shingles(copy)
    candidates = {place for key in dedupe.bands(dedupe.signature(copy)) for place in index.get(key, ())}
    for place in candidates:
        if dedupe.relation(shingles, known[place]) != dedupe.Relation.DISTINCT:
            yield place


_ALTERATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "furniture": stories.with_furniture,
    "edits_5": lambda text, rng: stories.edited(text, rng, 0.05),
    "edits_10": lambda text, rng: stories.edited(text, rng, 0.10),
    "teaser": stories.teaser,
    "shuffled": stories.shuffled,
}


def cleaning() -> Measure:
    """Shares over pasted pages: right titles, lines of furniture left out, lines of the article kept.

    Each page is an article of the key points between lines that stand around articles on the web, drawn by chance.
    """
    lines = {path.name: path.read_text(encoding="utf-8") for path in sorted((CASES / "cleaning").glob("*.txt"))}
    titles, cut, kept = [], [], []
    for language in ("fr", "en"):
        articles = [parts(path.read_text(encoding="utf-8")) for path in (CASES / "keypoints").glob(f"{language}-*.md")]
        rng = stories.seeded(2025)
        for title, body, _ in sorted(articles) * (_PAGES // len(articles)):
            head = rng.sample(lines[f"{language}-head.txt"].splitlines(), rng.randint(3, 10))
            tail = rng.sample(lines[f"{language}-tail.txt"].splitlines(), rng.randint(3, 14))
            above = rng.randint(0, len(head))
            said = [line.removeprefix("## ") for line in body.splitlines() if line]
            page = "\n".join([*head[:above], title, *head[above:], "", *said, "", *tail])
            plain = clean(page, today=date(2025, 11, 7), language=language)
            found = {line.lstrip("#-* ") for line in plain.markdown.splitlines()}
            titles.append(plain.title == title)
            cut += [line.lstrip("#") not in found for line in head + tail]
            kept += [line in found for line in said]
    figures = {"titles": _share(titles), "furniture": _share(cut), "text": _share(kept)}
    return Measure(figures=figures, corpus="".join(lines.values()))


def written_dates() -> Measure:
    """Shares of dates read right, and of what is no date left alone. A line: language, what it means or `-`, text."""
    corpus = _read("dates", "dates.tsv")
    now = datetime(2025, 1, 22, 12, 30, tzinfo=ZoneInfo("Europe/Paris"))
    right: dict[bool, list[bool]] = {True: [], False: []}
    for line in corpus.splitlines():
        language, meant, text = line.split("\t")
        found = dates.parse(text, now=now, language=language)
        said = "-" if found is None else dates.day_of(found).isoformat()
        if isinstance(found, datetime) and "T" in meant:
            said = found.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
        right[meant != "-"].append(said == meant)
    return Measure(figures={"dates": _share(right[True]), "no_dates": _share(right[False])}, corpus=corpus)


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


def _read(topic: str, name: str) -> str:
    return (CASES / topic / name).read_text(encoding="utf-8")


MEASURES: dict[str, Callable[[], Measure]] = {
    "cleaning": cleaning,
    "dates": written_dates,
    "sentences": sentence_boundaries,
    "language": languages,
    "keypoints": key_points,
    "dedupe": near_duplicates,
}
