"""Checks: is there anything about a record that stops it, asks a person, or is worth a note? They return findings."""
