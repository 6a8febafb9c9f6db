"""The words of the web pages, German and English."""

from __future__ import annotations

GERMAN = {
    "Parties": "Beteiligte",
    "New party": "Neuer Beteiligter",
    "Request log": "Anfragen",
    "Newest first, at most 200.": "Neueste zuerst, höchstens 200.",
    "You are": "Sie sind",
    "Choose": "Wählen",
    "Save": "Speichern",
    "Create": "Anlegen",
    "Delete": "Löschen",
    "Restore": "Wiederherstellen",
    "Deleted": "Gelöscht",
    "Deleted in Advoware": "In Advoware gelöscht",
    "Back": "Zurück",
    "Name": "Name",
    "First name": "Vorname",
    "Last name": "Nachname",
    "Company": "Firma",
    "Salutation": "Anrede",
    "Legal form": "Rechtsform",
    "Date of birth": "Geburtsdatum",
    "Register number": "Registernummer",
    "E-mail": "E-Mail",
    "Phone": "Telefon",
    "Phones": "Telefonnummern",
    "E-mail addresses": "E-Mail-Adressen",
    "Primary": "Haupteintrag",
    "Opted out": "Abgemeldet",
    "Invalid": "Ungültig",
    "Copy remark to": "Bemerkung kopieren nach",
    "Copy": "Kopieren",
    "Empty": "Leer",
    "Sync status": "Sync-Status",
    "Message": "Meldung",
    "Last sync": "Letzter Abgleich",
    "Retries": "Versuche",
    "Changed": "Geändert",
    "by": "von",
    "Number": "Nummer",
    "Title": "Titel",
    "Name at birth": "Geburtsname",
    "Profession": "Beruf",
    "Remark": "Bemerkung",
    "Reference": "Fremdnummer",
    "Communication": "Kommunikation",
    "Kind": "Art",
    "Value": "Wert",
    "Add": "Hinzufügen",
    "Not mapped": "Nicht abgeglichen",
    "Filled by the console": "Von der Konsole gefüllt",
    "Not saved:": "Nicht gespeichert:",
    "Time": "Zeit",
    "Request": "Anfrage",
    "Status": "Status",
    "User": "Benutzer",
    "Not found": "Nicht gefunden",
    "simulated": "simuliert",
    "Search": "Suchen",
    "of": "von",
    "Previous page": "Vorige Seite",
    "Next page": "Nächste Seite",
    "No party.": "Kein Beteiligter.",
    "Saved.": "Gespeichert.",
}


def translator(language: str) -> dict[str, str]:
    """English word -> word in ``language`` (``de`` or ``en``)."""
    return GERMAN if language == "de" else {word: word for word in GERMAN}


def chosen_language(parameter: str, cookie: str, accept_language: str) -> str:
    """``de`` or ``en``: the parameter ``lang`` wins over the cookie, that over the browser's first wish."""
    for wish in (parameter, cookie):
        if wish in ("de", "en"):
            return wish
    first = accept_language.strip().lower()[:2]
    return "de" if first == "de" else "en"
