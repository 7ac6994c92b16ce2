"""The command line: its options, its work, and the report that it writes."""
