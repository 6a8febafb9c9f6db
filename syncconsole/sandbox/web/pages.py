"""What both systems' pages share: list, request log, choice of person, routing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import quote, urlencode

from syncconsole.sandbox.messages import Request, Response
from syncconsole.sandbox.requestlog import RequestLog
from syncconsole.sandbox.web import layout
from syncconsole.sandbox.web.layout import link, table, tag, text
from syncconsole.sandbox.web.visit import Visit, redirect

PAGE_SIZE = 50


class Pages(ABC):
    """The web pages of one system: ``/``, ``/log``, ``/party/new``, ``/party/<key>``, ``/person``."""

    name = ""
    accent = "#555"
    people: dict[str, str] = {}

    def __init__(self, log: RequestLog, other_url: str, other_name: str) -> None:
        self._log, self._other = log, (other_url, other_name)

    def handle(self, request: Request) -> Response:
        """Answer a page request; a form is answered with a redirect."""
        visit = Visit(request, self.people)
        path = request.path.rstrip("/") or "/"
        if request.method == "POST":
            return self._posted(visit, path)
        if request.method not in ("GET", "HEAD"):
            return Response(405)
        if path == "/":
            return self._show(visit, visit.t("Parties"), self._list(visit))
        if path == "/log":
            return self._show(visit, visit.t("Request log"), self._requests(visit))
        if path == "/party/new":
            return self._show(visit, visit.t("New party"), self.form(visit, None, {}))
        if path.startswith("/party/"):
            return self._party(visit, path.removeprefix("/party/"))
        return self._missing(visit)

    # What a system fills in

    @abstractmethod
    def rows(self, visit: Visit, wanted: str) -> list[tuple[str, list[str]]]:
        """Key and HTML cells of each party whose text contains ``wanted``."""

    @abstractmethod
    def heads(self, visit: Visit) -> list[str]:
        """The column heads of the list."""

    def list_links(self, visit: Visit) -> list[tuple[str, str]]:
        """Further links above the list: address and English label."""
        return []

    @abstractmethod
    def values(self, key: str) -> dict[str, Any] | None:
        """The stored values of one party; ``None`` if there is none."""

    @abstractmethod
    def form(self, visit: Visit, key: str | None, values: dict[str, Any]) -> str:
        """The edit form of a party, or of a new one."""

    @abstractmethod
    def save(self, visit: Visit, key: str | None, action: str) -> str:
        """Carry out a posted form and return the path to show next.

        Raises:
            Refused: the system does not take it.
        """

    # Pages

    def _list(self, visit: Visit) -> str:
        wanted = visit.parameters.get("q", "").strip().lower()
        start = int(visit.parameters["from"]) if visit.parameters.get("from", "").isdigit() else 0
        rows = self.rows(visit, wanted)
        shown = [cells for _, cells in rows[start : start + PAGE_SIZE]]
        search = tag("input", type="search", name="q", value=wanted, placeholder=visit.t("Search"))
        top = tag("form", search, class_="row") + link("/party/new", f"+ {visit.t('New party')}")
        top += "".join(link(url, visit.t(label)) for url, label in self.list_links(visit))
        body = table(self.heads(visit), shown, narrow=(0,)) if shown else tag("p", text(visit.t("No party.")))
        return tag("div", top, class_="row") + body + self._pager(visit, wanted, start, len(rows))

    def _pager(self, visit: Visit, wanted: str, start: int, total: int) -> str:
        count = f"{min(start + 1, total)}–{min(start + PAGE_SIZE, total)} {visit.t('of')} {total}"
        parts = [tag("span", text(count), class_="soft")]
        for at, label in ((start - PAGE_SIZE, "Previous page"), (start + PAGE_SIZE, "Next page")):
            if 0 <= at < total:
                parts.append(link("/?" + urlencode({"q": wanted, "from": at}), visit.t(label)))
        return tag("p", " ".join(parts), class_="row")

    def _requests(self, visit: Visit) -> str:
        heads = ["#", visit.t("Time"), visit.t("Request"), visit.t("Status"), "ms", visit.t("User")]
        entries = self._log.entries()[-200:][::-1]
        rows = [
            [text(e.seq), text(e.time[11:23]), text(f"{e.method} {e.path}"), text(e.status), text(e.ms), text(e.user)]
            for e in entries
        ]
        return tag("p", text(visit.t("Newest first, at most 200.")), class_="soft") + table(heads, rows, narrow=(0, 1))

    def _party(self, visit: Visit, key: str, error: str = "") -> Response:
        values = self.values(key)
        if values is None:
            return self._missing(visit)
        notice = ""
        if error:
            notice = tag("p", text(f"{visit.t('Not saved:')} {error}"), class_="error")
        elif "saved" in visit.parameters:
            notice = tag("p", text(visit.t("Saved.")), class_="saved")
        return self._show(visit, self.title(values), notice + self.form(visit, key, values), 400 if error else 200)

    def title(self, values: dict[str, Any]) -> str:
        """What a party is called on its page."""
        return str(values.get("name") or "–")

    def _posted(self, visit: Visit, path: str) -> Response:
        if path == "/person":
            back = "/" + visit.form.get("back", "").lstrip("/")
            return redirect(back, f"person={quote(visit.form.get('person', ''))}; Path=/")
        if not path.startswith("/party/"):
            return self._missing(visit)
        name, _, action = path.removeprefix("/party/").partition("/")
        key = None if name == "new" else name
        if key is not None and self.values(key) is None and action != "restore":
            return self._missing(visit)
        try:
            return redirect(self.save(visit, key, action))
        except Refused as error:
            if key is not None:
                return self._party(visit, key, str(error))
            notice = tag("p", text(f"{visit.t('Not saved:')} {error}"), class_="error")
            return self._show(visit, visit.t("New party"), notice + self.form(visit, None, {}), 400)

    def _missing(self, visit: Visit) -> Response:
        return self._show(visit, visit.t("Not found"), link("/", visit.t("Back")), 404)

    def _show(self, visit: Visit, title: str, content: str, status: int = 200) -> Response:
        heading = tag("h1", text(title))
        body = layout.page(
            f"{title} · {self.name}", self.accent, visit.language, self._header(visit), heading + content
        )
        return visit.html(body, status)

    def _header(self, visit: Visit) -> str:
        name = tag("strong", text(self.name)) + " " + tag("small", text(visit.t("simulated")))
        other = "en" if visit.language == "de" else "de"
        links = [
            link("/", visit.t("Parties")),
            link("/log", visit.t("Request log")),
            link(self._other[0], f"→ {self._other[1]}"),
            link(f"?lang={other}", other.upper()),
        ]
        people = layout.choice("person", visit.user, [(key, name) for key, name in self.people.items()])
        back = tag("input", type="hidden", name="back", value=visit.request.path)
        button = tag("button", text(visit.t("Choose")), class_="quiet")
        who = tag("form", text(visit.t("You are")) + " " + people + back + button, method="post", action="/person")
        return tag("div", name) + tag("nav", "".join(links)) + who


class Refused(Exception):
    """The system does not take what a person typed; the text says why."""
