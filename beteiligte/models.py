"""The concrete rows of the sync of Beteiligte."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from syncconsole.models import Conflict, CreateIntent, FieldChange, SyncAttempt, SyncRecord


class Beteiligte(SyncRecord):
    """The mirror of one CBeteiligte and its Beteiligter."""

    class Meta(SyncRecord.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        permissions = [
            ("resync_beteiligte", _("Can start a sync of parties")),
            ("reset_retries_beteiligte", _("Can reset the retries of parties")),
            ("decide_beteiligte", _("Can decide conflicts and holds of parties")),
            ("approve_beteiligte", _("Can approve losses, and answers that create or unlink parties")),
            ("pause_beteiligte", _("Can pause parties")),
        ]


class BeteiligteAttempt(SyncAttempt):
    """One run over one Beteiligte."""

    party = models.ForeignKey(Beteiligte, on_delete=models.CASCADE, related_name="attempts", db_index=False)

    class Meta(SyncAttempt.Meta):
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(fields=["party", "-id"], name="attempt_party_newest"),
            models.Index(
                fields=["outcome", "-id"],
                condition=~Q(outcome="equal"),
                name="attempt_outcome",
            ),
            models.Index(fields=["started_at"], name="attempt_started"),
        ]


class BeteiligteChange(FieldChange):
    """One value that a run carried for one Beteiligte."""

    party = models.ForeignKey(Beteiligte, on_delete=models.CASCADE, related_name="changes", db_index=False)
    attempt = models.ForeignKey(BeteiligteAttempt, on_delete=models.CASCADE, related_name="changes")

    class Meta(FieldChange.Meta):
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["party", "field", "-id"], name="change_party_field")]


class BeteiligteConflict(Conflict):
    """An open or closed question about one field of one Beteiligte."""

    party = models.ForeignKey(Beteiligte, on_delete=models.CASCADE, related_name="conflicts")

    class Meta(Conflict.Meta):
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")


class BeteiligteIntent(CreateIntent):
    """A create of one Beteiligter in Advoware whose outcome is not known yet."""

    party = models.ForeignKey(Beteiligte, on_delete=models.CASCADE, related_name="intents")

    class Meta(CreateIntent.Meta):
        verbose_name = _("create under way")
        verbose_name_plural = _("creates under way")
