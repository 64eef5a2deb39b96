"""The facts of MJML that ship with the package, against npm's `mjml` where it is installed, and against our renderer."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import mjml
import pytest
from conftest import missing

from newsletter.render.mjml_rules import IGNORED, REFUSED
from newsletter.render.mjml_values import complaint, schema

REPOSITORY = Path(__file__).parents[1]
SHIPPED = REPOSITORY / "newsletter" / "render" / "mjml_schema.json"
NODE = REPOSITORY / "tests" / "node"


def test_the_schema_has_every_component_and_attribute() -> None:
    assert len(schema().attributes) == 31
    assert sum(len(kinds) for kinds in schema().attributes.values()) == 394
    assert schema().parents("mj-column") == ["mj-group", "mj-section"]
    assert {"mj-text", "mj-raw", "mj-button", "mj-table"} <= schema().ending


def test_the_schema_is_what_npm_says() -> None:
    if not shutil.which("node") or not (NODE / "node_modules/mjml").is_dir():
        missing("mjml (npm ci in tests/node)")
    made = subprocess.run(["node", "tools/mjml_schema.mjs"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert made.stdout == SHIPPED.read_text(encoding="utf-8")


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert lock["packages"]["node_modules/mjml"]["version"] == json.loads(SHIPPED.read_text(encoding="utf-8"))["mjml"]


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("unit(px,%)", ["0px", "1.5%", ".5px"], ["0", "1", "1em", "-1px", "1 px", ""]),
        ("unit(px,%){1,4}", ["0px", "1px 2px 3% 4px"], ["0", "1px 2px 3px 4px 5px", "1px  2px"]),
        ("unit(px,%,)", ["1.5", "24px", "120%"], ["1em", "normal"]),
        ("unit(px,auto)", ["auto", "3px"], ["3%", "Auto"]),
        ("unitWithNegative(px,em)", ["-1px", "0.2em"], ["--1px", "1%"]),
        ("color", ["#a1B2c3", "white", "transparent"], ["#fff", "blanc", "rgb(1,2,3)", "#12345g"]),
        ("enum(left,right)", ["left"], ["Left", "", "center"]),
        ("enum(full-width,false,)", ["full-width"], ["false", ""]),
        ("boolean", ["true", "false"], ["yes", "True"]),
        ("integer", ["0", "12"], ["1px", "-1", "²"]),
        ("string", ["", "anything"], []),
    ],
)
def test_types_of_values(kind: str, right: list[str], wrong: list[str]) -> None:
    assert [value for value in right if complaint(kind, value)] == []
    assert [value for value in wrong if not complaint(kind, value)] == []


def candidates(name: str, kind: str) -> list[str]:
    """Give values of a type, at least one of which no component has by itself."""
    type_name, _, options = kind.partition("(")
    if name == "background-position-y":
        return ["bottom"]
    if type_name.startswith("unit"):
        return ["7px", "7%" if "%" in options else "8px"]
    if type_name == "enum":
        return [option for option in options.rstrip(")").split(",") if option]
    return {"color": ["#123456"], "boolean": ["true"], "integer": ["7"]}.get(
        type_name, ["9px solid #123456", "quux", "https://example.org/q.png"]
    )


def document(component: str, attribute: str) -> str:
    """Make a mail around one component with one attribute, and whatever it takes for the attribute to matter."""
    text = "<mj-column><mj-text>x</mj-text></mj-column>"
    section, body = "<mj-section>{}</mj-section>", "{}"
    inner = {
        "mj-body": section.format(text),
        "mj-wrapper": section.format(text) * 2,
        "mj-section": text * 2,
        "mj-group": text * 2,
        "mj-column": "<mj-text>x</mj-text>",
        "mj-hero": "<mj-text>x</mj-text>",
        "mj-navbar": '<mj-navbar-link href="x">x</mj-navbar-link>',
        **dict.fromkeys(["mj-image", "mj-divider", "mj-spacer"], ""),
    }.get(component, "x")
    extra = {
        "mj-image": 'src="x" href="y"',
        "mj-button": 'href="x"',
        "mj-column": 'padding="3px"',
        "mj-navbar": 'hamburger="hamburger"',
        **dict.fromkeys(["mj-section", "mj-wrapper", "mj-hero"], 'background-url="x"'),
    }.get(component, "")
    own = " ".join(part for part in extra.split(" ") if part.partition("=")[0] != attribute.partition("=")[0])
    element = f"<{component} {own} {attribute}>{inner}</{component}>"
    if component == "mj-body":
        return f"<mjml>{element}</mjml>"
    place = schema().parents(component)[-1]
    if component in {"mj-column", "mj-group"}:
        body = section
    elif component == "mj-navbar-link":
        body = section.format("<mj-column><mj-navbar>{}</mj-navbar></mj-column>")
    elif place == "mj-hero":
        body = section.format("<mj-column>{}</mj-column>")
    return f"<mjml><mj-body>{body.format(element)}</mj-body></mjml>"


def in_body() -> list[str]:
    outside = {"mj-head", "mj-raw", *schema().children["mj-head"], *REFUSED}
    return [tag for tag in schema().attributes if tag not in outside and not tag.startswith(tuple(REFUSED))]


@pytest.mark.parametrize("component", in_body())
def test_the_ignored_attributes_are_those_that_our_renderer_ignores(component: str) -> None:
    def matters(attribute: str, kind: str) -> bool:
        pages = [mjml.mjml2html(document(component, f'{attribute}="{value}"')) for value in candidates(attribute, kind)]
        without = mjml.mjml2html(document(component, ""))
        return any(page != without for page in pages) or any(one != other for one, other in pairwise(pages))

    kinds = schema().attributes[component]
    ignored = {attribute for attribute, kind in kinds.items() if not matters(attribute, kind)}
    assert ignored == IGNORED.get(component, set())
