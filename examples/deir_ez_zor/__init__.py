"""Deir ez-Zor 2017 (reconstruction): published figures, and invented field records that add up to them."""
