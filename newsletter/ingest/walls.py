"""Pages that stand in front of an article: log-ins, consents, checks for robots, empty shells."""

from __future__ import annotations

import re

from newsletter.problems import NewsletterError

_THIN = 25
"""Words under which a page says nothing by itself: whatever stands in its HTML is looked at."""

_SHORT = 120
"""Words under which the text may be the wall's own, or the first lines that are free."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_ADDRESSES = {
    "consent": _any(r"^https?://(?:consent|guce|privacy|cmp)\.", r"/(?:consent|cookie-?wall|privacy-gate)\b"),
    "login": _any(
        r"^https?://(?:login|auth|sso|accounts|idp)\.", r"/(?:log-?in|sign-?in|connexion|sso|authenticate)\b"
    ),
}
_PHRASES = {
    "subscribers": _any(
        r"isAccessibleForFree\W{1,6}false",
        r"(?:reserved for|réservée? aux) (?:subscribers|abonné)",
        r"subscribe (?:now )?to (?:continue|read)|log in to (?:continue|read)",
        r"(?:abonnez|connectez|inscrivez)-vous pour (?:lire|continuer|accéder)",
        r"already a subscriber|déjà abonné",
    ),
    "robot": _any(
        r"cf-chl|captcha|checking your browser|just a moment\.\.\.|access denied|unusual traffic",
        r"verify(?:ing)? (?:that )?you are human|vérifi\w+ que vous êtes humain",
    ),
    "consent": _any(
        r"before you continue|avant (?:d.accéder|de continuer)|continuer sans accepter",
        r"we value your privacy|(?:nous respectons|le respect de) votre vie privée",
        r"accept all(?: cookies)?|tout accepter|accepter et (?:continuer|fermer)",
        r"manage (?:your )?(?:cookies|choices|preferences)|gérer (?:mes|vos) (?:choix|préférences)",
        r"paramétrer les cookies",
    ),
    "login": _any(r"<input\b[^<>]{0,300}type\s*=\s*[\"']?password", r"(?:please )?(?:log|sign) in to your account"),
    "script": _any(
        r"(?:enable|activer|requires?|turn on) javascript",
        r"javascript (?:is|est) (?:disabled|désactivé|required|requis)",
        r"<div id=[\"']?(?:root|app|__next)[\"']?>\s*</div>",
    ),
}
_MEANINGS = {
    "consent": "It is a consent page, not the article.",
    "login": "It asks for a log-in.",
    "subscribers": "It is for subscribers: only its first lines are public.",
    "robot": "It lets no programs in.",
    "script": "It is empty without JavaScript.",
}


def refuse_wall(html: str, text: str, url: str) -> None:
    """Raise NewsletterError if a page is a wall: `text` is what was extracted from it, `url` where it ended."""
    words = len(text.split())
    # A page with an article may hold a hidden log-in form or a banner for cookies: there only its own words count.
    looked_at = {what: html if words < _THIN or what == "subscribers" else text for what in _PHRASES}
    found = [what for what, pattern in _ADDRESSES.items() if words < 3 * _SHORT and pattern.search(url)]
    found += [what for what, pattern in _PHRASES.items() if words < _SHORT and pattern.search(looked_at[what])]
    if found:
        hint = "Open it in a browser, copy the text, and ingest that: `newsletter ingest -`."
        raise NewsletterError.of(f"page.{found[0]}", _MEANINGS[found[0]], hint)
