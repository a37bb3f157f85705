"""What can be seen of one page: overflow, barriers, errors, foreign requests, missing glyphs, weight."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Page, Request, Response

AXE_OPTIONS: Final = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

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
    return canvas.toDataURL();
  };
  const missing = new Set(["\\u{10fffe}", "\\u{e0ff}"].map(draw));
  return [...letters].filter((letter) => letter.trim() && missing.has(draw(letter)));
}"""

_MARK_LETTERS: Final = """() => {
  const seen = new Set();
  for (const node of document.body.querySelectorAll("*")) {
    const own = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data);
    const weight = getComputedStyle(node).fontWeight;
    const fresh = [...own.join("")].map((letter) => letter + weight).filter((letter) => !seen.has(letter));
    fresh.forEach((letter) => seen.add(letter));
    if (fresh.length && node.checkVisibility()) node.setAttribute("data-letters", "");
  }
}"""
"""Marks the elements that together show every letter in every weight: asking for the fonts of each would be slow."""


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
    sight = Sight()
    host = urlsplit(base_url).netloc

    def note_request(request: Request) -> None:
        if urlsplit(request.url).netloc not in {host, ""}:
            sight.foreign.append(request.url)

    page.on("request", note_request)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    go(page)
    page.wait_for_load_state("load")
    sight.not_drawn = page.evaluate(_NOT_DRAWN)
    sight.overflowing = page.evaluate(_OVERFLOWING)
    sight.errors = list(errors)
    sight.barriers = _find_barriers(page)
    sight.system_fonts = _find_system_fonts(page)
    return sight


def weigh(page: Page, path: str) -> int:
    """Return the bytes of a page and what it loads, each gzipped, without fonts and streams."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - playwright marks its listeners
    page.goto(path)
    page.wait_for_load_state("load")
    return sum(_weigh(response) for response in responses)


def _find_barriers(page: Page) -> list[str]:
    result = Axe().run(page, options=AXE_OPTIONS)
    return [f"{found['id']}: {found['nodes'][0]['html'][:200]}" for found in result.response["violations"]]


def _find_system_fonts(page: Page) -> list[str]:
    """Return the fonts that drew text and were not sent by the system."""
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    page.evaluate(_MARK_LETTERS)
    nodes = client.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-letters]"})["nodeIds"]
    used: set[str] = set()
    for node in nodes:
        fonts: list[dict[str, Any]] = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        used.update(font["familyName"] for font in fonts if not font["isCustomFont"])
    client.detach()
    return sorted(used)


def _weigh(response: Response) -> int:
    path = PurePosixPath(urlsplit(response.url).path)
    is_stream = "event-stream" in response.headers.get("content-type", "")
    if path.suffix == ".woff2" or is_stream or not 200 <= response.status < 300 or response.status == 204:
        return 0
    return len(gzip.compress(response.body(), 6))
