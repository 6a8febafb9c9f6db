"""What comes in: deliveries of EspoCRM's webhooks, and messages for the office's staff."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookDelivery(models.Model):
    """One delivery, stored before it is answered (rules 5). `body` is kept as received, at most 10 MB."""

    definition = models.CharField(max_length=50)
    event = models.CharField(_("event"), max_length=10)
    webhook_id = models.CharField(_("webhook"), max_length=24)
    received_at = models.DateTimeField(_("received"))
    body = models.BinaryField()
    ids = models.JSONField(_("records"), default=list)
    items = models.PositiveIntegerField(_("items"), default=0)
    readable = models.BooleanField(_("readable"), default=True)
    started = models.BooleanField(_("started a sync"), default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook inbox")
        permissions = [("view_webhook_body", _("Can see the bodies of webhook deliveries (personal data)"))]
        indexes = [models.Index(fields=["received_at"], name="delivery_received")]

    def __str__(self) -> str:
        return f"{self.event} {self.received_at:%Y-%m-%d %H:%M:%S}"


class Message(models.Model):
    """One message per change of state, to the console's own inbox (rules 6).

    `key` names the state; while a message of that key is open no second one is made. It is also the outbox:
    `regular.outbox` posts it to people in EspoCRM.
    """

    key = models.CharField(max_length=200)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    definition = models.CharField(max_length=50, blank=True, default="")
    espo_id = models.CharField(max_length=24, blank=True, default="")
    created_at = models.DateTimeField(_("at"))
    closed_at = models.DateTimeField(_("over since"), null=True)
    seen_at = models.DateTimeField(_("seen"), null=True)
    seen_by = models.CharField(_("seen by"), max_length=150, blank=True, default="")
    to_users = models.JSONField(default=list)  # EspoCRM user ids; empty: those of the settings
    post_at = models.DateTimeField(null=True)  # when it is to be posted in EspoCRM; null: not, or done
    posted_at = models.DateTimeField(_("posted in EspoCRM"), null=True)
    posts_failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(closed_at__isnull=True), name="message_one_open_per_state"
            )
        ]
        indexes = [
            models.Index(fields=["post_at"], condition=models.Q(post_at__isnull=False), name="message_to_post"),
        ]

    def __str__(self) -> str:
        return self.code
