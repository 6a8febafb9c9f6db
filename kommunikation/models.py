"""The console's own record of a party's phones and mails (rules 1.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beteiligte.models import Beteiligte


class Kommunikation(models.Model):
    """One party's entries as both sides last showed them, and what stands about them as a whole.

    `number`: the record in Advoware that all this belongs to. `espo`, `advoware`: the parts of both answers
    (`kommunikation.sides`). `espo_changed_at`, `espo_changed_by`: EspoCRM's last edit when the pairs were stored
    last; `edited`: a person's later edit of the record was read, and no plan has taken it up yet. `rests`: a plan
    on just these readings, by the same `planned_by`, writes nothing. `unwritable`: entries that one side holds and
    the other cannot get.
    """

    party = models.OneToOneField(Beteiligte, models.CASCADE, primary_key=True, related_name="kommunikation")
    number = models.PositiveIntegerField(null=True)
    complete = models.BooleanField(default=False)
    next_key = models.PositiveIntegerField(default=1)
    espo = models.JSONField(default=dict)
    advoware = models.JSONField(default=dict)
    espo_changed_at = models.DateTimeField(null=True)
    espo_changed_by = models.TextField(default="")
    edited = models.BooleanField(default=False)
    rests = models.BooleanField(default=False)
    planned_by = models.CharField(max_length=100, default="")
    hold = models.JSONField(null=True)  # a Reason
    problems = models.JSONField(default=list)  # Reasons
    unwritable = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("phones and mails")
        verbose_name_plural = _("phones and mails")
        indexes = [
            models.Index(fields=["unwritable"], condition=Q(unwritable__gt=0), name="kommunikation_unwritable"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class EntryPair(models.Model):
    """One pair: an entry of Advoware and the value of EspoCRM that belongs to it (`kommunikation.pairs.Linked`).

    `entry`: Advoware's id. `posted_at`: when a POST began whose outcome is not known.
    """

    party = models.ForeignKey(Beteiligte, models.CASCADE, related_name="entry_pairs", db_index=False)
    key = models.PositiveIntegerField()
    channel = models.CharField(max_length=5)
    kommkz = models.PositiveSmallIntegerField()
    base = models.JSONField()  # a Pair of comparison forms
    entry = models.PositiveBigIntegerField(null=True)
    row_id = models.TextField(default="")
    espo_type = models.TextField(default="")
    aliases = models.JSONField(default=list)
    leaving = models.JSONField(default=list)
    intent = models.JSONField(null=True)
    marked = models.TextField(default="")
    held_since = models.PositiveIntegerField(default=0)
    posted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["party", "key"], name="entry_pair_key")]

    def __str__(self) -> str:
        return f"{self.channel}:{self.key}"


class KnownValue(models.Model):
    """A number or an address as EspoCRM showed it on one party when it was read there last.

    `held`: the party had it then. Type and flags belong to EspoCRM's number, which several parties share.
    """

    party = models.ForeignKey(Beteiligte, models.CASCADE, related_name="known_values", db_index=False)
    channel = models.CharField(max_length=5)
    form = models.TextField()
    type = models.TextField(default="")
    opt_out = models.BooleanField(default=False)
    invalid = models.BooleanField(default=False)
    held = models.BooleanField(default=True)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("known number or address")
        verbose_name_plural = _("known numbers and addresses")
        constraints = [models.UniqueConstraint(fields=["party", "channel", "form"], name="known_value_of_party")]
        indexes = [models.Index(fields=["form", "channel"], name="known_value_form")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
