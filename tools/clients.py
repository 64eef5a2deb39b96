"""Writes newsletter/render/clients.json: which mail clients show which features of HTML and CSS.

The facts are those of caniemail.com, which the npm package `caniemail` (MIT) carries; nothing but facts is taken:
for each feature its name and, for each client here, whether its newest tested version shows it. To make the file again:

    python tools/clients.py            (asks npm for the package)
    python tools/clients.py FILE.tgz   (reads a package that is there)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PACKAGE, VERSION = "caniemail", "2.0.2"
TARGET = Path(__file__).parent.parent / "newsletter/render/clients.json"
# What we call a client, and where the data has it: family and platform.
CLIENTS = {
    "Gmail": ("gmail", "desktop-webmail"),
    "Gmail on iOS": ("gmail", "ios"),
    "Gmail on Android": ("gmail", "android"),
    "Outlook on Windows": ("outlook", "windows"),
    "Outlook on Mac": ("outlook", "macos"),
    "Outlook on the web": ("outlook", "outlook-com"),
    "Outlook on iOS": ("outlook", "ios"),
    "Outlook on Android": ("outlook", "android"),
    "Apple Mail on Mac": ("apple-mail", "macos"),
    "Apple Mail on iOS": ("apple-mail", "ios"),
    "Yahoo": ("yahoo", "desktop-webmail"),
    "Yahoo on iOS": ("yahoo", "ios"),
    "Yahoo on Android": ("yahoo", "android"),
    "Orange": ("orange", "desktop-webmail"),
    "Orange on iOS": ("orange", "ios"),
    "Orange on Android": ("orange", "android"),
    "SFR": ("sfr", "desktop-webmail"),
    "SFR on iOS": ("sfr", "ios"),
    "SFR on Android": ("sfr", "android"),
    "La Poste": ("laposte", "desktop-webmail"),
    "La Poste on iOS": ("laposte", "ios"),
    "La Poste on Android": ("laposte", "android"),
    "Free": ("free-fr", "desktop-webmail"),
    "GMX": ("gmx", "desktop-webmail"),
    "GMX on iOS": ("gmx", "ios"),
    "GMX on Android": ("gmx", "android"),
    "Samsung": ("samsung-email", "android"),
    "Thunderbird": ("thunderbird", "windows"),
    "Proton": ("protonmail", "desktop-webmail"),
}


def table(data: dict[str, Any], version: str) -> dict[str, Any]:
    """Make the compact table from the package's data.

    A feature's row has one letter a client: `y` shown, `n` not, `a` in part, `u` unknown or not tested.
    """
    features = {
        one["slug"]: [one["title"], "".join(_support(one["stats"], *place) for place in CLIENTS.values())]
        for one in sorted(data["data"], key=lambda one: str(one["slug"]))
    }
    return {
        "source": f"caniemail.com, by way of the npm package {PACKAGE} {version} (MIT)",
        "as_of": str(data["last_update_date"])[:10],
        "clients": list(CLIENTS),
        "features": features,
    }


def _support(stats: dict[str, Any], family: str, platform: str) -> str:
    tested = stats.get(family, {}).get(platform, {})
    letter = str(list(tested.values())[-1])[:1] if tested else "u"
    return letter if letter in "yna" else "u"


def written(made: dict[str, Any]) -> str:
    """Write the table as JSON, a line for each feature, so that a change can be read."""
    rows = [f"  {json.dumps(slug)}: {json.dumps(row, ensure_ascii=False)}" for slug, row in made["features"].items()]
    head = json.dumps({name: value for name, value in made.items() if name != "features"}, ensure_ascii=False, indent=1)
    return head[:-2] + ',\n "features": {\n' + ",\n".join(rows) + "\n }\n}\n"


def _package(given: list[str]) -> Path:
    if given:
        return Path(given[0])
    folder = Path(tempfile.mkdtemp())
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{PACKAGE}@{VERSION}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def main() -> None:
    """Write the table of client support from the package that carries the data."""
    with tarfile.open(_package(sys.argv[1:])) as package:
        member = package.extractfile("package/data/caniemail.json")
        assert member is not None  # noqa: S101  the package's own layout
        data = json.load(member)
    TARGET.write_text(written(table(data, VERSION)), encoding="utf-8")
    print(f"{TARGET.name}: {len(data['data'])} features, {len(CLIENTS)} clients")


if __name__ == "__main__":
    main()
