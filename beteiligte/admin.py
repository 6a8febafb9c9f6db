"""The pages of the sync of Beteiligte in the admin."""

from __future__ import annotations

from django.contrib import admin

from beteiligte.models import Beteiligte, BeteiligteAttempt, BeteiligteConflict
from beteiligte.sync import DEFINITION
from syncconsole.console.attempt_admin import AttemptAdmin
from syncconsole.console.conflict_admin import ConflictAdmin
from syncconsole.console.party_admin import PartyAdmin
from syncconsole.console.preview_page import WithPreview


@admin.register(Beteiligte)
class BeteiligteAdmin(WithPreview, PartyAdmin):
    """Beteiligte: triage list and party pages."""

    definition = DEFINITION


@admin.register(BeteiligteAttempt)
class BeteiligteAttemptAdmin(AttemptAdmin):
    """Their attempts."""

    definition = DEFINITION


@admin.register(BeteiligteConflict)
class BeteiligteConflictAdmin(ConflictAdmin):
    """Their conflicts."""

    definition = DEFINITION
