"""A person at a browser without pictures: logs in, follows links, sends the forms of a page."""

import html
import http.client
import re
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

UUID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


class EveryAnswer(urllib.request.HTTPErrorProcessor):
    """A refusal is an answer like any other; only redirects are followed."""

    def http_response(self, request: Any, response: Any) -> Any:
        return super().http_response(request, response) if 300 <= response.status < 400 else response


@dataclass(frozen=True)
class Answer:
    """What came back, from where, and after how many milliseconds; status 0 when nobody answered."""

    status: int
    path: str
    body: str
    took: float

    def links(self, folder: str) -> list[str]:
        """The addresses /folder/<id>/ this page leads to."""
        return sorted(set(re.findall(rf'href="(/{folder}/{UUID}/)"', self.body)))

    def hidden(self, action: str) -> dict[str, str]:
        """What the form that ends in this action sends without being asked."""
        form = re.search(rf'<form[^>]*action="[^"]*{re.escape(action)}"[^>]*>(.*?)</form>', self.body, re.DOTALL)
        tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', form.group(1)) if form else []
        named = [dict(re.findall(r'(name|value)="([^"]*)"', tag)) for tag in tags]
        return {tag["name"]: html.unescape(tag.get("value", "")) for tag in named}


class Visitor:
    """One logged-in person."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(EveryAnswer, jar)
        self.home = self.send(self.get("/login/"), "/login/", username=username, password=password)

    def get(self, path: str, data: bytes | None = None) -> Answer:
        """The page at this path."""
        started = time.perf_counter()
        try:
            with self.opener.open(self.base + path, data, timeout=60) as answer:
                body = answer.read().decode()
                where = urllib.parse.urlsplit(answer.url).path
                status = answer.status
        except (OSError, http.client.HTTPException) as fault:
            status, where, body = 0, path, str(fault)
        return Answer(status, where, body, (time.perf_counter() - started) * 1000)

    def send(self, page: Answer, action: str, **fields: str) -> Answer:
        """Fill in a form of the page and send it; without such a form, send the fields alone to be refused."""
        path = re.search(rf'action="([^"]*{re.escape(action)})"', page.body)
        told = page.hidden(action) | fields
        return self.get(path.group(1) if path else page.path, urllib.parse.urlencode(told).encode())
