"""Accounts as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and grants."""

    name = "firmground.accounts"
    label = "accounts"
