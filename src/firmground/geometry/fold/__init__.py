"""What the claims on the ground make of it, for any day: scans over cells. Start reading at ``totals``."""
