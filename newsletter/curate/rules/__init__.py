"""What can be wrong with an issue before it is printed: one file a family, one function a rule."""

from newsletter.curate.rules import text
from newsletter.curate.rules.subject import Draft

RULES = (*text.RULES,)

__all__ = ["RULES", "Draft"]
