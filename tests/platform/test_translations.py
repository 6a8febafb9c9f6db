"""German is complete, and what is compiled is what stands in django.po: no machine needs GNU gettext."""

from __future__ import annotations

import gettext
import io
import re

from tools.messages import MO, collect, compiled, read_catalog


def catalog_of(data: bytes) -> dict[object, str]:
    translations = gettext.GNUTranslations(io.BytesIO(data))
    return {key: text for key, text in translations._catalog.items() if key}


def placeholders(text: object) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", str(text)))


def test_the_compiled_texts_are_those_of_the_po_file():
    assert catalog_of(MO.read_bytes()) == catalog_of(compiled(read_catalog()))


def test_every_text_of_code_and_templates_has_a_german_one():
    german = read_catalog()
    known = {(message.id, message.context) for message in german if message.string and not message.fuzzy}
    missing = [message.id for message in collect() if message.id and (message.id, message.context) not in known]
    assert missing == []


def test_a_translation_has_the_placeholders_of_its_text():
    for message in read_catalog():
        if message.id:
            assert placeholders(message.string) == placeholders(message.id), message.id
