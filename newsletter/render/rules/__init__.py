"""What can be wrong with a rendered mail: one file a family, one function a rule."""

from newsletter.render.rules import a11y, client, framing, legibility, mail
from newsletter.render.rules.subject import Mail

RULES = (*mail.RULES, *framing.RULES, *client.RULES, *a11y.RULES, *legibility.RULES)

__all__ = ["RULES", "Mail"]
