"""`make messages`: collect all human texts into django.po and compile it to django.mo, without GNU gettext.

Collecting keeps every translation that is there; new texts come out empty, and a test names them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "syncconsole" / "locale" / "de" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
# The sandbox plays other people's systems: its texts are theirs.
NOT_OURS = ("syncconsole/sandbox/",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def read_catalog() -> Catalog:
    """Return the committed translations."""
    with PO.open("rb") as file:
        return read_po(file, locale="de")


def collect() -> Catalog:
    """Return a catalog of every text in the code and the templates, without translations."""
    catalog = Catalog(locale="de", fuzzy=False)
    for path in _sources():
        place = path.relative_to(ROOT).as_posix()
        source = _as_python(path)
        for line, text, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            catalog.add(text, locations=[(place, line)], context=context)
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """Return the catalog in the form that `gettext` reads."""
    target = io.BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


def main() -> None:
    """Bring django.po and django.mo up to date."""
    catalog = read_catalog()
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, include_lineno=False)
    MO.write_bytes(compiled(read_catalog()))
    empty = [message.id for message in catalog if message.id and not message.string]
    print(f"{len(catalog)} texts, {len(empty)} without a translation")


def _sources() -> Iterator[Path]:
    for app in ("syncconsole", "beteiligte", "kommunikation", "templates"):
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and not str(path.relative_to(ROOT)).startswith(NOT_OURS):
                yield path


def _as_python(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source
    # Django's own way from a template to something a Python extractor can read; it needs the settings for nothing else.
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.utils.translation.template import templatize

    return templatize(source)


if __name__ == "__main__":
    main()
