"""Sentences that no walk over the source finds: what others say, and what only comes together while a program runs."""

from __future__ import annotations

import os
import tomllib
from errno import EACCES, ECONNREFUSED, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, EROFS, ETIMEDOUT

from codes import PACKAGE

SYSTEM = (ENOENT, EEXIST, EACCES, EISDIR, ENOTDIR, ENOSPC, EROFS, ECONNREFUSED, ETIMEDOUT)
SQLITE = (
    "attempt to write a readonly database",
    "database disk image is malformed",
    "database is locked",
    "file is not a database",
    "unable to open database file",
)
THEMES = sorted((PACKAGE.parent / "templates/themes").glob("*/theme.toml"))
# What libyaml says of a file: what it read, and what was wrong there.
YAML = (
    "while parsing a block collection",
    "while parsing a block mapping",
    "while parsing a flow mapping",
    "while parsing a flow sequence",
    "while parsing a node",
    "while scanning a block scalar",
    "while scanning a double-quoted scalar",
    "while scanning a plain scalar",
    "while scanning a quoted scalar",
    "while scanning a simple key",
    "while scanning for the next token",
    "could not find expected ':'",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
    "did not find expected '-' indicator",
    "did not find expected <document start>",
    "did not find expected alphabetic or numeric character",
    "did not find expected key",
    "did not find expected node content",
    "found a tab character that violates indentation",
    "found character that cannot start any token",
    "found unexpected end of stream",
    "found unknown escape character",
    "mapping values are not allowed in this context",
    "block sequence entries are not allowed in this context",
)
# What click, inside typer, says of how a command was called.
CLICK = (
    "Error: {}",
    "Got unexpected extra argument(s) ({})",
    "Invalid value for {}: {}",
    "Missing argument {}.",
    "Missing option {}.",
    "No such option: {}",
    "No such option: {} (Possible options: {})",
    "Option {} does not take a value.",
    "Option {} requires an argument.",
    "{} is not a valid int.",
    "{} is not a valid int range.",
    "{} is not a valid float range.",
    "{} is not in the range {}.",
)
# Each with where it comes from.
ASSEMBLED = {
    "error:": "report/text.py",
    "warning:": "report/text.py",
    "info:": "report/text.py",
    "{} in doubt": "pipeline/outgoing.py",
    "{} refused": "pipeline/outgoing.py",
    "{} to be tried again": "pipeline/outgoing.py",
    "{} unsubscribed before": "pipeline/outgoing.py",
    "A dry run, nobody was added: {}": "cli/subscribers.py",
    "# and six digits, or the name of a colour": "render/mjml_values.py",
    **{tomllib.loads(file.read_text(encoding="utf-8"))["about"]: "templates" for file in THEMES},
    **dict.fromkeys(CLICK, "typer"),
    **dict.fromkeys(SQLITE, "SQLite"),
    **dict.fromkeys(YAML, "libyaml"),
    **dict.fromkeys(map(os.strerror, SYSTEM), "the system"),
}
