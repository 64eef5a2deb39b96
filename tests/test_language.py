import pytest

from newsletter.curate.language import detect

FRENCH = "Le modèle est prêt, mais il ne sera pas ouvert à tous. " * 3


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (FRENCH, None, "fr"),
        (FRENCH, "fr-CA", "fr"),
        (FRENCH, "en-US", "fr"),  # a template that was left in English
        ("Oui, mais non.", "en_GB", "en"),  # too little to contradict
        ("Kosmos 3", None, "und"),
        ("", "", "und"),
        ("O modelo está pronto, mas não será aberto para todos.", "pt-BR", "pt"),
        (FRENCH, "not a tag!", "fr"),
    ],
)
def test_the_text_and_the_declaration_are_weighed(text: str, declared: str | None, expected: str) -> None:
    assert detect(text, declared) == expected
