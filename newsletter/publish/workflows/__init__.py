"""Workflows for CI: what `newsletter init --ci` writes. Each is a file beside this one, with a few blanks."""

from __future__ import annotations

import re
from importlib import resources
from typing import Literal

from newsletter import __version__
from newsletter.problems import NewsletterError
from newsletter.publish import relay
from newsletter.publish.engines import brevo, buttondown, ghost, listmonk, mailchimp

Host = Literal["github", "gitlab"]
Engine = Literal["listmonk", "buttondown", "ghost", "brevo", "mailchimp", "smtp", "folder"]

_PATHS: dict[Host, str] = {"github": ".github/workflows/newsletter.yml", "gitlab": ".gitlab-ci.yml"}
SECRETS: dict[Engine, tuple[str, ...]] = {
    "listmonk": (listmonk.USER, listmonk.TOKEN),
    "buttondown": (buttondown.KEY,),
    "ghost": (ghost.KEY, ghost.STAFF),
    "brevo": (brevo.KEY,),
    "mailchimp": (mailchimp.KEY,),
    "smtp": (relay.USER, relay.PASSWORD),
    "folder": (),
}
_BUCKET = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def workflow(host: Host, engine: Engine, *, bucket: bool = False, branch: str = "main") -> tuple[str, str]:
    """Give path and text of the workflow for a host. Only the publish job is given secrets, and only its engine's.

    `bucket` says that the site goes to S3. Raises NewsletterError for a branch that no workflow can name.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w./-]*", branch):
        raise NewsletterError.of("init.branch", f"`{branch}` cannot stand in a workflow.", "Name it with `--branch`.")
    names = (*SECRETS[engine], *(_BUCKET if bucket else ()))
    filled = {
        "@BRANCH@": branch,
        "@VERSION@": __version__,
        "@EXTRA@": "[s3]" if bucket else "",
        "@NAMES@": ", ".join(names) or "none",
        "@SECRETS@": "\n          ".join(f"{name}: ${{{{ secrets.{name} }}}}" for name in names),
    }
    text = resources.files(__name__).joinpath(f"{host}.yml").read_text(encoding="utf-8")
    for blank, value in filled.items():
        text = text.replace(blank, value)
    return _PATHS[host], "".join(f"{line.rstrip()}\n" for line in text.rstrip().splitlines())
