def records(rows, *columns) -> list[dict]:
    """The rows of a QuerySet as plain dictionaries of these columns, for a person who asks what is kept on them."""
    return list(rows.values(*columns))
