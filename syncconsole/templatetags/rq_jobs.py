"""Tags of the console's additions to django-rq's pages."""

from __future__ import annotations

from typing import Any

from django import template

from syncconsole.console.job_parties import JobParties, parties_of

register = template.Library()


@register.simple_tag
def job_parties(job: Any, user: Any) -> JobParties | None:
    """Whom a job is about; None if it is about no parties, or this user may not see them."""
    return parties_of(job, user)
