from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from growth import is_linear
from hypothesis import given, strategies as st

from newsletter.render import typography
from newsletter.render.markdown import to_html
from newsletter.render.typography import fix, fix_html, fix_markdown

CASES = Path(__file__).parent / "cases" / "typography"
SHOWN = str.maketrans({"␣": "\u00a0", "⍽": "\u202f"})

LANGUAGES = st.sampled_from(("fr", "fr-CA", "fr-CH", "fr-BE", "en", "en-US"))
# Few characters, all of which rules look at, so that rules meet.
PROSE = st.lists(
    st.one_of(
        st.sampled_from("aéMpeshJ01230 %€$°'’\"«»“”;:!?….,—–-()[]\u00a0\u202f\n"),
        st.sampled_from(
            ("l'", "etc", "...", " ", "  ", "M. ", "p. ", "n° ", "12 000", "h", " — ", '"', "XIe siècle", "\n\n")
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
).map("".join)
KEPT = st.one_of(
    st.from_regex(r"https?://[a-z]{1,9}\.fr(/[a-z0-9'.;:!?&=%#_~()-]{0,15})?", fullmatch=True),
    st.from_regex(r"[a-z'+.]{0,8}[a-z]@[a-z]{1,8}\.(fr|org)", fullmatch=True),
    st.from_regex(r"[01][0-9]:[0-5][0-9]", fullmatch=True),
    st.from_regex(r"\{\{[a-z '\"!?.;:]{0,12}\}\}", fullmatch=True),
    st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8}){1,3}", fullmatch=True),
    st.from_regex(r"[a-z]{1,8}([_-][a-z]{1,8}){0,3}\.(png|pdf|yaml)", fullmatch=True),
    st.sampled_from(("./l'ami", "/a/l'été", "C:\\l'ami", "2025-11-07", "$META", "2025", "GPT-5", "v1.2.3")),
)
CODE = st.text(st.sampled_from("ab ?!;:'\"«».0123 %€"), min_size=1, max_size=12).map("x".__add__)


def load() -> list[Any]:
    cases = []
    for path in sorted(CASES.glob("*.yaml")):
        topic = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in topic["cases"]:
            text, wanted = case["in"].translate(SHOWN), case.get("out", case["in"]).translate(SHOWN)
            how = (topic["function"], topic["language"], topic.get("narrow", True))
            cases.append(pytest.param(*how, text, wanted, id=f"{path.stem}: {case['in']}"))
    return cases


@pytest.mark.parametrize(("function", "language", "narrow", "text", "wanted"), load())
def test_case(function: str, language: str, text: str, wanted: str, *, narrow: bool) -> None:
    set_text = getattr(typography, function)
    assert set_text(text, language, narrow=narrow) == wanted
    assert set_text(wanted, language, narrow=narrow) == wanted


@pytest.mark.parametrize(
    ("language", "wanted"), [("fr-ca", "Oui!"), ("FR-CH", "Oui\u202f!"), ("fr-BE", "Oui\u202f!"), ("EN", "Oui !")]
)
def test_language_tags_have_no_case(language: str, wanted: str) -> None:
    assert fix("Oui !", language) == wanted


def test_cases_are_many() -> None:
    assert len(load()) >= 300


@pytest.mark.parametrize("language", ["de", "es", "", "und", "frr", "eng"])
def test_another_language_is_left_alone(language: str) -> None:
    text = 'L\'IA : "oui" ?...'
    assert fix(text, language) == fix_html(text, language) == fix_markdown(text, language) == text


@given(PROSE, LANGUAGES, st.booleans())
def test_twice_is_once(text: str, language: str, narrow: bool) -> None:
    for set_text in (fix, fix_html, fix_markdown):
        once = set_text(text, language, narrow=narrow)
        assert set_text(once, language, narrow=narrow) == once


@given(PROSE, LANGUAGES, st.booleans())
def test_only_spaces_quotes_apostrophes_and_dots_change(text: str, language: str, narrow: bool) -> None:
    def rest(string: str) -> str:
        return re.sub(r"[\s\"'«»“”‘’´ʼ….]", "", string)

    assert rest(fix(text, language, narrow=narrow)) == rest(text)
    assert fix(text, language, narrow=narrow).count("\n") == text.count("\n")


@given(PROSE, LANGUAGES)
def test_wide_spaces_alone(text: str, language: str) -> None:
    wide = fix(text, language, narrow=False)
    assert language.startswith("en") or "\u202f" not in wide


@given(PROSE, KEPT, PROSE, LANGUAGES)
def test_what_is_no_prose_stays(before: str, kept: str, after: str, language: str) -> None:
    text = f"{before} {kept} {after}"
    assert f" {kept}" in fix(text, language).replace("\u00a0", " ").replace("\u202f", " ")
    assert kept in fix_html(text, language)
    assert kept in fix_markdown(text, language)


@given(PROSE, CODE, PROSE, LANGUAGES)
def test_code_stays(before: str, code: str, after: str, language: str) -> None:
    before, after = before.replace("`", "").replace("\\", ""), after.replace("`", "")
    assert f"`{code}`" in fix_markdown(f"{before} `{code}` {after}", language)
    assert f"\n```\n{code}\n```\n" in fix_markdown(f"a\n\n```\n{code}\n```\n{after}", language)
    assert f"<code>{code}</code>" in fix_html(f"a <code>{code}</code> b", language)
    assert f"<pre>{code}</pre>" in fix_html(f"<p>a</p><pre>{code}</pre> b", language)


@given(PROSE, LANGUAGES)
def test_tags_and_entities_stay(text: str, language: str) -> None:
    fragment = to_html(f"**{text}** [{text}](https://x.fr/l'a?b=1 \"l'a ?\")\n\n- {text} & <b>\n\n> {text}")
    markup = re.compile(r"<[^>]*>|&[a-z]+;")
    assert markup.findall(fix_html(fragment, language)) == markup.findall(fragment)


@given(PROSE, LANGUAGES)
def test_html_and_markdown_without_markup_are_set_as_text_is(text: str, language: str) -> None:
    text = re.sub(r"[<>&\n`*_\[\]\\~]|^\s*(?:[-+#]|\d+[.)])", "", text)
    wanted = fix(text, language)
    assert fix_html(f"<p>{text}</p>", language) == f"<p>{wanted}</p>"
    assert fix_markdown(text, language) == wanted


@given(st.data(), LANGUAGES)
def test_inline_tags_are_transparent(data: st.DataObject, language: str) -> None:
    text = re.sub(r"[<>&:/@{\\]| (?= )", "", data.draw(PROSE))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    fragment = f"{text[:start]}<b>{text[start:end]}</b>{text[end:]}"
    assert re.sub(r"</?b>", "", fix_html(fragment, language)) == fix(text, language)


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        '“a"',
        "a'",
        "'a ",
        "« ",
        " ?",
        "1 000 ",
        " — ",
        "...",
        "a:b ",
        "M. ",
        "**a** ",
        "`",
        "[a](b) ",
        "<b>",
        "> a\n",
    ],
)
def test_work_grows_in_step(unit: str) -> None:
    assert is_linear(lambda text: fix(text, "fr"), unit, 500)
    assert is_linear(lambda text: fix(text, "en"), unit, 500)
    assert is_linear(lambda text: fix_html(text, "fr"), unit, 500)
    assert is_linear(lambda text: fix_markdown(text, "fr"), unit, 500)
