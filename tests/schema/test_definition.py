import pytest

from tracker.errors import UnknownNameError
from tracker.schema import TABLES, from_descriptor, table, tables


def test_tables_come_referenced_ones_first():
    names = [t.name for t in tables()]
    assert names == list(TABLES)
    for t in tables():
        assert all(names.index(k.table) <= names.index(t.name) for k in t.foreign_keys)


def test_ordinal_columns_get_a_rank_in_a_release_and_not_in_csv():
    stances = table("stances")
    published = [f.name for f in stances.published]
    assert published[published.index("level") + 1] == "level_rank"
    assert "level_rank" not in [f.name for f in stances.curated]
    assert stances.field("level_rank").constraints == {"minimum": 0, "maximum": 4, "required": True}


def test_levels_are_ordered_as_the_coding_rules_say():
    assert table("stances").field("level").values == ("open", "screened", "limited", "barred", "removal")


def test_a_descriptor_gives_the_same_table_back():
    for t in tables():
        again = from_descriptor(t.descriptor())
        assert [f.raw["name"] for f in again.published] == [f.name for f in t.published]
        assert [f.name for f in again.curated] == [f.name for f in t.curated]
        assert again.key == t.key
        assert again.descriptor() == t.descriptor()


def test_unknown_table_and_column_name_the_nearest():
    with pytest.raises(UnknownNameError, match="stances"):
        table("stance")
    with pytest.raises(UnknownNameError, match="valid_from"):
        table("stances").field("valid_form")


def test_official_kinds_of_sources_are_flagged():
    assert table("sources").field("kind").flagged("official") == {
        "official_text",
        "official_statement",
        "parliament",
        "court",
    }
