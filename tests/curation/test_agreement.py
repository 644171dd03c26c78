"""Agreement of further readings with the coding."""

import factory
import pytest

from tracker.curation.agreement import agreement, readings
from tracker.curation.dataset import read_folder
from tracker.curation.validate import validate

DAYS = ["2019-06-30", "2020-06-30", "2021-12-31", "2022-12-31"]  # barred, barred, screened, screened


def world(folder, levels, table="readings"):
    rows = {
        i: {"round": "3", "jurisdiction": "AAA", "vendor": "huawei", "segment": "core", "on": day, "level": level,
            "basis": "announced" if level else "", "under_review": "false", "confidence": "high",
            "reason": "Read without sight of the coding.", "settled": "first",
            "resolution": "The coding follows the rules."}
        for i, (day, level) in enumerate(zip(DAYS, levels, strict=True))
    }  # fmt: skip
    return factory.write(folder, factory.changed({table: rows}))


def test_readings_stand_beside_the_coding(tmp_path):
    frame = readings(read_folder(world(tmp_path / "data", ["barred", "limited", "screened", ""])))
    ours, second, third = (frame[r] for r in (1, 2, 3))
    assert ours.tolist() == [3, 3, 3, 1, 1]  # 2020-12-31 is the day of the second reading
    assert second.dropna().tolist() == [3]
    assert third.dropna().tolist() == [3, 2, 1]


def test_alpha_is_that_of_the_library_over_cells_that_both_code(tmp_path):
    import krippendorff

    found = agreement(read_folder(world(tmp_path / "data", ["barred", "limited", "screened", ""])))
    core = found["core"]
    nan = float("nan")
    table = [[3, 3, 3, 1], [nan, nan, 3, nan], [3, 2, nan, 1]]
    assert core.cells == 4
    assert core.value == pytest.approx(krippendorff.alpha(table, level_of_measurement="ordinal"))
    assert core.low <= core.value <= core.high
    assert found == agreement(read_folder(tmp_path / "data"))


def test_perfect_agreement_is_one_and_a_single_level_has_none(tmp_path):
    perfect = agreement(read_folder(world(tmp_path / "a", ["barred", "barred", "screened", "screened"])))["core"]
    assert (perfect.value, perfect.low, perfect.high) == (1, 1, 1)
    none = agreement(read_folder(factory.write(tmp_path / "b", factory.mini())))
    assert str(none["core"]) == "not defined (1 cells)"
    assert none["access"].cells == 0


def test_a_reading_that_differs_gives_a_resolution(tmp_path):
    folder = world(tmp_path / "data", ["barred", "limited", "screened", "screened"])
    assert validate(folder).fine
    path = folder / "readings.csv"
    path.write_text(path.read_text().replace(",first,The coding follows the rules.", ",agreed,"))
    assert [(p.code, p.line, p.column) for p in validate(folder).problems] == [
        ("X01", 3, "resolution"),
        ("X01", 3, "settled"),
    ]


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    import sys

    from tracker.errors import TrackerError

    monkeypatch.setitem(sys.modules, "krippendorff", None)
    with pytest.raises(TrackerError, match="agreement"):
        agreement(read_folder(factory.write(tmp_path / "data", factory.mini())))
