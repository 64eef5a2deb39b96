"""Everything the world gets wrong, each on its own path: what it plays, and what must be said of it."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING

from loopback import Handler, moved, page

if TYPE_CHECKING:
    from loopback import Play

XML = "application/rss+xml; charset=utf-8"


def rss(*items: str) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'


def item(name: str, text: str = "", more: str = "") -> str:
    return f"<item><title>{name}</title><guid>{name}</guid><description>{text}</description>{more}</item>"


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", XML)
    handler.end_headers()
    for byte in rss(item("drip")).encode() * 100:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.1)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", XML)
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b"<!--" + b" " * 2**20 + b"-->")


def not_http(handler: Handler) -> None:
    handler.wfile.write(b"220 smtp ready\r\n")


def half(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(rss(item("half")).encode())


def silent(_: Handler) -> None:
    time.sleep(6)


LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITY_BOMB = rss(item("bomb", "&l9;")).replace("<rss", f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LOL}]><rss')
EXTERNAL = rss(item("external", "&x;")).replace("<rss", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss')

GOOD: dict[str, tuple[Play, int]] = {
    "/good": (page(rss(item("good")), XML), 1),
    "/moved": (moved("/moved-to", 301), 1),
    "/wrong-type": (page(rss(item("wrong-type")), "text/html; charset=utf-8"), 1),
    "/wrong-encoding": (page(rss(item("Été")).encode("cp1252"), "application/rss+xml; charset=utf-8"), 1),
    "/truncated": (page(rss(item("truncated"), item("lost"))[:-60], XML), 2),
    "/bare": (
        page(rss("<item><title>bare one</title></item>", "<item><description>bare two</description></item>"), XML),
        2,
    ),
    "/years": (
        page(
            rss(
                item("year one", more="<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>"),
                item("year 9999", more="<pubDate>9999-12-31T23:59:59Z</pubDate>"),
            ),
            XML,
        ),
        2,
    ),
    "/entity-bomb": (page(ENTITY_BOMB, XML), 1),
    "/external-entity": (page(EXTERNAL, XML), 1),
    "/nested": (page(rss(item("nested", "&lt;div&gt;" * 100_000 + "deep")), XML), 1),
    "/many": (page(rss(*(item(f"many {number}") for number in range(100_000))), XML), 2_000),
    "/site": (page('<title>Site</title><link rel="alternate" type="application/rss+xml" href="/site-feed">'), 1),
    "/list": (page('<opml version="2.0"><body><outline xmlUrl="SERVER/listed"/></body></opml>', "text/x-opml"), 0),
    "/same": (
        lambda handler: handler.say(
            304 if "If-None-Match" in handler.headers else 200, rss(item("same")).encode(), content_type=XML, etag='"1"'
        ),
        1,
    ),
}
BEHIND: dict[str, Play] = {
    "/moved-to": page(rss(item("moved")), XML),
    "/site-feed": page(rss(item("site")), XML),
    "/listed": page(rss(item("listed")), XML),
}
BAD: dict[str, tuple[Play, str]] = {
    "/not-a-feed": (page("<?xml version='1.0'?><sitemap><url/></sitemap>", XML), "not a feed"),
    "/empty": (page("", XML), "nothing in it"),
    "/no-entries": (page(rss(), XML), "no entries"),
    "/big": (endless, "bigger than"),
    "/gzip-bomb": (page(gzip.compress(bytes(64 * 2**20), 9), XML, Content_Encoding="gzip"), "bigger than"),
    "/broken-gzip": (page(b"\x1f\x8b\x08nothing", XML, Content_Encoding="gzip"), "packed wrongly"),
    "/brotli": (page(b"x", XML, Content_Encoding="br"), "not asked for"),
    "/login": (page("<title>Log in</title><form><input type='password'></form>"), "log-in"),
    "/consent": (page("<title>Choose</title><p>Before you continue</p><button>Accept all</button>"), "consent"),
    "/loop": (moved("/loop", 301), "leads on more than"),
    "/gone": (lambda handler: handler.say(410), "gone for good"),
    "/missing": (lambda handler: handler.say(404), "not there"),
    "/forbidden": (lambda handler: handler.say(403), "programs"),
    "/broken": (lambda handler: handler.say(500), "out of order"),
    "/drip": (drip, "not done after"),
    "/silent": (silent, "silent for"),
    "/half": (half, "ended early"),
    "/not-http": (not_http, "not HTTP"),
    "/inside": (moved("http://127.0.0.2:9/"), "not a public address"),
    "/file": (moved("file:///etc/passwd"), "not an address on the web"),
    "/pdf": (page(b"%PDF-1.7\n\0", "application/pdf"), "a PDF"),
    "/picture": (page(b"\x89PNG\r\n\x1a\n", "image/png"), "a picture"),
    "/json": (page('{"items": 3}', "application/feed+json"), "not a JSON Feed"),
    "/robots-closed": (page("<p>closed</p>"), "robots.txt"),
}

BUSY: dict[str, Play] = {"/": lambda handler: handler.say(429, retry_after="3600")}
