"""Conflicts and accepted differences as rows, and creates that are under way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConflictKind(models.TextChoices):
    """What a row asks of a person."""

    HELD = "held", _("Conflict, waits for you")
    REVIEW = "review", _("Settled by rule, to review")
    DIFFERENCE = "difference", _("Accepted difference")


class Resolution(models.TextChoices):
    """How a row was closed."""

    KEEP = "keep", _("EspoCRM's value kept")
    TAKE = "take", _("Other value taken")
    SEEN = "seen", _("Seen")
    SETTLED = "settled", _("No longer different")


class Conflict(models.Model):
    """One open question per party and field, and per kind of question (rules 4, conflicts).

    `kept`: the losing values, newest last: [{"side", "value", "author", "at"}]. `wish`: the value that
    a person wants on both sides, with the values it was decided on (`wish_e`, `wish_a`), until a run
    has carried it. `why` and `words` belong to accepted differences.
    """

    field = models.CharField(_("field"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=ConflictKind.choices)
    rule = models.CharField(_("rule"), max_length=40, blank=True, default="")
    base = models.TextField(_("last agreed"), null=True)
    value_espo = models.TextField(_("in EspoCRM"), blank=True, default="")
    value_advoware = models.TextField(_("in Advoware"), blank=True, default="")
    why = models.CharField(max_length=10, blank=True, default="")
    words = models.CharField(max_length=200, blank=True, default="")
    kept = models.JSONField(default=list)
    author_espo = models.CharField(max_length=100, blank=True, default="")
    author_advoware = models.CharField(max_length=100, blank=True, default="")
    changed_espo = models.DateTimeField(null=True)
    changed_advoware = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=150, blank=True, default="")
    resolution = models.CharField(_("resolution"), max_length=10, choices=Resolution.choices, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    wish = models.TextField(null=True)
    wish_e = models.TextField(blank=True, default="")
    wish_a = models.TextField(blank=True, default="")

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "field"],
                condition=Q(closed_at__isnull=True) & ~Q(kind="difference"),
                name="%(class)s_one_open_conflict",
            ),
            models.UniqueConstraint(
                fields=["party", "field"],
                condition=Q(closed_at__isnull=True, kind="difference"),
                name="%(class)s_one_open_difference",
            ),
        ]
        indexes = [
            models.Index(fields=["party"], condition=Q(closed_at__isnull=True), name="%(class)s_open"),
            models.Index(fields=["party"], condition=Q(wish__isnull=False), name="%(class)s_wish"),
            models.Index(fields=["-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="%(class)s_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_kind_display()}"


class CreateIntent(models.Model):
    """A create, stored before its POST (rules 1.4). Open while its outcome is not known.

    `values` are canonical, as sent; `name_key` joins the name for finding rivals. `empty_search_at`:
    the first trusted search after the last POST that found no free row.
    """

    values = models.JSONField()
    name_key = models.CharField(max_length=255, default="")
    opened_at = models.DateTimeField()
    posted_at = models.DateTimeField()
    posts = models.PositiveIntegerField(default=1)
    empty_search_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(closed_at__isnull=True), name="%(class)s_one_open_intent"
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], condition=Q(closed_at__isnull=True), name="%(class)s_rivals"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
