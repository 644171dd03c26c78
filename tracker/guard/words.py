"""Which parts of SQL are let through: kinds of expressions, and functions that only compute."""

from __future__ import annotations

EXPRESSIONS = frozenset(
    {"BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION",
     "OPERATOR", "TYPE"}
)  # fmt: skip
"""Classes of DuckDB's parsed expressions that a condition may consist of."""

QUERY_EXPRESSIONS = EXPRESSIONS | {"STAR", "SUBQUERY", "WINDOW", "LAMBDA", "LAMBDA_REF", "POSITIONAL_REFERENCE"}
"""Those that a whole query may have besides."""

SOURCES = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "EXPRESSION_LIST", "CTE", "COLUMN_DATA"})
"""What a query may read from; base tables by name only, and of table functions :data:`TABLE_FUNCTIONS` only."""

NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
"""Kinds of SELECT."""

_OPERATORS = "+ - * / // % ** ^ ^@ || & | ~ << >> ~~ !~~ ~~* !~~* ~~~ @>  <@ &&"
_TEXT = """
    ascii bit_length char_length character_length chr concat concat_ws contains ends_with ilike_escape instr lcase left
    len length levenshtein editdist3 jaccard jaro_similarity jaro_winkler_similarity damerau_levenshtein hamming
    like_escape lower ltrim md5 nfc_normalize not_ilike_escape not_like_escape octet_length ord overlay position prefix
    regexp_extract regexp_full_match regexp_matches regexp_replace replace reverse right rtrim sha256 split split_part
    starts_with str_split string_split string_to_array strip_accents strlen strpos substr substring suffix translate
    trim ucase unicode upper
"""
_NUMBERS = """
    abs add cbrt ceil ceiling degrees divide even exp fdiv floor fmod gcd greatest isfinite isinf isnan lcm least ln
    log log10 log2 mod multiply pi pow power radians round sign signbit sin cos tan asin acos atan atan2 sqrt subtract
    trunc xor bit_count hash
"""
_DAYS = """
    age century current_date date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day
    dayname dayofmonth dayofweek dayofyear decade epoch epoch_ms epoch_ns epoch_us era hour isodow isoyear julian
    last_day make_date make_time make_timestamp microsecond millennium millisecond minute month monthname now quarter
    second strftime strptime time_bucket timezone to_centuries to_days to_decades to_hours to_microseconds
    to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years today try_strptime week
    weekday weekofyear year yearweek
"""
_NESTED = """
    array_contains array_extract array_has array_has_all array_has_any array_length array_position array_slice
    array_to_string cardinality element_at list_contains list_distinct list_element list_extract list_has
    list_has_all list_has_any list_indexof list_position list_slice list_sort list_sum list_min list_max list_avg
    list_unique list_value list_pack list_reverse list_reverse_sort list_concat list_cat list_intersect array_value
    map map_extract map_keys map_values map_entries map_contains row struct_extract struct_pack flatten
"""
_OTHER = "coalesce constant_or_null error_if_null if ifnull nullif typeof try enum_code not in exists"

FUNCTIONS = frozenset(f"{_OPERATORS} {_TEXT} {_NUMBERS} {_DAYS} {_NESTED} {_OTHER}".split())
"""Functions of a condition: they compute a value from values; none reads anything else, none makes much of little."""

_AGGREGATES = """
    any_value approx_count_distinct approx_quantile arbitrary arg_max arg_min argmax argmin array_agg avg bit_and
    bit_or bit_xor bool_and bool_or corr count count_if count_star countif covar_pop covar_samp entropy favg first
    fsum geomean geometric_mean group_concat histogram kurtosis last list listagg mad max max_by mean median min
    min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2
    regr_slope regr_sxx regr_sxy regr_syy skewness stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop
    var_samp variance wavg weighted_avg
"""
_WINDOWS = """
    cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number
"""
_LISTS = """
    aggregate apply array_aggregate array_append array_apply array_cat array_concat array_distinct array_filter
    array_indexof array_intersect array_prepend array_reduce array_reverse array_reverse_sort array_sort
    array_transform array_unique array_zip filter generate_subscripts grade_up list_aggregate list_any_value
    list_append list_apply list_count list_filter list_first list_grade_up list_last list_median list_mode
    list_prepend list_product list_reduce list_select list_stddev_pop list_stddev_samp list_string_agg
    list_transform list_var_pop list_var_samp list_where list_zip reduce unnest grouping grouping_id
    to_json json_object json_array
"""

QUERY_FUNCTIONS = FUNCTIONS | frozenset(f"{_AGGREGATES} {_WINDOWS} {_LISTS}".split())
"""Functions of a whole query; none that makes a value as long as a number says, which no limit would stop in time."""

TABLE_FUNCTIONS = frozenset({"generate_series", "range", "unnest"})
"""Functions that a query may read from: they make rows out of values."""
