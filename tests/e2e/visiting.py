"""A person at the console over HTTP: what its pages say, how their forms are filled in, and a session that ends."""

import html
import re
from collections.abc import Callable, Mapping, Sequence

import httpx

Values = Mapping[str, str | Sequence[str]]
"""Fields of a form; some have several values."""


class Visitor:
    """A person at the console: a browser's cookie, and what its pages say."""

    def __init__(self, client: httpx.Client, user: str, password: str) -> None:
        self.client = client
        self.who = {"user": user, "password": password}
        signed_in = self.send("/login", {**self.who, "next": ""})
        assert (signed_in.status_code, signed_in.url.path == "/login") == (200, False), say(signed_in.text)

    def read(self, path: str, status: int = 200) -> str:
        """Return the words of a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return say(answer.text)

    def open(self, path: str) -> str:
        """Return the source of a page."""
        return self.client.get(path).raise_for_status().text

    def fill(self, path: str, **values: str) -> httpx.Response:
        """Fill in the form of a page and send it: the answer says what it would bring about."""
        return self.send(path.partition("?")[0], {**read_hidden(self.open(path)), **values})

    def confirm(self, asked: httpx.Response, **values: str) -> httpx.Response:
        """Confirm what a page asked."""
        assert asked.status_code == 200, say(asked.text)
        return self.send(asked.url.path, {**read_hidden(asked.text), "step": "confirm", **values})

    def act_for(self, absent: str) -> httpx.Response:
        """Choose whom to act for; nobody ends it."""
        return self.send("/acting", {**read_hidden(self.open("/calendar")), "absent": absent})

    def send(self, path: str, values: Values) -> httpx.Response:
        """Send a form."""
        return self.client.post(path, data=values)

    def send_late(self, path: str, values: Values) -> httpx.Response:
        """Send a form whose session has ended, sign in on the page that asks for it, and return what comes then."""
        self.client.cookies.clear()
        asked = self.send(path, values)
        assert asked.status_code == 401, say(asked.text)
        kept: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="(kept-[^"]+|next)" value="([^"]*)"', asked.text):
            kept.setdefault(html.unescape(name), []).append(html.unescape(value))
        return self.send("/login", {**kept, **self.who})


def read_hidden(page: str) -> dict[str, str]:
    """Return the fields that a page keeps in its forms; those of the main part where one has both."""
    found = re.findall(r'<input type="hidden"[^>]*? name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "next"}


def say(page: str) -> str:
    """Return the words of a page's main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


Visit = Callable[[str], Visitor]
