"""`newsletter check` as an editor and as CI meet it: formats, exit codes, what is chosen, mended, allowed and new."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from conftest import missing
from newsroom_builder import ROOT, NewsroomBuilder

from newsletter.pipeline import check as pipeline, mending
from newsletter.pipeline.check import Options, check
from newsletter.pipeline.since import only_new
from newsletter.problems import NewsletterError, Problem
from newsletter.report import as_github, sarif

NOW = datetime(2025, 1, 1, 12, tzinfo=UTC)
SARIF = ROOT / "tests/node/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
DOUBLED = "ps: La la maison est grande.\n"


def codes(folder: Path, *wanted: str) -> list[str]:
    return [problem.code for problem in check(folder, Options(now=NOW, wanted=wanted, spelling=False)).problems]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def committed(newsroom: NewsroomBuilder) -> None:
    git(newsroom.folder, "init", "--quiet")
    git(newsroom.folder, "add", "--all")
    git(newsroom.folder, "commit", "--quiet", "--message", "x")


def test_the_shipped_issues_are_clean() -> None:
    done = check(ROOT, Options(now=NOW, every=True, jobs=1))
    assert len(done.issues) == 5
    assert done.problems == ()
    assert not any("allow:" in (ROOT / one.path).read_text(encoding="utf-8") for one in done.issues)


def test_text_says_where_what_and_what_to_do(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=DOUBLED)
    ran = newsroom.run("check", "1", env={"SOURCE_DATE_EPOCH": "0"})
    assert ran.code == 0
    assert "issues/2025-01-02-premier.yaml:18:8: warning: «la» stands twice. [text.doubled-word]\n" in ran.err
    assert "  18 │ ps: La la maison est grande.\n     │        ^^\n  → Remove one of the two.\n" in ran.err
    assert ran.out.endswith("1 issue checked: 1 warning.\n")


def test_a_terminal_without_colour_or_unicode(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=DOUBLED)
    plain = newsroom.run("check", "1", env={"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"})
    assert plain.err.isascii()
    assert "  18 | ps: La la maison" in plain.err
    assert "-> Remove one of the two." in plain.err
    coloured = newsroom.run("check", "1", env={"FORCE_COLOR": "1", "NO_COLOR": ""})
    assert "\x1b[33mwarning\x1b[0m" in coloured.err
    assert "\x1b" not in plain.err + newsroom.run("check", "1", env={"TERM": "dumb", "NO_COLOR": ""}).err


def test_exit_codes(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un")
    newsroom.issue(2, slug="deux", more=DOUBLED)
    newsroom.issue(3, slug="trois", more="ps: Un TODO.\n")
    assert newsroom.run("check", "1").code == 0
    assert newsroom.run("check", "2").code == 0
    assert newsroom.run("check", "2", "--strict").code == 1
    assert newsroom.run("check", "3").code == 1
    assert newsroom.run("check", "--unknown").code == 2
    unknown = newsroom.run("check", "--format", "sarfi")
    assert unknown.code == 1
    assert "Did you mean `sarif`?" in unknown.err


def test_json_has_the_stable_keys(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=DOUBLED)
    for arguments in (("--json",), ("--format", "json")):
        ran = newsroom.run("check", "1", *arguments)
        (problem,) = json.loads(ran.out)
        assert ran.err == ""
        assert problem == {
            "severity": "warning",
            "code": "text.doubled-word",
            "path": "issues/2025-01-02-premier.yaml",
            "line": 18,
            "column": 8,
            "message": "«la» stands twice.",
            "hint": "Remove one of the two.",
        }


def test_github_annotations(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=DOUBLED)
    place = "file=issues/2025-01-02-premier.yaml,line=18,endLine=18,col=8,endColumn=10,title=text.doubled-word"
    assert newsroom.run("check", "1", "--format", "github", env={"GITHUB_WORKSPACE": ""}).out == (
        f"::warning {place}::«la» stands twice. Remove one of the two.\n"
    )
    above = {"GITHUB_WORKSPACE": str(newsroom.folder.parent)}
    assert "file=newsletter/issues/" in newsroom.run("check", "1", "--format", "github", env=above).out


def test_what_ends_an_annotation_is_escaped() -> None:
    odd = Problem(code="a.b", path="issues/a,b:c.yaml", line=1, column=1, message="50 %\nand: more", length=3)
    assert as_github([odd]) == (
        "::error file=issues/a%2Cb%3Ac.yaml,line=1,endLine=1,col=1,endColumn=4,title=a.b::50 %25%0Aand: more"
    )


def test_what_is_wrong_with_a_mail_stands_at_its_issue(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Fin.\n")
    newsroom.write("templates/email/blocks/ps.mjml.j2", '<mj-text><p>{{ "é" * 600 }}</p></mj-text>\n')
    (checked,) = check(newsroom.folder, Options(now=NOW)).issues
    (problem,) = checked.problems
    (placed,) = checked.annotations
    assert (problem.code, problem.path) == ("mail.long-line", "out/mail/2025-01-02-premier/email.html")
    assert (placed.path, placed.line) == ("issues/2025-01-02-premier.yaml", 1)
    assert f"({problem.path}:{problem.line}:{problem.column})" in placed.message


def test_sarif_is_what_its_schema_says(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=DOUBLED + "corrections: [{ date: 2025-01-04, block: x, text: Un mot. }]\n")
    log = json.loads(newsroom.run("check", "1", "--format", "sarif").out)
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["name"] == "newsletter"
    assert run["columnKind"] == "unicodeCodePoints"
    results = {result["ruleId"]: result for result in run["results"]}
    assert set(results) == {"text.doubled-word", "schema.unknown-block"}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = results["text.doubled-word"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "issues/2025-01-02-premier.yaml"
    assert {key: place["region"][key] for key in ("startLine", "startColumn", "endColumn")} == {
        "startLine": 18,
        "startColumn": 8,
        "endColumn": 10,
    }
    if not SARIF.is_file():
        missing("the schema of SARIF (make machine)")
    schema = json.loads(SARIF.read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(log)


def test_sarif_of_problems_without_a_place() -> None:
    log = sarif.as_sarif(
        [Problem(code="yaml.too-large", path="issues/é x.yaml", message="m"), Problem(code="a.b", message="m")], {}
    )
    first, second = log["runs"][0]["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "issues/%C3%A9%20x.yaml", "uriBaseId": "ROOT"}
    }
    assert second["locations"] == []
    same = sarif.as_sarif([Problem(code="a.b", path="x", message="m")] * 2, {})["runs"][0]["results"]
    assert same[0]["partialFingerprints"] != same[1]["partialFingerprints"]


@pytest.mark.parametrize(
    "code", ["text.doubled-word", "config.type", "seed.unknown-key", "check.format", "fetch.robots"]
)
def test_explain(newsroom: NewsroomBuilder, code: str) -> None:
    ran = newsroom.run("check", "--explain", code)
    assert ran.code == 0
    assert code in ran.out.split("\n")[0]


def test_explain_an_unknown_code(newsroom: NewsroomBuilder) -> None:
    ran = newsroom.run("check", "--explain", "text.doubled-wrod")
    assert ran.code == 1
    assert "Did you mean `text.doubled-word`?" in ran.err


def test_what_is_still_to_go_out_is_checked(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="gone")
    newsroom.issue(5, slug="today")
    draft = newsroom.issue(2, slug="draft")
    draft.write_text(draft.read_text(encoding="utf-8").replace("status: ready", "status: draft"), encoding="utf-8")

    def chosen(day: int, *, every: bool = False) -> tuple[list[str], tuple[str, ...]]:
        now = datetime(2025, 1, day, 12, tzinfo=UTC)
        done = check(newsroom.folder, Options(now=now, spelling=False, every=every))
        return [one.path.rpartition("-")[2].removesuffix(".yaml") for one in done.issues], done.notes

    assert chosen(1) == (["gone", "draft", "today"], ())
    names, (note,) = chosen(5)
    assert names == ["draft", "today"]
    assert note.startswith("1 issue is ready and past its time")
    assert chosen(5, every=True) == (["gone", "draft", "today"], ())
    draft.unlink()
    names, (note,) = chosen(20)
    assert names == ["gone", "today"]
    assert note == "Every issue is ready and past its time: all were checked."


def test_severities_by_code_and_by_family(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=DOUBLED)
    config = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")

    def graded(line: str) -> list[str]:
        newsroom.write("newsletter.toml", f"{config}\n[check.severities]\n{line}\n")
        return [str(one.severity) for one in check(newsroom.folder, Options(now=NOW, spelling=False)).problems]

    assert graded('text = "error"') == ["error"]
    assert graded('text = "error"\n"text.doubled-word" = "info"') == ["info"]
    assert graded('"text.doubled-word" = "off"') == []
    newsroom.write("newsletter.toml", f'{config}\n[check.severities]\n"text.doubled-wrod" = "off"\n')
    for command in ("check", "build"):
        ran = newsroom.run(command)
        assert ran.code == 1
        assert "newsletter.toml:11:2: error: There is no rule `text.doubled-wrod`. [config.unknown-rule]" in ran.err
        assert "Did you mean `text.doubled-word`?" in ran.err


def test_a_finding_is_allowed_with_a_reason_in_its_block_only(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(
        1, more=DOUBLED + "teaser: Un un mot.\nallow:\n  - { code: text.doubled-word, block: ps, reason: citation }\n"
    )
    (problem,) = check(newsroom.folder, Options(now=NOW, spelling=False)).problems
    assert problem.excerpt == "teaser: Un un mot."


def test_an_allowance_of_a_rule_that_was_not_asked_is_not_idle(newsroom: NewsroomBuilder) -> None:
    lines = "".join(
        f"  - {{ code: {code}, reason: plus tard }}\n"
        for code in ("text.spelling", "link.dead", "plan.past", "text.forbidden")
    )
    newsroom.issue(1, more=f"allow:\n{lines}")
    found = check(newsroom.folder, Options(now=NOW, spelling=False)).problems
    assert {problem.message.split("`")[1] for problem in found} == {"plan.past", "text.forbidden"}


def test_many_findings_of_a_kind_end(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=f"ps: {'encore encore, ' * 200}fin.\n")
    problems = check(newsroom.folder, Options(now=NOW, spelling=False)).problems
    found = [one for one in problems if one.code == "text.doubled-word"]
    assert len(found) == 50
    assert found[-1].message.endswith("(There may be more: the first 50 of a kind are told.)")


def test_what_is_only_to_know_is_folded_in_the_terminal(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(
        1, more="links:\n" + "".join(f"  - {{ title: C'est {n}, url: https://e.example/{n} }}\n" for n in range(9))
    )
    ran = newsroom.run("check", "1")
    assert ran.err.count("[text.typography]") == 3
    assert "… and 6 more of text.typography: `newsletter check --json` lists them." in ran.out
    assert len(json.loads(newsroom.run("check", "1", "--json").out)) == 9


STYLES = """\
number: 1          # un commentaire
date: 2025-01-02
slug:   premier
status: ready
subject: 'L''objet "droit" !'
preheader: "Un \\"mot\\" : l'autre..."
hook: >-
  Une ligne
  pliée, l'autre ?

# entre deux
news:
- {title: Kosmos, intro: "C'est dit !"}
links:
  - title: Lire ceci !
    url: https://e.example/b?fbclid=1
    note: Lire [ceci](https://e.example/a?utm_source=x&id=2) !
ps: |
  L'un : deux.

  Trois ?
"""


def test_fix_mends_typography_and_tracking_and_nothing_else(newsroom: NewsroomBuilder) -> None:
    path = newsroom.write("issues/2025-01-02-premier.yaml", STYLES)
    ran = newsroom.run("check", "1", "--fix")
    assert ran.code == 0, ran.err
    assert "issues/2025-01-02-premier.yaml: " in ran.err
    fixed = path.read_text(encoding="utf-8")
    nb, thin = "\u00a0", "\u202f"
    assert fixed == (
        STYLES.replace("'L''objet \"droit\" !'", f"'L’objet «{nb}droit{nb}»{thin}!'")
        .replace('"Un \\"mot\\" : l\'autre..."', f'"Un «{nb}mot{nb}»{nb}: l’autre…"')
        .replace("pliée, l'autre ?", f"pliée, l’autre{thin}?")
        .replace('"C\'est dit !"', f'"C’est dit{thin}!"')
        .replace("?utm_source=x&id=2) !", f"?id=2){thin}!")
        .replace("?fbclid=1", "")
        .replace("Lire ceci !", f"Lire ceci{thin}!")
        .replace("L'un : deux.", f"L’un{nb}: deux.")
        .replace("Trois ?", f"Trois{thin}?")
    )
    assert "mended" not in (again := newsroom.run("check", "1", "--fix").err)
    assert "[text.typography]" not in again
    assert path.read_text(encoding="utf-8") == fixed


def test_fix_leaves_a_file_alone_that_changed_meanwhile(newsroom: NewsroomBuilder) -> None:
    path = newsroom.write("issues/2025-01-02-premier.yaml", STYLES)
    report = check(newsroom.folder, Options(now=NOW, spelling=False))
    other = STYLES.replace("L'un : deux.", "Tout autre chose.")
    path.write_text(other, encoding="utf-8")
    with pytest.raises(NewsletterError, match="changed while it was checked"):
        mending.mend(newsroom.folder, report.issues)
    assert path.read_text(encoding="utf-8") == other


def test_since_a_revision_only_what_is_new_is_told(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un", more=DOUBLED)
    newsroom.issue(2, slug="deux")
    committed(newsroom)
    newsroom.issue(1, slug="un", more="teaser: Un mot de plus.\n" + DOUBLED + "greeting: Bonjour bonjour,\n")
    newsroom.issue(3, slug="trois", more=DOUBLED)
    ran = newsroom.run("check", "--all", "--since", "HEAD", "--json")
    told = [(one["path"][-10:], one["message"]) for one in json.loads(ran.out)]
    assert told == [("02-un.yaml", "«bonjour» stands twice."), ("trois.yaml", "«la» stands twice.")]


def test_since_a_revision_that_has_the_newsletter_in_a_folder(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, slug="un", more=DOUBLED)
    newsroom.seed("rapport", "Un texte.")
    git(newsroom.folder.parent, "init", "--quiet")
    git(newsroom.folder.parent, "add", "--all")
    git(newsroom.folder.parent, "commit", "--quiet", "--message", "x")
    options = Options(now=NOW, spelling=False)
    report = check(newsroom.folder, options)
    assert len(report.problems) == 1
    assert only_new(newsroom.folder, options, report, "HEAD").problems == ()


def test_since_an_unknown_revision_or_outside_of_git(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    outside = newsroom.run("check", "--since", "main", env={"GIT_CEILING_DIRECTORIES": str(newsroom.folder.parent)})
    assert outside.code == 1
    assert "[git.no-repository]" in outside.err
    committed(newsroom)
    for revision in ("v9", "--help", "HEAD:issues"):
        ran = newsroom.run("check", f"--since={revision}")
        assert ran.code == 1
        assert f"There is no revision `{revision}`" in ran.err


def test_since_a_time_without_newsletter_all_is_new(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more=DOUBLED)
    config = (newsroom.folder / "newsletter.toml").read_text(encoding="utf-8")
    newsroom.write("newsletter.toml", "title = 1\n")
    committed(newsroom)
    newsroom.write("newsletter.toml", config)
    options = Options(now=NOW, spelling=False)
    report = check(newsroom.folder, options)
    assert only_new(newsroom.folder, options, report, "HEAD") == report


def test_spelling_says_once_that_it_is_off(newsroom: NewsroomBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.issue(1, slug="un")
    newsroom.issue(2, slug="deux", more="language: de\n")
    monkeypatch.setattr("newsletter.pipeline.dictionary.PROGRAM", "no-such-program")
    with pytest.raises(NewsletterError):
        check(newsroom.folder, Options(now=NOW, wanted=("3",)))
    done = check(newsroom.folder, Options(now=NOW, wanted=("1",)))
    assert done.notes == (
        "Spelling is not checked: this machine has no Hunspell dictionary for fr (Debian: hunspell hunspell-fr).",
    )
    assert codes(newsroom.folder, "1") == []


def test_processes_do_not_change_what_is_found(newsroom: NewsroomBuilder) -> None:
    for number in range(1, 6):
        newsroom.issue(number, slug=f"n{number}", more=DOUBLED)
    options = [Options(now=NOW, jobs=jobs, spelling=False) for jobs in (1, 2)]
    first, second = (pipeline.check(newsroom.folder, one).problems for one in options)
    assert first == second
    assert len(first) == 5


def test_a_template_that_all_share_is_told_once_at_its_place_in_the_repository(newsroom: NewsroomBuilder) -> None:
    for number in (1, 2):
        newsroom.issue(number, slug=f"n{number}", more="ps: Fin.\n")
    newsroom.write("templates/email/blocks/ps.mjml.j2", "<mj-text>\n  <p>{{ issue.tilte }}</p>\n</mj-text>\n")
    (problem,) = check(newsroom.folder, Options(now=NOW, spelling=False, jobs=1)).annotations
    assert (problem.code, problem.path) == ("template.undefined", "templates/email/blocks/ps.mjml.j2")
    assert (problem.line, problem.column) == (2, 15)


def test_what_keeps_all_from_being_checked_is_told_in_the_format_that_was_asked_for(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1)
    newsroom.write("newsletter.toml", "title = 1\n")
    text = newsroom.run("check")
    assert (text.code, text.out) == (1, "")
    assert "newsletter.toml:1:1: error: " in text.err
    ran = newsroom.run("check", "--json")
    assert (ran.code, ran.err) == (1, "")
    assert {(one["code"], one["path"]) for one in json.loads(ran.out)} == {
        ("config.type", "newsletter.toml"),
        ("config.missing", "newsletter.toml"),
    }
    github = newsroom.run("check", "--format", "github", env={"GITHUB_WORKSPACE": ""})
    assert "::error file=newsletter.toml,line=1,endLine=1,col=1," in github.out
    sarif_log = json.loads(newsroom.run("check", "--format", "sarif").out)
    assert sarif_log["runs"][0]["results"][0]["ruleId"].startswith("config.")
    nowhere = newsroom.run("check", "9", "--format", "github", env={"GITHUB_WORKSPACE": ""})
    assert nowhere.code == 1
    assert as_github([Problem(code="issue.not-found", message="m")]) == "::error title=issue.not-found::m"


def test_every_text_of_the_scaffold_is_told_at_its_place(newsroom: NewsroomBuilder) -> None:
    newsroom.issue(1, more="ps: Le post-scriptum est souvent ce qu’on lit en premier.\n")
    path = newsroom.folder / "issues/2025-01-02-premier.yaml"
    text = path.read_text(encoding="utf-8").replace("  Une ligne.\n", "  Ceci est votre premier numéro.\n")
    path.write_text(text.replace("Kosmos lit des articles.", "Un numéro est un fichier YAML."), encoding="utf-8")
    found = json.loads(newsroom.run("check", "1", "--json").out)
    lines = path.read_text(encoding="utf-8").split("\n")
    places = [(one["line"], one["column"]) for one in found if one["code"] == "schema.scaffold"]
    assert [lines[line - 1][column - 1 :].split()[0] for line, column in places] == ["Ceci", "Un", "Le"]
