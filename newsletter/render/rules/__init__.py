"""What can be wrong with a rendered mail: one file a family, one function a rule."""

from newsletter.render.rules import mail
from newsletter.render.rules.subject import Mail

RULES = (*mail.RULES,)

__all__ = ["RULES", "Mail"]
