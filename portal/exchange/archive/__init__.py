"""The whole portal as one file, for another portal or another program; docs/archive.md describes the format."""
