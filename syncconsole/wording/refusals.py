"""Why an act of a person was not done: one sentence per code of a refusal, as in `wording.sentences`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

NOT_DONE: dict[str, Any] = {
    "conflict_unknown": gettext_lazy("This conflict does not exist any more."),
    "conflict_closed": gettext_lazy("“%(field)s” was decided already."),
    "held_needs_choice": gettext_lazy("“%(field)s” needs a choice: one of the two values has to apply."),
    "decision_moved": gettext_lazy(
        "The value of “%(field)s” has been changed meanwhile. Please look at the new state."
    ),
    "entry_gone": gettext_lazy("This entry of “%(field)s” is in neither of the two systems any more."),
    "conflict_open": gettext_lazy("“%(field)s” is not decided yet."),
    "undo_too_late": gettext_lazy("“%(field)s” was settled by itself. There is nothing to take back."),
    "asked_anew": gettext_lazy("“%(field)s” is asked anew already. Please decide there."),
    "decided_since": gettext_lazy("“%(field)s” was decided anew since."),
    "decision_runs": gettext_lazy("“%(field)s” is being carried at this moment. Please try again in a moment."),
    "undo_carried": gettext_lazy(
        "“%(field)s” has been carried meanwhile. Please look at what taking it back would do now."
    ),
    "undo_moved": gettext_lazy("The values have been changed meanwhile. Please look at the new state."),
    "undo_entry": gettext_lazy("Phones and mails are not restored here. Please change them in one of the systems."),
    "undo_both_sides": gettext_lazy(
        "“%(field)s” was written over two different values. There is no earlier one for both."
    ),
    "undo_first_value": gettext_lazy(
        "“%(field)s” was filled in for the first time. There is no earlier value for both."
    ),
    "undo_not_arrived": gettext_lazy("“%(field)s” does not stand there as it was sent."),
    "party_gone": gettext_lazy("The party no longer exists in both systems."),
    "party_unknown": gettext_lazy("This party is not known."),
    "hold_not_open": gettext_lazy("This party does not wait for that answer (%(action)s)."),
    "kind_unknown": gettext_lazy("This kind is in neither of the two systems."),
    "number_unreadable": gettext_lazy("This is no number of a party in Advoware."),
}
