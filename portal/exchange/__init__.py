"""Rows in and out in bulk: the lists of the admin as spreadsheets, and the whole portal as one archive."""
