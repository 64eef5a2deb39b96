"""What our templates add to Jinja2: marks on MJML tags, and messages that know the names near a misspelt one.

Importing this costs the import of jinja2 (38 ms): only `environment` does, inside a function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jinja2 import StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import TOKEN_DATA, Token
from jinja2.utils import missing

from newsletter.problems import did_you_mean
from newsletter.render import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.lexer import TokenStream


class SourceMarks(Extension):
    """Mark the MJML start tags in the literal text of `*.mjml.j2` templates, once, when they are compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Pass the tokens on, with marks in those that hold literal text."""
        marking = (stream.name or "").endswith(".mjml.j2")
        path = stream.filename or stream.name or ""
        for token in stream:
            if marking and token.type == TOKEN_DATA:
                yield Token(token.lineno, token.type, marks.mark(token.value, path, token.lineno))
            else:
                yield token


class Missing(StrictUndefined):
    """An undefined value: any use of it is an error, whose second line says what its owner does have."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        message: str = super()._undefined_message
        owner, name = self._undefined_obj, self._undefined_name
        if owner is missing or not isinstance(name, str):
            return message
        names = owner if isinstance(owner, Mapping) else (word for word in dir(owner) if not word.startswith("_"))
        known = sorted(map(str, names))
        near = did_you_mean(name, known) or f"It has: {', '.join(known[:12]) or 'nothing'}."
        return f"{message}\n{near}"
