"""Users and groups: Django's own pages, which call the roles as people do."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from syncconsole import roles


class RolesField(ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Groups to choose from, by the names of their roles."""

    def label_from_instance(self, obj: Any) -> str:
        """How people call it."""
        return roles.label(obj.name)


class RoleFilter(admin.SimpleListFilter):
    """Users of one role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All groups, by the names of their roles."""
        groups = sorted(Group.objects.all(), key=lambda group: roles.rank(group.name))
        return [(str(group.pk), roles.label(group.name)) for group in groups]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those in the chosen group."""
        chosen = self.value()
        return queryset.filter(groups=chosen) if chosen and chosen.isdecimal() else queryset


class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Users, with their roles in the list."""

    list_display = ("username", "first_name", "last_name", "their_roles", "is_active", "is_superuser")
    list_filter = (RoleFilter, "is_active", "is_superuser")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their groups at hand."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def their_roles(self, person: Any) -> str:
        """The roles of a user; a superuser needs none."""
        return ", ".join(roles.label(group.name) for group in person.groups.all())

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Groups are offered by the names of their roles."""
        if db_field.name == "groups":
            kwargs["form_class"] = RolesField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RoleAdmin(GroupAdmin):
    """Groups: the four roles, and what the office adds."""

    list_display = ("role", "name")

    @admin.display(description=_("role"), ordering="name")
    def role(self, group: Any) -> str:
        """How people call it."""
        return roles.label(group.name)
