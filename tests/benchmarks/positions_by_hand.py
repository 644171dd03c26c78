"""The table of positions by a query written by hand, in DuckDB and in polars: what a careful analyst would write.

Both read every cell on every day on which one of its intervals turns, as known on every day on which something of it
became known, and join what says the same; the result is the table's, row for row.
"""

from __future__ import annotations

import duckdb
import polars as pl
import pyarrow as pa

SQL = """
CREATE TEMP TABLE cell AS
SELECT row_number() OVER () AS id, * FROM (
  SELECT jurisdiction, vendor, segment FROM stances UNION SELECT jurisdiction, vendor, segment FROM reviews
);
CREATE TEMP TABLE spell AS
SELECT id, row_number() OVER () AS spell, event_id, deadline, valid_from, known_from, confirmed_on,
  list_position(['de_jure', 'announced', 'de_facto'], basis) AS basis,
  list_position(['open', 'screened', 'limited', 'barred', 'removal'], level) - 1 AS level,
  list_position(['low', 'medium', 'high'], confidence) - 1 AS confidence,
  CASE WHEN ended_by IS NOT NULL THEN valid_to END AS ends,
  CASE WHEN ended_by IS NOT NULL THEN end_known_from END AS end_known,
  (greatest(valid_from, known_from) + INTERVAL 3 YEAR)::DATE AS stale,
  (greatest(valid_from, known_from, confirmed_on) + INTERVAL 3 YEAR)::DATE AS stale_late
FROM stances JOIN cell USING (jurisdiction, vendor, segment);
CREATE TEMP TABLE review AS
SELECT id, opened_by, opened_on, closed_on, known_from, end_known_from,
  list_position(['low', 'medium', 'high'], confidence) - 1 AS confidence
FROM reviews JOIN cell USING (jurisdiction, vendor, segment);
CREATE TEMP TABLE point AS
SELECT * FROM (
  SELECT id, unnest([valid_from, ends, stale, stale_late]) AS day FROM spell
  UNION SELECT id, unnest([opened_on, closed_on]) FROM review
) JOIN (
  SELECT id, unnest([known_from, end_known, confirmed_on]) AS known FROM spell
  UNION SELECT id, unnest([known_from, end_known_from]) FROM review
) USING (id) WHERE day IS NOT NULL AND known IS NOT NULL;
CREATE TEMP TABLE said AS
WITH begun AS (
  SELECT id, day, known, basis, max_by(spell, valid_from) AS spell
  FROM point JOIN spell USING (id) WHERE valid_from <= day AND known_from <= known
  GROUP BY ALL
), held AS (
  SELECT begun.* EXCLUDE (spell), spell.* EXCLUDE (id, basis) FROM begun JOIN spell USING (spell)
  WHERE NOT coalesce(end_known <= known AND ends <= day, false)
), coded AS (
  SELECT id, day, known, max_by(spell, level * 4 - basis) AS spell,
    max(level) FILTER (basis = 1) AS de_jure, max(level) FILTER (basis = 2) AS announced,
    max(level) FILTER (basis = 3) AS de_facto
  FROM held GROUP BY ALL
), opened AS (
  SELECT id, day, known, min_by(opened_by, opened_on) AS opened_by, min_by(confidence, opened_on) AS sure
  FROM point JOIN review USING (id)
  WHERE opened_on <= day AND known_from <= known AND NOT coalesce(end_known_from <= known AND closed_on <= day, false)
  GROUP BY ALL
)
SELECT point.*, coded.spell, de_jure, announced, de_facto, opened_by IS NOT NULL AS under_review,
  CASE WHEN coded.spell IS NULL THEN opened_by END AS opener,
  CASE WHEN coded.spell IS NULL THEN sure
    WHEN (CASE WHEN confirmed_on <= known THEN stale_late ELSE stale END) <= day THEN 0 ELSE confidence END AS confidence
FROM point LEFT JOIN coded USING (id, day, known) LEFT JOIN opened USING (id, day, known)
LEFT JOIN (SELECT spell, confirmed_on, stale, stale_late, confidence FROM spell) USING (spell);
CREATE TEMP TABLE run AS
WITH marked AS (
  SELECT *, hash(spell, de_jure, announced, de_facto, under_review, opener, confidence) AS what,
    what IS NOT DISTINCT FROM lag(what) OVER (PARTITION BY id, known ORDER BY day) AS goes_on
  FROM said
), starts AS (
  SELECT * EXCLUDE (goes_on), lead(day) OVER (PARTITION BY id, known ORDER BY day) AS until FROM marked WHERE NOT goes_on
)
SELECT * FROM starts WHERE spell IS NOT NULL OR under_review;
WITH numbered AS (
  SELECT *, dense_rank() OVER (PARTITION BY id ORDER BY known) AS n FROM (
    SELECT DISTINCT id, known FROM point
  )
), seen AS (
  SELECT run.*, n, n - row_number() OVER (PARTITION BY id, day, until, what ORDER BY n) AS island
  FROM run JOIN numbered USING (id, known)
), row_ AS (
  SELECT id, day, until, min(known) AS known_from, max(n) AS last, any_value(spell) AS spell, any_value(de_jure) AS de_jure,
    any_value(announced) AS announced, any_value(de_facto) AS de_facto, any_value(under_review) AS under_review,
    any_value(opener) AS opener, any_value(confidence) AS confidence
  FROM seen GROUP BY id, day, until, what, island
)
SELECT jurisdiction, vendor, segment, day AS valid_from, until AS valid_to, known_from, numbered.known AS known_to,
  greatest(de_jure, announced, de_facto) AS level_rank, de_jure AS de_jure_rank, announced AS announced_rank,
  de_facto AS de_facto_rank, under_review, spell.valid_from AS since, deadline, coalesce(event_id, opener) AS event_id,
  row_.confidence AS confidence_rank
FROM row_ LEFT JOIN numbered ON numbered.id = row_.id AND numbered.n = row_.last + 1
LEFT JOIN (SELECT spell, valid_from, deadline, event_id FROM spell) AS spell USING (spell)
JOIN cell ON cell.id = row_.id
ORDER BY jurisdiction, vendor, segment, day, row_.known_from
"""


def by_duckdb(stances: pa.Table, reviews: pa.Table) -> pa.Table:
    """Positions by DuckDB."""
    with duckdb.connect() as con:
        con.register("stances", stances)
        con.register("reviews", reviews)
        return con.sql(SQL).to_arrow_table()


CELL = ["jurisdiction", "vendor", "segment"]
POINT = ["id", "day", "by"]


def by_polars(stances: pa.Table, reviews: pa.Table) -> pa.Table:
    """Positions by polars, lazily, so that it may order the work."""
    s, r = pl.from_arrow(stances), pl.from_arrow(reviews)
    cells = pl.concat([s.select(CELL), r.select(CELL)]).unique().with_row_index("id")

    def rank(column: str, values: list[str]) -> pl.Expr:
        return pl.col(column).replace_strict(values, range(len(values)), return_dtype=pl.Int8)

    own = pl.col("ended_by").is_not_null()
    last = pl.max_horizontal("valid_from", "known_from")
    spell = (
        s.join(cells, on=CELL)
        .select(
            "id", "event_id", "deadline", "valid_from", "known_from", "confirmed_on",
            rank("basis", ["de_jure", "announced", "de_facto"]).alias("basis"),
            rank("level", ["open", "screened", "limited", "barred", "removal"]).alias("level"),
            rank("confidence", ["low", "medium", "high"]).alias("confidence"),
            pl.when(own).then("valid_to").alias("ends"),
            pl.when(own).then("end_known_from").alias("end_known"),
            last.dt.offset_by("3y").alias("stale"),
            pl.max_horizontal(last, "confirmed_on").dt.offset_by("3y").alias("stale_late"),
        )
        .with_row_index("spell")
    )  # fmt: skip
    review = r.join(cells, on=CELL).select(
        "id", "opened_by", "opened_on", "closed_on", "known_from", "end_known_from",
        rank("confidence", ["low", "medium", "high"]).alias("sure"),
    )  # fmt: skip

    def turns(name: str, of_spells: list[str], of_reviews: list[str]) -> pl.DataFrame:
        parts = [
            f.select("id", pl.col(c).alias(name)) for f, cs in ((spell, of_spells), (review, of_reviews)) for c in cs
        ]
        return pl.concat(parts).drop_nulls().unique()

    days = turns("day", ["valid_from", "ends", "stale", "stale_late"], ["opened_on", "closed_on"])
    knows = turns("by", ["known_from", "end_known", "confirmed_on"], ["known_from", "end_known_from"])
    knows = knows.sort("id", "by").with_columns(n=pl.int_range(pl.len()).over("id"))
    point = days.join(knows, on="id").select(*POINT, "n").lazy()
    held = (
        point.join(spell.lazy(), on="id")
        .filter((pl.col("valid_from") <= pl.col("day")) & (pl.col("known_from") <= pl.col("by")))
        .group_by(*POINT, "basis")
        .agg(pl.col("spell").sort_by("valid_from").last())
        .join(spell.lazy().drop("id", "basis"), on="spell")
        .filter(~((pl.col("end_known") <= pl.col("by")) & (pl.col("ends") <= pl.col("day"))).fill_null(False))
    )
    low = pl.when(pl.col("confirmed_on") <= pl.col("by")).then("stale_late").otherwise("stale") <= pl.col("day")
    order = pl.col("level").cast(pl.Int16) * 4 - pl.col("basis")
    coded = held.with_columns(sure_=pl.when(low).then(0).otherwise("confidence"), order=order).group_by(POINT).agg(
        pl.col("spell", "sure_").get(pl.col("order").arg_max()),
        *(pl.col("level").filter(pl.col("basis") == i).first().alias(b) for i, b in enumerate(("de_jure", "announced", "de_facto"))),
    )  # fmt: skip
    opened = (
        point.join(review.lazy(), on="id")
        .filter((pl.col("opened_on") <= pl.col("day")) & (pl.col("known_from") <= pl.col("by")))
        .filter(~((pl.col("end_known_from") <= pl.col("by")) & (pl.col("closed_on") <= pl.col("day"))).fill_null(False))
        .group_by(POINT)
        .agg(pl.col("opened_by", "sure").get(pl.col("opened_on").arg_min()))
    )
    only = pl.col("spell").is_null()
    what = ["spell", "de_jure", "announced", "de_facto", "under_review", "opener", "confidence_rank"]
    said = (
        point.join(coded, on=POINT, how="left")
        .join(opened, on=POINT, how="left")
        .with_columns(
            under_review=pl.col("opened_by").is_not_null(),
            opener=pl.when(only).then("opened_by"),
            confidence_rank=pl.when(only).then("sure").otherwise("sure_"),
        )
        .select(*POINT, "n", *what)
        .sort("id", "n", "day")
        .with_columns(same=pl.struct("id", "n", *what))
        .filter(pl.col("same").ne_missing(pl.col("same").shift(1)) | (pl.int_range(pl.len()) == 0))
        .with_columns(until=pl.when(pl.col("id").eq(pl.col("id").shift(-1)) & pl.col("n").eq(pl.col("n").shift(-1))).then(pl.col("day").shift(-1)))
        .drop("same")
        .filter(~only | pl.col("under_review"))
        .sort("id", "day", "n")
    )  # fmt: skip
    same = pl.struct("id", "day", "until", *what)
    rows = (
        said.with_columns(
            starts=same.ne_missing(same.shift(1)) | (pl.col("n") != pl.col("n").shift(1) + 1) | (pl.int_range(pl.len()) == 0)
        )
        .with_columns(island=pl.col("starts").cum_sum())
        .group_by("island", maintain_order=True)
        .agg(pl.col("id", "day", "until", *what).first(), pl.col("by").first().alias("known_from"), pl.col("n").last() + 1)
        .join(knows.lazy().select("id", "n", pl.col("by").alias("known_to")), on=["id", "n"], how="left")
        .join(spell.lazy().select("spell", since="valid_from", deadline="deadline", event_id="event_id"), on="spell", how="left")
        .join(cells.lazy(), on="id")
    )  # fmt: skip
    return (
        rows.select(
            *CELL, pl.col("day").alias("valid_from"), pl.col("until").alias("valid_to"), "known_from", "known_to",
            pl.max_horizontal("de_jure", "announced", "de_facto").alias("level_rank"),
            *(pl.col(b).alias(f"{b}_rank") for b in ("de_jure", "announced", "de_facto")),
            "under_review", "since", "deadline", pl.coalesce("event_id", "opener").alias("event_id"), "confidence_rank",
        )
        .sort(*CELL, "valid_from", "known_from")
        .collect()
        .to_arrow()
    )  # fmt: skip
