"""Backups of the database and all files, encrypted; and the way back. docs/restoring.md tells how to use them."""
