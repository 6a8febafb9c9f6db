"""All addresses of the console, and an empty DRF view."""

from __future__ import annotations

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from syncconsole.urls import urlpatterns as console


class EmptyView(APIView):
    """Takes a body, does nothing with it, answers JSON: the least that any endpoint here costs."""

    def post(self, request: Request) -> Response:
        """Receive the body."""
        return Response({"stored": len(request.body)})


urlpatterns = [path("empty/", EmptyView.as_view()), *console]
