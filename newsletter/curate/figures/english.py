"""English: its number words, units, months and near words."""

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

_NUMERALS = numbered("zero one two three four five six seven eight nine ten eleven twelve", 0)
_NUMERALS |= numbered("thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 13)
_NUMERALS |= {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_NUMERALS |= {"ninety": 90, "a": 1, "an": 1, "hundred": 100, "thousand": 1000}

_LARGE = plural({"million": 10**6, "billion": 10**9, "trillion": 10**12, "lakh": 10**5, "crore": 10**7})
_VAGUE = {"dozens": 12, "hundreds": 100, "thousands": 1000, "tens": 10}
_VAGUE |= {"millions": 10**6, "billions": 10**9, "trillions": 10**12}

_ORDINALS = numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_ORDINALS |= {"fifteenth": 15, "twentieth": 20, "hundredth": 100, "thousandth": 1000}
_DENOMINATORS = plural({word: value for word, value in _ORDINALS.items() if value > 4} | {"third": 3, "quarter": 4})

_MULTIPLES = {"twice": 2, "thrice": 3, "doubled": 2, "doubling": 2, "tripled": 3, "tripling": 3, "trebled": 3}
_MULTIPLES |= {"quadrupled": 4, "quadrupling": 4, "quintupled": 5, "tenfold": 10, "hundredfold": 100}
_MULTIPLES |= numbered("twofold threefold fourfold fivefold sixfold", 2)


def _units() -> dict[str, Unit]:
    found = spelled(
        {
            money("EUR"): "euro|euros",
            money("EUR", "1/100"): "euro cents",
            money("USD"): "dollar|dollars|us dollars|u.s. dollars|american dollars|buck|bucks",
            money("USD", "1/100"): "cent|cents",
            money("CAD"): "canadian dollars",
            money("GBP"): "pound|pounds|pounds sterling",
            money("GBP", "1/100"): "pence",
            money("CHF"): "swiss franc|swiss francs",
            money("FRF"): "franc|francs",
            money("JPY"): "yen",
            money("CNY"): "yuan|renminbi",
            money("INR"): "rupee|rupees",
            money("KRW"): "won",
            money("RUB"): "rouble|roubles|ruble|rubles",
            money("BTC"): "bitcoin|bitcoins",
            unit("%", Kind.PERCENT): "percent|per cent|per-cent|pct",
            unit("pt", Kind.PERCENT): "point|points|percentage point|percentage points|percent points|percentage-point",
            unit("pt", Kind.PERCENT, "1/100"): "basis point|basis points|basis-point",
            unit(TIMES, Kind.MULTIPLE): "times|fold",
            unit(MONTH, Kind.DURATION, 1200): "century|centuries",
            measure("m²"): "square metre|square metres|square meter|square meters",
            measure("m²", 10**6): "square kilometre|square kilometres|square kilometer|square kilometers",
            measure("m³"): "cubic metre|cubic metres|cubic meter|cubic meters",
            measure("g", 10**6): "tonne|tonnes|metric ton|metric tons",
            measure("foot"): "foot|feet",
            measure("inch"): "inch|inches",
            measure("sq ft"): "square feet|square foot|sq ft",
            measure("°C"): "degrees celsius",
            measure("km/h"): "kilometres per hour|kilometers per hour",
            measure("mph"): "miles per hour",
            measure("Wh", 10**3): "kilowatt hour|kilowatt hours",
            measure("Wh", 10**6): "megawatt hour|megawatt hours",
            measure("Wh", 10**9): "gigawatt hour|gigawatt hours",
            measure("Wh", 10**12): "terawatt hour|terawatt hours",
        }
    )
    times = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "fortnight": 1209600}
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
    found |= plural({word: unit(SECOND, Kind.DURATION, scale) for word, scale in times.items()})
    found |= plural({word: unit(MONTH, Kind.DURATION, scale) for word, scale in months.items()})
    found |= plural(
        {"millisecond": unit(SECOND, Kind.DURATION, "1/1000"), "ton": measure("ton"), "mile": measure("mile")}
    )
    found |= plural({"metre": measure("m"), "kilometre": measure("m", 1000), "nanometre": measure("m", "1/1000000000")})
    found |= plural({"meter": measure("m"), "kilometer": measure("m", 1000), "nanometer": measure("m", "1/1000000000")})
    found |= plural({"centimetre": measure("m", "1/100"), "hectare": measure("m²", 10**4), "acre": measure("acre")})
    found |= plural({"litre": measure("l"), "liter": measure("l"), "gallon": measure("gallon"), "degree": measure("°")})
    found |= plural({"gram": measure("g"), "kilo": measure("g", 1000), "kilogram": measure("g", 1000)})
    roots = {"W": "watt", "Wh": "watt-hour", "B": "byte", "Hz": "hertz", "FLOP": "flop", "bit": "bit"}
    for name, root in roots.items():
        found |= prefixed(name, root)
    return found


def _months() -> dict[str, int]:
    found = numbered("january february march april may june july august september october november december")
    return found | {name[:3]: number for name, number in found.items()} | {"sept": 9}


def _before() -> dict[str, tuple[Bound, bool]]:
    found = saying(ABOUT, "about|around|roughly|approximately|approx.|some|circa|in the region of|on the order of|~|≈")
    found |= saying(ABOUT, "an estimated|an average of")
    found |= saying(NEARLY, "near|nearly|almost|close to|just under|just shy of|just below|a little under")
    found |= saying(NEARLY, "approaching|not quite")
    found |= saying(AT_LEAST, "more than|over|just over|a little over|well over|above|at least|greater than|>|≥")
    found |= saying(AT_LEAST, "exceed|exceeds|exceeded|exceeding|top|topped|surpass|surpassed|surpassing")
    found |= saying(AT_LEAST, "upwards of|north of")
    found |= saying(AT_LEAST, "no fewer than|no less than|not less than|minimum of|a minimum of")
    found |= saying(AT_MOST, "less than|fewer than|under|below|at most|up to|within|as many as|as much as|<|≤")
    found |= saying(AT_MOST, "no more than|not more than|maximum of|a maximum of")
    return found | {phrase + " the": said for phrase, said in found.items() if phrase.isalpha()}


_STOPS = words(
    """a about according after again against ago all almost along already also although always am among amid and another
    any are as at away back be because been before being between both but by can cannot could did do does doing down
    during each either ever every for from further had has have having he her here hers him his how however i if in into
    is isn it just last least less like made many may me might more most much must my near neither never next no nor not
    now of off often on once only onto or our out over own per rather said same saw says she should since so some still
    such than that their them then there these they this those though through thus to together too toward towards under
    until up upon us very via was we were what when where whether which while who whom whose why will with within
    without would yet you your s t"""
)
_FILLERS = words(
    """of the its their his her our your these those new other others more additional extra big small large young senior
    full different key main major top separate own same such current former fewer"""
)

ENGLISH = Language(
    code="en",
    decimal=".",
    numerals=_NUMERALS,
    articles=words("a an one"),
    only_first=words("a an"),
    joiner="and",
    joined=frozenset(range(1, 100)),
    joined_after=frozenset({100, 1000}),
    after_ten=(),
    long_tens=(),
    hundreds=(1, 99),
    magnitudes=_LARGE | {"hundred": 100, "thousand": 1000, "thousands": 1000},
    collectives={"dozen": 12, "dozens": 12, "score": 20},
    vague=_VAGUE,
    halves=words("half halved halving"),
    half_of=words("half"),
    denominators=_DENOMINATORS,
    lone_parts={},
    out_of=("out of", "in"),
    ordinals=_ORDINALS,
    no_ranks=(" party", "-party", " parties", "-parties"),
    ordinal_suffix="st|nd|rd|th",
    multiples=_MULTIPLES,
    loose_multiples={"double": 2, "doubles": 2, "triple": 3, "triples": 3, "quadruple": 4},
    of=words("of"),
    units=_units(),
    months=_months(),
    fillers=_FILLERS,
    stops=_STOPS,
    before=_before(),
    after=saying(ABOUT, "or so")
    | saying(AT_LEAST, "or more|or higher|at least|at minimum|and up|and counting")
    | saying(AT_MOST, "or less|or fewer|at most"),
    between=words("between"),
    range_words=words("to and until through"),
    pair_words=words("and or then versus vs nor"),
    year_words=words(
        """in since by late early mid until till from of during before after year for spring summer autumn fall winter
        through fiscal around circa"""
    ),
    within=words("in within for over under after during since"),
    several=words("several few many"),
    the=words("the to will would could"),
    pronouns=words("the these those all them us its no any which each every this that"),
    parts=words("first second other latter last back better either top bottom"),
    prefixes=words("mid post pre top sub late early near non over under"),
    rises=words(
        "up rose rises risen rise gain gains gained increase increased increases growth grew climbed jumped surged"
    ),
    falls=words(
        """down fell falls fallen fall lost loses loss drop dropped drops decrease decreased decline declined slid shed
        plunged tumbled"""
    ),
)
