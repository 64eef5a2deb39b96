"""`newsletter build`: only what changed is rendered, and the output changes as a whole or not at all."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsletter import config as configuration
from newsletter.newsroom import PRIVATE, Newsroom, content
from newsletter.pipeline import archive, search, state as states
from newsletter.pipeline.desk import open_desk
from newsletter.pipeline.inputs import file_key, inputs_key
from newsletter.pipeline.state import Built, Made, State
from newsletter.problems import Problem, Severity, has_errors
from newsletter.publish import lock, output
from newsletter.rules import in_order, settled
from newsletter.urls import stable_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from newsletter.model import Output
    from newsletter.pipeline.desk import Desk
    from newsletter.pipeline.press import Pressed
    from newsletter.pipeline.state import Row
    from newsletter.render.search import Row as SearchRow
    from newsletter.rules import Found

_TWINS = frozenset({"schema.duplicate-number", "schema.duplicate-slug"})  # what no draft can have either


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to build. `jobs` is the number of processes, None for what suits.

    `only`: what is not `wanted` goes from the output, instead of staying as it was.
    """

    wanted: tuple[str, ...] = ()
    only: bool = False
    out: Path | None = None
    draft: bool = False
    force: bool = False
    jobs: int | None = None
    on_progress: Callable[[int, int], None] | None = None
    on_wait: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One issue of a build. `rendered` is false where nothing that reaches it had changed."""

    path: str
    built: Built | None
    rendered: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A build: one result an issue, and which files of the output were written or removed."""

    out: Path
    issues: tuple[Result, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was found; what is wrong with a template that all share is told once."""
        return tuple(dict.fromkeys(problem for result in self.issues for problem in result.problems))


@dataclass(slots=True)
class _Run:
    """One build while it goes: the issues as they will be, what was pressed for it, what all leave for the others."""

    desk: Desk
    options: Options
    before: State
    issues: dict[str, Built] = field(default_factory=dict)
    pressed: dict[str, Pressed] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    footprints: dict[str, Row] = field(default_factory=dict)
    among: dict[str, tuple[Found, ...]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def press(self, paths: Sequence[Path]) -> None:
        """Render issues and take over those without errors, or all that can be as drafts; the others stay."""
        if not paths:
            return
        from newsletter.pipeline import presses

        options = self.options
        for one in presses.run(
            self.desk, paths, draft=options.draft, jobs=options.jobs, on_progress=options.on_progress
        ):
            self.pressed[one.path] = one
            if one.footprint is not None:
                self.footprints[one.path] = (one.key, one.footprint)
            if one.card is not None and self.takes(one):
                made = tuple(_made(item) for item in one.outputs)
                self.issues[one.path] = Built(
                    key=one.key,
                    reads=one.reads,
                    card=one.card,
                    seconds=one.seconds,
                    files=made,
                    page_key="",
                    found=one.found,
                    allowances=one.allowances,
                )

    def takes(self, one: Pressed) -> bool:
        """Tell whether what was pressed may be written: no mail with errors, unless as a draft."""
        sound = self.options.draft or not has_errors(one.problems)
        return one.card is not None and sound and one.path not in self.refused

    def rows(self, paths: Sequence[str]) -> dict[str, SearchRow]:
        """Give what is searched of issues, by their paths; nothing of one that is refused."""
        self.press([self.desk.room.folder / path for path in paths if path not in self.pressed])
        pressed = {path: self.pressed[path] for path in paths}
        return {path: one.row for path, one in pressed.items() if one.row and self.takes(one)}


def build(folder: Path, options: Options) -> Report:
    """Build the newsletter in a folder.

    Raises NewsletterError for what keeps everything from being built: configuration, templates, the output
    folder. What is wrong with one issue is in its result; its earlier output stays.
    """
    room = Newsroom(folder, configuration.load(folder))
    out = options.out or folder / "out"
    output.guard(out, folder, states.MARKER)
    chosen = room.select(options.wanted)
    desk = open_desk(room)
    name = hashlib.sha256(os.fsencode(out.resolve())).hexdigest()[:12]
    with lock.held(folder / PRIVATE / "locks" / f"build-{name}.lock", options.on_wait):
        output.sweep(out)
        return _build(_Run(desk, options, states.load(out)), out, chosen)


def _build(run: _Run, out: Path, chosen: Sequence[Path]) -> Report:
    room = run.desk.room
    there = {room.relative(path) for path in (chosen if run.options.only else room.issue_files())}
    run.issues = {path: built for path, built in run.before.issues.items() if path in there and _whole(out, built)}
    run.press([path for path in chosen if _is_stale(run, path)])
    series_key = _compare(run)
    _renew_pages(run)
    site, site_key = archive.site_outputs(run.desk, run.issues, _site_before(run, out))
    made_site = tuple(_made(item) for item in site) or run.before.site
    scripts = search.scripts(run.issues, run.before, out, run.rows, force=run.options.force)
    after = State(run.issues, site_key, made_site, series_key, _footprints(run), _made_scripts(run, scripts))
    return _commit(run, out, after, [*run.outputs.values(), *site, *scripts], chosen)


def _made_scripts(run: _Run, scripts: Sequence[Output]) -> tuple[Made, ...]:
    wanted = {search.path_of(year) for year in search.by_year(run.issues)}
    made = {one.path: one for one in (*run.before.search, *map(_made, scripts)) if one.path in wanted}
    return tuple(one for _, one in sorted(made.items()))


def _footprints(run: _Run) -> dict[str, Row]:
    """Give what the issues of the output leave for the others: what was taken over anew, and what stood."""
    fresh = {path: row for path, row in run.footprints.items() if path in run.issues and run.issues[path].key == row[0]}
    return {path: fresh.get(path) or run.before.footprints[path] for path in run.issues}


def _site_before(run: _Run, out: Path) -> str:
    whole = all((out / made.path).is_file() for made in run.before.site)
    return run.before.site_key if whole and not run.options.force else ""


def _whole(out: Path, built: Built) -> bool:
    """Tell whether every file of an issue is still in the output, with its size."""
    try:
        return all(os.stat(f"{out}/{made.path}").st_size == made.bytes for made in built.files)  # noqa: PTH116  speed
    except OSError:
        return False


def _is_stale(run: _Run, path: Path) -> bool:
    built = run.issues.get(run.desk.room.relative(path))
    if built is None or run.options.force:
        return True
    return built.key != inputs_key(run.desk, content(path), built.reads, draft=run.options.draft)


def _compare(run: _Run) -> str:
    """Run the rules about each issue's place among the others, and refuse what they refuse. Gives the key of it all.

    The later of two files with one address or one number leaves the output: there is one place for both. Of another
    error the new mail is refused, and what stood stays.
    """
    room, rows = run.desk.room, _footprints(run)
    beside = {path: one for one in room.issue_files() for path in [room.relative(one)] if path not in rows}
    keys = {path: row[0] for path, row in rows.items()}
    keys |= {path: file_key(one) for path, one in beside.items()}
    key = stable_hash(*(f"{path} {one}" for path, one in sorted(keys.items())))
    known = run.before.issues if key == run.before.series_key else {}
    run.among = {path: built.among for path, built in known.items()}
    failed = [path for path, row in run.footprints.items() if rows.get(path) is not row]
    if failed or any(path not in known for path in rows):
        from newsletter.pipeline import among  # most builds change nothing, and need no rules

        if any(path not in known for path in rows):
            run.among = among.of_all(room, rows, beside=tuple(beside))
        # One with errors of its own is not in the output: it is compared with those that are.
        for path in failed:
            with_it = {**rows, path: run.footprints[path]}
            run.among[path] = among.of_all(room, with_it, only=path, beside=tuple(beside))[path]
    _refuse(run)
    return key


def _refuse(run: _Run) -> None:
    for path, found in run.among.items():
        built = run.issues.get(path)
        errors = {one.problem.code for one in found if one.problem.severity is Severity.ERROR}
        if errors & _TWINS or (errors and path in run.pressed and not run.options.draft):
            run.refused.add(path)
            before = None if errors & _TWINS else run.before.issues.get(path)
            run.issues.pop(path, None)
            run.issues |= {path: before} if before else {}
        elif built is not None and built.among != found:
            run.issues[path] = replace(built, among=found)


def _renew_pages(run: _Run) -> None:
    """Lay the page around each issue whose text or neighbours changed."""
    room = run.desk.room
    around = archive.neighbours(run.issues)
    keys = {path: archive.page_key(built.key, around[path]) for path, built in run.issues.items()}
    before = run.before.issues
    stale = [path for path in keys if path not in before or before[path].page_key != keys[path]]
    feed = archive.in_feeds(run.issues)
    stale += [path for path in feed if path not in stale and not run.issues[path].card.content]
    stale += [path for path in run.pressed if path in run.issues and path not in stale]
    run.press([room.folder / path for path in stale if path not in run.pressed])
    for path in stale:
        pressed, built = run.pressed[path], run.issues[path]
        if not run.takes(pressed):  # it has errors since it was built: its page stays too
            continue
        page = archive.page_output(run.desk, built.card, pressed.content, around[path])
        outputs = (*pressed.outputs, page)
        run.outputs |= {one.path: one for one in outputs}
        content = archive.feed_content(built.card, pressed.content) if path in feed else ""
        run.issues[path] = replace(
            built,
            files=tuple(_made(one) for one in outputs),
            page_key=keys[path],
            card=replace(built.card, content=content),
        )
    for path in set(run.issues) - set(feed):
        run.issues[path] = replace(run.issues[path], card=replace(run.issues[path].card, content=""))


def _made(one: Output) -> Made:
    return Made(one.kind, one.path, len(one.data), hashlib.sha256(one.data).hexdigest())


def _commit(run: _Run, out: Path, after: State, outputs: Sequence[Output], chosen: Sequence[Path]) -> Report:
    """Bring the output from one state to the other, writing only files whose bytes are new."""
    old, new = run.before.files(), after.files()
    write = {one.path: one.data for one in outputs if one.path not in old or old[one.path] != new[one.path]}
    write |= {one.path: one.data for one in outputs if one.path not in write and not (out / one.path).is_file()}
    removed = tuple(sorted(set(old) - set(new)))
    if write or removed or after != run.before:
        keep = [path for path in new if path not in write]
        output.replace(out, keep, {**write, states.MARKER: states.dump(after)})
    return Report(out=out, issues=_results(run, chosen, after.issues), written=tuple(sorted(write)), removed=removed)


def _asked() -> frozenset[str]:
    """Give the rules that a build runs: what hangs on the clock, a dictionary or the network is `check`'s alone."""
    from newsletter.pipeline.ruleset import AMONG, CLOCKED, OWN

    return OWN | AMONG - CLOCKED


def _results(run: _Run, chosen: Sequence[Path], issues: Mapping[str, Built]) -> tuple[Result, ...]:
    results = []
    for path in map(run.desk.room.relative, chosen):
        pressed = run.pressed.get(path)
        made = pressed or issues[path]
        found = settled(made.found, run.among.get(path, ()), made.allowances, _asked() if made.allowances else ())
        problems = in_order(one.problem for one in found)
        refused = path in run.refused or (has_errors(problems) and not run.options.draft)
        unmade = pressed is not None and pressed.card is None
        built = None if refused or unmade else issues.get(path)
        results.append(Result(path=path, built=built, rendered=pressed is not None, problems=problems))
    return tuple(results)
