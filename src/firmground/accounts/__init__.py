"""Who may see and do what: people by number, their grants, and one permission function."""
