"""One request to a web page: who edits, in which language, and what the form said."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from syncconsole.sandbox.messages import Request, Response
from syncconsole.sandbox.web.layout import field
from syncconsole.sandbox.web.texts import chosen_language, translator


class Visit:
    """``t`` translates, ``form`` holds the posted fields, ``user`` is the chosen person's key."""

    def __init__(self, request: Request, people: dict[str, str]) -> None:
        self.request = request
        self.parameters = request.parameters()
        cookies = _cookies(request)
        self.language = chosen_language(
            self.parameters.get("lang", ""), cookies.get("lang", ""), request.header("accept-language")
        )
        self._words = translator(self.language)
        self.user = cookies.get("person", "")
        if self.user not in people:
            self.user = next(iter(people))
        self.form: dict[str, str] = {}
        if request.method == "POST":
            parsed = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
            self.form = {name: values[-1] for name, values in parsed.items()}

    def t(self, word: str) -> str:
        """``word`` in the visitor's language."""
        return self._words.get(word, word)

    def html(self, body: bytes, status: int = 200) -> Response:
        """The page as an answer; a language chosen by parameter is remembered."""
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if "lang" in self.parameters:
            headers["Set-Cookie"] = f"lang={self.language}; Path=/; SameSite=Lax"
        return Response(status, body, headers)

    def input(
        self, label: str, name: str, values: dict[str, Any], kind: str = "text", options: Iterable[str] | None = None
    ) -> str:
        """A labelled input for a stored value; after a refused save with what the person typed."""
        stored = values.get(name)
        typed = self.form.get(name, stored)
        return field(self.t(label), name, typed, self.form.get(f"was-{name}", stored), kind, options)

    def changed(self, names: Iterable[str]) -> dict[str, str | None]:
        """What the person changed in the form since it was loaded; an emptied field is ``None``."""
        typed = {name: self.form[name].strip() for name in names if name in self.form}
        return {name: value or None for name, value in typed.items() if value != self.form.get(f"was-{name}", "")}


def redirect(target: str, cookie: str = "") -> Response:
    """See other: the answer to every form."""
    headers = {"Location": target, **({"Set-Cookie": cookie} if cookie else {})}
    return Response(303, b"", headers)


def _cookies(request: Request) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(request.header("cookie")).items()}
    except CookieError:
        return {}
