"""All addresses of the console."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from syncconsole.console import policy_form, rules_page
from syncconsole.processes import health
from syncconsole.webhooks.view import EspoCrmWebhook

handler403 = "syncconsole.console.refused.refused"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/rules/", admin.site.admin_view(rules_page.page), name="rules"),
    path("admin/rules/policy/", admin.site.admin_view(policy_form.set_policy), name="rules_policy"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    # With and without the last slash: a redirect would pass for a delivery taken (rules 5).
    re_path(r"^webhooks/espocrm/(?P<definition>[\w-]+)/(?P<event>[\w-]+)/?$", EspoCrmWebhook.as_view()),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
