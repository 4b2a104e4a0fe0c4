"""Shapes and measures: the only place that knows Shapely and pyproj. Shapes travel as WKB bytes."""
