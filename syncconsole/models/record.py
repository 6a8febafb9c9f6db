"""The mirror of one party: its link, its status, its last agreed values, and who works on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from syncconsole.models.prefix_index import PrefixIndex
from syncconsole.sync.states import SyncStatus

STATUS_CHOICES = [
    (SyncStatus.CLEAN, _("In sync")),
    (SyncStatus.DIRTY, _("Changed")),
    (SyncStatus.PENDING_SYNC, _("New")),
    (SyncStatus.SYNCING, _("Running")),
    (SyncStatus.FAILED, _("Failed")),
    (SyncStatus.CONFLICT, _("Conflict")),
    (SyncStatus.PERMANENTLY_FAILED, _("Given up")),
]
ATTENTION = (SyncStatus.CONFLICT, SyncStatus.FAILED, SyncStatus.PERMANENTLY_FAILED)


class SyncRecord(models.Model):
    """One record that exists in EspoCRM and, once linked, in Advoware.

    Columns have database defaults because webhooks and sweeps insert by one upsert statement.
    JSON columns hold canonical values by field name unless said otherwise; all times are UTC.
    """

    # Identity and link
    espo_id = models.CharField(_("EspoCRM id"), max_length=24, unique=True)
    number = models.PositiveIntegerField(_("number in Advoware"), null=True)
    number_confirmed = models.BooleanField(default=False, db_default=False)  # EspoCRM has shown it
    name = models.CharField(_("name"), max_length=255, default="", db_default="")
    kind = models.CharField(_("kind"), max_length=20, default="", db_default="")
    deleted_at = models.DateTimeField(_("deleted in EspoCRM"), null=True)  # a tombstone
    gone_at = models.DateTimeField(_("gone in Advoware"), null=True)
    paused_at = models.DateTimeField(_("paused since"), null=True)
    paused_by = models.CharField(_("paused by"), max_length=150, default="", db_default="")

    # Status and what drives it
    sync_status = models.CharField(
        _("status"),
        max_length=20,
        choices=STATUS_CHOICES,
        default=SyncStatus.PENDING_SYNC,
        db_default=SyncStatus.PENDING_SYNC.value,
    )
    change_seq = models.BigIntegerField(default=1, db_default=1)  # reasons to sync, counted
    handled_seq = models.BigIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(null=True, db_default=Now())  # when the newest reason came
    due_at = models.DateTimeField(_("next attempt"), null=True)
    compare_at = models.DateTimeField(_("next comparison"), null=True)
    waits_for = models.CharField(max_length=10, default="", db_default="")  # a system that is down

    # One writer (rules 3)
    epoch = models.BigIntegerField(default=0, db_default=0)
    lease_until = models.DateTimeField(null=True)

    # Failure
    failures = models.PositiveIntegerField(_("failed attempts"), default=0, db_default=0)
    given_up = models.BooleanField(default=False, db_default=False)
    error = models.JSONField(null=True)  # a Reason
    error_class = models.CharField(max_length=20, default="", db_default="")
    failed_values = models.JSONField(null=True)  # {side: values} that the failed run last read
    revived = models.BooleanField(default=False, db_default=False)  # the next run may write

    # What both sides hold
    base = models.JSONField(default=dict, db_default={})  # {field: Pair}
    seen_espo = models.JSONField(default=dict, db_default={})
    seen_advoware = models.JSONField(default=dict, db_default={})
    unsettled = models.JSONField(default=dict, db_default={})  # {side: {field: Sent}}: written, not read back yet
    seen_meta = models.JSONField(default=dict, db_default={})  # {side: {"at", "changed_at", "changed_by"}}
    last_compared_at = models.DateTimeField(_("last compared"), null=True)
    last_attempt_at = models.DateTimeField(_("last attempt"), null=True)
    last_changed_at = models.DateTimeField(_("last carried"), null=True)  # EspoCRM's advowareLastSync
    published = models.JSONField(null=True)  # what EspoCRM was told last, and how it read afterwards
    listed = models.JSONField(null=True)  # what a list of EspoCRM should show if nobody edits

    has_questions = models.BooleanField(default=False, db_default=False)  # open conflicts or uncarried decisions

    seen_name = models.CharField(max_length=255, default="", db_default="")  # the main name in Advoware, for searches

    # Holds and problems: lists of Reasons; `candidates` of a hold are Advoware numbers
    hold = models.JSONField(null=True)
    held_whole = models.BooleanField(default=False, db_default=False)
    answers = models.JSONField(default=dict, db_default={})
    problems = models.JSONField(default=list, db_default=[])

    # A person set what it asks aside: until then it stands at the end of the list, unless it asks something else
    later_until = models.DateTimeField(null=True)
    later_code = models.CharField(max_length=40, default="", db_default="")

    class Meta:
        abstract = True
        constraints = [
            # One open link per number; a tombstone frees it.
            models.UniqueConstraint(
                fields=["number"], condition=Q(deleted_at__isnull=True), name="%(class)s_one_open_link"
            ),
        ]
        indexes = [
            models.Index(fields=["sync_status"], name="%(class)s_status"),
            models.Index(
                fields=["sync_status", "changed_at"],
                condition=Q(sync_status__in=[s.value for s in ATTENTION]),
                name="%(class)s_attention",
            ),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="%(class)s_due"),
            models.Index(fields=["lease_until"], condition=Q(lease_until__isnull=False), name="%(class)s_lease"),
            models.Index(fields=["compare_at"], condition=Q(compare_at__isnull=False), name="%(class)s_compare"),
            models.Index(fields=["changed_at"], condition=~Q(change_seq=F("handled_seq")), name="%(class)s_unhandled"),
            models.Index(fields=["waits_for"], condition=~Q(waits_for=""), name="%(class)s_waits"),
            models.Index(Upper("name"), name="%(class)s_name"),  # the list in the order of names
            PrefixIndex(fields=["name"], name="%(class)s_begins"),  # the search for a name
            models.Index(fields=["seen_name"], name="%(class)s_seen_name"),
            models.Index(fields=["-last_compared_at"], name="%(class)s_compared"),
            models.Index(fields=["paused_at"], condition=Q(paused_at__isnull=False), name="%(class)s_paused"),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="%(class)s_deleted"),
        ]

    def __str__(self) -> str:
        return self.name or self.espo_id

    @property
    def unhandled(self) -> bool:
        """Whether a reason to sync came that no run has dealt with."""
        return self.change_seq != self.handled_seq
