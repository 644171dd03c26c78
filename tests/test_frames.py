"""What is called the same is the same to pandas, and what is not is told by pandas."""

import numpy as np
import pandas as pd
import pytest
from frames import _same, assert_same

BASE = pd.DataFrame({
    "c": pd.Categorical(["a", None, "b"], ["a", "b", "c"], ordered=True), "d": pd.to_datetime(["2020-01-01", None, "2021-01-01"]),
    "s": pd.array(["x", None, "y"], "str"), "i": pd.array([1, None, 3], "Int8"), "f": [0.5, np.nan, 2.0], "b": [True, False, True],
    "o": [(1,), (), (2, 3)],
})  # fmt: skip


def test_a_copy_is_the_same():
    assert _same(BASE, BASE.copy(deep=True))
    assert_same(BASE, BASE.copy(deep=True))


@pytest.mark.parametrize(
    "other",
    [
        BASE.iloc[:2], BASE[["d", *(c for c in BASE if c != "d")]], BASE.rename(columns={"f": "g"}), BASE.set_index(pd.Index([0, 1, 3])),
        BASE.set_axis(pd.Index([0, 1, 2], dtype="int8")), BASE.rename_axis("n"), BASE.rename_axis("n", axis=1),
        BASE.assign(c=BASE["c"].cat.as_unordered()), BASE.assign(c=BASE["c"].cat.reorder_categories(["b", "a", "c"])),
        BASE.assign(c=BASE["c"].cat.remove_unused_categories()), BASE.assign(c=BASE["c"].astype("str")),
        BASE.assign(c=pd.Categorical(["a", None, "c"], ["a", "b", "c"], ordered=True)),
        BASE.assign(d=BASE["d"].astype("datetime64[s]")), BASE.assign(d=BASE["d"].fillna(pd.Timestamp("2020-01-01"))),
        BASE.assign(s=BASE["s"].astype(object)), BASE.assign(s=pd.array(["x", "", "y"], "str")),
        BASE.assign(i=BASE["i"].astype("Int16")), BASE.assign(i=pd.array([1, 0, 3], "Int8")),
        BASE.assign(f=[0.5, 0.0, 2.0]), BASE.assign(b=[True, True, True]), BASE.assign(o=[(1,), (), (2, 4)]),
    ],
)  # fmt: skip
def test_any_difference_is_told_as_pandas_tells_it(other):
    assert not _same(BASE, other)
    with pytest.raises(AssertionError):
        pd.testing.assert_frame_equal(BASE, other, check_flags=False)
    with pytest.raises(AssertionError):
        assert_same(BASE, other)


def test_what_pandas_lets_pass_passes():
    near = BASE.assign(f=[0.5 + 1e-9, np.nan, 2.0])
    assert not _same(BASE, near)
    assert_same(BASE, near)
