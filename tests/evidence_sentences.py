"""Sentences with figures in French and English, made by templates: always the same for a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def listed(text: str) -> list[str]:
    """Give the words of a list written as text."""
    return text.split()


NBSP, THIN = "\u00a0", "\u202f"
PEOPLE = {
    "fr": ["salariés", "utilisateurs", "abonnés", "chercheurs", "ingénieurs", "clients"],
    "en": ["employees", "users", "subscribers", "researchers", "engineers", "customers"],
}
THINGS = {
    "fr": ["serveurs", "puces", "contrats", "pays", "villes", "modèles", "articles"],
    "en": ["servers", "chips", "contracts", "countries", "cities", "models", "papers"],
}
NAMES = [
    "Mercor",
    "Kosmos",
    "Meta",
    "Klarna",
    "Anthropic",
    "Mistral",
    "Nvidia",
    "le MIT",
    "Bruxelles",
    "Nairobi",
    "l’OIT",
    "Gemma",
]
MONTHS = {
    "fr": listed("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "en": listed("January February March April May June July August September October November December"),
}
TEMPLATES = {
    "fr": [
        "{name} annonce un investissement de {money} dans ses centres de données.",
        "Le chiffre d’affaires de {name} atteint {money}, en hausse de {percent}.",
        "Selon {name}, {percent} des entreprises interrogées ont adopté l’IA générative.",
        "{name} emploie {people} dans {things}.",
        "Après {duration} de travaux, {name} livre {things}.",
        "En {year}, {name} comptait {people}, contre {people} en {year}.",
        "Le {date}, {name} a supprimé {people}.",
        "La valorisation de {name} passe de {money} à {money} en {duration}.",
        "Près de {money} ont été levés par {name} depuis {year}.",
        "Plus de {percent} des réponses de {name} sont fausses.",
        "Le modèle de {name} compte {magnitude} de paramètres.",
        "{name} vise entre {low} et {high} % de croissance d’ici {year}.",
        "Le procès opposant {name} à l’État durera {duration}.",
        "{name} prévoit de {low} à {high} milliards d’euros de dépenses.",
        "Une centrale de {power} alimentera les serveurs de {name}.",
        "L’abonnement de {name} coûte {price} par mois.",
        "{share} des juniors de {name} gagnent du temps.",
        "Le cours de {name} a perdu {percent} en {duration}.",
        "« Nous avons formé {people} en {duration} », affirme {name}.",
        "La note de {name} gagne {low},{digit} points en {year}.",
        "{name} a répondu à {magnitude} de requêtes le {date}.",
        "Environ {people} utilisent {name} chaque semaine, soit {percent} du total.",
    ],
    "en": [
        "{name} announced an investment of {money} in its data centres.",
        "Revenue at {name} reached {money}, up {percent}.",
        "According to {name}, {percent} of the firms surveyed have adopted generative AI.",
        "{name} employs {people} across {things}.",
        "After {duration} of work, {name} delivered {things}.",
        "In {year}, {name} had {people}, against {people} in {year}.",
        "On {date}, {name} laid off {people}.",
        "The valuation of {name} went from {money} to {money} in {duration}.",
        "Nearly {money} has been raised by {name} since {year}.",
        "More than {percent} of the answers given by {name} are wrong.",
        "The model by {name} has {magnitude} parameters.",
        "{name} expects between {low} and {high}% growth by {year}.",
        "The case against {name} will last {duration}.",
        "{name} plans {low} to {high} billion euros of spending.",
        "A plant of {power} will feed the servers of {name}.",
        "A subscription to {name} costs {price} a month.",
        "{share} of the juniors at {name} save time.",
        "Shares in {name} lost {percent} in {duration}.",
        "“We trained {people} in {duration},” says {name}.",
        "The score of {name} gained {low}.{digit} points in {year}.",
        "{name} answered {magnitude} requests on {date}.",
        "About {people} use {name} every week, or {percent} of the total.",
    ],
}


@dataclass(frozen=True, slots=True)
class Sentence:
    language: str
    text: str


class Writer:
    """Writes sentences in one language, one figure in each slot, in all the ways in which people write it."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self.language, self.chance, self.french = language, chance, language == "fr"

    def sentence(self) -> Sentence:
        low = self.chance.randint(2, 40)
        slots: dict[str, Callable[[], str]] = {
            "name": lambda: self.chance.choice(NAMES), "money": self.money, "percent": self.percent, "people": lambda: self.counted(PEOPLE),
            "things": lambda: self.counted(THINGS), "duration": self.duration, "year": lambda: str(self.chance.randint(1987, 2026)),
            "date": self.date, "magnitude": self.magnitude, "low": lambda: str(low), "high": lambda: str(low + self.chance.randint(1, 50)),
            "power": self.power, "price": self.price, "share": self.share, "digit": lambda: str(self.chance.randint(1, 9)),
        }  # fmt: skip
        text = self.chance.choice(TEMPLATES[self.language])
        for slot, write in slots.items():
            while "{" + slot + "}" in text:
                text = text.replace("{" + slot + "}", write(), 1)
        return Sentence(self.language, text[0].upper() + text[1:])

    def decimal(self, whole: int, places: int) -> str:
        mark = "," if self.french else "."
        tenths = str(self.chance.randint(1, 10**places - 1)).zfill(places)
        return f"{whole}{mark}{tenths}"

    def grouped(self, number: int) -> str:
        separator = self.chance.choice([" ", NBSP, THIN]) if self.french else ","
        return f"{number:,}".replace(",", separator)

    def money(self) -> str:
        size = self.chance.choice([self.decimal(self.chance.randint(1, 99), 1), str(self.chance.randint(2, 990))])
        space = self.chance.choice([" ", NBSP])
        if self.french:
            forms = [
                f"{size}{space}milliards d’euros",
                f"{size} millions de dollars",
                f"{size}{space}Md€",
                f"{size}{space}M€",
                f"${size} millions",
                f"{self.grouped(self.chance.randint(1000, 999_999))}{space}€",
            ]
        else:
            forms = [
                f"${size} billion",
                f"€{size}bn",
                f"{size} million euros",
                f"£{size}m",
                f"${size} million",
                f"${self.grouped(self.chance.randint(1000, 999_999))}",
            ]
        return self.chance.choice(forms)

    def percent(self) -> str:
        size = self.chance.choice([self.decimal(self.chance.randint(0, 99), 1), str(self.chance.randint(2, 99))])
        return size + self.chance.choice(
            [f"{NBSP}%", f"{THIN}%", " %", " pour cent"] if self.french else ["%", " percent", " per cent"]
        )

    def counted(self, nouns: dict[str, list[str]]) -> str:
        number = self.chance.choice(
            [self.chance.randint(3, 99), self.chance.randint(101, 999), self.chance.randint(1000, 99_999)]
        )
        return f"{self.grouped(number)} {self.chance.choice(nouns[self.language])}"

    def duration(self) -> str:
        units = (
            ["jours", "heures", "mois", "ans", "semaines", "minutes"]
            if self.french
            else ["days", "hours", "months", "years", "weeks", "minutes"]
        )
        return f"{self.chance.randint(2, 90)} {self.chance.choice(units)}"

    def date(self) -> str:
        day, month, year = (
            self.chance.randint(2, 28),
            self.chance.choice(MONTHS[self.language]),
            self.chance.randint(2019, 2026),
        )
        if self.french:
            return self.chance.choice([f"{day} {month} {year}", f"{day} {month}"])
        return self.chance.choice([f"{month} {day}, {year}", f"{day} {month} {year}", f"{month} {day}"])

    def magnitude(self) -> str:
        size = self.chance.choice([self.decimal(self.chance.randint(1, 40), 1), str(self.chance.randint(2, 900))])
        return size + self.chance.choice([" millions", " milliards"] if self.french else [" million", " billion"])

    def power(self) -> str:
        return f"{self.chance.randint(2, 950)} {self.chance.choice(['MW', 'GW', 'kWh'])}"

    def price(self) -> str:
        size = self.chance.choice([str(self.chance.randint(5, 900)), self.decimal(self.chance.randint(5, 99), 2)])
        return f"{size}{NBSP}€" if self.french else f"${size}"

    def share(self) -> str:
        of = self.chance.randint(3, 10)
        part = self.chance.randint(2, of - 1)
        words = (
            [f"{part} salariés sur {of}", "un tiers", "deux tiers", "trois quarts", "la moitié"]
            if self.french
            else [f"{part} out of {of}", "a third", "two thirds", "three quarters", "half"]
        )
        return self.chance.choice(words)


def sources(count: int, *, size: int = 20, seed: int = 20251107) -> Iterator[list[Sentence]]:
    """Give sources of `size` sentences each, French and English by turns."""
    chance = random.Random(seed)  # noqa: S311 - the same sentences on every machine
    for number in range(count):
        writer = Writer("fr" if number % 2 == 0 else "en", chance)
        yield [writer.sentence() for _ in range(size)]
