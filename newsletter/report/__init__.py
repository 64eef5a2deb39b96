"""Problems and results as people and machines read them: text, JSON, GitHub annotations, SARIF."""

from newsletter.report.machines import as_github, as_json
from newsletter.report.spoken import language, speech
from newsletter.report.text import as_text, count, encodable, folded

__all__ = ["as_github", "as_json", "as_text", "count", "encodable", "folded", "language", "speech"]
