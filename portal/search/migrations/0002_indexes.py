"""The text index itself, which Django has no words for: each database's own, filled by the database itself."""

from django.db import migrations

# The lexemes of an entry: as they are for all of it, with "=" for title and summary, with "+" for the title.
POSTGRES = [
    r"""
    ALTER TABLE search_entry ADD COLUMN lexemes tsvector NOT NULL GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(
            title_words || ' ' || summary_words || ' ' || text_words || ' ' || tags || ' ' ||
            regexp_replace(title_words, '\S+', '+\&', 'g') || ' ' ||
            regexp_replace(title_words || ' ' || summary_words, '\S+', '=\&', 'g')
        , ' '), ''))
    ) STORED
    """,
    # Written at once: what is hidden must be gone, and an index with a waiting list is slow to read.
    "CREATE INDEX search_entry_lexemes ON search_entry USING gin (lexemes) WITH (fastupdate = off)",
    # The planner does not know what it costs to unpack lexemes and would read the whole table for frequent words.
    """
    CREATE FUNCTION search_all(wanted tsquery) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off
    AS 'SELECT id FROM search_entry WHERE lexemes @@ wanted'
    """,
    # "+ 0": or it would walk the newest entries one by one and unpack each.
    """
    CREATE FUNCTION search_newest(wanted tsquery, most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off
    AS 'SELECT id FROM search_entry WHERE lexemes @@ wanted ORDER BY id + 0 DESC LIMIT most'
    """,
    """
    CREATE FUNCTION search_count(wanted tsquery, most integer) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE SET enable_seqscan = off
    AS 'SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE lexemes @@ wanted LIMIT most) AS found'
    """,
]
POSTGRES_BACK = [
    "DROP FUNCTION search_count(tsquery, integer)",
    "DROP FUNCTION search_newest(tsquery, integer)",
    "DROP FUNCTION search_all(tsquery)",
    "DROP INDEX search_entry_lexemes",
    "ALTER TABLE search_entry DROP COLUMN lexemes",
]

COLUMNS = "title_words, summary_words, text_words, tags"
NEW = "new.id, new.title_words, new.summary_words, new.text_words, new.tags"
OLD = "'delete', old.id, old.title_words, old.summary_words, old.text_words, old.tags"
SQLITE = [
    f"""
    CREATE VIRTUAL TABLE search_index USING fts5(
        {COLUMNS}, content='search_entry', content_rowid='id', detail=column,
        tokenize='unicode61 remove_diacritics 0'
    )
    """,
    f"""
    CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_index(rowid, {COLUMNS}) VALUES ({NEW});
    END
    """,
    f"""
    CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_index(search_index, rowid, {COLUMNS}) VALUES ({OLD});
    END
    """,
    f"""
    CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_index(search_index, rowid, {COLUMNS}) VALUES ({OLD});
        INSERT INTO search_index(rowid, {COLUMNS}) VALUES ({NEW});
    END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_deleted",
    "DROP TRIGGER search_entry_added",
    "DROP TABLE search_index",
]


def run(postgres, sqlite):
    def operation(apps, schema_editor):
        for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(run(POSTGRES, SQLITE), run(POSTGRES_BACK, SQLITE_BACK))]
