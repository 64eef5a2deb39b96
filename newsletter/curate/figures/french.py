"""French: its number words (Belgium's and Switzerland's too), units, months and near words."""

from __future__ import annotations

from newsletter.curate.figures.lexicon import ABOUT, AT_LEAST, AT_MOST, NEARLY, Bound, Language, numbered, saying, words
from newsletter.curate.figures.units import (
    MONTH,
    SECOND,
    TIMES,
    Kind,
    Unit,
    measure,
    money,
    plural,
    prefixed,
    spelled,
    unit,
)

_NUMERALS = numbered("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", 0)
_NUMERALS |= {"une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_NUMERALS |= {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90, "cent": 100, "cents": 100, "mille": 1000}

_ROUND = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40}
_ROUND |= {"cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000}
_VAGUE = {"dizaines": 10, "douzaines": 12, "centaines": 100, "milliers": 1000}
_LARGE = plural({"million": 10**6, "milliard": 10**9, "billion": 10**12, "trillion": 10**18})

_ORDINALS = numbered(
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième"
)
_ORDINALS |= {"première": 1, "second": 2, "quinzième": 15, "vingtième": 20, "centième": 100, "millième": 1000}
_DENOMINATORS = plural({word: value for word, value in _ORDINALS.items() if value > 4} | {"quart": 4}) | {"tiers": 3}

_STEMS = {"doubl": 2, "tripl": 3, "quadrupl": 4, "quintupl": 5, "décupl": 10, "centupl": 100}
_ENDINGS = words("é ée és ées er ent ant era eront ait aient")
_MULTIPLES = {stem + ending: value for stem, value in _STEMS.items() for ending in _ENDINGS}


def _units() -> dict[str, Unit]:
    found = spelled(
        {
            money("EUR"): "euro|euros",
            money("EUR", "1/100"): "centime|centimes|centimes d'euro|cents",
            money("USD"): "dollar|dollars|dollar américain|dollars américains|dollars us|dollars des états-unis",
            money("CAD"): "dollars canadiens",
            money("GBP"): "livre sterling|livres sterling",
            money("CHF"): "franc suisse|francs suisses",
            money("XOF"): "francs cfa",
            money("FRF"): "franc|francs",
            money("JPY"): "yen|yens",
            money("CNY"): "yuan|yuans|renminbi",
            money("INR"): "roupie|roupies",
            money("KRW"): "won|wons",
            money("RUB"): "rouble|roubles",
            money("BTC"): "bitcoin|bitcoins",
            unit("%", Kind.PERCENT): "pour cent|pour-cent|pourcent|pourcents|p. cent",
            unit("%", Kind.PERCENT, "1/10"): "pour mille",
            unit("pt", Kind.PERCENT): "point|points|point de pourcentage|points de pourcentage|point de %|points de %",
            unit("pt", Kind.PERCENT, "1/100"): "point de base|points de base",
            unit(TIMES, Kind.MULTIPLE): "fois",
            unit(MONTH, Kind.DURATION): "mois",
            measure("m²"): "mètre carré|mètres carrés",
            measure("m²", 10**6): "kilomètre carré|kilomètres carrés",
            measure("m³"): "mètre cube|mètres cubes",
            measure("°C"): "degré celsius|degrés celsius",
            measure("km/h"): "kilomètre-heure|kilomètres-heure|kilomètres par heure",
        }
    )
    times = {"seconde": 1, "minute": 60, "heure": 3600, "jour": 86400, "journée": 86400, "semaine": 604800}
    months = {"trimestre": 3, "semestre": 6, "an": 12, "année": 12, "décennie": 120, "siècle": 1200}
    found |= plural({word: unit(SECOND, Kind.DURATION, scale) for word, scale in times.items()})
    found |= plural({word: unit(MONTH, Kind.DURATION, scale) for word, scale in months.items()})
    found |= plural({"milliseconde": unit(SECOND, Kind.DURATION, "1/1000"), "tonne": measure("g", 10**6)})
    found |= plural({"mètre": measure("m"), "kilomètre": measure("m", 1000), "centimètre": measure("m", "1/100")})
    found |= plural({"millimètre": measure("m", "1/1000"), "nanomètre": measure("m", "1/1000000000")})
    found |= plural({"hectare": measure("m²", 10**4), "litre": measure("l"), "degré": measure("°")})
    found |= plural({"gramme": measure("g"), "kilo": measure("g", 1000), "kilogramme": measure("g", 1000)})
    roots = {"W": "watt", "Wh": "wattheure", "B": "octet", "Hz": "hertz", "FLOP": "flop", "bit": "bit"}
    for name, root in roots.items():
        found |= prefixed(name, root)
    return found


def _before() -> dict[str, tuple[Bound, bool]]:
    """Give the near words; those that take `de` with all its forms: plus d'un, près des deux tiers."""
    with_de = {
        ABOUT: "autour|aux alentours|aux environs|de l'ordre",
        NEARLY: "près|proche|proches|pas loin",
        AT_LEAST: "plus|+|au-delà|au-dessus|à partir",
        AT_MOST: "moins|au-dessous|en dessous",
    }
    links = ("de", "d'", "des", "du", "de la", "de l'")
    found = {
        f"{phrase} {de}": said for said, phrases in with_de.items() for phrase in phrases.split("|") for de in links
    }
    found |= saying(ABOUT, "environ|quelque|approximativement|à peu près|grosso modo|à peine|peu ou prou|~|≈")
    found |= saying(ABOUT, "avoisine|avoisinent|avoisinant")
    found |= saying(NEARLY, "presque|quasi|quasiment|bientôt|frôle|frôlent|frôler|approche|approchent|approcher")
    found |= saying(AT_LEAST, "au moins|au minimum|minimum|>|≥")
    found |= saying(AT_LEAST, "dépasse|dépassent|dépasser|dépassera|dépassant|dépassé|franchi|franchit|franchir")
    found |= saying(AT_LEAST, "supérieur à|supérieure à|supérieurs à|supérieures à")
    found |= saying(AT_MOST, "inférieur à|inférieure à|inférieurs à|inférieures à")
    return found | saying(AT_MOST, "au plus|au maximum|maximum|jusqu'à|jusqu'aux|sous|sous les|<|≤")


_STOPS = words(
    """a ai ainsi alors apparemment après as au aucun aujourd aura auront aussi autant aux avaient avait avant avec
    ayant bien c car ce cela celle celles celui ces cet cette ceux chaque chez ci comme comment contre dans depuis
    dès devant devrait devraient doit doivent donc dont du durant elle elles en encore enfin ensuite entre environ
    est et étaient était été être eu eux fait faut furent grâce hier hors ici il ils j jamais jusqu l la là le lequel
    lesquels leur leurs lors lorsque lui mais malgré même mes moins mon n ne ni nos notre nous on ont or ou où par
    parce parfois parmi pas pendant peu peut peuvent plus plusieurs plutôt pour pourquoi pourrait presque près puis
    puisque qu quand que quel quelle quelques qui quoi rien s sa sans se selon sera seraient serait seront ses si
    sinon soit sommes son sont sous sur surtout t ta tandis tant te tel telle tes tous tout toute toutes très trop tu
    un une va vers via voici voilà vont vos votre vous y à ça"""
)
_FILLERS = words(
    """de d des du les la le l ses ces leurs nos nouveau nouveaux nouvel nouvelle nouvelles autre autres premiers
    premières derniers dernières grands grandes petits petites jeunes principaux principales différents différentes
    mêmes propres vrais vraies bons bonnes gros grosses meilleurs meilleures futurs anciens anciennes simples seuls
    seules"""
)

FRENCH = Language(
    code="fr",
    decimal=",",
    numerals=_NUMERALS,
    articles=words("un une"),
    only_first=frozenset(),
    joiner="et",
    joined=frozenset({1, 11}),
    joined_after=frozenset({20, 30, 40, 50, 60, 70, 80, 90, 1000}),
    after_ten=(7, 8, 9),
    long_tens=(60, 80),
    hundreds=(2, 9),
    magnitudes=_LARGE | {"mille": 1000, "millier": 1000, "milliers": 1000},
    collectives=_ROUND | _VAGUE,
    vague=_VAGUE | {word: value for word, value in _LARGE.items() if word.endswith("s") and value < 10**15},
    halves=words("moitié"),
    half_of=words("demi demie"),
    denominators=_DENOMINATORS,
    lone_parts={"tiers": 3, "quart": 4},
    out_of=("sur",),
    ordinals=_ORDINALS,
    no_ranks=(" degré", "-monde"),
    ordinal_suffix="ers?|ères?|re|ème|eme|èmes|nd|nde|es?",
    multiples=_MULTIPLES,
    loose_multiples={"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "décuple": 10},
    of=words("de d des"),
    units=_units(),
    months=numbered("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
    | {"janv": 1, "févr": 2, "fév": 2, "fevrier": 2, "avr": 4, "juil": 7, "aout": 8, "sept": 9, "oct": 10, "nov": 11}
    | {"déc": 12, "decembre": 12},
    fillers=_FILLERS,
    stops=_STOPS,
    before=_before(),
    after=saying(ABOUT, "environ|à peu près")
    | saying(AT_LEAST, "au moins|ou plus|et plus|au minimum|minimum|et au-delà")
    | saying(AT_MOST, "au plus|ou moins|au maximum|maximum"),
    between=words("entre"),
    range_words=words("à jusqu'à et au aux"),
    pair_words=words("et ou puis contre ni"),
    year_words=words(
        """en depuis fin début mi dès an année l'an courant printemps été automne hiver millésime avant après pour
        d'ici jusqu'en rentrée"""
    ),
    within=words("en sous depuis pendant après d'ici dans durant"),
    several=words("plusieurs quelques"),
    the=words("le du au"),
    pronouns=words("les ces ses leurs tous toutes des aux nous vous ceux celles"),
    parts=words("première deuxième seconde dernière autre"),
    prefixes=words("mi post pré pre top sous sur après avant quasi fin plus"),
    rises=words(
        """hausse hausses augmentation progression gain bond croissance augmente augmenté augmentent gagne gagné gagnent
        progresse progressé grimpe grimpé bondit bondi croît"""
    ),
    falls=words(
        """baisse baisses chute recul repli perte perd perdu perdent baissent baissé recule reculé chuté décroche
        décroché cède cédé cèdent plonge plongé dégringole diminution diminue diminué"""
    ),
)
