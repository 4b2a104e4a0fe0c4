"""The command line: the machine's owner asks and acts here."""
