"""The control interface of one system under ``/sandbox/``: JSON, without authentication, for tests and demos."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from syncconsole.sandbox import demo, options, seeds, switches
from syncconsole.sandbox.advoware import Advoware
from syncconsole.sandbox.advoware.errors import ApiError as AdvowareError
from syncconsole.sandbox.espocrm import EspoCrm
from syncconsole.sandbox.espocrm.delivery import flush
from syncconsole.sandbox.espocrm.errors import ApiError as EspoCrmError
from syncconsole.sandbox.messages import Request, Response, json_response
from syncconsole.sandbox.server import SystemServer
from syncconsole.sandbox.switch import Switch

_BAD_INPUT = (KeyError, TypeError, ValueError, re.error)


class Control:
    """Routes ``/sandbox/…`` of one server to its log, faults, options, records and edits."""

    def __init__(self, server: SystemServer, system: EspoCrm | Advoware, edit: Callable[[dict[str, Any]], Any]) -> None:
        self._server, self._system, self._edit = server, system, edit

    def handle(self, request: Request) -> Response:
        """Answer one control request; wrong input is 400, what the system refuses has the system's status."""
        name = f"{request.method} {request.path.rstrip('/').removeprefix('/sandbox/')}"
        action = self._actions().get(name)
        if action is None:
            return json_response({"error": f"no such control: {name}"}, 404)
        try:
            body = request.json()
            return json_response(action(request, body if body is not None else {}))
        except EspoCrmError as error:
            return json_response({"error": str(error), "reason": error.reason, "body": error.body}, error.status)
        except AdvowareError as error:
            return json_response({"error": error.text}, error.status)
        except _BAD_INPUT as error:
            return json_response({"error": f"{type(error).__name__}: {error}"}, 400)

    def _actions(self) -> dict[str, Callable[[Request, Any], Any]]:
        actions: dict[str, Callable[[Request, Any], Any]] = {
            "GET log": lambda request, body: self._server.log.as_json(int(request.parameters().get("since", 0))),
            "DELETE log": lambda request, body: self._server.log.clear(),
            "GET faults": lambda request, body: self._server.faults.armed(),
            "POST faults": lambda request, body: {"id": self._server.faults.arm(**body)},
            "DELETE faults": lambda request, body: self._disarm(request),
            "GET options": lambda request, body: self._options(),
            "PATCH options": lambda request, body: self._patch_options(body),
            "GET switches": lambda request, body: [asdict(switch) for switch in self._switches()],
            "PATCH switches": lambda request, body: self._turn(body),
            "POST reset": lambda request, body: self._reset(body),
            "GET records": lambda request, body: self._system.dump(),
            "POST edit": lambda request, body: self._edit(body),
        }
        if isinstance(self._system, EspoCrm):
            actions.update(_webhook_actions(self._system))
        if isinstance(self._system, Advoware):
            tokens = self._system.tokens
            actions["POST tokens/revoke"] = lambda request, body: tokens.revoke()
        return actions

    def _disarm(self, request: Request) -> None:
        wanted = request.parameters().get("id")
        self._server.faults.disarm(int(wanted) if wanted else None)

    def _options(self) -> dict[str, Any]:
        return {**options.as_json(self._system.options), "latency": self._server.latency}

    def _patch_options(self, changes: dict[str, Any]) -> dict[str, Any]:
        changes = dict(changes)
        if "latency" in changes:
            self._server.latency = float(changes.pop("latency"))
        with self._system.lock:
            options.patch(self._system.options, changes)
            self._adjust_preset_webhooks()
        return self._options()

    def _adjust_preset_webhooks(self) -> None:
        """Whether they skip the console's own writes is theirs, not the system's: a switch has to reach them."""
        if isinstance(self._system, EspoCrm):
            for webhook_id, _ in demo.WEBHOOKS.values():
                if webhook_id in self._system.webhooks.subscriptions:
                    preset = self._system.webhooks.subscriptions[webhook_id]
                    preset.skip_own = self._system.options.webhook_skip_own

    def _switches(self) -> tuple[Switch, ...]:
        return switches.ESPOCRM if isinstance(self._system, EspoCrm) else switches.ADVOWARE

    def _turn(self, positions: dict[str, str]) -> dict[str, Any]:
        known = {switch.name: switch for switch in self._switches()}
        wanted = [(known[name], position) for name, position in positions.items()]
        with self._system.lock:
            for switch, position in wanted:
                switch.turn(self._system.options, position)
            self._adjust_preset_webhooks()
        return self._options()

    def _reset(self, body: dict[str, Any]) -> dict[str, Any]:
        seed = seeds.Seed.of(body.get("seed", 0))
        if isinstance(self._system, EspoCrm):
            seeds.fill_espocrm(self._system, seed)
            self._system.access.unlock()
        else:
            seeds.fill_advoware(self._system, seed)
        self._server.faults.disarm()
        self._server.log.clear()
        return {"seed": seed.__dict__}


def _webhook_actions(espo: EspoCrm) -> dict[str, Callable[[Request, Any], Any]]:
    def pause(paused: bool) -> dict[str, bool]:
        espo.options.webhook_paused = paused
        return {"paused": paused}

    def queue() -> dict[str, Any]:
        with espo.lock:
            return espo.webhooks.dump()

    return {
        "GET webhooks": lambda request, body: queue(),
        "POST webhooks/flush": lambda request, body: flush(espo),
        "POST webhooks/pause": lambda request, body: pause(True),
        "POST webhooks/resume": lambda request, body: pause(False),
    }


def edit_espocrm(espo: EspoCrm, body: dict[str, Any]) -> Any:
    """A person's edit: ``action`` update (default), create, delete or restore; ``id``, ``fields``, ``user``.

    Raises:
        ApiError: what EspoCRM refuses.
        KeyError: ``id`` is missing or the user unknown.
    """
    action, fields, user = body.get("action", "update"), body.get("fields", {}), body.get("user", "")
    if action == "create":
        return espo.read(espo.create(fields, user)["id"])
    if action == "update":
        espo.update(body["id"], fields, user)
        return espo.read(body["id"])
    if action == "delete":
        return espo.delete(body["id"], user)
    if action == "restore":
        espo.restore(body["id"])
        return espo.read(body["id"])
    raise ValueError(f"unknown action {action!r}")


def edit_advoware(advoware: Advoware, body: dict[str, Any]) -> Any:
    """A desktop user's edit: ``action`` update (default), create, delete, entry_create, entry_update or
    entry_delete; ``betNr``, ``entryId``, ``fields`` (only what changes), ``user`` (shorthand). Returns the party.

    Raises:
        ApiError: what Advoware refuses.
        KeyError: ``betNr`` or ``entryId`` is missing.
    """
    action, fields, user = body.get("action", "update"), body.get("fields", {}), body.get("user") or "AB"
    if action == "create":
        return advoware.read(advoware.create(fields, user, body.get("betNr")))
    bet_nr = int(body["betNr"])
    if action == "update":
        return advoware.update(bet_nr, fields, user)
    if action == "delete":
        return advoware.delete(bet_nr)
    if action == "entry_create":
        advoware.add_entry(bet_nr, fields, user)
    elif action == "entry_update":
        advoware.update_entry(bet_nr, int(body["entryId"]), fields, user)
    elif action == "entry_delete":
        advoware.delete_entry(bet_nr, int(body["entryId"]), user)
    else:
        raise ValueError(f"unknown action {action!r}")
    return advoware.read(bet_nr)
