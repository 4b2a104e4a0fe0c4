"""Arabic with Western digits, as in CLDR: 1,238.5. Django's own format for Arabic writes 1238,5."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
