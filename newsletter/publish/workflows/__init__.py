"""Workflows for CI: what `newsletter init --ci` writes. Each is a file beside this one, with a few blanks."""

from __future__ import annotations

import re
from importlib import resources
from typing import Literal

from newsletter import __version__
from newsletter.problems import NewsletterError

Host = Literal["github", "gitlab"]
Engine = Literal["listmonk", "buttondown", "ghost", "brevo", "mailchimp", "smtp", "folder"]

_PATHS: dict[Host, str] = {"github": ".github/workflows/newsletter.yml", "gitlab": ".gitlab-ci.yml"}
SECRETS: dict[Engine, tuple[str, ...]] = {
    "listmonk": ("LISTMONK_USER", "LISTMONK_TOKEN"),
    "buttondown": ("BUTTONDOWN_API_KEY",),
    "ghost": ("GHOST_ADMIN_KEY", "GHOST_STAFF_TOKEN"),
    "brevo": ("BREVO_API_KEY",),
    "mailchimp": ("MAILCHIMP_API_KEY",),
    "smtp": ("SMTP_USER", "SMTP_PASSWORD"),
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
