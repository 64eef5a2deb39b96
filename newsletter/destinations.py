"""Where issues go: the tables under `[publish]` in newsletter.toml. Credentials come from the environment only."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Literal

from newsletter.keys import Key, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSite:
    """The site as a folder of this machine."""

    path: Annotated[str, Key("The folder, which becomes the site's alone.", example="/srv/lettre")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RsyncSite:
    """The site on another machine, through rsync over ssh."""

    to: Annotated[str, Key("user@host:folder.", example="www@lettre.example.org:/srv/lettre")]
    port: Annotated[int | None, Key("Of ssh, if it is not 22.", least=1, most=65535)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchSite:
    """The site as a branch of the newsletter's own git remote."""

    branch: Annotated[str, Key("The branch, which becomes the site's alone.", example="gh-pages")] = "gh-pages"
    remote: Annotated[str, Key("The git remote.")] = "origin"
    domain: Annotated[str | None, Key("Written into a CNAME file.", example="lettre.example.org")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSite:
    """The site in an S3-compatible bucket (needs the extra `s3`)."""

    bucket: Annotated[str, Key("The bucket.", example="lettre")]
    prefix: Annotated[str, Key("A folder in it.", example="archive")] = ""
    endpoint: Annotated[str | None, Key("Of a host that is not Amazon's.", Kind.URL)] = None
    region: Annotated[str | None, Key("The region.", example="eu-west-3")] = None


Syntax = Literal["listmonk", "buttondown", "ghost", "brevo", "mailchimp", "mailgun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The mail as files, to be pasted into an engine by hand."""

    path: Annotated[str, Key("The folder.", example="out/mailing")]
    syntax: Annotated[Syntax | None, Key("Whose placeholders are put in; left out: the two addresses below.")] = None
    unsubscribe: Annotated[str | None, Key("What stands for the address to unsubscribe.", example="{{unsub}}")] = None
    reader: Annotated[str | None, Key("What stands for the reader in poll links.", example="{{subscriber_id}}")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listmonk:
    """A listmonk server."""

    url: Annotated[str, Key("Its address.", Kind.URL, example="https://listmonk.example.org")]
    lists: Annotated[tuple[int, ...], Key("Ids of the lists that get the mailing.", least=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttondown:
    """A newsletter at Buttondown."""

    url: Annotated[str, Key("Of its API.", Kind.URL)] = "https://api.buttondown.com/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """A newsletter of a Ghost site."""

    url: Annotated[str, Key("The site's address.", Kind.URL, example="https://lettre.ghost.io")]
    newsletter: Annotated[str, Key("The newsletter's slug in Ghost.", Kind.ID)] = "default-newsletter"
    segment: Annotated[str, Key("Which members get it.", example="status:free")] = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brevo:
    """A Brevo account."""

    lists: Annotated[tuple[int, ...], Key("Ids of the lists that get the mailing.", least=1)]
    reader: Annotated[str | None, Key("The attribute that stands for the reader in poll links.", example="EXT_ID")] = (
        None
    )
    url: Annotated[str, Key("Of its API.", Kind.URL)] = "https://api.brevo.com/v3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailchimp:
    """An audience at Mailchimp."""

    audience: Annotated[str, Key("The id of the audience.", example="a1b2c3d4e5")]
    url: Annotated[str | None, Key("Of its API; the data centre in the key says it if left out.", Kind.URL)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Mail through a relay, one message a reader; subscribers and ledger lie in `.newsletter/` on this machine."""

    host: Annotated[str, Key("The relay.", example="smtp.example.org")]
    unsubscribe: Annotated[
        str,
        Key(
            "An address that unsubscribes by one click (a POST); {reader} stands for who clicks.",
            Kind.URL,
            example="https://v.example.org/u/{reader}",
        ),
    ]
    mailto: Annotated[
        str, Key("Where mail that asks to unsubscribe goes; the sender's address if left out.", example="quit@a.org")
    ] = ""
    port: Annotated[int, Key("Its port.", least=1, most=65535)] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"], Key("How the connection is protected; never weaker than asked.")
    ] = "starttls"
    ca_file: Annotated[str | None, Key("Certificate of an authority of your own, relative to newsletter.toml.")] = None
    bounces: Annotated[str, Key("Where mail comes back to; the sender's address if left out.", example="b@a.org")] = ""
    connections: Annotated[int, Key("At a time.", least=1, most=100)] = 10
    in_doubt: Annotated[
        Literal["hold", "retry"],
        Key("Readers who may have been mailed when a run died: hold them for you, or mail them again."),
    ] = "hold"
    dkim_selector: Annotated[
        str | None, Key("Sign with the key in NEWSLETTER_DKIM_KEY (needs the extra `dkim`).", example="news")
    ] = None
    dkim_domain: Annotated[str | None, Key("Whose key it is; the sender's domain if left out.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the site goes: one of these, or none where something else puts it on the web."""

    folder: Annotated[FolderSite | None, Key("A folder of this machine.")] = None
    rsync: Annotated[RsyncSite | None, Key("Another machine, over ssh.")] = None
    branch: Annotated[BranchSite | None, Key("A branch of the git remote.")] = None
    bucket: Annotated[BucketSite | None, Key("An S3-compatible bucket.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Who mails: exactly one of these."""

    smtp: Annotated[Smtp | None, Key("A relay of your own, with a ledger.")] = None
    listmonk: Annotated[Listmonk | None, Key("listmonk.")] = None
    buttondown: Annotated[Buttondown | None, Key("Buttondown.")] = None
    ghost: Annotated[Ghost | None, Key("Ghost.")] = None
    brevo: Annotated[Brevo | None, Key("Brevo.")] = None
    mailchimp: Annotated[Mailchimp | None, Key("Mailchimp.")] = None
    copy: Annotated[Copy | None, Key("Files, to be pasted into any other.")] = None


def named(choice: Site | Engine) -> tuple[str, ...]:
    """List the tables that a file has of those it may have one of."""
    return tuple(one.name for one in fields(choice) if getattr(choice, one.name) is not None)
