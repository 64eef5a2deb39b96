"""What can be wrong with an issue before it is printed: one file a family, one function a rule.

`RULES` look at an issue and what it stands on, `SERIES` at its place among the others, `SPELLING` and `ONLINE` at what
a dictionary and the network said of it.
"""

from newsletter.curate.rules import (
    address,
    evidence,
    headline,
    image,
    link,
    markup,
    online,
    schema,
    series,
    spelling,
    text,
)
from newsletter.curate.rules.online import Answer, Online
from newsletter.curate.rules.series import Member, Series
from newsletter.curate.rules.spelling import Spelling
from newsletter.curate.rules.subject import Draft, Picture

RULES = (
    *schema.RULES,
    *text.RULES,
    *markup.RULES,
    *address.RULES,
    *headline.RULES,
    *link.RULES,
    *image.RULES,
    *evidence.RULES,
)
SERIES = series.RULES
SPELLING = spelling.RULES
ONLINE = online.RULES

__all__ = [
    "ONLINE",
    "RULES",
    "SERIES",
    "SPELLING",
    "Answer",
    "Draft",
    "Member",
    "Online",
    "Picture",
    "Series",
    "Spelling",
]
