"""A letter of ordinary weight to measure with: some 30 kB on the wire, four placeholders a reader."""

from __future__ import annotations

from datetime import UTC, datetime

from newsletter.publish.message import Copy, Letter, message_id

UNSUBSCRIBE, WEB, READER = "{{unsubscribe}}", "{{web}}", "{{reader}}"
_ROW = (
    '<tr><td style="padding:0px 20px 12px;font-family:Georgia,serif;font-size:17px;line-height:26px;color:#1d1d1f">'
    "L’été dernier, une équipe a publié ses mesures : 11 % des tâches confiées à la machine ont été reprises à la main."
    "</td></tr>\n"
)
_LINE = "L’été dernier, une équipe a publié ses mesures : 11 % des tâches ont été\nreprises à la main.\n\n"

LETTER = Letter(
    subject="Robots : qui s’en sert vraiment ?",
    html=(
        f'<table role="presentation">\n{_ROW * 85}</table>\n'
        f'<a href="{WEB}">Lire en ligne</a> <a href="{UNSUBSCRIBE}">Se désabonner</a>\n'
    ),
    text=f"{_LINE * 40}Lire en ligne : {WEB}\nSe désabonner : {UNSUBSCRIBE}\n",
    from_name="L’Atelier",
    from_address="bonjour@example.org",
    date=datetime(2025, 11, 7, 7, 0, tzinfo=UTC),
    list_id="weekly.example.org",
    list_name="L’Atelier",
    archive_url="https://example.org/archive/",
    unsubscribe_url=UNSUBSCRIBE,
    unsubscribe_mailto=f"mailto:quit@example.org?subject={READER}",
    placeholders=(UNSUBSCRIBE, WEB, READER),
)


def copy_for(address: str) -> Copy:
    """Make what a reader's copy has of its own."""
    tag = address.partition("@")[0]
    return Copy(
        to=address,
        message_id=message_id(b"k" * 32, "2025-11-07-robots", address, "example.org"),
        fields={
            UNSUBSCRIBE: f"https://feedback.example.org/u/{tag}/5f1c0a9b7d3e4f6081a2b3c4d5e6f708",
            WEB: "https://example.org/issues/2025-11-07-robots/",
            READER: tag,
        },
    )
