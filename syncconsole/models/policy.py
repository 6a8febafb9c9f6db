"""The rule for conflicts as supervisors have set it: rows are only added, the newest is in force."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from syncconsole.sync.merge import POLICIES

ENVIRONMENT = ""  # the rule of the environment, SYNC_CONFLICT_POLICY
SET_POLICY = "syncconsole.set_policychange"


class PolicyChange(models.Model):
    """Who put which policy in force, when (UTC) and why; `policy` is ENVIRONMENT or one of `sync.merge.POLICIES`."""

    policy = models.CharField(max_length=10, blank=True)
    who = models.CharField(max_length=150)
    why = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("rule for conflicts")
        verbose_name_plural = _("rules for conflicts")
        default_permissions = ()
        permissions = [("set_policychange", "Can set the rule for conflicts")]
        constraints = [
            models.CheckConstraint(condition=Q(policy__in=[ENVIRONMENT, *POLICIES]), name="policy_change_known")
        ]

    def __str__(self) -> str:
        name = str(self._meta.verbose_name)
        return name[:1].upper() + name[1:]
