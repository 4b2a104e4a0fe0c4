"""How numbers are written in each language, where Django's own formats differ from CLDR."""
