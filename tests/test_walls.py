"""The walls of the house: layers, purity, one door per library, sizes, a quick start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "newsletter").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 60

# Which modules may import a library, as prefixes of their names.
DOORS = {
    "jinja2": ("newsletter.render.environment", "newsletter.render.dialect"),
    "markdown": ("newsletter.render.markdown",),
    "mjml": ("newsletter.render.mjml",),
    "yaml": ("newsletter.yamlnodes",),
    "tomllib": ("newsletter.tomlnodes", "newsletter.render.theme"),
    "PIL": ("newsletter.render.pixels", "newsletter.render.lettering", "newsletter.render.social"),
    "resvg_py": ("newsletter.render.vectors",),
    "typer": ("newsletter.cli",),
    "feedparser": ("newsletter.ingest.feeds",),
    "trafilatura": ("newsletter.ingest.extract",),
    "dateparser": ("newsletter.ingest.dates",),
    "nh3": ("newsletter.ingest.",),
    "urllib3": ("newsletter.ingest.exchange", "newsletter.publish.engines"),
    "sqlite3": ("newsletter.ingest.inbox", "newsletter.publish.database", "newsletter.feedback.store"),
    "starlette": ("newsletter.preview", "newsletter.feedback"),
    "uvicorn": ("newsletter.preview", "newsletter.feedback"),
    "watchfiles": ("newsletter.preview",),
    "dkim": ("newsletter.publish.dkim",),
    "idna": ("newsletter.publish.addresses",),
    "dns": ("newsletter.publish.lookup",),
    "boto3": ("newsletter.publish.targets",),
    "psycopg": ("newsletter.feedback.store",),
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.Module) -> set[str]:
    """Name the libraries a module imports at run time, wherever in it."""
    found: set[str] = set()
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_layers_and_purity() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_one_door_per_library(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for library in imported(tree) & set(DOORS):
        assert name_of(path).startswith(DOORS[library]), f"{name_of(path)} imports {library}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_sizes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{node.name} is long"


HEAVY = {
    "jinja2",
    "markdown",
    "mjml",
    "yaml",
    "PIL",
    "feedparser",
    "trafilatura",
    "dateparser",
    "lxml",
    "nh3",
    "urllib3",
}
HEAVY |= {"starlette", "uvicorn", "watchfiles", "sqlite3", "rich", "pydantic", "importlib.metadata", "multiprocessing"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"], ["publish", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "newsletter", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "typer" in loaded
    assert not loaded & HEAVY
