from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from newsletter.problems import NewsletterError, Severity
from newsletter.publish.addresses import mailbox, same_reader
from newsletter.publish.subscribers import Imported, Subscribers, open_subscribers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = "2025-11-07"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Subscribers]:
    with open_subscribers(tmp_path / "subscribers.sqlite") as opened:
        yield opened


def imported(store: Subscribers, folder: Path, text: str | bytes) -> Imported:
    file = folder / "readers.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return store.import_csv(file, day=DAY)


def lines(result: Imported) -> dict[int, str]:
    return {problem.line: problem.message for problem in result.problems}


@pytest.mark.parametrize(("written", "wire"), [
    ("ada@example.net", "ada@example.net"),
    ("  ada@example.net\u00a0", "ada@example.net"),
    ("Ada.Lovelace+news@Example.NET", "Ada.Lovelace+news@example.net"),
    ("o'neil@example.net", "o'neil@example.net"),
    ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
    ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
    ("ada@straße.example", "ada@xn--strae-oqa.example"),
    ("a@" + "b" * 63 + ".fr", "a@" + "b" * 63 + ".fr"),
])  # fmt: skip
def test_addresses_we_can_write_to(written: str, wire: str) -> None:
    assert mailbox(written) == wire
    assert mailbox(wire) == wire


@pytest.mark.parametrize(("written", "reason"), [
    ("", "empty"),
    ("ada", "not a mail address"),
    ("@example.net", "formula"),
    ("ada@", "the domain"),
    ("ada@localhost", "the domain"),
    ("ada@[192.0.2.1]", "the domain"),
    ("ada@192.0.2.1", "the domain"),
    ("ada@-example.net", "the domain"),
    ("ada@example..net", "the domain"),
    ("ada@exa_mple.net", "the domain"),
    ("ada@" + "b" * 64 + ".fr", "the domain"),
    (".ada@example.net", "before the @"),
    ("a..da@example.net", "before the @"),
    ('"ada l"@example.net', "before the @"),
    ("Ada <ada@example.net>", "before the @"),
    ("a" * 65 + "@example.net", "before the @"),
    ("a@" + ".".join(["b" * 60] * 5) + ".fr", "longer than 254"),
    ("rené@example.net", "outside ASCII"),
    ("ada@exam\u200bple.net", r"invisible character \(U\+200B\)"),
    ("ada\u202e@example.net", r"invisible character \(U\+202E\)"),
    ("ada@example.net\udce9", "not UTF-8"),
    ("ada@☃️☃️.\u0000net", "invisible"),
    ("ada@example.net, eve@example.net", "more than one"),
    ("ada@example.net;eve@example.net", "more than one"),
    ("ada@example.net eve@example.net", "more than one"),
    ("ada@exam\nple.net", "line break"),
    ('=HYPERLINK("http://x","ada@example.net")', "formula"),
    ("+33123456789", "formula"),
    ("-ada@example.net", "formula"),
    ("=1+1@example.net", "formula"),
])  # fmt: skip
def test_addresses_we_cannot(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        mailbox(written)
    assert "example" not in str(caught.value)


@given(st.text(max_size=60))
def test_whatever_is_no_address_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        address = mailbox(text)
    except ValueError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' <>(),;:\\"[]')
    assert mailbox(address) == address


def test_a_file_with_everything_wrong_in_it_still_gives_what_is_right(store: Subscribers, tmp_path: Path) -> None:
    text = (
        "Nom;E-mail;Note\n"
        "Ada;ada@example.net;\n"
        ";;\n"
        "Eve;eve@example.net;=cmd|' /C calc'!A0\n"
        "Bob;=bob@example.net;\n"
        "\n"
        "Ada again;ADA@example.net;\n"
        "Two;x@example.net, y@example.net;\n"
        'Zoé;zoe@bücher.example;"a note\nover two lines"\n'
        'Broken;"bro\nken@example.net";\n'
        "Ken;ken@example.net;\n"
        "Short\n"
        'Open;"open@example.net;\n'
        "Last;last@example.net;\n"
    )
    result = imported(store, tmp_path, text)
    assert list(store.audience()) == [
        "ada@example.net",
        "eve@example.net",
        "ken@example.net",
        "last@example.net",
        "zoe@xn--bcher-kva.example",
    ]
    assert (result.added, result.known, result.unsubscribed, result.refused) == (5, 0, 0, 8)
    assert {line: message.removeprefix("Not imported: ") for line, message in lines(result).items()} == {
        3: "empty.",
        5: "begins like a spreadsheet formula.",
        7: "the address of line 2 again.",
        8: "more than one address in the row.",
        11: "a line break inside the address.",
        12: "empty.",
        14: "empty.",
        15: "not a mail address: the part before the @.",
    }
    assert all(problem.severity is Severity.WARNING for problem in result.problems)
    assert not any("example" in f"{problem.message}{problem.excerpt}" for problem in result.problems)


@pytest.mark.parametrize("text", [
    "email\nada@example.net\neve@example.net\n",
    "ada@example.net\neve@example.net",
    "\ufeffemail,name\r\nada@example.net,Ada\r\neve@example.net,\r\n",
    "name\tAdresse e-mail\nAda\tada@example.net\n\teve@example.net\n",
    "Ada,ada@example.net\nEve,eve@example.net\n",
    '"email"\n"ada@example.net"\n"eve@example.net"\n',
    "email\rada@example.net\reve@example.net\r",
    "\n\nemail\nada@example.net\neve@example.net\n",
])  # fmt: skip
def test_files_as_programs_write_them(store: Subscribers, tmp_path: Path, text: str) -> None:
    result = imported(store, tmp_path, text)
    assert (result.added, result.problems) == (2, ())
    assert list(store.audience()) == ["ada@example.net", "eve@example.net"]


@pytest.mark.parametrize(
    "text", ["", "name,city\nAda,Paris\n", b"\xff\xfee\0m\0a\0i\0l\0", b"PK\x03\x04" + bytes(range(256))]
)
def test_files_without_a_column_of_addresses(store: Subscribers, tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(NewsletterError, match="no column of addresses"):
        imported(store, tmp_path, text)
    assert store.count() == 0


def test_a_file_that_is_not_there(store: Subscribers, tmp_path: Path) -> None:
    with pytest.raises(NewsletterError, match="cannot be read: No such file"):
        store.import_csv(tmp_path / "none.csv", day=DAY)


def test_latin_1_is_refused_by_row(store: Subscribers, tmp_path: Path) -> None:
    result = imported(
        store, tmp_path, "email\nada@example.net\nren\xe9@example.net\neve@b\xfccher.example\n".encode("latin-1")
    )
    assert result.added == 1
    assert lines(result) == dict.fromkeys((3, 4), "Not imported: bytes that are not UTF-8.")


def test_importing_again_adds_nobody(store: Subscribers, tmp_path: Path) -> None:
    text = "email\nada@example.net\neve@example.net\n"
    imported(store, tmp_path, text)
    again = imported(store, tmp_path, text + "bob@example.net\n")
    assert (again.added, again.known, again.refused) == (1, 2, 0)


def test_who_unsubscribed_stays_out_until_they_ask_themselves(store: Subscribers, tmp_path: Path) -> None:
    text = "email\nada@example.net\neve@example.net\n"
    imported(store, tmp_path, text)
    assert store.suppress(["Ada@example.net", "never@example.net"], day="2025-11-08") == 2
    assert store.suppress(["ada@example.net"], day="2025-11-09") == 0
    assert list(store.audience()) == ["eve@example.net"]
    assert store.count() == 1
    again = imported(store, tmp_path, text + "never@example.net\n")
    assert (again.added, again.known, again.unsubscribed) == (0, 1, 2)
    assert store.gone(["ada@example.net", "eve@example.net", "NEVER@example.net"]) == {
        "ada@example.net",
        "NEVER@example.net",
    }
    assert store.subscribe(["ada@example.net", "new@example.net"], day="2025-11-10") == 1
    assert list(store.audience()) == ["ada@example.net", "eve@example.net", "new@example.net"]


def test_many_are_asked_about_at_once(store: Subscribers) -> None:
    crowd = [f"reader{number}@example.net" for number in range(2000)]
    store.suppress(crowd[::2], day=DAY)
    assert store.gone(crowd) == set(crowd[::2])
    assert store.gone([]) == set()


def test_a_thousand_problems_are_shown_and_the_others_counted(store: Subscribers, tmp_path: Path) -> None:
    result = imported(store, tmp_path, "email\n" + "no\n" * 1500 + "ada@example.net\n")
    assert (result.added, result.refused, len(result.problems)) == (1, 1500, 1000)


def test_open_quotation_marks_do_not_swallow_the_file(store: Subscribers, tmp_path: Path) -> None:
    rows = "".join(f'"reader{number}@example.net\nok{number}@example.net\n' for number in range(200))
    result = imported(store, tmp_path, "email\n" + rows)
    assert result.added == 200
    assert result.refused == 200


def test_a_quotation_mark_inside_a_cell_is_a_character(store: Subscribers, tmp_path: Path) -> None:
    result = imported(store, tmp_path, 'size;email\n5" pipe;ada@example.net\n6;eve@example.net\n')
    assert (result.added, result.refused) == (2, 0)


def test_half_an_address_is_not_taken_for_one(store: Subscribers, tmp_path: Path) -> None:
    result = imported(store, tmp_path, 'email\n"ada@example.co\nm"\n"eve@example.co\n')
    assert (result.added, lines(result)[2]) == (0, "Not imported: a line break inside the address.")


def test_export_can_be_imported(store: Subscribers, tmp_path: Path) -> None:
    imported(store, tmp_path, "email\nada@example.net\neve@example.net\n")
    store.suppress(["eve@example.net"], day="2025-11-08")
    out = io.StringIO()
    assert store.export_csv(out) == 2
    assert list(csv.reader(io.StringIO(out.getvalue()))) == [
        ["email", "state", "since"],
        ["ada@example.net", "subscribed", DAY],
        ["eve@example.net", "unsubscribed", "2025-11-08"],
    ]
    with open_subscribers(tmp_path / "other.sqlite") as other:
        assert imported(other, tmp_path, out.getvalue()).added == 2


def test_one_reader_however_spelt() -> None:
    assert same_reader("Ada@example.net") == same_reader("ada@example.net")


def test_a_file_of_a_million_rows_is_read_row_by_row(store: Subscribers, tmp_path: Path) -> None:
    count = 1_000_000 if os.environ.get("NEWSLETTER_PROOF") == "1" else 5_000
    file = tmp_path / "readers.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("email\n")
        out.writelines(
            f"reader{number % (count - 10)}{'@' if number % 1000 else '(at)'}example.net\n" for number in range(count)
        )
    result = store.import_csv(file, day="2025-11-07")
    wrong = len(range(0, count, 1000))
    # The last ten rows repeat the first ones, of which the very first was no address then.
    assert (result.added, result.refused) == (count - wrong - 9, wrong + 9)
    assert store.count() == result.added
    assert len(result.problems) == min(1000, result.refused)
