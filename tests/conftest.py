"""What every test shares: a pinned clock and git identity, Hypothesis profiles, and the newsroom builder."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import HealthCheck, settings
from newsroom_builder import ROOT, NewsroomBuilder

if TYPE_CHECKING:
    from pathlib import Path

    from browsing import Library

sys.path.insert(0, str(ROOT / "tools"))

PROOF = os.environ.get("NEWSLETTER_PROOF") == "1"
settings.register_profile("tests", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("proof", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("proof" if PROOF else "tests")

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # started behind a shell's `&`: what the tests interrupt must hear it
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.update(
    {
        "TZ": "UTC",
        "NO_COLOR": "1",
        "NEWSLETTER_LANGUAGE": "en",
        "GIT_AUTHOR_NAME": "Test",
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "Test",
        "GIT_COMMITTER_EMAIL": "test@example.org",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
)


@pytest.fixture
def newsroom(tmp_path: Path) -> NewsroomBuilder:
    """Give a newsletter in an empty folder, ready for issues, seeds and templates."""
    return NewsroomBuilder(tmp_path / "newsletter")


@pytest.fixture(scope="session", params=["focus", "letter", "poster"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Give the shipped newsletter, built in each theme."""
    from browsing import shipped

    return shipped(tmp_path_factory.mktemp("shipped"), request.param)


def missing(part: str) -> NoReturn:
    """Skip a test for want of a part of the machine, loudly; where CI runs, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{part} is missing, and CI skips nothing")
    pytest.skip(f"{part} is missing")
