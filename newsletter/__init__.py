"""The newsroom in a repository: issues in YAML become mail, text, web copy and archive."""

__version__ = "0.1.0"
