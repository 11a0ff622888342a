"""Who may do what: users, groups, members and tokens. Superusers only."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from sesame.utils import get_query_string

from annotator.admin.site import AnyAdmin, ReadOnly, Superusers, site
from annotator.models import ApiToken, Membership

if TYPE_CHECKING:  # Generic for the type checker only.
    UsersAdmin = UserAdmin[User]
else:
    UsersAdmin = UserAdmin


@admin.register(User, site=site)
class PersonAdmin(Superusers, UsersAdmin):
    actions = ("make_sign_in_link",)

    @admin.action(description="Make a sign-in link", permissions=["change"])
    def make_sign_in_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For somebody without a password, or who forgot it. It works once, for a day."""
        for user in queryset.filter(is_active=True):
            link = request.build_absolute_uri(f"/sign-in/link{get_query_string(user)}")
            self.message_user(request, f"{user} can sign in once with {link}")


@admin.register(Group, site=site)
class RightsAdmin(Superusers, GroupAdmin):
    pass


@admin.register(Membership, site=site)
class MembershipAdmin(Superusers, AnyAdmin):
    list_display = ("user", "project", "role")
    list_filter = ("role", "project")
    list_select_related = ("user", "project")
    search_fields = ("user__username", "project__name")


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(Superusers, ReadOnly):
    """Can be taken away. The secret is nowhere, and its digest is nobody's business."""

    list_display = ("name", "user", "created_at", "expires_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    exclude = ("digest",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
