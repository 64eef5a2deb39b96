"""One suite for all engines: what the contract says, and what may go wrong on the way."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from fake_engines import (
    CANARY,
    CANARY_HEX,
    NOW,
    STAFF,
    Fake,
    FakeBrevo,
    FakeButtondown,
    FakeGhost,
    FakeListmonk,
    FakeMailchimp,
    Fault,
    later,
    running,
)

from newsletter import destinations
from newsletter.problems import NewsletterError
from newsletter.publish.engines.brevo import BrevoEngine
from newsletter.publish.engines.buttondown import ButtondownEngine
from newsletter.publish.engines.contract import Campaign, Engine, Mail, State
from newsletter.publish.engines.folder import FolderEngine
from newsletter.publish.engines.ghost import GhostEngine
from newsletter.publish.engines.handover import hand_over, soonest
from newsletter.publish.engines.http import RefusedError, UnknownError, Wire
from newsletter.publish.engines.listmonk import ListmonkEngine
from newsletter.publish.engines.mailchimp import MailchimpEngine
from newsletter.publish.engines.merge_syntax import READER, UNSUBSCRIBE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENVIRON = {
    "LISTMONK_USER": "desk",
    "LISTMONK_TOKEN": CANARY,
    "BUTTONDOWN_API_KEY": CANARY,
    "GHOST_ADMIN_KEY": f"{FakeGhost.INTEGRATION}:{CANARY_HEX}",
    "GHOST_STAFF_TOKEN": f"{FakeGhost.PERSON}:{STAFF}",
    "BREVO_API_KEY": CANARY,
    "MAILCHIMP_API_KEY": f"{CANARY}-us21",
}
WHEN = datetime(2025, 11, 7, 7, 30, tzinfo=UTC)
MAIL = Mail(
    key="lettre-example-org-42",
    number=42,
    subject="L’IA va-t-elle nous remplacer ?",
    preheader="Réponse dans le Focus.",
    html=f"""<!doctype html>
<html lang="fr"><head><title>Lettre</title><style>@media(x){{a{{color:#fff}}}}</style></head><body>
<!--[if mso]><table><tr><td><![endif]--><p>Bonjour</p><!--[if mso]></td></tr></table><![endif]-->
<p><a href="https://v.example.org/42/1?r={READER}">oui</a> <a href="{UNSUBSCRIBE}">se désinscrire</a></p>
</body></html>
""",
    text=f"Bonjour\n\noui : https://v.example.org/42/1?r={READER}\n-- \nSe désinscrire : {UNSUBSCRIBE}\n",
    url="https://lettre.example.org/issues/2025-11-07-ia/",
    sender=("La lettre", "lettre@example.org"),
)
SERVED: dict[str, tuple[type[Fake], Any, Any, dict[str, Any]]] = {
    "listmonk": (FakeListmonk, ListmonkEngine, destinations.Listmonk, {"lists": (3, 4)}),
    "buttondown": (FakeButtondown, ButtondownEngine, destinations.Buttondown, {}),
    "ghost": (FakeGhost, GhostEngine, destinations.Ghost, {"newsletter": "lettre"}),
    "brevo": (FakeBrevo, BrevoEngine, destinations.Brevo, {"lists": (3,), "reader": "EXT_ID"}),
    "mailchimp": (FakeMailchimp, MailchimpEngine, destinations.Mailchimp, {"audience": "a1b2"}),
}


@dataclass
class Desk:
    """An engine's adapter and the stand-in that it speaks with."""

    engine: Engine
    fake: Fake

    @property
    def only(self) -> dict[str, Any]:
        (campaign,) = self.fake.campaigns.values()
        return campaign

    @property
    def changes(self) -> list[tuple[str, str]]:
        return [(request.method, request.path) for request in self.fake.requests if request.method != "GET"]

    def again(self, environ: dict[str, str]) -> Engine:
        return replace(self.engine, wire=Wire(environ=environ, pause=later, now=NOW.timestamp))  # type: ignore[type-var]  # all adapters are dataclasses


def desk_for(kind: str, fake: Fake, timeout: float = 30.0) -> Desk:
    _, adapter, settings, extra = SERVED[kind]
    wire = Wire(environ=ENVIRON, pause=later, now=NOW.timestamp, timeout=timeout)
    return Desk(adapter(settings(url=fake.url, **extra), wire), fake)


@pytest.fixture(params=SERVED)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with running(SERVED[request.param][0]()) as fake:
        yield desk_for(request.param, fake)


@pytest.fixture(params=["folder", *SERVED])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "folder":
        yield FolderEngine(destinations.Copy(path="mailing", syntax="listmonk"), tmp_path)
        return
    with running(SERVED[request.param][0]()) as fake:
        yield desk_for(request.param, fake).engine


def test_the_way_of_a_campaign(engine: Engine) -> None:
    plan = engine.plan(MAIL)
    assert engine.find(MAIL.key) is None
    draft = engine.upsert_draft(plan)
    assert (draft.state, draft.at) == (State.DRAFT, None)
    assert engine.upsert_draft(engine.plan(replace(MAIL, subject="Mieux"))).id == draft.id
    current = engine.find(MAIL.key)
    assert current is not None
    scheduled = engine.schedule(current, WHEN)
    assert (scheduled.id, scheduled.state, scheduled.at) == (draft.id, State.SCHEDULED, WHEN)
    assert engine.status(scheduled) == engine.find(MAIL.key) == scheduled
    with pytest.raises(NewsletterError, match="left as it is"):
        engine.upsert_draft(plan)
    assert engine.unschedule(scheduled).state is State.DRAFT
    assert engine.find("another-key") is None


def test_nothing_is_mailed_before_it_is_said_and_then_once(desk: Desk) -> None:
    engine = desk.engine
    draft = engine.upsert_draft(engine.plan(MAIL))
    scheduled = engine.schedule(draft, WHEN)
    engine.unschedule(scheduled)
    assert desk.fake.mailed == []
    found = engine.find(MAIL.key)
    assert found is not None
    assert engine.schedule(found, None).state in {State.SENDING, State.SENT}
    assert len(desk.fake.mailed) == 1


def test_a_test_mail_goes_to_the_addresses_and_to_nobody_else(desk: Desk) -> None:
    draft = desk.engine.upsert_draft(desk.engine.plan(MAIL))
    desk.engine.send_test(draft, ["anna@example.org"])
    assert desk.fake.tests == ["anna@example.org"]
    assert desk.fake.mailed == []
    assert desk.engine.status(draft).state is State.DRAFT


def test_files_mail_nobody_and_say_so(tmp_path: Path) -> None:
    engine = FolderEngine(destinations.Copy(path="mailing"), tmp_path)
    draft = engine.upsert_draft(engine.plan(MAIL))
    with pytest.raises(NewsletterError, match="cannot mail"):
        engine.send_test(draft, ["anna@example.org"])


def test_planning_needs_no_network_and_no_credentials(desk: Desk) -> None:
    engine = desk.again({})
    assert engine.plan(MAIL).mail == MAIL
    assert desk.fake.requests == []
    with pytest.raises(NewsletterError) as caught:
        engine.find(MAIL.key)
    assert caught.value.problems[0].code == "engine.no-credentials"
    assert desk.fake.requests == []


def test_the_campaign_is_ready_whatever_an_earlier_run_left(desk: Desk) -> None:
    engine = desk.engine
    first = hand_over(engine, MAIL, WHEN, begun=False)
    assert (first.campaign.state, first.earlier) == (State.SCHEDULED, False)
    better = replace(MAIL, subject="Mieux")
    second = hand_over(engine, better, WHEN, begun=True)
    assert second.campaign.id == first.campaign.id
    assert second.campaign.state is State.SCHEDULED
    assert "Mieux" in str(desk.only)


def sent(desk: Desk) -> Campaign:
    found = desk.engine.upsert_draft(desk.engine.plan(MAIL))
    return desk.engine.schedule(found, None)


def test_a_campaign_that_is_out_is_left_alone(desk: Desk) -> None:
    campaign = sent(desk)
    before = dict(desk.only)
    with pytest.raises(NewsletterError) as caught:
        hand_over(desk.engine, MAIL, WHEN, begun=False)
    assert caught.value.problems[0].code == "engine.already-sent"
    with pytest.raises(NewsletterError):
        desk.engine.upsert_draft(desk.engine.plan(MAIL))
    found = hand_over(desk.engine, MAIL, WHEN, begun=True)
    assert (found.campaign.id, found.earlier) == (campaign.id, True)
    assert desk.only == before
    assert len(desk.fake.mailed) == 1


def test_a_campaign_that_goes_out_between_two_requests_is_not_changed(desk: Desk) -> None:
    draft = desk.engine.upsert_draft(desk.engine.plan(MAIL))
    desk.engine.schedule(draft, None)
    with pytest.raises(NewsletterError):
        desk.engine.schedule(draft, WHEN)
    assert len(desk.fake.mailed) == 1


@pytest.mark.parametrize("desk", sorted(SERVED.keys() - {"ghost"}), indirect=True)  # Ghost's slugs are unique
def test_two_campaigns_of_one_mailing_stop_everything(desk: Desk) -> None:
    desk.engine.upsert_draft(desk.engine.plan(MAIL))
    (twin,) = [dict(one) for one in desk.fake.campaigns.values()]
    desk.fake.campaigns["999"] = twin | {"id": "999"}
    with pytest.raises(NewsletterError) as caught:
        hand_over(desk.engine, MAIL, WHEN, begun=False)
    assert caught.value.problems[0].code == "engine.twins"
    assert desk.fake.mailed == []


@pytest.mark.parametrize("kind", ["lost", "cut"])
def test_a_campaign_that_was_made_without_an_answer_is_found_and_not_made_twice(desk: Desk, kind: str) -> None:
    desk.fake.faults = [Fault("POST", kind, path=r"/(campaigns|emails|posts|emailCampaigns)/?$")]
    handed = hand_over(desk.engine, MAIL, WHEN, begun=False)
    assert handed.campaign.state is State.SCHEDULED
    assert len(desk.fake.campaigns) == 1


def test_an_engine_that_says_nothing_any_more_is_not_waited_for() -> None:
    with running(FakeListmonk()) as fake:
        fake.faults = [Fault("POST", "silent", path="/campaigns$")]
        patient = desk_for("listmonk", fake, timeout=2.0).engine
        assert hand_over(patient, MAIL, WHEN, begun=False).campaign.state is State.SCHEDULED
        assert len(fake.campaigns) == 1


@pytest.mark.parametrize(("kind", "done"), [(500, True), (500, False), ("html", False)])
def test_an_answer_that_says_nothing_is_looked_into(desk: Desk, kind: int | str, *, done: bool) -> None:
    desk.fake.faults = [Fault("POST", kind, path=r"/(campaigns|emails|posts|emailCampaigns)/?$", done=done)]
    if done:
        assert hand_over(desk.engine, MAIL, WHEN, begun=False).campaign.state is State.SCHEDULED
    else:
        with pytest.raises(UnknownError):
            hand_over(desk.engine, MAIL, WHEN, begun=False)
        assert hand_over(desk.engine, MAIL, WHEN, begun=True).campaign.state is State.SCHEDULED
    assert len(desk.fake.campaigns) == 1
    assert desk.fake.mailed == []


STEPS = {
    "listmonk": ("PUT", "/status$"),
    "buttondown": ("PATCH", ""),
    "ghost": ("PUT", ""),
    "brevo": ("PUT", ""),
    "mailchimp": ("POST", "actions/schedule$"),
}


@pytest.mark.parametrize("kind", ["lost", "cut"])
def test_a_schedule_that_was_set_without_an_answer_is_seen(desk: Desk, kind: str) -> None:
    method, path = STEPS[next(name for name, row in SERVED.items() if isinstance(desk.fake, row[0]))]
    draft = desk.engine.upsert_draft(desk.engine.plan(MAIL))
    desk.fake.faults = [Fault(method, kind, path=path)]
    assert desk.engine.schedule(draft, WHEN).state is State.SCHEDULED


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422])
def test_a_refusal_is_told_with_what_to_do_and_changes_nothing(desk: Desk, status: int) -> None:
    desk.fake.faults = [Fault("POST", status, path=r"/(campaigns|emails|posts|emailCampaigns)/?$")]
    with pytest.raises(RefusedError) as caught:
        hand_over(desk.engine, MAIL, WHEN, begun=False)
    assert caught.value.status == status
    assert f"refused ({status})" in caught.value.problems[0].message
    assert desk.fake.campaigns == {}
    posts = [path for method, path in desk.changes if method == "POST" and "template" not in path]
    assert len(posts) == 1  # a refusal is no reason to try again


def test_an_engine_that_asks_for_patience_gets_it(desk: Desk) -> None:
    waits: list[float] = []
    desk.engine = replace(  # type: ignore[type-var]  # all adapters are dataclasses
        desk.engine, wire=Wire(environ=ENVIRON, pause=waits.append, now=NOW.timestamp)
    )
    desk.fake.faults = [
        Fault("POST", 429, headers={"Retry-After": "7"}),
        Fault("GET", 429, headers={"Retry-After": "Fri, 07 Nov 2025 06:17:09 GMT"}),
    ]
    assert hand_over(desk.engine, MAIL, WHEN, begun=False).campaign.state is State.SCHEDULED
    assert sorted(waits) == [7, 9]
    assert len(desk.fake.campaigns) == 1


def test_an_engine_that_asks_for_too_much_patience_is_left_for_the_next_run(desk: Desk) -> None:
    desk.fake.faults = [Fault("POST", 429, headers={"Retry-After": "3600"})]
    with pytest.raises(NewsletterError, match="takes no more requests for 60 min"):
        hand_over(desk.engine, MAIL, WHEN, begun=False)
    assert desk.fake.campaigns == {}


@pytest.mark.parametrize("kind", [500, "lost", "cut", "html"])
def test_reading_is_tried_again(desk: Desk, kind: int | str) -> None:
    desk.fake.faults = [Fault("GET", kind)]
    assert hand_over(desk.engine, MAIL, WHEN, begun=False).campaign.state is State.SCHEDULED
    desk.fake.faults = [Fault("GET", kind, times=99)]
    with pytest.raises(UnknownError):
        desk.engine.find(MAIL.key)


def test_a_server_that_is_not_there_was_asked_for_nothing() -> None:
    settings = destinations.Listmonk(url="http://127.0.0.1:9", lists=(1,))
    with pytest.raises(NewsletterError, match="cannot be reached"):
        ListmonkEngine(settings, Wire(environ=ENVIRON, pause=later)).find("x")


def test_credentials_are_not_sent_over_http() -> None:
    settings = destinations.Listmonk(url="http://listmonk.example.org", lists=(1,))
    with pytest.raises(NewsletterError, match="not asked over http"):
        ListmonkEngine(settings, Wire(environ=ENVIRON, pause=later)).find("x")


ERRORS: list[int | str] = [401, 403, 404, 409, 422, 500, "html", 302]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", ERRORS)
def test_credentials_are_in_no_error_no_log_and_no_value(
    desk: Desk, kind: int | str, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.fake.faults = [Fault(method, kind, times=99, headers={"Location": f"https://evil.example/{kind}"})]
    with pytest.raises(NewsletterError) as caught:
        hand_over(desk.engine, MAIL, WHEN, begun=False)
    shown = f"{caught.value} {caught.value.problems} {caplog.text} {desk.engine!r} {caught.getrepr()}"
    assert CANARY not in shown
    assert CANARY_HEX not in shown
    assert STAFF not in caught.value.problems[0].message
    told = {request.headers.get("authorization", CANARY).rpartition(" ")[2] for request in desk.fake.requests}
    assert not any(secret in str(caught.value.problems) for secret in told)
    assert "\n" not in caught.value.problems[0].message


def test_credentials_that_are_none_are_told(desk: Desk) -> None:
    for broken in ("", "two\nlines", "ключ"):
        engine = desk.again(dict.fromkeys(ENVIRON, broken))
        with pytest.raises(NewsletterError) as caught:
            engine.find(MAIL.key)
        assert caught.value.problems[0].code == "engine.no-credentials"
    wrong = desk.again(dict.fromkeys(ENVIRON, "0a:0b-us1" if not isinstance(desk.fake, FakeGhost) else "0a:0b"))
    with pytest.raises(RefusedError, match=r"40[13]"):
        wrong.find(MAIL.key)


def test_what_is_due_is_scheduled_a_few_minutes_ahead() -> None:
    assert soonest(WHEN, NOW) == WHEN
    assert soonest(NOW, NOW) == datetime(2025, 11, 7, 6, 22, tzinfo=UTC)
