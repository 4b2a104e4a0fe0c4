"""English: the day first, as bulletins write it."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
"""As the bulletins write days."""
