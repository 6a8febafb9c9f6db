"""The kernel's own pages in the admin; each app adds those of its sync."""

from __future__ import annotations

from django.contrib import admin
from django_rq.models import Dashboard

from syncconsole.console.inbox_admin import MessageAdmin, SystemStateAdmin
from syncconsole.console.rq_dashboard import GatedQueueAdmin
from syncconsole.console.webhook_admin import WebhookDeliveryAdmin
from syncconsole.models import Message, SystemState, WebhookDelivery

admin.site.register(WebhookDelivery, WebhookDeliveryAdmin)
admin.site.register(Message, MessageAdmin)
admin.site.register(SystemState, SystemStateAdmin)
admin.site.register(Dashboard, GatedQueueAdmin)
