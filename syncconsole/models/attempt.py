"""What a run did: one attempt per run, saved before its first call, and one row per changed field."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How an attempt ended."""

    RUNNING = "running", _("Running")
    EQUAL = "equal", _("Compared, all equal")
    WRITTEN = "written", _("Carried")
    HELD = "held", _("Waits for a person")
    FAILED = "failed", _("Failed")
    WAITS = "waits", _("Waits for a system")
    AGAIN = "again", _("Records moved, runs again")
    ABANDONED = "abandoned", _("Broken off")


class Trigger(models.TextChoices):
    """What started an attempt."""

    WEBHOOK = "webhook", _("EspoCRM reported an edit")
    SWEEP = "sweep", _("Regular check")
    RETRY = "retry", _("Retry")
    PERSON = "person", _("A person")
    SECOND_LOOK = "again", _("An edit came during the attempt")


class SyncAttempt(models.Model):
    """One run over one party. A crash leaves it `running`; the next run closes it as abandoned.

    `calls`: list of {system, method, path, status, ms} in order, with ids but without values.
    `decisions`: {field: rule} for what was not simply equal.
    """

    epoch = models.BigIntegerField()
    trigger = models.CharField(_("started by"), max_length=10, choices=Trigger.choices)
    who = models.CharField(_("who"), max_length=150, blank=True, default="")
    job_id = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.RUNNING)
    decision = models.JSONField(null=True)  # a Reason: what was decided on the whole
    decisions = models.JSONField(default=dict)
    calls = models.JSONField(default=list)
    error = models.JSONField(null=True)  # a Reason
    error_class = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class FieldChange(models.Model):
    """One value that a run carried, adopted, held or lost; the answer to "where does this come from?".

    `side` is where the value was changed by us; `rule` the row of the truth table that decided;
    `author` and `authored_at` as the source system told them (EspoCRM user id, Advoware shorthand).
    """

    side = models.CharField(_("system"), max_length=10)
    field = models.CharField(_("field"), max_length=100)
    before = models.TextField(_("before"), blank=True, default="")
    after = models.TextField(_("after"), blank=True, default="")
    rule = models.CharField(_("rule"), max_length=40)
    result = models.CharField(_("result"), max_length=20)  # readback's verdicts, or "refused"
    author = models.CharField(_("author"), max_length=100, blank=True, default="")
    authored_at = models.DateTimeField(_("changed there"), null=True)
    at = models.DateTimeField(_("carried"))

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.field}: {self.rule}"
