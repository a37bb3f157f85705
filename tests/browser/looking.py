"""What can be seen of one page: overflow, barriers, errors, foreign requests, missing glyphs, weight."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

from tests.browser.walking import WIDTHS

CONTRAST: Final = "color-contrast"
AXE_OPTIONS: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],  # describing the thousands of nodes that pass takes longer than looking at them
    "rules": {CONTRAST: {"enabled": False}},
}
CONTRAST_OPTIONS: Final = {"runOnly": {"type": "rule", "values": [CONTRAST]}, "resultTypes": ["violations"]}

_BARRIERS: Final = """async ([options, contrast]) => {
  const letters = ["color", "fontSize", "fontWeight", "textShadow"];
  const layers = ["backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode"];
  const kinds = new Map(), beds = new Map([[null, 0]]), seen = new Set();
  const number = (key) => kinds.get(key) ?? kinds.set(key, kinds.size + 1).get(key);
  for (const node of document.querySelectorAll("body, body *")) {
    const style = getComputedStyle(node);
    const own = [beds.get(node.parentElement) ?? 0, ...layers.map((name) => style[name])];
    const bed = own.slice(1).join() === "rgba(0, 0, 0, 0),none,1,none,normal" ? own[0] : number(own.join());
    beds.set(node, bed);
    const said = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    if (!(said || node.matches("input, select, textarea")) || !node.checkVisibility()) continue;
    const look = number([bed, ...letters.map((name) => style[name])].join());
    if (!seen.has(look)) node.setAttribute("data-look", "");
    seen.add(look);
  }
  const found = [await axe.run(document, options)];
  if (seen.size) found.push(await axe.run("[data-look]", contrast));
  document.querySelectorAll("[data-look]").forEach((node) => node.removeAttribute("data-look"));
  return found.flatMap(({ violations }) => violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`));
}"""
"""Of what is written in the same letters on the same ground one is enough: the contrast of each took most of a look."""

_OVERFLOWING: Final = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  const found = [...document.body.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.right > wide + 1 || box.left < -1) && !scrolls(node);
  });
  const page = document.documentElement.scrollWidth > wide ? ["page"] : [];
  return page.concat(found.map((node) => node.tagName + "." + node.className).slice(0, 5));
}"""

_NOT_DRAWN: Final = """async () => {
  await document.fonts.ready;
  const family = getComputedStyle(document.body).fontFamily;
  const values = [...document.querySelectorAll("input, textarea")].map((field) => field.value + field.placeholder);
  const letters = new Set(document.body.innerText + values.join(""));
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const draw = (letter) => {
    brush.clearRect(0, 0, 40, 40);
    brush.font = `24px ${family}`;
    brush.fillText(letter, 4, 30);
    return String.fromCharCode(...new Uint16Array(brush.getImageData(0, 0, 40, 40).data.buffer));
  };
  const missing = new Set(["\\u{10fffe}", "\\u{e0ff}"].map(draw));
  const known = (window.drawn ??= new Map());
  for (const letter of letters) if (!known.has(letter)) known.set(letter, !missing.has(draw(letter)));
  return [...letters].filter((letter) => letter.trim() && !known.get(letter));
}"""

_END_TRANSITIONS: Final = """() => {
  const finite = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity);
  finite.forEach((each) => each.finish());
}"""
"""A colour on its way to another, after a page has become wider, is nobody's."""

_GATHER_LETTERS: Final = """() => {
  const shown = (window.shown ??= new Map());
  for (const node of document.body.querySelectorAll("*")) {
    const own = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data);
    if (!own.join("").trim() || !node.checkVisibility()) continue;
    const { fontFamily, fontWeight, fontStyle } = getComputedStyle(node);
    const key = JSON.stringify({ fontFamily, fontWeight, fontStyle });
    shown.set(key, new Set([...(shown.get(key) ?? []), ...own.join("")]));
  }
}"""
_WRITE_LETTERS: Final = """() => {
  for (const [key, letters] of window.shown) {
    const all = document.createElement("p");
    all.setAttribute("data-letters", "");
    Object.assign(all.style, JSON.parse(key));
    all.textContent = [...letters].join("");
    document.body.append(all);
  }
}"""
"""Writes every letter once more in each font that it is written in: asking for the fonts of each element is slow."""


@dataclass(slots=True)
class Sight:
    """What was seen of one page."""

    overflowing: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    not_drawn: list[str] = field(default_factory=list)
    system_fonts: list[str] = field(default_factory=list)


def look(page: Page, base_url: str, go: Callable[[Page], object]) -> Sight:
    """Go somewhere and return what can be seen there."""
    sight = _see(page, base_url, go)
    sight.system_fonts = _find_system_fonts(page)
    return sight


def _see(page: Page, base_url: str, go: Callable[[Page], object]) -> Sight:
    """Return what can be seen, but for the fonts: asking for those is slow, and they are asked for at all widths."""
    with _listening(page, base_url) as sight:
        go(page)
        page.wait_for_load_state("load")
        page.evaluate(_END_TRANSITIONS)
        _note_outlines(page, sight)
    _note_details(page, sight)
    return sight


def look_at_each_width(page: Page, base_url: str, go: Callable[[Page], object]) -> dict[str, Sight]:
    """Go somewhere with a phone and return what can be seen there, then on a desk: no script asks how wide it is."""
    _resize(page, "phone")
    seen = {"phone": _see(page, base_url, go), "desk": _see(page, base_url, lambda page: _resize(page, "desk"))}
    fonts = _find_system_fonts(page)
    for sight in seen.values():
        sight.system_fonts = fonts
    return seen


def _resize(page: Page, width: str) -> None:
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})


@contextmanager
def _listening(page: Page, base_url: str) -> Iterator[Sight]:
    """Note errors and requests to others until the block ends: the next place has its own, and axe's are nobody's."""
    told = Sight()
    host = urlsplit(base_url).netloc

    def note_request(request: Request) -> None:
        if urlsplit(request.url).netloc not in {host, ""}:
            told.foreign.append(request.url)

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            told.errors.append(message.text)

    def note_error(error: Error) -> None:
        told.errors.append(str(error))

    page.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", note_error)
    yield told
    page.remove_listener("request", note_request)
    page.remove_listener("console", note_message)
    page.remove_listener("pageerror", note_error)


def _note_outlines(page: Page, sight: Sight) -> None:
    sight.not_drawn = page.evaluate(_NOT_DRAWN)
    sight.overflowing = page.evaluate(_OVERFLOWING)
    page.evaluate(_GATHER_LETTERS)


def _note_details(page: Page, sight: Sight) -> None:
    """Note what cannot be asked without writing into the page.

    All of it is in view then: what a bar covers at one place of scrolling is not covered at another.
    """
    whole = page.evaluate("document.documentElement.scrollHeight")
    view = page.viewport_size
    assert view is not None, "a context has a width"
    page.set_viewport_size({"width": view["width"], "height": max(whole, view["height"])})
    sight.barriers = _find_barriers(page)


def weigh(page: Page, path: str) -> int:
    """Return the bytes of a page and what it loads, each gzipped, without fonts and streams."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - playwright marks its listeners
    page.goto(path)
    page.wait_for_load_state("load")
    return sum(_weigh(response) for response in responses)


def _find_barriers(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_BARRIERS, [AXE_OPTIONS, CONTRAST_OPTIONS])
    return found


def _find_system_fonts(page: Page) -> list[str]:
    """Return the fonts that drew text and were not sent by the system."""
    used: set[str] = set()
    page.evaluate(_WRITE_LETTERS)
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    nodes = client.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-letters]"})["nodeIds"]
    for node in nodes:
        fonts: list[dict[str, Any]] = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        used.update(font["familyName"] for font in fonts if not font["isCustomFont"])
    client.detach()
    page.evaluate("document.querySelectorAll('[data-letters]').forEach((all) => all.remove())")
    return sorted(used)


def _weigh(response: Response) -> int:
    path = PurePosixPath(urlsplit(response.url).path)
    is_stream = "event-stream" in response.headers.get("content-type", "")
    if path.suffix == ".woff2" or is_stream or not 200 <= response.status < 300 or response.status == 204:
        return 0
    return len(gzip.compress(response.body(), 6))
