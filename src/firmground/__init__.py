"""Firmground: the open ledger of mine clearance and recovery."""
