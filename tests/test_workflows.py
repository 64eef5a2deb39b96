from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml
from conftest import missing

from newsletter.problems import NewsletterError
from newsletter.publish.workflows import SECRETS, Engine, workflow

if TYPE_CHECKING:
    from newsroom_builder import NewsroomBuilder

ENGINES = get_args(Engine)


@pytest.fixture(params=ENGINES)
def github(request: pytest.FixtureRequest) -> str:
    path, text = workflow("github", request.param, bucket=request.param == "folder")
    assert path == ".github/workflows/newsletter.yml"
    return text


def loaded(text: str) -> dict[str, Any]:
    value = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  texts only: `on` stays a word
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_no_blank_is_left(host: Any, engine: Any) -> None:
    _, text = workflow(host, engine, bucket=True)
    assert not re.search(r"@[A-Z]+@", text)
    assert "newsletter-desk[s3]==" in text
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_nothing_is_allowed_but_what_each_job_needs(github: str) -> None:
    whole = loaded(github)
    assert whole["permissions"] == {}
    jobs = {name: job["permissions"] for name, job in whole["jobs"].items()}
    assert jobs == {
        "check": {"contents": "read"},
        "comment": {"pull-requests": "write"},
        "publish": {"contents": "write"},
    }
    assert "pull_request_target" not in whole["on"]
    assert whole["on"]["schedule"] == [{"cron": "17,47 * * * *"}]
    assert whole["jobs"]["publish"]["concurrency"] == {"group": "newsletter-publish", "cancel-in-progress": "false"}


def test_secrets_are_in_the_publish_job_only(github: str) -> None:
    jobs = loaded(github)["jobs"]
    with_secrets = {name for name, job in jobs.items() if "secrets." in str(job)}
    assert with_secrets <= {"publish"}
    known = {name for names in SECRETS.values() for name in names} | {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    assert set(re.findall(r"secrets\.(\w+)", github)) <= known


def test_actions_are_pinned_by_commit_and_leave_no_credentials(github: str) -> None:
    steps = [step for job in loaded(github)["jobs"].values() for step in job["steps"]]
    used = [step for step in steps if "uses" in step]
    assert used
    for step in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
        if "checkout" in step["uses"]:
            assert step["with"]["persist-credentials"] == "false"


def test_what_a_pull_request_says_is_never_run(github: str) -> None:
    scripts = [step["run"] for job in loaded(github)["jobs"].values() for step in job["steps"] if "run" in step]
    assert not any("${{" in script for script in scripts)


def test_gitlab_keeps_one_publisher_and_its_token_out_of_the_file() -> None:
    path, text = workflow("gitlab", "listmonk")
    assert path == ".gitlab-ci.yml"
    whole = loaded(text)
    assert whole["publish"]["resource_group"] == "newsletter-publish"
    assert "$CI_JOB_TOKEN" in str(whole["publish"]["script"])
    assert "LISTMONK_TOKEN" not in str(whole)  # named in the comment, given by the environment


def test_the_same_commands_for_both_hosts() -> None:
    pattern = r"newsletter (?:build|check|publish)(?: --[a-z]+)*"
    github, gitlab = (set(re.findall(pattern, workflow(host, "smtp")[1])) for host in ("github", "gitlab"))
    assert {"newsletter build --draft", "newsletter check", "newsletter publish --due"} <= github & gitlab


def test_a_branch_that_would_break_the_file_is_refused() -> None:
    with pytest.raises(NewsletterError, match="cannot stand in a workflow"):
        workflow("github", "smtp", branch='main"]\n  evil:')


@pytest.mark.parametrize(("host", "schema"), [("github", "vendor.github-workflows"), ("gitlab", "vendor.gitlab-ci")])
def test_the_hosts_own_schemas_accept_it(tmp_path: Path, host: Any, schema: str) -> None:
    checker = shutil.which("check-jsonschema", path=f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
    if not checker:
        missing("check-jsonschema, with the hosts' JSON schemas,")
    for engine in ENGINES:
        path = tmp_path / f"{engine}.yml"
        path.write_text(workflow(host, engine)[1], encoding="utf-8")
        command = [checker, "--builtin-schema", schema, "--data-transform", "gitlab-ci", str(path)]
        subprocess.run(command, check=True, capture_output=True)


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for engine in ENGINES:
        (folder / f"{engine}.yml").write_text(workflow("github", engine, bucket=True)[1], encoding="utf-8")
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    command = [str(zizmor), "--offline", "--persona=pedantic", "--no-progress", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_gitlab_shows_the_findings_of_an_issue_that_cannot_be_rendered(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="focus:\n  title: Le sujet\n  image: {src: absente.png, alt: Une courbe}\n")
    script = next(job["script"] for job in loaded(workflow("gitlab", "smtp")[1]).values() if "artifacts" in job)
    lines = [line for line in script if "pip install" not in line]
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(lines)],
        cwd=newsroom.folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "absente.png" in done.stdout
    assert "absente.png" in (newsroom.folder / "out/findings.txt").read_text(encoding="utf-8")
