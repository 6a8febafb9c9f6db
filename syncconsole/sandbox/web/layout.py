"""The frame of every page, and small pieces of HTML. All values are escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --paper: #fbfaf8; --card: #fff; --line: #e3ded6; --soft: #6b7280; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e5e7eb; --paper: #16181c; --card: #1f2227; --line: #343941; --soft: #9ca3af; } }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: .8rem 1.5rem;
  border-bottom: 3px solid var(--accent); background: var(--card) }
header strong { font-size: 1.15rem } header small { color: var(--soft) } header nav { display: flex; gap: 1rem }
header form { margin-left: auto }
main { max-width: 72rem; margin: 1.5rem auto; padding: 0 1.5rem }
a { color: var(--accent); text-decoration: none } a:hover { text-decoration: underline }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line) }
th, td { padding: .45rem .7rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600; color: var(--soft); font-size: .85rem }
td.narrow { white-space: nowrap; font-variant-numeric: tabular-nums }
fieldset { border: 1px solid var(--line); background: var(--card); margin: 0 0 1rem; padding: .8rem 1rem 1rem;
  display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: .7rem 1.2rem }
legend { padding: 0 .4rem; color: var(--soft) } label span { display: block; font-size: .85rem; color: var(--soft) }
input, select, textarea, button { font: inherit; color: inherit; padding: .35rem .5rem; border: 1px solid var(--line);
  border-radius: 4px; background: var(--paper) }
label input, label select, label textarea { width: 100% }
button { cursor: pointer; background: var(--accent); color: #fff; border-color: transparent; padding: .4rem 1rem }
button.quiet { background: transparent; color: var(--ink); border-color: var(--line) }
.row { display: flex; gap: .8rem; align-items: center; flex-wrap: wrap; margin: 0 0 1rem }
.error { border-left: 4px solid #b42318; background: var(--card); padding: .6rem 1rem; margin-bottom: 1rem }
.saved { border-left: 4px solid #2f855a; background: var(--card); padding: .6rem 1rem; margin-bottom: 1rem }
.badge { display: inline-block; padding: 0 .5rem; border-radius: 1rem; border: 1px solid var(--line) }
.tools { display: flex; gap: .4rem; align-items: center; flex-wrap: wrap } .tools select { max-width: 12rem }
td input[name=bemerkung] { width: 100%; min-width: 12rem }
.soft { color: var(--soft) }
"""


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; ``content`` is HTML, attribute values are escaped, ``True`` stands for a bare attribute."""
    parts = [name]
    for key, value in attributes.items():
        if value is True:
            parts.append(key.rstrip("_"))
        elif value is not None and value is not False:
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(str(value))}"')
    opening = f"<{' '.join(parts)}>"
    return opening if name == "input" else f"{opening}{content}</{name}>"


def text(value: object) -> str:
    """A value as escaped text; nothing for ``None``."""
    return "" if value is None else escape(str(value))


def link(url: str, label: str, **attributes: object) -> str:
    """A link with escaped label."""
    return tag("a", text(label), href=url, **attributes)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], narrow: Iterable[int] = ()) -> str:
    """A table of HTML cells; columns numbered in ``narrow`` do not wrap."""
    tight = set(narrow)
    head = tag("tr", "".join(tag("th", text(name)) for name in heads))
    body = "".join(
        tag("tr", "".join(tag("td", cell, class_="narrow" if at in tight else None) for at, cell in enumerate(row)))
        for row in rows
    )
    return tag("div", tag("table", tag("thead", head) + tag("tbody", body)), class_="scroll")


def field(
    label: str, name: str, value: object, was: object, kind: str = "text", options: Iterable[str] | None = None
) -> str:
    """A labelled input, or a choice if ``options`` are given (a stored value outside them is offered too).

    ``was`` travels along hidden, so that only what the person changed is written.
    """
    if options is None:
        control = tag("input", type=kind, name=name, value=text_or_empty(value))
    else:
        control = choice(name, value, options)
    hidden = tag("input", type="hidden", name=f"was-{name}", value=text_or_empty(was))
    return tag("label", tag("span", text(label)) + control) + hidden


def choice(name: str, value: object, options: Iterable[str | tuple[str, str]]) -> str:
    """A select element; each option is a value, or a value with its label."""
    pairs = [(option, option) if isinstance(option, str) else option for option in options]
    current = text_or_empty(value)
    if current not in [key for key, _ in pairs]:
        pairs.insert(0, (current, current))
    items = (tag("option", text(label), value=key, selected=key == current) for key, label in pairs)
    return tag("select", "".join(items), name=name)


def text_or_empty(value: object) -> str:
    """A value as unescaped text, ``None`` as nothing."""
    return "" if value is None else str(value)


def page(title: str, accent: str, language: str, header: str, content: str) -> bytes:
    """A whole page; ``header`` and ``content`` are HTML."""
    head = "<meta charset=utf-8><meta name=viewport content='width=device-width'>" + tag("title", text(title))
    style = f"<style>:root{{--accent:{accent}}}{STYLE}</style>"
    body = f"<header>{header}</header><main>{content}</main>"
    return f"<!DOCTYPE html><html lang={language}><head>{head}{style}</head><body>{body}</body></html>".encode()
