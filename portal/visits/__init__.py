"""How much is read, day by day: sums of addresses, never a row for a visit, nothing about a visitor."""
