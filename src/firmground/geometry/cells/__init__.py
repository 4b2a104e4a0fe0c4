"""From polygons to the exact area of the ground that each set of them covers. Start reading at ``cells``."""
