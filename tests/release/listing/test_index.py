"""The index of a shelf: what it says is what is there."""

from tracker.release.listing import index
from tracker.release.reading import shelf


def test_the_index_inside_the_package_is_of_its_releases():
    assert (shelf.BUNDLED / index.INDEX).read_bytes() == index.render()
