"""What can be said: typed, frozen bodies of every kind of record."""
