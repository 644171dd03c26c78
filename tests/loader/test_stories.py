import pandas as pd

import tracker


def test_history_tells_what_each_event_changed(release):
    story = tracker.history("AAA", version=release)
    changes = dict(zip(story["event_id"], story["changes"], strict=True))
    assert story["date"].is_monotonic_increasing
    assert changes["aaa-20190601-bar"] == (
        "huawei core: barred (announced) from 2019-06-01",
        "huawei core: review closes 2019-06-01",
        "zte core: review closes 2019-06-01",
    )
    assert changes["aaa-20210331-leak"] == ("huawei core: barred (announced) ends 2021-03-31",)
    assert changes["aaa-20180401-guess"] == ()
    assert (story["sources"] == 1).all()


def test_history_known_by(release):
    story = tracker.history("AAA", version=release, known_by="2020-01-14")
    assert set(story["event_id"]) == {"aaa-20180301-review", "aaa-20180401-guess", "aaa-20190601-bar"}


def test_panel_is_balanced_and_keeps_not_coded_apart(release):
    panel = tracker.panel("YS", version=release, start="2018-01-01", end="2022-12-31")
    assert len(panel) == 5 * 4
    assert not panel.duplicated(["period", "jurisdiction", "vendor", "segment"]).any()
    silent = panel[panel["jurisdiction"] == "BBB"]
    assert (silent["status"] == "not_coded").all()
    assert silent["level"].isna().all()
    huawei = panel[(panel["jurisdiction"] == "AAA") & (panel["vendor"] == "huawei")].set_index("period")
    assert huawei["status"].tolist() == ["not_coded", "review_only", "coded", "coded", "coded"]
    assert huawei["level"].astype(object).where(huawei["level"].notna(), None).tolist() == [
        None, None, "barred", "barred", "screened",
    ]  # fmt: skip
    assert panel["under_review"].dtype == bool
    assert panel["level"].cat.ordered


def test_panel_agrees_with_position(release):
    panel = tracker.panel("QS", version=release)
    for period, rows in panel.groupby("period"):
        expected = tracker.position(period.date(), version=release)
        found = rows[rows["status"] != "not_coded"].reset_index(drop=True)[expected.columns]
        pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_categorical=False)


def test_panel_in_real_time_knows_nothing_before_its_time(release):
    late = tracker.panel(
        "YE", version=release, start="2021-01-01", end="2022-12-31", vendor="huawei", jurisdiction="AAA"
    )
    real = tracker.panel(
        "YE",
        version=release,
        start="2021-01-01",
        end="2022-12-31",
        vendor="huawei",
        jurisdiction="AAA",
        known_by="period",
    )
    assert late["level"].tolist() == ["screened", "screened"]
    assert real["level"].tolist() == ["barred", "screened"]
    assert real.attrs["known_by"] == "period"
