"""Who belongs to a project."""

import logging
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import Strict, checked
from annotator.api.permissions import membership_for, person, project_for
from annotator.models import Role
from annotator.services import members

logger = logging.getLogger(__name__)


class MemberUserSerializer(serializers.Serializer[Any]):
    """The name and nothing more: members do not learn each other's addresses."""

    id = serializers.IntegerField()
    username = serializers.CharField()


class MemberSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="Of the membership.")
    user = MemberUserSerializer()
    role = serializers.ChoiceField(Role.choices)


class MemberListSerializer(serializers.Serializer[Any]):
    results = MemberSerializer(many=True)


class RoleSerializer(Strict):
    role = serializers.ChoiceField(Role.choices)


class NewMemberSerializer(RoleSerializer):
    username = serializers.CharField(max_length=150)


class MembersView(APIView):
    @extend_schema(operation_id="list_members", responses=MemberListSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Who belongs to the project, by name."""
        rows = project_for(request, project_id).memberships.select_related("user").order_by("user__username")
        return Response({"results": MemberSerializer(rows, many=True).data})

    @extend_schema(operation_id="add_member", request=NewMemberSerializer, responses={201: MemberSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Let somebody who has an account here take part."""
        project = project_for(request, project_id, at_least=Role.MANAGER)
        values = checked(NewMemberSerializer, request.data)
        member = members.add_member(project, username=values["username"], role=Role(values["role"]))
        logger.info(
            "%r made %r %s of project %s", person(request).username, member.user.username, member.role, project.pk
        )
        return Response(MemberSerializer(member).data, status=201)


class MemberView(APIView):
    @extend_schema(operation_id="change_role", request=RoleSerializer, responses=MemberSerializer)
    def patch(self, request: Request, member_id: int) -> Response:
        """Holds from the member's next request on. A project keeps one manager at least."""
        member = membership_for(request, member_id, at_least=Role.MANAGER)
        role = Role(checked(RoleSerializer, request.data)["role"])
        members.change_role(member, role)
        logger.info(
            "%r made %r %s of project %s", person(request).username, member.user.username, role, member.project_id
        )
        return Response(MemberSerializer(member).data)

    @extend_schema(operation_id="remove_member", responses={204: None})
    def delete(self, request: Request, member_id: int) -> Response:
        """What the member drew stays."""
        member = membership_for(request, member_id, at_least=Role.MANAGER)
        members.remove_member(member)
        logger.info("%r removed %r from project %s", person(request).username, member.user.username, member.project_id)
        return Response(status=204)
