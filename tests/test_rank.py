from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from newsletter.curate.rank import Candidate, Topics, Why, rank, topics

NOW = datetime(2025, 11, 7, 9, tzinfo=UTC)
PAST = topics(
    [
        "Un modèle de langue trie les candidatures dans les banques.",
        "Les banques testent un assistant pour leurs conseillers.",
        "Un satellite mesure la neige des Alpes.",
    ],
    "fr",
    ["exemple.fr", "exemple.fr", "autre.fr"],
)
NOTHING = Topics(words={}, issues=0, sites={})
PLAIN = Candidate(
    id="plain",
    title="Une école ouvre ses portes",
    text="La rentrée a eu lieu lundi.",
    published=NOW - timedelta(hours=5),
    site="inconnu.fr",
    language="fr",
)


def first(*candidates: Candidate, past: Topics = PAST) -> str:
    return rank(candidates, now=NOW, topics=past)[0].id


def test_the_fresher_comes_first() -> None:
    assert first(PLAIN, replace(PLAIN, id="fresher", published=NOW - timedelta(hours=1))) == "fresher"


def test_a_feed_that_weighs_more_comes_first() -> None:
    assert first(PLAIN, replace(PLAIN, id="weighty", weight=2.0)) == "weighty"
    assert first(PLAIN, replace(PLAIN, id="weightless", weight=0.5)) == "plain"


def test_what_many_tell_comes_first() -> None:
    assert first(PLAIN, replace(PLAIN, id="told", cluster=4)) == "told"


def test_a_site_that_was_cited_comes_first() -> None:
    assert first(PLAIN, replace(PLAIN, id="known", site="exemple.fr")) == "known"


def test_a_past_topic_comes_first_and_is_named() -> None:
    related = replace(PLAIN, id="related", title="Les banques forment leurs conseillers", text="Un assistant les aide.")
    best = rank([PLAIN, related], now=NOW, topics=PAST)[0]
    assert best.id == "related"
    topic = next(reason for reason in best.reasons if reason.code is Why.TOPIC)
    assert set(topic.value.split(", ")) == {"banques", "conseillers", "assistant"}


def test_one_issue_is_no_topic_yet() -> None:
    young = topics(["Les banques forment leurs conseillers."], "fr")
    assert [
        reason.code for reason in rank([replace(PLAIN, title="Les banques")], now=NOW, topics=young)[0].reasons
    ] == [Why.FRESH]


def test_reasons_say_how_much_and_why() -> None:
    candidate = replace(PLAIN, cluster=3, site="exemple.fr", published=NOW - timedelta(days=20))
    reasons = {reason.code: reason.value for reason in rank([candidate], now=NOW, topics=PAST)[0].reasons}
    assert reasons == {Why.CLUSTER: "3", Why.SITE: "2", Why.STALE: "480"}


def test_the_future_and_no_date_are_borne() -> None:
    undated, ahead = (
        replace(PLAIN, id="undated", published=None),
        replace(PLAIN, id="ahead", published=NOW + timedelta(1)),
    )
    ranked = rank([undated, PLAIN, ahead], now=NOW, topics=NOTHING)
    assert [one.id for one in ranked] == ["ahead", "plain", "undated"]
    assert [one.reasons[0].code for one in ranked] == [Why.FRESH, Why.FRESH, Why.UNDATED]
    assert ranked[0].reasons[0].value == "0"


@given(st.lists(st.builds(
    Candidate, id=st.uuids().map(str), title=st.text(max_size=20), text=st.text(max_size=50), published=st.none(),
    site=st.sampled_from(["exemple.fr", ""]), language=st.sampled_from(["fr", "en", "und"]), cluster=st.integers(1, 50),
)))  # fmt: skip
def test_every_candidate_is_ranked_once_and_its_reasons_add_up(candidates: list[Candidate]) -> None:
    ranked = rank(candidates, now=NOW, topics=PAST)
    assert sorted(one.id for one in ranked) == sorted(one.id for one in candidates)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert all(abs(one.score - sum(reason.points for reason in one.reasons)) < 1e-3 for one in ranked)
    assert rank(candidates[::-1], now=NOW, topics=PAST) == ranked
