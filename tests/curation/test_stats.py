import factory

from tracker.curation.dataset import read_folder
from tracker.curation.stats import Share, figures


def of(tmp_path, **edit):
    return figures(read_folder(factory.write(tmp_path / "data", factory.changed(edit)))).values


def test_the_figures_count_the_small_world(tmp_path):
    values = of(tmp_path)
    assert values["jurisdictions"] == 3
    assert values["jurisdictions with events"] == 1
    assert values["jurisdictions with positions or reviews"] == 1
    assert values["source links"] == 5
    assert values["decisive acts with an official text"] == Share(1, 1)
    assert values["decisive acts with two independent sources"] == Share(0, 1)
    assert values["events with an official text"] == Share(1, 5)
    assert values["cells coded, of those looked into"] == Share(2, 4)
    assert values["stances of high confidence"] == Share(1, 2)


def test_a_source_that_was_only_listed_supports_nothing(tmp_path):
    row = next(i for i, s in enumerate(factory.mini()["sources"]) if s["kind"] == "official_text")
    values = of(tmp_path, sources={row: {"seen": "listed"}})
    assert values["decisive acts with either"] == Share(0, 1)


def test_two_copies_of_one_agency_are_one_source(tmp_path):
    links = {5: {"event_id": "aaa-20190601-bar", "source_id": "paper-20180301-review", "supports": "the same"}}
    two = of(tmp_path, event_sources=links)
    assert two["events with two independent sources"] == Share(0, 5)
    other = {0: {"publisher": "Another Paper"}}
    assert of(tmp_path / "b", event_sources=links, sources=other)["events with two independent sources"] == Share(1, 5)


def test_a_share_of_nothing_has_no_percentage():
    assert str(Share(0, 0)) == "0 of 0"
    assert Share(1, 3).percent == 33.3
