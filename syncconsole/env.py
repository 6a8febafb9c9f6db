"""Typed reading of environment variables, each also as `NAME_FILE`.

Every reader returns the default for a bad value and notes one line about it; `raise_if_bad()` at the end of the
settings reports all of them at once. No line ever contains a value: it might be a secret.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

problems: list[str] = []


class BadEnvironment(ImproperlyConfigured):
    """At least one variable is bad; the text has one line for each."""


def import_settings() -> None:
    """Load the Django settings now, so that their `BadEnvironment` reaches the caller and not a part of Django."""
    from django.conf import settings

    _ = settings.INSTALLED_APPS


def load_file(path: str) -> None:
    """Add the `NAME=value` lines of a file to the environment; what is already set there wins.

    Blank lines and lines that start with `#` are skipped. A file that cannot be read is noted as a problem of
    `CONSOLE_ENV_FILE`.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        problems.append("CONSOLE_ENV_FILE names a file that cannot be read.")
        return
    for line in lines:
        name, equals, value = line.partition("=")
        if equals and not line.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def raise_if_bad() -> None:
    """Raise `BadEnvironment` with all lines noted since the last call, or return."""
    if problems:
        lines = "\n".join(problems)
        problems.clear()
        raise BadEnvironment(lines)


def text(name: str, default: str = "", *, old: str | None = None) -> str:
    """Return the variable (or what `NAME_FILE` holds, without the line end); empty counts as not set.

    `old` is an earlier name of the same variable, asked last.
    """
    value = _given(name) or (_given(old) if old else "")
    return value or default


def integer(name: str, default: int, *, least: int = 0, most: int | None = None, old: str | None = None) -> int:
    """Return a whole number of at least `least` and, if given, at most `most`."""

    def parse(raw: str) -> int:
        number = int(raw)
        if number < least or (most is not None and number > most):
            raise ValueError
        return number

    limits = f"of at least {least}" if most is None else f"from {least} to {most}"
    return _parsed(name, default, parse, f"must be a whole number {limits}", old)


def port(name: str, default: int) -> int:
    """Return a port number."""
    return integer(name, default, least=1, most=65535)


def seconds(name: str, default: int, *, least: int = 0) -> int:
    """Return a number of whole seconds of at least `least`."""
    return integer(name, default, least=least)


def fraction(name: str, default: float) -> float:
    """Return a number from 0 up to, but not including, 1."""

    def parse(raw: str) -> float:
        number = float(raw)
        if not 0 <= number < 1:
            raise ValueError
        return number

    return _parsed(name, default, parse, "must be a number from 0 up to, but not including, 1")


def boolean(name: str, default: bool = False) -> bool:
    """Return true for 1/true/yes/on and false for 0/false/no/off, in any case."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return _parsed(name, default, lambda raw: words[raw.lower()], "must be true or false")


def choice(name: str, default: str, options: Iterable[str]) -> str:
    """Return one of `options`, spelled exactly."""
    allowed = tuple(options)
    return _parsed(name, default, lambda raw: _one_of(raw, allowed), f"must be one of: {', '.join(allowed)}")


def text_list(name: str, default: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the comma-separated parts, trimmed, without empty ones."""
    return _parsed(name, tuple(default), _parts, "must be a list separated by commas")


def integer_list(name: str, default: Iterable[int], *, least: int = 0) -> tuple[int, ...]:
    """Return a non-empty comma-separated list of whole numbers, each at least `least`."""

    def parse(raw: str) -> tuple[int, ...]:
        numbers = tuple(int(part) for part in raw.split(","))
        if min(numbers) < least:
            raise ValueError
        return numbers

    return _parsed(name, tuple(default), parse, f"must be whole numbers of at least {least}, separated by commas")


def pairs(name: str, *, values: Iterable[str] = (), form: str = "name:value") -> dict[str, str]:
    """Return `left:right,left:right` as a mapping; `values` limits the right halves, no left half may come twice."""
    allowed = tuple(values)

    def parse(raw: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for part in _parts(raw):
            left, right = (half.strip() for half in part.split(":", 1))
            if not left or not right or left in found or (allowed and right not in allowed):
                raise ValueError
            found[left] = right
        return found

    limit = f", the right half one of: {', '.join(allowed)}" if allowed else ""
    return _parsed(name, {}, parse, f"must look like {form},{form}, each name once{limit}")


def url(name: str, default: str = "", *, ending: str = "") -> str:
    """Return an http(s) URL without its last slash; it must end in `ending` where that is given."""

    def parse(raw: str) -> str:
        address = raw.rstrip("/")
        if not re.fullmatch(r"https?://[^\s/@?#]+[^\s@?#]*", address) or not address.endswith(ending):
            raise ValueError
        return address

    tail = f" that ends in {ending}" if ending else ""
    return _parsed(name, default, parse, f"must be an http:// or https:// address{tail}, without a user name in it")


def checked(name: str, default: T, parse: Callable[[str], T], expectation: str) -> T:
    """Return `parse(value)`; where that raises `ValueError`, `expectation` ("must be …") tells what was wanted."""
    return _parsed(name, default, parse, expectation)


def _given(name: str) -> str:
    value, file = os.environ.get(name, "").strip(), os.environ.get(f"{name}_FILE", "").strip()
    if value and file:
        problems.append(f"{name} and {name}_FILE are both set: keep one of them.")
    if value or not file:
        return value
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        problems.append(f"{name}_FILE names a file that cannot be read.")
        return ""


def _parsed(name: str, default: T, parse: Callable[[str], T], expectation: str, old: str | None = None) -> T:
    raw = text(name, old=old)
    if not raw:
        return default
    try:
        return parse(raw)
    except (ValueError, KeyError):
        problems.append(f"{name} {expectation}.")
        return default


def _one_of(raw: str, allowed: tuple[str, ...]) -> str:
    if raw not in allowed:
        raise ValueError
    return raw


def _parts(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def environment_of(names: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with `names` put over it: what a child process is started with."""
    return {**os.environ, **names}
