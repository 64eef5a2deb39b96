"""Where issues go: the tables under `[publish]` in newsletter.toml. Credentials come from the environment only."""

from __future__ import annotations

from dataclasses import dataclass
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
