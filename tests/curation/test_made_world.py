"""The worlds that the benchmarks are made of are free of problems, but for the faults that were put in."""

import sys

from conftest import ROOT

from tracker.curation.validate import validate
from tracker.schema import folder

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

import curated_world
import one_table


def test_a_made_up_world_is_free_of_problems(tmp_path):
    counts = curated_world.write(tmp_path, curated_world.made(2_000), folder())
    report = validate(tmp_path)
    assert report.fine, report.to_text()
    assert report.rows == counts
    assert sum(counts[t] for t in curated_world.LINKED) in range(1_900, 2_200)
    assert all(counts.values())


def test_the_same_numbers_give_the_same_world():
    assert curated_world.made(160) == curated_world.made(160)


def test_the_table_with_ten_faults_has_them(tmp_path):
    one_table.make(tmp_path, 12_000)
    found = {(p.code, p.column) for p in validate(tmp_path).problems}
    assert found == {
        ("C01", "from_precision"), ("C02", "member_from"), ("C02", "member_to"), ("C03", "from_precision"),
        ("C03", "organisation"), ("C04", "jurisdiction"), ("K01", ""), ("K03", "jurisdiction"), ("M01", "member_from"),
        ("M01", "member_to"),
    }  # fmt: skip
