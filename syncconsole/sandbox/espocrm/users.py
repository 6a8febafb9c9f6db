"""Who acts in the simulated EspoCRM: the console's API user, two API users with fewer rights, and people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """A user; ``kind`` is ``api``, ``regular`` or ``admin``."""

    id: str
    user_name: str
    name: str
    kind: str = "regular"


API_USER = User("6b000000000000a01", "sync-konsole", "sync-konsole", "api")
READER = User("6b000000000000a02", "nur-lesen", "nur-lesen", "api")
STRANGER = User("6b000000000000a03", "ohne-rechte", "ohne-rechte", "api")
ANNA = User("6b000000000000b01", "anna.beispiel", "Anna Beispiel")
BERND = User("6b000000000000b02", "bernd.beispiel", "Bernd Beispiel")
ADMIN = User("6b000000000000ad1", "admin", "Admin", "admin")
PEOPLE = (ANNA, BERND)
USERS = {user.id: user for user in (API_USER, READER, STRANGER, ANNA, BERND, ADMIN)}


def find_user(name: str) -> User:
    """A user by id, user name or first name; an empty name is Anna.

    Raises:
        KeyError: nobody is called so.
    """
    if not name:
        return ANNA
    for user in USERS.values():
        if name.lower() in (user.id, user.user_name, user.name.lower(), user.name.split()[0].lower()):
            return user
    raise KeyError(name)
