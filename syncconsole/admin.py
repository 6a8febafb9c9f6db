"""The kernel's own pages in the admin; each app adds those of its sync."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_rq.models import Dashboard

from syncconsole.console.bulk_admin import BulkRunAdmin
from syncconsole.console.inbox_admin import MessageAdmin, SystemStateAdmin
from syncconsole.console.people_admin import PersonAdmin, RoleAdmin
from syncconsole.console.rq_dashboard import GatedQueueAdmin
from syncconsole.console.webhook_admin import WebhookDeliveryAdmin
from syncconsole.models import BulkRun, Message, SystemState, WebhookDelivery

admin.site.register(WebhookDelivery, WebhookDeliveryAdmin)
admin.site.register(Message, MessageAdmin)
admin.site.register(BulkRun, BulkRunAdmin)
admin.site.register(SystemState, SystemStateAdmin)
admin.site.register(Dashboard, GatedQueueAdmin)

# Importing our own classes has registered Django's.
admin.site.unregister([User, Group])
admin.site.register(User, PersonAdmin)
admin.site.register(Group, RoleAdmin)
