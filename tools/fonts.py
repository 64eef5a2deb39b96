"""Makes templates/fonts/: the few faces that the social picture is drawn with, cut down to what it needs.

    npm install --prefix FOLDER @fontsource/literata@5.3.0 @fontsource/inter@5.3.0 dejavu-fonts-ttf@2.37.3
    python -m pip install fonttools brotli
    python tools/fonts.py FOLDER/node_modules

Kerning moves from GPOS, which only a shaping engine reads, into a `kern` table, which FreeType reads by itself: the
picture is then the same on machines with and without such an engine. Licences: templates/fonts/LICENCES.txt.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools.merge import Merger, Options as MergeOptions
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from fontTools.ttLib.tables.ttProgram import Program

FONTS = Path(__file__).parent.parent / "templates/fonts"
LATIN = {*range(0x20, 0x250), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070), 0x20AC, 0x2122, 0x2190, 0x2192, 0x2212}
SHOWN = {
    *range(0x370, 0x530),  # Greek, Cyrillic
    *range(0x5D0, 0x5F5),  # Hebrew
    *range(0x60C, 0x6D6),  # Arabic, Persian, Urdu
    *range(0xFB50, 0xFC00),
    *range(0xFE80, 0xFEFD),  # the same letters as they join
    *range(0x2070, 0x2150),  # superscripts, currencies, letterlike signs
    *range(0x2150, 0x2300),  # fractions, arrows, mathematics
    *range(0x25A0, 0x2700),  # shapes and signs
    *range(0x1F600, 0x1F641),  # faces
    0x20,
    0xFFFD,
}
SOURCES = {
    "serif.ttf": (["@fontsource/literata/files/literata-{}-700-normal.woff2"], "Newsletter Serif", LATIN),
    "sans.ttf": (["@fontsource/inter/files/inter-{}-600-normal.woff2"], "Newsletter Sans", LATIN),
    "others.ttf": (["dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"], "Newsletter Others", SHOWN),
}
CLOSEST = 24  # thousandths of an em: nearer pairs are not worth a row
MADE = 3_786_912_000  # 2024-01-01, in seconds from 1904: the same bytes each time
MOST_PAIRS = 10_000  # what one `kern` table holds


def main(modules: Path) -> None:
    """Make every font from the packages in a folder."""
    FONTS.mkdir(exist_ok=True)
    for name, (patterns, family, wanted) in SOURCES.items():
        paths = [
            modules / one.format(part)
            for one in patterns
            for part in (("latin", "latin-ext") if "{}" in one else ("",))
        ]
        font = (
            Merger(MergeOptions(drop_tables=["STAT", "fvar"])).merge([str(path) for path in paths])
            if len(paths) > 1
            else TTFont(paths[0])
        )
        cut(font, wanted, keep=["kern"])
        pairs = kerning(font) if "GPOS" in font else {}
        cut(font, wanted, keep=[])
        write_kerning(font, pairs)
        refuse_hints(font)
        rename(font, family)
        font.recalcTimestamp, font["head"].created, font["head"].modified = False, MADE, MADE
        font.save(FONTS / name)
        print(f"{name}: {len(font.getGlyphOrder())} glyphs, {len(pairs)} pairs, {(FONTS / name).stat().st_size} bytes")


def cut(font: TTFont, wanted: set[int], keep: list[str]) -> None:
    """Leave the glyphs of the wanted characters, and the features to keep."""
    options = Options()
    options.hinting, options.layout_features, options.name_IDs = False, keep, [0, 13, 14]
    options.drop_tables += ["FFTM", "DSIG", "GSUB", "GDEF"] + ([] if keep else ["GPOS"])
    options.recalc_timestamp, options.notdef_outline = False, True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def kerning(font: TTFont) -> dict[tuple[str, str], int]:
    """Write pairs out that GPOS holds by classes, the strongest first."""
    found: dict[tuple[str, str], int] = {}
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for one in lookup.SubTable:
            table = getattr(one, "ExtSubTable", one)
            for pair, value in _pairs(table) if type(table).__name__ == "PairPos" else []:
                found.setdefault(pair, value)
    least = CLOSEST * font["head"].unitsPerEm / 1000
    strong = sorted(((abs(value), pair) for pair, value in found.items() if abs(value) >= least), reverse=True)
    return {pair: found[pair] for _, pair in strong[:MOST_PAIRS]}


def _pairs(table: Any) -> list[tuple[tuple[str, str], int]]:
    made = []
    for first in table.Coverage.glyphs:
        if table.Format == 1:
            records = table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord
            made += [((first, one.SecondGlyph), one.Value1.XAdvance) for one in records if one.Value1]
        else:
            row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record
            for second, kind in table.ClassDef2.classDefs.items():
                value = row[kind].Value1
                if value and getattr(value, "XAdvance", 0):
                    made.append(((first, second), value.XAdvance))
    return made


def write_kerning(font: TTFont, pairs: dict[tuple[str, str], int]) -> None:
    """Write pairs as a `kern` table of format 0."""
    known = set(font.getGlyphOrder())
    table = KernTable_format_0()
    table.coverage, table.version, table.apple, table.tupleIndex = 1, 0, False, None
    table.kernTable = {pair: value for pair, value in pairs.items() if set(pair) <= known}
    kern = newTable("kern")
    kern.version, kern.kernTables = 0, [table]
    if table.kernTable:
        font["kern"] = kern


def refuse_hints(font: TTFont) -> None:
    """Give a font a program that does nothing: FreeType bends the outlines of fonts without one, and takes its time."""
    program = Program()
    program.fromBytecode(bytes.fromhex("b00021") * 3)  # push a zero, take it back
    font["prep"] = newTable("prep")
    font["prep"].program = program


def rename(font: TTFont, family: str) -> None:
    """Give a cut font a name of its own, as its licence may ask; copyright and licence stay."""
    for number, text in {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "")}.items():
        font["name"].setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
