"""The pages as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and the text of pages; it has no tables."""

    name = "firmground.web"
    label = "web"
