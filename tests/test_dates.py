from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from newsletter.ingest.dates import day_of, parse

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2025, 1, 22, 12, 30, tzinfo=PARIS)
DAY = date(2025, 1, 20)
TEN_UTC = datetime(2025, 1, 20, 10, tzinfo=UTC)


def test_days() -> None:
    for text in (
        "2025-01-20", "2025/01/20", "lundi 20 janvier 2025", "le lundi 20 janvier 2025", "20 janv. 2025", "20\u00a0janvier\u202f2025",
        "January 20, 2025", "Jan. 20th, 2025", "20 January 2025", "Monday, 20 January 2025", "20.01.2025", "20-01-2025",
        "20Jan", "20 Jan", "20 janv.", "Jan 20", "il y a 2 jours", "2 days ago", "2d ago", "avant-hier", "  20   janvier 2025 ",
        "20. Januar 2025", "20 de enero de 2025", "20 gennaio 2025", "hace 2 días", "Mon, 20 Jan 2025 10:00:00 XYZ",
    ):  # fmt: skip
        assert parse(text, now=NOW, language="fr") == DAY, text


def test_moments() -> None:
    for text in (
        "2025-01-20T10:00:00Z", "2025-01-20 11:00", "2025-01-20T11:00:00.250+01:00", "2025-01-20T11:00:00+0100", "1737367200",
        "1737367200123", "Mon, 20 Jan 2025 10:00:00 GMT", "Mon, 20 Jan 2025 11:00:00 CET", "20 Jan 25 05:00 EST",
        "Mon, 20 Jan 2025 10:00:00 +0000 (UTC)", "Monday, 20-Jan-25 10:00:00 GMT", "Mon Jan 20 11:00:00 2025", "lundi 20 janvier 2025 à 11h",
        "le 20 janvier 2025 à 11 h 00", "lun., 20 janv. 2025 11:00:00 +0100", "January 20, 2025 at 5:00 am ET", "20/01/2025 11:00",
        "Jan 20, 2025, 10:00 AM (GMT)", "20 janvier 2025 à 11h00 (heure de Paris)", "20 Jan 2025 15:30 IST", "2025-01-20 12:00 UTC+2",
    ):  # fmt: skip
        found = parse(text, now=NOW, language="fr")
        assert isinstance(found, datetime), text
        assert found == TEN_UTC, text


def test_zone_names_mean_what_they_say_in_summer_too() -> None:
    now = datetime(2025, 8, 1, tzinfo=UTC)
    expected = datetime(2025, 7, 21, 8, tzinfo=UTC)
    for text in (
        "Mon, 21 Jul 2025 10:00:00 CEST",
        "Mon, 21 Jul 2025 09:00:00 CET",
        "21 juillet 2025 à 10h (heure de Paris)",
    ):
        assert parse(text, now=now) == expected, text


@pytest.mark.parametrize(
    "text",
    [
        "37,2 %", "20", "mars", "mars 2025", "2025", "mars 20", "20 pommes 2025", "14,3 milliards", "3 jours", "il y a longtemps",
        "12:30", "10 h", "Le 20", "20250120", "31 février 2025", "2025-13-01", "30 de febrero de 2025", "20 mai 68",
        "1 mars 2025 : 3 morts", "20 janvier 2025 10", "Mon, 20 Jan 2025 25:00:00 GMT", "13:00 pm", "", " ", "il y a 9999 ans",
        "20 janvier 2025 à 11h le matin du retour des élus dans la salle du conseil de la commune de Brévannes",
    ],
)  # fmt: skip
def test_what_is_no_date_stays_none(text: str) -> None:
    assert parse(text, now=NOW, language="fr") is None


def test_the_range_is_sane() -> None:
    assert parse("1989-12-31", now=NOW) is None
    assert parse("1990-01-01", now=NOW) == date(1990, 1, 1)
    assert parse("2025-01-24", now=NOW) == date(2025, 1, 24)
    assert parse("2025-01-25", now=NOW) is None
    assert parse("2025-01-24T12:30:01+01:00", now=NOW) is None
    assert parse("9999999999", now=NOW) is None


def test_a_date_without_a_year_is_the_latest_that_is_not_ahead() -> None:
    assert parse("24 janv.", now=NOW) == date(2025, 1, 24)
    assert parse("25 janv.", now=NOW) == date(2024, 1, 25)
    assert parse("29 février", now=NOW) == date(2024, 2, 29)
    assert parse("31Déc", now=NOW) == date(2024, 12, 31)


def test_the_order_of_numbers_depends_on_the_language() -> None:
    assert parse("03/04/2024", now=NOW, language="fr") == date(2024, 4, 3)
    assert parse("03/04/2024", now=NOW, language="en-GB") == date(2024, 4, 3)
    assert parse("03/04/2024", now=NOW, language="en-US") == date(2024, 3, 4)
    assert parse("03/04/2024", now=NOW, language="en") is None
    assert (
        parse("13/04/2024", now=NOW, language="en") == parse("04/13/2024", now=NOW, language="en") == date(2024, 4, 13)
    )
    assert parse("04/04/2024", now=NOW) == date(2024, 4, 4)


def test_relative_dates_count_from_now() -> None:
    assert parse("il y a une heure", now=NOW) == NOW - timedelta(hours=1)
    assert parse("35 min ago", now=NOW) == NOW - timedelta(minutes=35)
    assert parse("il y a 2 semaines", now=NOW) == date(2025, 1, 8)
    assert parse("il y a 2 mois", now=NOW) == date(2024, 11, 22)
    assert parse("a month ago", now=datetime(2025, 3, 31, tzinfo=UTC)) == date(2025, 2, 28)
    assert parse("il y a un an", now=NOW) == date(2024, 1, 22)
    assert parse("hier à 18h30", now=NOW) == datetime(2025, 1, 21, 18, 30, tzinfo=PARIS)


def test_hours_ago_are_counted_across_the_change_of_clocks() -> None:
    after = datetime(2025, 3, 30, 3, 30, tzinfo=PARIS)  # an hour after 01:30 in winter time
    assert parse("1 hour ago", now=after) == datetime(2025, 3, 30, 0, 30, tzinfo=UTC)


def test_now_must_be_aware() -> None:
    with pytest.raises(ValueError, match="aware"):
        parse("2025-01-20", now=datetime(2025, 1, 20))  # noqa: DTZ001 - that is the mistake


MOMENTS = st.datetimes(datetime(1990, 1, 2), datetime(2025, 1, 21), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(MOMENTS, st.integers(-12, 14))
def test_what_is_written_in_a_standard_way_is_read_back(moment: datetime, hours: int) -> None:
    there = moment.replace(microsecond=0).astimezone(timezone(timedelta(hours=hours)))
    assert parse(there.isoformat(), now=NOW) == there
    assert parse(there.strftime("%a, %d %b %Y %H:%M:%S %z"), now=NOW) == there
    assert parse(there.strftime("%d %B %Y"), now=NOW) == there.date()
    if moment.year > 2001:
        assert parse(str(int(there.timestamp())), now=NOW) == there


PIECES = st.sampled_from(["20", "jan", "janvier", "2025", ":", "h", "10", "à", "le", "lundi", "-", "/", "il y a", "ago", "ans", "+", "CET", "%", ",", "٢", "de", "hace", "T", "Z"])  # fmt: skip


@given(st.text(max_size=30) | st.lists(PIECES, max_size=7).map(" ".join) | st.lists(PIECES, max_size=7).map("".join))
def test_any_text_gives_a_sane_day_or_none(text: str) -> None:
    found = parse(text, now=NOW, language="fr")
    if found is not None:
        assert date(1990, 1, 1) <= day_of(found) <= NOW.date() + timedelta(days=3)
        assert not isinstance(found, datetime) or found.tzinfo is not None
