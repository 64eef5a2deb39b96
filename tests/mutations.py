"""One break for each code that a check can give of an issue: the clean issue of `tests/cases/mutation`, and one edit.

Each edit does what the rule is there to find, the way that it happens: a digit swapped, a key misspelt, a template's
footer cut. None implies another: a rule whose fault brings others along is mended, not listed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from newsroom_builder import ROOT

from newsletter.seedfile import body_hash

CLEAN = ROOT / "tests/cases/mutation"
RULES = ROOT / "tests/cases/rules"  # its examples bring the pictures
ISSUE = "issues/2025-01-09-cas.yaml"
PICTURES = "issues/2025-01-09-cas"
Change: TypeAlias = Callable[[Path], object]


def edit(old: str, new: str, file: str = ISSUE, encoding: str = "utf-8") -> Change:
    """Write `new` over `old`, which stands once in a file of the newsletter; a space in it may be a narrow one."""
    wanted = re.compile(re.escape(old).replace(r"\ ", "[ \u00a0\u202f]"))

    def change(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        changed, number = wanted.subn(lambda _: new, text)
        assert number == 1, f"«{old}» stands {number} times in {file}"
        path.write_bytes(changed.encode(encoding))

    return change


def cut(start: str, end: str) -> Change:
    """Take out the lines of the issue from the one that begins with `start` to the one that begins with `end`."""

    def change(folder: Path) -> None:
        path = folder / ISSUE
        before, _, rest = path.read_text(encoding="utf-8").partition(f"\n{start}")
        _, mark, after = rest.partition(f"\n{end}")
        path.write_text(before + mark + after, encoding="utf-8")

    return change


def add(text: str, file: str = ISSUE) -> Change:
    """Write lines at the end of a file."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as target:
            target.write(text)

    return change


def in_its_place(folder: Path) -> None:
    """Put a folder where the issue was."""
    (folder / ISSUE).unlink()
    (folder / ISSUE).mkdir()


def seed(old: str | None, new: str) -> Change:
    """Edit the text of the seed `lecture` as a new pin would leave it: with the hash of what it says now."""

    def change(folder: Path) -> None:
        path = folder / "seeds/lecture.md"
        front, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
        before = body_hash(body)
        body = body.replace(old, new) if old else new
        path.write_text(f"{front.replace(before, body_hash(body))}\n---\n{body}", encoding="utf-8")

    return change


def template(name: str, old: str, new: str) -> Change:
    """Take a copy of a shipped template of mail into the newsletter, and edit it."""

    def change(folder: Path) -> None:
        path = folder / f"templates/email/{name}"
        if not path.exists():
            path.parent.mkdir(parents=True)
            shutil.copy(ROOT / f"templates/email/{name}", path)
        edit(old, new, f"templates/email/{name}")(folder)

    return change


def picture(example: str, name: str = "barres.png") -> Change:
    """Put the picture of a rule's example in the place of one of the issue's."""
    return lambda folder: shutil.copy(RULES / example, folder / PICTURES / name)


def heard(state: str, said: str, moved: str = "") -> Change:
    """Let the web have said something of one link, just before the check."""

    def change(folder: Path) -> None:
        path = folder / ".newsletter/links.json"
        known = json.loads(path.read_text(encoding="utf-8"))
        url = "https://manuel.example.org/relire"
        known[url] = [state, said, moved, known[url][3]]
        path.write_text(json.dumps(known), encoding="utf-8")

    return change


def linked(folder: Path) -> None:
    """Put a symlink in the place of a seed."""
    path = folder / "seeds/lecture.md"
    path.rename(folder / "lecture.md")
    path.symlink_to("../lecture.md")


def unhashed(folder: Path) -> None:
    """Take the hash out of a seed."""
    path = folder / "seeds/lecture.md"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("sha256")), encoding="utf-8")


def footer(words: str) -> Change:
    """Write something at the foot of the mail."""
    return template("blocks/footer.mjml.j2", "        </mj-text>", f"          <p>{words}</p>\n        </mj-text>")


def reserved(folder: Path) -> None:
    """Call a picture what the build calls its own."""
    (folder / PICTURES / "barres.png").rename(folder / PICTURES / "social.png")


def also(piece: str) -> Change:
    """Copy a part of the issue before: a link, a seed or its story."""
    return edit("\nlinks:\n", f"\nlinks:\n{piece}")


# A name of whom the fonts of the build's pictures have no letter.
CHINESE = edit("subject: La machine qui lit", "subject: 深度求索 lit")
STORY = (
    "Les lettres mettent plus longtemps à traverser le pays depuis le début du mois, "
    "et personne au guichet ne sait dire pourquoi."
)
LONG = ", le chef qui n’avait pas dormi et qui pensait encore à la veille" * 6
PS = "Le prochain numéro parlera de musique."

# The lint of templates refuses these before a mail is made of them: the mail itself is edited.
RENDERED: dict[str, tuple[str, str]] = {
    "a11y.alt": ('alt="Une courbe qui monte puis redescend" ', ""),
    "a11y.dir": ('lang="fr" dir="ltr" xmlns=', 'lang="fr" xmlns='),
    "mail.client-content": ("</body>", '<input type="text" name="avis" /></body>'),
}
MUTATIONS: dict[str, tuple[Change, ...]] = {
    # What the issue allows.
    "allow.idle": (add("allow:\n  - { code: text.doubled-word, block: ps, reason: une citation }\n"),),
    "allow.unknown-rule": (add("allow:\n  - { code: text.doubled-wrod, reason: une citation }\n"),),
    # Its shape.
    "schema.author": (edit("author: ana", "author: theo"),),
    "schema.choice": (edit("status: ready", "status: redy"),),
    "schema.duplicate-id": (edit("id: bourse", "id: lecture"), edit("block: bourse", "block: lecture")),
    "schema.duplicate-number": (edit("number: 2", "number: 1"),),
    "schema.duplicate-slug": (
        edit("date: 2025-01-09\npublish_at: 2025-01-09T07:00\nslug: cas", "date: 2024-12-26\nslug: avant"),
        edit("\nstatus:", "\npublish_at: 2024-12-27T07:00\nstatus:"),
    ),
    "schema.empty": (edit("greeting: Bonjour,", "greeting:"),),
    "schema.form": (edit("slug: cas", "slug: Mon Cas"),),
    "schema.heading": (edit("Longtemps, on a lu", "## Au crayon\n\n        Longtemps, on a lu"),),
    "schema.missing": (edit("    title: Une bourse prudente\n", ""),),
    "schema.no-zone": (edit('timezone = "Europe/Paris"\n', "", "newsletter.toml"),),
    "schema.one-line": (edit("greeting: Bonjour,", "greeting: |\n  Bonjour,\n  bonjour."),),
    "schema.outline": (
        cut("  sections:", "  conclusion:"),
        edit("[avant la machine](#courrier-papier)", "avant la machine"),
        edit("blocks: [le-tri]", "blocks: [focus]"),
    ),
    "schema.placeholder": (edit("gratuit et bien tenu", "TODO"),),
    "schema.points": (edit("      - Le chiffre d’affaires progresse de 300 millions d’euros.\n", ""),),
    "schema.range": (edit("[Toujours, Parfois, Jamais]", "[Toujours]"),),
    "schema.scaffold": (edit(PS, "Le post-scriptum est souvent ce qu’on lit en premier."),),
    "schema.ticker-missing": (edit(PS, "Le prochain numéro parlera de musique ($NVDA)."),),
    "schema.ticker-undated": (edit(", as_of: 2025-01-08", ""),),
    "schema.ticker-unused": (edit(" ($META)", ""),),
    "schema.time-of-day": (edit("publish_at: 2025-01-09T07:00", "publish_at: 2025-03-30T02:30"),),
    "schema.type": (edit("change: 1.62", "change: un peu"),),
    "schema.unknown-block": (edit("blocks: [le-tri]", "blocks: [le-trie]"),),
    "schema.unknown-key": (edit("greeting: Bonjour,", "greting: Bonjour,"),),
    "yaml.alias": (edit("greeting: Bonjour,", "greeting: *mot"),),
    "yaml.anchor": (edit("greeting: Bonjour,", "greeting: &mot Bonjour,"),),
    "yaml.character": (edit("Bonjour,", "Bon\x07jour,"),),
    "yaml.comment": (edit("La machine qui lit à notre place", "La machine qui lit, la #1 du monde"),),
    "yaml.documents": (add("---\nnumber: 3\n"),),
    "yaml.duplicate-key": (add("ps: Un autre mot.\n"),),
    "yaml.key": (add("? [un, deux]\n: trois\n"),),
    "yaml.syntax": (edit(PS, "Le mot: le prochain: numéro"),),
    "yaml.tag": (edit("greeting: Bonjour,", "greeting: !!python/name:os Bonjour,"),),
    "yaml.too-deep": (edit(f"ps: {PS}", f"ps: {'[' * 50}{']' * 50}"),),
    "yaml.too-large": (add("# " + "x" * 2_000_001),),
    "file.refused": (in_its_place,),
    "file.encoding": (edit("number: 2", "number: 2", encoding="utf-16"),),
    # Its words.
    "text.attachment": (edit(PS, "Vous trouverez le rapport ci-joint."),),
    "text.doubled-mark": (edit("gratuit et bien tenu", "gratuit,, et bien tenu"),),
    "text.doubled-word": (edit("une affaire de tri", "une affaire affaire de tri"),),
    "text.forbidden": (edit("Des carnets qui tiennent", "Des carnets révolutionnaires qui tiennent"),),
    "text.long-sentence": (edit("Longtemps, on a lu avec un crayon", f"Longtemps{LONG}, on a lu avec un crayon"),),
    "text.markup": (edit("gratuit et bien tenu", "gratuit et ~~mal~~ bien tenu"),),
    "text.mixed-address": (edit("gratuit et bien tenu", "gratuit, et tu l’auras demain"),),
    "text.preheader-missing": (
        edit("preheader: Ce que cela coûte, ce que cela rapporte.\n", ""),
        cut("hook:", "comment:"),
    ),
    "text.preheader-repeats": (
        edit("preheader: Ce que cela coûte, ce que cela rapporte.", "preheader: La machine lit à notre place."),
    ),
    "text.spelling": (edit("gratuit et bien tenu", "gratuit et bien tennu"),),
    "text.stray-backtick": (edit("gratuit et bien tenu", "gratuit et `bien tenu"),),
    "text.subject-long": (
        edit("La machine qui lit à notre place", "La machine qui lit à notre place, et ce que nous y avons tous perdu"),
    ),
    "text.subject-shouts": (edit("La machine qui lit à notre place", "La MACHINE INFERNALE qui lit à notre place"),),
    "text.typography": (edit("et l’action de", "et l'action de"),),
    # Its links.
    "link.anchor": (edit("(#courrier-papier)", "(#courier-papier)"),),
    "link.dead": (heard("dead", "It is not there (HTTP 404)."),),
    "link.http": (edit("https://musee", "http://musee"),),
    "link.malformed": (edit("https://musee.example.org/notice", "https://musee/notice"),),
    "link.nested": (
        edit("[Toujours, Parfois,", '["[Toujours](https://carnet.example.org/toujours)", Parfois,'),
        edit("[Le papier, Le tri]", '["[Le papier](https://carnet.example.org/papier)", Le tri]'),
        edit("title: Le manuel du relecteur", 'title: "[Le manuel](https://carnet.example.org/manuel) du relecteur"'),
    ),
    "link.private": (edit("https://musee.example.org/notice", "https://192.168.1.20/notice"),),
    "link.redirected": (heard("moved", "The page has moved for good.", "https://manuel.example.org/relire-mieux"),),
    "link.relative": (edit("https://musee.example.org/notice", "/notice"),),
    "link.says-nothing": (edit("[la notice du musée]", "[ici]"),),
    "link.shortener": (edit("https://musee.example.org/notice", "https://bit.ly/3abc"),),
    "link.tracking": (edit("musee.example.org/notice", "musee.example.org/notice?utm_source=lettre"),),
    "link.twice": (edit("https://musee.example.org/notice", "https://manuel.example.org/relire"),),
    "link.unsure": (heard("unsure", "It lets no programs in (HTTP 403)."),),
    # Its place among the others.
    "plan.collision": (edit("publish_at: 2025-01-09T07:00", "publish_at: 2024-12-26T07:00"),),
    "plan.past": (edit("status: ready", "status: draft"), edit("publish_at: 2025-01-09", "publish_at: 2024-12-30")),
    "plan.sequence": (edit("number: 2", "number: 4"),),
    "story.alike": (edit("focus:\n", f"  - id: lettres\n    title: Des lettres lentes\n    intro: {STORY}\nfocus:\n"),),
    "story.link-used": (also("  - { title: Le guide du facteur, url: https://facteur.example.org/guide }\n"),),
    "story.seed-used": (edit("sources: [resultats]", "sources: [resultats, courrier]"),),
    # Its figures.
    "evidence.no-source": (
        edit(
            "    sources: [resultats]\n    evidence:\n      - { figure: 4 000 personnes, waived: donné par l’entreprise au téléphone }\n",
            "",
        ),
    ),
    "evidence.pin-unused": (edit("L’effectif reste à 4 000 personnes.", "L’effectif reste le même."),),
    "evidence.pin-wrong": (edit("computed: 30 / 15", "computed: 30 - 15"),),
    "evidence.seed-changed": (edit("12 heures", "12 heures à peine", "seeds/lecture.md"),),
    "evidence.seed-unhashed": (unhashed,),
    "evidence.untraced": (edit("atteint 21", "atteint 12"),),
    "evidence.untraced-quotation": (edit("une phrase sur cinq reste fausse", "une phrase sur cinq reste juste"),),
    "evidence.untraced-small": (edit("le travail de 6 mois", "le travail de 8 mois"),),
    "seed.empty": (seed(None, ""),),
    "seed.front-matter": (edit("---\ntitle", "title", "seeds/lecture.md"),),
    "seed.missing": (edit("title: Le système qui lit\n", "", "seeds/lecture.md"),),
    "seed.form": (edit("https://revue.example.org/lecture", "la revue", "seeds/lecture.md"),),
    "seed.too-large": (add("x" * 1_000_001, "seeds/lecture.md"),),
    "seed.type": (edit("language: fr", "language: fr\npublished: hier", "seeds/lecture.md"),),
    "seed.unknown-key": (edit("language: fr", "langauge: fr", "seeds/lecture.md"),),
    "content.symlink": (linked,),
    "source.not-found": (edit("sources: [resultats]", "sources: [resultat]"),),
    # Its mail.
    "a11y.contrast": (footer('<span style="color: #dddddd">Fin</span>'),),
    "a11y.headings": (
        template("blocks/news.mjml.j2", "<h2 id", "<h5 id"),
        template("blocks/news.mjml.j2", "</h2>", "</h5>"),
    ),
    "a11y.lang": (template("issue.mjml.j2", "{{ language }}", "und"),),
    "a11y.layout-table": (template("blocks/ps.mjml.j2", 'role="presentation"', 'role="grid"'),),
    "a11y.link-name": (footer('<a href="{{ address }}"></a>'),),
    "a11y.reading-order": (footer('<span tabindex="3">Fin</span>'),),
    "a11y.text-size": (footer('<span style="font-size: 9px">Fin</span>'),),
    "mail.dark-mode": (template("head.mjml.j2", '<meta name="supported-color-schemes" content="light dark" />', ""),),
    "mail.preheader": (template("blocks/preheader.mjml.j2", ";mso-hide:all", ""),),
    "mail.client-layout": (footer('<span style="display: flex">Fin</span>'),),
    "mail.long-line": (footer("<span style='font-size: 16px'>{{ 'é' * 600 }}</span>"),),
    "mail.merge-syntax": (edit(PS, "Le prochain numéro parlera de {{ musique }}."),),
    "mail.remote": (
        template("head.mjml.j2", ":root {", "@import url(https://polices.example.org/a.css);\n      :root {"),
    ),
    "mail.size": (footer("{% for number in range(3000) %}<i>Une ligne qui pèse.</i><br />\n{% endfor %}"),),
    "mail.style-budget": (
        template(
            "head.mjml.j2", ":root {", "{% for n in range(600) %}.t{{ n }} { letter-spacing: 1px; }{% endfor %} :root {"
        ),
    ),
    "mail.unsubscribe": (template("blocks/footer.mjml.j2", "{{ unsubscribe }}", "{{ archive }}"),),
    "text.stale-year": (footer("© 2023 La Lettre"),),
    # Its pictures.
    "image.alt-file-name": (edit("Une courbe qui monte puis redescend", "film_final.gif"),),
    "image.alt-missing": (edit(PS, "Le prochain numéro ![](https://lettre.example.org/musique.png)"),),
    "image.animation": (picture("image.animation/bad/issues/2025-01-02-cas/a.gif", "film.gif"),),
    "image.blank-first-frame": (picture("image.blank-first-frame/bad/issues/2025-01-02-cas/a.gif", "film.gif"),),
    "image.broken": (picture("image.broken/bad/issues/2025-01-02-cas/a.png"),),
    "image.format": (picture("image.format/bad/issues/2025-01-02-cas/a.webp"),),
    "image.heavy": (picture("image.heavy/bad/issues/2025-01-02-cas/a.png"),),
    "image.missing": (edit("src: barres.png", "src: bares.png"),),
    "image.name": (picture("image.name/bad/issues/2025-01-02-cas/a.png"),),
    "image.outside": (edit("src: barres.png", "src: ../2025-01-09-cas/barres.png"),),
    "image.reserved": (reserved, edit("src: barres.png", "src: social.png")),
    "image.tiny": (picture("image.tiny/bad/issues/2025-01-02-cas/a.gif", "film.gif"),),
    "image.too-large": (picture("image.too-large/bad/issues/2025-01-02-cas/a.png"),),
    "social.letters": (CHINESE,),
}
