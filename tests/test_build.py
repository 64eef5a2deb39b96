"""`newsletter build`: what it writes, what it leaves alone, and what nothing can break."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from newsroom_builder import ROOT, NewsroomBuilder
from PIL import Image

from newsletter.newsroom import Newsroom
from newsletter.pipeline.build import Options, Report, build
from newsletter.pipeline.state import MARKER, load
from newsletter.problems import NewsletterError
from newsletter.publish import output

if TYPE_CHECKING:
    from collections.abc import Iterator

PROOF = os.environ.get("NEWSLETTER_PROOF") == "1"


def made(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


def test_a_build_leaves_what_the_format_says(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(7, slug="ia-emploi")
    build(newsroom.folder, Options())
    name = "2025-01-08-ia-emploi"
    expected = {
        "index.html",
        f"issues/{name}/index.html",
        "feed.xml",
        "feed.json",
        "sitemap.xml",
        "robots.txt",
        "404.html",
    }
    files = made(newsroom.folder / "out")
    assert {f"site/{path}" for path in expected} <= set(files)
    assert [path for path in files if path.startswith("site/assets/style-")]
    mail = {path.rpartition("/")[2] for path in files if path.startswith(f"mail/{name}/")}
    assert mail == {"email.html", "email.txt", "message.eml", "manifest.json"}
    manifest = json.loads(files[f"mail/{name}/manifest.json"])
    assert set(manifest) >= {"subject", "preheader", "parts", "inputs_sha256", "tool", "reading_time_s"}


def test_nothing_is_written_when_nothing_changed(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    build(newsroom.folder, Options())
    inode = (newsroom.folder / "out").stat().st_ino
    again = build(newsroom.folder, Options())
    assert again.written == ()
    assert not again.issues[0].rendered
    assert (newsroom.folder / "out").stat().st_ino == inode


def test_a_touched_file_is_not_a_changed_file(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue(1)
    build(newsroom.folder, Options())
    os.utime(path, (1, 1))
    assert build(newsroom.folder, Options()).written == ()


def test_one_text_among_many_renders_that_issue_and_what_shows_it(newsroom: NewsroomBuilder) -> None:
    count = 1000 if PROOF else 60
    paths = [newsroom.issue(number, slug=f"n{number}") for number in range(1, 25)]
    for number in range(25, count + 1):
        text = paths[0].read_text(encoding="utf-8").replace("number: 1\n", f"number: {number}\n")
        text = text.replace("slug: n1\n", f"slug: n{number}\n").replace(
            "date: 2025-01-02", f"date: 2024-01-{1 + number % 28:02}"
        )
        newsroom.write(f"issues/2024-01-{1 + number % 28:02}-n{number}.yaml", text)
    build(newsroom.folder, Options())
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (newsroom.folder / "out").rglob("*.*")}
    changed = newsroom.folder / "issues/2025-01-13-n12.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("Un point.", "Un point, corrigé."), encoding="utf-8")
    report = build(newsroom.folder, Options())
    name = "2025-01-13-n12"
    mail = {f"mail/{name}/{one}" for one in ("email.html", "email.txt", "message.eml", "manifest.json")}
    shown = {f"site/issues/{name}/index.html", "site/feed.xml", "site/feed.json", "site/assets/search/2025.js"}
    assert set(report.written) == mail | shown
    assert [result.path for result in report.issues if result.rendered] == [f"issues/{name}.yaml"]
    for path, identity in before.items():
        if path.relative_to(newsroom.folder / "out").as_posix() not in {*report.written, MARKER} and path.is_file():
            assert (path.stat().st_ino, path.stat().st_mtime_ns) == identity, path


def test_a_new_title_reaches_the_neighbours_and_the_archive(newsroom: NewsroomBuilder) -> None:
    for number in (1, 2, 3, 4):
        newsroom.issue(number, slug=f"n{number}")
    build(newsroom.folder, Options())
    newsroom.issue(2, slug="n2", title="Un autre titre")
    written = build(newsroom.folder, Options()).written
    pages = {path for path in written if path.endswith("index.html")}
    assert pages == {"site/index.html", *(f"site/issues/2025-01-0{n + 1}-n{n}/index.html" for n in (1, 2, 3))}


def test_a_removed_issue_leaves_the_output(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un")
    gone = newsroom.issue(2, slug="deux")
    build(newsroom.folder, Options())
    gone.unlink()
    report = build(newsroom.folder, Options())
    assert "mail/2025-01-03-deux/email.html" in report.removed
    assert not list((newsroom.folder / "out").rglob("*deux*"))
    assert "deux" not in (newsroom.folder / "out/site/index.html").read_text(encoding="utf-8")


def test_a_lost_output_file_is_made_again(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    build(newsroom.folder, Options())
    whole = made(newsroom.folder / "out")
    (newsroom.folder / "out/site/issues/2025-01-02-premier/index.html").unlink()
    (newsroom.folder / "out/site/feed.xml").unlink()
    build(newsroom.folder, Options())
    assert made(newsroom.folder / "out") == whole


def test_an_issue_with_an_error_keeps_its_earlier_output(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue(1, slug="un")
    newsroom.issue(2, slug="deux")
    build(newsroom.folder, Options())
    whole = made(newsroom.folder / "out")
    path.write_text(path.read_text(encoding="utf-8") + "autor: ana\n", encoding="utf-8")
    report = build(newsroom.folder, Options())
    assert codes(report) == ["schema.unknown-key"]
    assert made(newsroom.folder / "out") == whole


@pytest.mark.parametrize(("same", "code"), [("slug", "schema.duplicate-slug"), ("number", "schema.duplicate-number")])
def test_twins_are_told(newsroom: NewsroomBuilder, same: str, code: str) -> None:
    newsroom.issue(1, slug="un")
    text = newsroom.issue(1, slug="un").read_text(encoding="utf-8")
    other = text.replace("number: 1\n", "number: 2\n") if same == "slug" else text.replace("slug: un", "slug: deux")
    newsroom.write("issues/b.yaml", other)
    report = build(newsroom.folder, Options())
    problems = [(problem.code, problem.path, problem.line > 0) for problem in report.problems]
    assert problems == [(code, "issues/b.yaml", True)]


def sequence(report: Report) -> list[tuple[str, str]]:
    return [(one.message, one.hint) for one in report.problems if one.code == "plan.sequence"]


def test_a_number_follows_on_one_that_is_not_built(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    newsroom.issue(2, slug="deux", more="ps: TODO\n")
    third = newsroom.issue(3, slug="trois", more="ps: TODO\n")
    assert sequence(build(newsroom.folder, Options(wanted=("1",)))) == []
    assert sequence(build(newsroom.folder, Options(wanted=("3",)))) == []
    assert sequence(build(newsroom.folder, Options())) == []
    third.write_text(third.read_text(encoding="utf-8").replace("TODO", "Un mot."), encoding="utf-8")
    assert sequence(build(newsroom.folder, Options(wanted=("3",)))) == []


def test_a_number_that_follows_on_none_is_told_again_when_a_draft_beside_it_changes(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    newsroom.issue(3, slug="trois")
    assert len(sequence(build(newsroom.folder, Options()))) == 1
    second = newsroom.issue(2, slug="deux", more="ps: TODO\n")
    assert sequence(build(newsroom.folder, Options(wanted=("3",)))) == []
    second.unlink()
    assert len(sequence(build(newsroom.folder, Options(wanted=("3",))))) == 1


def test_a_draft_is_built_but_not_in_the_archive(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue(1)
    path.write_text(path.read_text(encoding="utf-8").replace("status: ready", "status: draft"), encoding="utf-8")
    build(newsroom.folder, Options())
    files = made(newsroom.folder / "out")
    assert "mail/2025-01-02-premier/email.html" in files
    assert b"2025-01-02-premier" not in files["site/index.html"] + files["site/feed.xml"] + files["site/sitemap.xml"]
    assert b'name="robots" content="noindex"' in files["site/issues/2025-01-02-premier/index.html"]
    build(newsroom.folder, Options(draft=True))
    files = made(newsroom.folder / "out")
    assert b"2025-01-02-premier" in files["site/index.html"]
    assert json.loads(files["mail/2025-01-02-premier/manifest.json"])["subject"].startswith("[BROUILLON] ")


@pytest.mark.parametrize("word", ["2", "deux", "2025-01-03", "2025-01-03-deux", "issues/2025-01-03-deux.yaml"])
def test_an_issue_is_named_by_number_slug_date_name_or_path(newsroom: NewsroomBuilder, word: str) -> None:
    newsroom.issue(1, slug="un")
    newsroom.issue(2, slug="deux")
    report = build(newsroom.folder, Options(wanted=(word,)))
    assert [result.path for result in report.issues] == ["issues/2025-01-03-deux.yaml"]


def test_an_issue_that_is_not_there(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="premier")
    with pytest.raises(NewsletterError) as caught:
        build(newsroom.folder, Options(wanted=("premiet",)))
    assert "premier" in caught.value.problems[0].hint


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "newsletter", "build", *arguments]


def test_same_bytes_whatever_the_machine(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    for name in ("issues", "seeds", "newsletter.toml"):
        source = ROOT / name
        shutil.copytree(source, newsroom.folder / name, dirs_exist_ok=True) if source.is_dir() else shutil.copy(
            source, newsroom.folder
        )
    other = tmp_path / "ailleurs" / "lettre"
    for path in sorted(newsroom.folder.rglob("*"), reverse=True):
        if path.is_file():
            target = other / path.relative_to(newsroom.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    first = environment(TZ="Pacific/Kiritimati", PYTHONHASHSEED="1", LANG="C")
    second = environment(TZ="America/Adak", PYTHONHASHSEED="2", LANG="C.UTF-8", SOURCE_DATE_EPOCH="1")
    subprocess.run(command("--jobs", "1"), cwd=newsroom.folder, env=first, check=True, capture_output=True)
    subprocess.run(command("--jobs", "2"), cwd=other, env=second, check=True, capture_output=True)
    assert made(newsroom.folder / "out") == made(other / "out")


def whole(out: Path) -> bool:
    """Tell whether an output is what its state says, file by file."""
    import hashlib

    files = {path: one.sha256 for path, one in load(out).files().items()}
    found = {path: hashlib.sha256(data).hexdigest() for path, data in made(out).items() if path != MARKER}
    return bool(files) and files == found


def test_a_build_killed_at_any_moment_leaves_the_output_whole(newsroom: NewsroomBuilder) -> None:
    moments = 100 if PROOF else 12
    for number in range(1, 13):
        newsroom.issue(number, slug=f"n{number}")
    out = newsroom.folder / "out"
    started = time.perf_counter()
    subprocess.run(command("--jobs", "1"), cwd=newsroom.folder, env=environment(), check=True, capture_output=True)
    lasts = time.perf_counter() - started
    killed = 0
    for moment in range(moments):
        title = f"Titre {moment}"
        for number in range(1, 13):
            newsroom.issue(number, slug=f"n{number}", title=title)
        running = subprocess.Popen(
            command("--jobs", "1"),
            cwd=newsroom.folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(lasts * (0.3 + 0.8 * moment / moments))
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        assert whole(out), f"at moment {moment}"
    assert killed
    build(newsroom.folder, Options())
    assert whole(out)
    assert sorted(path.name for path in newsroom.folder.iterdir() if path.name.startswith(".out")) == []


def test_two_builds_at_once_end_in_one_whole_output(newsroom: NewsroomBuilder) -> None:
    for number in range(1, 9):
        newsroom.issue(number, slug=f"n{number}")
    running = [
        subprocess.Popen(
            command("--force"),
            cwd=newsroom.folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    assert [one.wait() for one in running] == [0, 0, 0, 0]
    for one in running:
        assert one.stderr
        one.stderr.close()
    assert whole(newsroom.folder / "out")


@pytest.mark.parametrize("where", ["/", "~", ".", "..", "issues", "templates", "newsletter.toml"])
def test_folders_that_hold_more_than_an_output_are_refused(newsroom: NewsroomBuilder, where: str) -> None:
    newsroom.issue(1)
    before = made(newsroom.folder)
    ran = newsroom.run("build", "--out", str(Path(where).expanduser()))
    assert ran.code == 1
    assert "output." in ran.err
    assert {name: data for name, data in made(newsroom.folder).items() if not name.startswith(".newsletter")} == before


def test_a_folder_of_somebody_else_is_refused(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    newsroom.issue(1)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "chat.jpg").write_bytes(b"x")
    with pytest.raises(NewsletterError, match="files that no build made"):
        build(newsroom.folder, Options(out=tmp_path / "photos"))
    assert (tmp_path / "photos" / "chat.jpg").read_bytes() == b"x"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_leaves_the_output(newsroom: NewsroomBuilder, small_disk: Path) -> None:
    newsroom.issue(1)
    out = small_disk / "out"
    build(newsroom.folder, Options(out=out))
    before = made(out)
    for number in range(2, 9):
        newsroom.issue(number, slug=f"n{number}")
    with pytest.raises(NewsletterError, match="disk is full"):
        build(newsroom.folder, Options(out=out))
    assert made(out) == before
    assert [path.name for path in small_disk.iterdir()] == ["out"]


def test_no_right_to_write_is_told(newsroom: NewsroomBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.issue(1)

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)  # root may write everywhere
    with pytest.raises(NewsletterError, match="may not be written"):
        build(newsroom.folder, Options())


def test_ctrl_c_leaves_the_output_and_says_so(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    build(newsroom.folder, Options())
    before = made(newsroom.folder / "out")
    for number in range(2, 400):
        newsroom.issue(number, slug=f"n{number}")
    running = subprocess.Popen(
        command("--jobs", "1"),
        cwd=newsroom.folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
    assert running.stderr
    first = running.stderr.readline()
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert first.startswith(b"Rendering")
    assert running.returncode == 130, said.decode()
    assert b"Traceback" not in said
    assert b"Nothing was left half done" in said
    assert made(newsroom.folder / "out") == before


def test_without_a_system_call_that_swaps_the_output_still_changes(
    newsroom: NewsroomBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "_swapper", lambda: None)
    newsroom.issue(1)
    build(newsroom.folder, Options())
    newsroom.issue(1, title="Autre")
    build(newsroom.folder, Options())
    assert whole(newsroom.folder / "out")
    assert [path.name for path in newsroom.folder.iterdir() if path.name.startswith(".out")] == []


def test_content_holds_no_symlinks(newsroom: NewsroomBuilder, tmp_path: Path) -> None:
    path = newsroom.issue(1)
    moved = tmp_path / "ailleurs.yaml"
    path.rename(moved)
    path.symlink_to(moved)
    with pytest.raises(NewsletterError, match="symlink"):
        build(newsroom.folder, Options())


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(data, "PNG")
    return data.getvalue()


PNG = picture()


@pytest.mark.parametrize(
    ("src", "code"),
    [
        ("absente.png", "image.missing"),
        ("../secret.png", "image.outside"),
        ("/etc/passwd", "image.outside"),
        ("page.png", "image.broken"),
        ("lien.png", "content.symlink"),
        ("kosmo.png", "image.missing"),
    ],
)
def test_bad_images(newsroom: NewsroomBuilder, src: str, code: str) -> None:
    path = newsroom.issue(1)
    text = path.read_text(encoding="utf-8").replace(
        "    intro:", f"    image: {{ src: {src}, alt: Une image }}\n    intro:"
    )
    path.write_text(text, encoding="utf-8")
    newsroom.write("issues/secret.png", PNG)
    newsroom.write("issues/2025-01-02-premier/page.png", b"<html>")
    newsroom.write("issues/2025-01-02-premier/kosmos.png", PNG)
    (newsroom.folder / "issues/2025-01-02-premier/lien.png").symlink_to(newsroom.folder / "issues/secret.png")
    report = build(newsroom.folder, Options())
    assert codes(report) == [code]
    problem = report.problems[0]
    assert problem.excerpt[problem.column - 1 :].startswith(src)
    assert problem.hint


def test_an_image_of_the_issue_is_shown(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue(1)
    text = path.read_text(encoding="utf-8").replace(
        "    intro:", "    image: { src: a.png, alt: Une image }\n    intro:"
    )
    path.write_text(text, encoding="utf-8")
    newsroom.write("issues/2025-01-02-premier/a.png", PNG)
    build(newsroom.folder, Options())
    files = made(newsroom.folder / "out")
    assert "site/issues/2025-01-02-premier/a.png" in files
    assert b"https://lettre.example.org/issues/2025-01-02-premier/a.png" in files["mail/2025-01-02-premier/email.html"]
    assert b"https://lettre.example.org/issues/2025-01-02-premier/a.png" in files["site/feed.xml"]


def test_a_source_that_is_not_there(newsroom: NewsroomBuilder) -> None:
    newsroom.seed("kosmos-preprint", "Un texte.")
    path = newsroom.issue(1)
    text = path.read_text(encoding="utf-8").replace("    intro:", "    sources: [kosmos-preprin]\n    intro:")
    path.write_text(text, encoding="utf-8")
    report = build(newsroom.folder, Options())
    assert codes(report) == ["source.not-found"]
    assert "kosmos-preprint" in report.problems[0].hint


@pytest.mark.parametrize(
    ("template", "text", "code", "line"),
    [
        ("email/blocks/ps.mjml.j2", "<mj-section>\n{% if %}\n", "template.", 2),
        ("web/issue.html.j2", "{{ labels.titre }}\n", "template.", 1),
        ("text/issue.txt.j2", "\n\n{{ isue.number }}\n", "template.", 3),
        ("web/content.html.j2", "{% include 'web/absent.html.j2' %}\n", "template.", 1),
        (
            "email/blocks/hook.mjml.j2",
            "<mj-section>\n<mj-column>\n<mj-txt>x</mj-txt>\n</mj-column></mj-section>\n",
            "mjml.",
            3,
        ),
        ("email/blocks/hook.mjml.j2", "<mj-section>\n<mj-column></mj-section>\n", "mjml.", 2),
    ],
)
def test_a_template_of_ones_own_is_told_with_its_line(
    newsroom: NewsroomBuilder, template: str, text: str, code: str, line: int
) -> None:
    newsroom.issue(1, more="ps: Fin.\n")
    newsroom.write(f"templates/{template}", text)
    ran = newsroom.run("build", "--json")
    assert ran.code == 1, ran.err
    if ran.out.strip():
        problems: list[dict[str, Any]] = [problem for issue in json.loads(ran.out) for problem in issue["problems"]]
        assert any(
            one["code"].startswith(code) and one["path"].endswith(template) and one["line"] == line for one in problems
        ), problems
    else:
        assert f"templates/{template}:{line}" in ran.err


def test_a_template_of_ones_own_wins(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Fin.\n")
    newsroom.write("templates/text/issue.txt.j2", "Le mien : {{ issue.number }}\n{{ unsubscribe }}\n")
    newsroom.write("templates/labels/fr.yaml", "essential: À retenir\n")
    build(newsroom.folder, Options())
    files = made(newsroom.folder / "out")
    assert files["mail/2025-01-02-premier/email.txt"].decode().startswith("Le mien : 1\n")
    assert "À retenir" in files["mail/2025-01-02-premier/email.html"].decode()


def test_json_is_stable(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue(1)
    newsroom.issue(2, slug="deux")
    path.write_text(path.read_text(encoding="utf-8") + "autor: ana\n", encoding="utf-8")
    ran = newsroom.run("build", "--json")
    assert ran.code == 1
    broken, sound = json.loads(ran.out)
    assert set(broken) == set(sound) == {"issue", "outputs", "reading_time_s", "problems"}
    assert set(broken["problems"][0]) == {"severity", "code", "path", "line", "column", "message", "hint"}
    assert all(set(one) == {"kind", "path", "bytes", "sha256"} for one in sound["outputs"])
    assert sound["issue"] == "2025-01-03-deux"
    assert isinstance(sound["reading_time_s"], int)


def test_problems_say_where_what_and_what_to_do(newsroom: NewsroomBuilder) -> None:
    path = newsroom.issue(1)
    path.write_text(path.read_text(encoding="utf-8") + "autor: ana\n", encoding="utf-8")
    ran = newsroom.run("build")
    assert ran.code == 1
    assert "issues/2025-01-02-premier.yaml:18:1: error: The key `autor` is not known. [schema.unknown-key]" in ran.err
    assert "18 │ autor: ana" in ran.err
    assert "→ Did you mean `author`?" in ran.err
    assert "Traceback" not in ran.err


def test_the_newsroom_lists_its_files_in_one_order(newsroom: NewsroomBuilder) -> None:
    from newsletter import config

    for number in (3, 1, 2):
        newsroom.issue(number, slug=f"n{number}")
    newsroom.write("issues/notes.txt", "x")
    room = Newsroom(newsroom.folder, config.load(newsroom.folder))
    assert [path.name for path in room.issue_files()] == [f"2025-01-0{n + 1}-n{n}.yaml" for n in (1, 2, 3)]


def test_a_long_build_tells_no_more_than_somebody_reads(newsroom: NewsroomBuilder) -> None:
    for number in range(1, 36):
        newsroom.issue(number, slug=f"n{number}", more="ps: Il y a là un mot mot de trop.\n")
    done = newsroom.run("build")
    assert done.code == 0, done.err
    assert done.err.count("[text.doubled-word]") == 20
    assert "… and 15 more warnings: `newsletter check` lists them." in done.out
    assert done.out.count("mail ") == 30
    assert "  and 5 before these\n" in done.out
    again = newsroom.run("build")
    assert again.out.count("mail ") == 0
    assert "0 built, 35 unchanged" in again.out
