"""Advoware's HTTP interface: discovery, token, Beteiligte and Kommunikationen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from syncconsole.sandbox import demo
from syncconsole.sandbox.advoware.errors import ApiError, forbidden_delete, not_found
from syncconsole.sandbox.advoware.parties import WRITABLE_FIELDS, entry_answer
from syncconsole.sandbox.messages import Request, Response, json_response

if TYPE_CHECKING:
    from syncconsole.sandbox.advoware.model import Advoware

_ROUTE = re.compile(
    r"/api/v1/advonet/Beteiligte(?:/(?P<bet_nr>[^/]+)(?:/(?P<komm>Kommunikation\w*)(?:/(?P<entry>\d+))?)?)?/?$"
)


def answer(advoware: Advoware, request: Request) -> Response:
    """Answer one request; errors become German plain text."""
    try:
        if request.path.startswith("/AdvonetConfigurator/api/Url"):
            return _discovery(advoware, request)
        if request.path.rstrip("/") == "/api/v1/Token":
            return _token(advoware, request)
        advoware.tokens.check(request.header("authorization"), advoware.clock.now())
        advoware.limit.check(advoware.clock.now())
    except ApiError as error:
        return error.response()
    return _authorized(advoware, request)


def _authorized(advoware: Advoware, request: Request) -> Response:
    try:
        if advoware.options.not_signed_in:
            raise ApiError(503, f"Die Kanzlei {demo.ADVOWARE_KANZLEI} ist nicht angemeldet.")
        response = _route(advoware, request)
    except ApiError as error:
        response = error.response()
    response.user = demo.ADVOWARE_USER
    return response


def _discovery(advoware: Advoware, request: Request) -> Response:
    """The addresses of the relay; ``connector_url`` is null, missing, or ``self``."""
    if request.parameters().get("Kanzlei") != demo.ADVOWARE_KANZLEI:
        raise ApiError(404, "Die Kanzlei ist nicht registriert.")
    own = f"http://{request.header('host')}/"
    urls: dict[str, str | None] = {"relayUrl": own}
    if advoware.options.connector_url != "missing":
        urls["connectorUrl"] = own if advoware.options.connector_url == "self" else None
    if advoware.options.security_gateway:
        urls["securityGateway"] = own
    return json_response(urls)


def _token(advoware: Advoware, request: Request) -> Response:
    if request.method != "POST":
        raise ApiError(405, "Die Methode ist nicht erlaubt.")
    return json_response(advoware.tokens.issue(_body(request), advoware.clock.now()))


def _route(advoware: Advoware, request: Request) -> Response:
    match = _ROUTE.match(request.path)
    if not match:
        raise ApiError(404, "Die Ressource wurde nicht gefunden.")
    if request.method == "DELETE":
        raise forbidden_delete()
    if match["bet_nr"] is None:
        return _collection(advoware, request)
    if not match["bet_nr"].isdigit():
        raise not_found(match["bet_nr"])
    bet_nr = int(match["bet_nr"])
    if match["komm"] is not None:
        if match["komm"] != advoware.options.komm_path:
            raise ApiError(404, "Die Ressource wurde nicht gefunden.")
        return _entry(advoware, request, bet_nr, match["entry"])
    return _single(advoware, request, bet_nr)


def _collection(advoware: Advoware, request: Request) -> Response:
    if request.method == "POST":
        body = _object(request)
        fields = {name: body.get(name) for name in WRITABLE_FIELDS}
        bet_nr = advoware.create(fields, demo.ADVOWARE_USER)
        full = advoware.options.post_answer == "full"
        return json_response(advoware.read(bet_nr) if full else {"betNr": bet_nr}, 201)
    if request.method != "GET":
        raise ApiError(405, "Die Methode ist nicht erlaubt.")
    return json_response(_listed(advoware, request.parameters()))


def _listed(advoware: Advoware, wanted: dict[str, str]) -> list[dict[str, Any]]:
    """The list of parties. Whether it filters at all is an open question, and so is whether it exists."""
    search = advoware.options.search
    if search == "missing":
        raise ApiError(404, "Die Ressource wurde nicht gefunden.")
    if search == "refused" and wanted:
        raise ApiError(400, "Die Anforderung ist ungültig.")
    rows = advoware.all()
    if search == "works":
        rows = [row for row in rows if _matches(row, wanted)]
    return rows[: advoware.options.list_limit or None]


def _matches(row: dict[str, Any], wanted: dict[str, str]) -> bool:
    """Equality, whatever the case, on every known field; unknown parameters are ignored."""
    known = (*WRITABLE_FIELDS, "betNr")
    return all(_equal(name, row.get(name), value) for name, value in wanted.items() if name in known)


def _equal(name: str, stored: Any, wanted: str) -> bool:
    text = "" if stored is None else str(stored)
    if name == "geburtsdatum":
        return text[:10] == wanted[:10]
    return text.casefold() == wanted.casefold()


def _single(advoware: Advoware, request: Request, bet_nr: int) -> Response:
    if request.method == "GET":
        record = advoware.read(bet_nr)
        return json_response([record] if advoware.options.get_shape == "list" else record)
    if request.method != "PUT":
        raise ApiError(405, "Die Methode ist nicht erlaubt.")
    written = advoware.replace(bet_nr, _object(request))
    if advoware.options.put_answer == "empty":
        return Response(204)
    return json_response([written] if advoware.options.get_shape == "list" else written)


def _entry(advoware: Advoware, request: Request, bet_nr: int, entry_id: str | None) -> Response:
    advoware.party(bet_nr)
    if request.method == "POST" and entry_id is None:
        entry = advoware.add_entry(bet_nr, _object(request), demo.ADVOWARE_USER)
        return json_response(entry_answer(entry, advoware.options), 201)
    if request.method == "PUT" and entry_id is not None:
        return _put_entry(advoware, _object(request), bet_nr, int(entry_id))
    raise ApiError(405, "Die Methode ist nicht erlaubt.")


def _put_entry(advoware: Advoware, body: dict[str, Any], bet_nr: int, entry_id: int) -> Response:
    kind = advoware.party(bet_nr).entry(entry_id).komm_kz
    if advoware.options.komm_kz_on_put == "refused" and body.get("kommKz") not in (None, 0, kind):
        raise ApiError(400, "Der Wert für kommKz kann nicht geändert werden.")
    fields = {"tlf": body.get("tlf"), "bemerkung": body.get("bemerkung")}
    fields.update({name: body[name] for name in ("online", "kommKz") if name in body})
    entry = advoware.update_entry(bet_nr, entry_id, fields, demo.ADVOWARE_USER)
    if advoware.options.put_answer == "empty":
        return Response(204)
    return json_response(entry_answer(entry, advoware.options))


def _body(request: Request) -> Any:
    try:
        return request.json()
    except ValueError:
        raise ApiError(400, "Die Anforderung ist kein gültiges JSON.") from None


def _object(request: Request) -> dict[str, Any]:
    body = _body(request)
    if not isinstance(body, dict):
        raise ApiError(400, "Die Anforderung ist ungültig.")
    return body
