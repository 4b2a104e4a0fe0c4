"""Storage as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """The ledger's tables and the tables around it."""

    name = "firmground.storage"
    label = "storage"
