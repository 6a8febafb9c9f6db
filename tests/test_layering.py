"""Imports point one way: who may import whom, read from the source of every module.

entry points     urls, admin*, webhooks*, management/commands      nobody below imports them
    |
apps             beteiligte, kommunikation                         they register a sync with the kernel
    |
kernel           syncconsole/*                                     never names an app, asks the registry
    |
clients          syncconsole/clients                               know calls, not models, runs or jobs
    |
pure core        syncconsole/sync, */mapping.py,                   standard library only, and the library
                 kommunikation (PURE_COMMUNICATION)                that knows phone numbers

sandbox          syncconsole/sandbox                               stands beside: imports nothing of the console,
                                                                   and only the command that starts it imports it
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("beteiligte", "kommunikation")
OURS = ("syncconsole", *APPS)
PURE_COMMUNICATION = (
    *("marker", "kommkz", "numbers", "mails", "forms", "entries", "pairs", "places", "arrivals", "cases"),
    *("matching", "decisions", "newcomers", "limits", "acts", "arrays", "recording", "plan", "judging"),
)


@dataclass(frozen=True)
class Room:
    """A part of the house: its modules, what of our own code they may import, and which libraries."""

    modules: tuple[str, ...]
    may_import: tuple[str, ...]
    libraries: tuple[str, ...] | None = ()  # beside the standard library; None: any


ROOMS = {
    "the pure core needs nothing": Room(
        modules=("syncconsole.sync",),
        may_import=("syncconsole.sync",),
    ),
    "a mapping is data for the pure core": Room(
        modules=("beteiligte.mapping", "kommunikation.mapping"),
        may_import=("syncconsole.sync",),
    ),
    "communication's pure pieces know the phone library": Room(
        modules=tuple(f"kommunikation.{piece}" for piece in PURE_COMMUNICATION),
        may_import=("syncconsole.sync", *(f"kommunikation.{piece}" for piece in PURE_COMMUNICATION)),
        libraries=("phonenumbers",),
    ),
    "clients know calls and errors": Room(
        modules=("syncconsole.clients",),
        may_import=("syncconsole.clients", "syncconsole.sync", "syncconsole.clock"),
        libraries=("django.conf", "redis", "requests", "urllib3"),
    ),
    "the sandbox needs nothing of the console": Room(
        modules=("syncconsole.sandbox",),
        may_import=("syncconsole.sandbox",),
    ),
    "the kernel names no app": Room(
        modules=("syncconsole",),
        may_import=("syncconsole",),
        libraries=None,
    ),
}

ENTRY_POINTS = ("admin", "webhooks", "urls", "wsgi", "management")
MAY_IMPORT_ENTRY_POINTS = (*ENTRY_POINTS, "apps")
STARTS_THE_SANDBOX = "syncconsole.management.commands.sandbox"


@cache
def modules() -> dict[str, Path]:
    """Every module of the console and its apps, by dotted name."""
    found = {}
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports_of(module: str) -> frozenset[str]:
    """The modules that `module` imports anywhere in its source, inside functions too."""
    path = modules()[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(name for node in ast.walk(tree) for name in _imported(node, package))


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    """The modules of one import statement; `package` is where relative ones start."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        start = package.split(".")[: -node.level + 1 or None] if node.level else []
        source = ".".join([*start, *filter(None, [node.module])])
        for alias in node.names:  # `from package import module` means that module
            whole = f"{source}.{alias.name}"
            yield whole if whole in modules() else source


def within(module: str, parents: tuple[str, ...]) -> bool:
    """Whether `module` is one of `parents` or lies inside one."""
    return any(module == parent or module.startswith(f"{parent}.") for parent in parents)


def is_standard(module: str) -> bool:
    return module.split(".")[0] in sys.stdlib_module_names


def is_entry_point(module: str, kinds: tuple[str, ...] = ENTRY_POINTS) -> bool:
    """Whether the second part of the name (`beteiligte.admin`, `syncconsole.admin_site`) is an entry point's."""
    room = (module.split(".") + [""])[1]
    return within(module, OURS) and (room in kinds or room.split("_")[0] in kinds)


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS.keys())
def test_a_room_imports_only_what_it_may(room: Room) -> None:
    strangers = [
        f"{module} imports {name}"
        for module in modules()
        if within(module, room.modules)
        for name in sorted(imports_of(module))
        if not may_import(room, name)
    ]
    assert strangers == []


def may_import(room: Room, name: str) -> bool:
    if within(name, OURS):
        return within(name, room.may_import)
    return is_standard(name) or room.libraries is None or within(name, room.libraries)


def test_every_room_that_is_named_exists() -> None:
    for room in ROOMS.values():
        assert any(within(module, room.modules) for module in modules()), room


def test_nobody_below_imports_an_entry_point() -> None:
    climbers = [
        f"{module} imports {name}"
        for module in modules()
        if not is_entry_point(module, MAY_IMPORT_ENTRY_POINTS)
        for name in sorted(imports_of(module))
        if is_entry_point(name)
    ]
    assert climbers == []


def test_only_its_command_imports_the_sandbox() -> None:
    sandbox = ("syncconsole.sandbox",)
    users = {
        module
        for module in modules()
        if not within(module, sandbox) and any(within(name, sandbox) for name in imports_of(module))
    }
    assert users <= {STARTS_THE_SANDBOX}


def test_no_app_reaches_into_another_but_kommunikation_into_beteiligte() -> None:
    across = [
        f"{module} imports {name}"
        for module in modules()
        if within(module, ("beteiligte",))
        for name in sorted(imports_of(module))
        if within(name, ("kommunikation",))
    ]
    assert across == []


def test_the_rooms_of_the_house_do_not_import_each_other_in_circles() -> None:
    graph: dict[str, set[str]] = {}
    for module in modules():
        ours = {room_of(name) for name in imports_of(module) if name in modules()}
        graph.setdefault(room_of(module), set()).update(ours - {room_of(module)})
    assert circle_in(graph) == []


def room_of(module: str) -> str:
    """The top-level module or package it lies in: `syncconsole.clients` for `syncconsole.clients.http`."""
    return ".".join(module.split(".")[:2])


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """One circle of the graph, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
