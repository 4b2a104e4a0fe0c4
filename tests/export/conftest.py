"""The same small operation as the bulletins' tests."""

from tests.bulletins.conftest import office, operation

__all__ = ["office", "operation"]
