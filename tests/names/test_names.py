import pytest

import tracker
from tracker.errors import UnknownNameError
from tracker.loader.filters import codes, names
from tracker.names import Names, folded
from tracker.release.reading import shelf

RELEASE = shelf.find("0.4.0")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("DEU", "DEU"), ("deu", "DEU"), ("DE", "DEU"), ("de", "DEU"), ("Germany", "DEU"), ("GERMANY", "DEU"),
        (" germany ", "DEU"), ("GER", "DEU"), ("South Korea", "KOR"), ("Korea", "KOR"), ("korea, south", "KOR"),
        ("Korea (Republic of)", "KOR"), ("Turkey", "TUR"), ("Türkiye", "TUR"), ("Turkiye", "TUR"), ("TÜRKİYE", "TUR"),
        ("Holland", "NLD"), ("the Netherlands", "NLD"), ("UK", "GBR"), ("U.K.", "GBR"), ("gb", "GBR"),
        ("United Kingdom", "GBR"), ("EL", "GRC"), ("Czech Republic", "CZE"), ("Taiwan", "TWN"), ("Kosovo", "XKX"),
        ("XK", "XKX"), ("eu", "EU"), ("European Union", "EU"), ("U.S.", "USA"), ("USA", "USA"), ("Burma", "MMR"),
        ("Bosnia & Herzegovina", "BIH"), ("viet-nam", "VNM"), ("Russia", "RUS"), ("Macedonia", "MKD"),
    ],
)  # fmt: skip
def test_a_name_without_doubt_leads_to_its_code(given, code):
    assert codes(RELEASE, "jurisdiction", given) == [code]


@pytest.mark.parametrize(
    ("argument", "given", "code"),
    [
        ("vendor", "Huawei", "huawei"), ("vendor", "HUAWEI", "huawei"), ("vendor", "ZTE", "zte"),
        ("vendor", "ZTE Corporation", "zte"), ("vendor", "华为", "huawei"), ("segment", "RAN", "access"),
        ("segment", "radio", "access"), ("segment", "Core", "core"), ("segment", "core network", "core"),
        ("segment", "Government", "government"),
    ],
)  # fmt: skip
def test_vendors_and_segments_have_names_too(argument, given, code):
    assert codes(RELEASE, argument, given) == [code]


@pytest.mark.parametrize("given", ["Congo", "congo", "Virgin Islands"])
def test_a_name_of_several_is_refused_with_all_of_them(given):
    with pytest.raises(UnknownNameError, match="may be") as caught:
        codes(RELEASE, "jurisdiction", given)
    assert str(caught.value).count("(") == 2


def test_korea_leaves_a_doubt_as_soon_as_both_are_there():
    both = Names.of("jurisdiction", {"KOR": "Korea (Republic of)", "PRK": "Korea (Democratic People's Republic of)"})
    with pytest.raises(UnknownNameError, match=r"'KOR'.*'PRK'"):
        both.code("Korea")
    assert both.code("South Korea") == "KOR"


@pytest.mark.parametrize(
    ("given", "says", "never"),
    [
        ("Iran", "'IRN' (Iran)", "Iraq"),
        ("Niger", "'NER' (Niger)", "Nigeria"),
        ("Dominica", "'DMA' (Dominica)", "Dominican"),
        ("Guinea", "'GIN' (Guinea)", "Papua"),
        ("BY", "'BLR' (Belarus)", "Belgium"),
        ("North Korea", "'PRK' (North Korea)", "'KOR'"),
        ("Irann", "'IRN' (Iran)", "Iraq"),
        ("Belaruss", "'BLR' (Belarus)", "Belgium"),
        ("Germny", "Did you mean 'DEU' (Germany)?", "Guernsey"),
        ("Untied Kingdom", "'GBR'", "'USA'"),
        ("Swedn", "'SWE' (Sweden)", "'CHE'"),
        ("Swi", "'CHE' (Switzerland)", "'SWE'"),
        ("GRB", "'GBR'", "'GRC'"),
        ("Somaliland", "unknown jurisdiction 'Somaliland'", "no jurisdiction 'SOM'"),
        ("Guiana", "'GUY' (Guyana), which this version does not have", "no jurisdiction"),
        ("YUG", "this version has no jurisdiction 'YUG' (Yugoslavia)", "Guyana"),
        ("GDR", "this version has no jurisdiction 'DDR' (East Germany)", "Grenada"),
        ("Soviet Union", "this version has no jurisdiction 'SUN' (Soviet Union)", "'RUS'"),
        ("Czechoslovakia", "this version has no jurisdiction 'CSK' (Czechoslovakia)", "'CZE'"),
        ("UX", "unknown jurisdiction 'UX'", "Did you mean"),
        ("xyzzy", "unknown jurisdiction 'xyzzy'", "Did you mean"),
        ("", "unknown jurisdiction ''", "Did you mean"),
        ("x" * 500, "unknown jurisdiction 'xxx", "Did you mean"),
    ],
)  # fmt: skip
def test_what_is_no_name_here_is_refused_and_never_another_country(given, says, never):
    with pytest.raises(UnknownNameError) as caught:
        codes(RELEASE, "jurisdiction", given)
    assert says in str(caught.value)
    assert never not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_code_whose_last_letter_is_wrong_is_suggested_and_not_taken():
    with pytest.raises(UnknownNameError) as caught:
        codes(RELEASE, "jurisdiction", "BEK")
    assert "Did you mean 'BEL' (Belgium)?" in str(caught.value)


def test_two_that_are_as_like_are_both_suggested():
    with pytest.raises(UnknownNameError) as caught:
        codes(RELEASE, "jurisdiction", "Slovania")
    assert "'SVK' (Slovakia)" in str(caught.value)
    assert "'SVN' (Slovenia)" in str(caught.value)


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0", "0.3.0", "0.4.0"])
def test_every_code_and_name_of_a_release_leads_to_itself(version):
    release = shelf.find(version)
    table = tracker.load("jurisdictions", version=version)
    for row in table.to_dict("records"):
        called = [row["jurisdiction"], row["jurisdiction"].lower(), row["name"], row["name"].upper()]
        called += [row["alpha2"]] if isinstance(row.get("alpha2"), str) else []
        assert codes(release, "jurisdiction", called) == [row["jurisdiction"]]
    assert set(names(release, "jurisdiction").plain().values()) == set(table["jurisdiction"])


def test_no_code_in_the_table_of_names_is_a_code_or_name_of_another():
    called = names(RELEASE, "jurisdiction").called
    shared = {name: found for name, found in called.items() if len(found) > 1}
    assert shared.keys() == {"congo", "korea", "saint martin", "virgin islands"}
    assert len({c for found in called.values() for c in found}) == 258


def test_every_question_takes_the_same_names():
    only = {"jurisdiction": "Germany", "vendor": "Huawei", "segment": "RAN", "version": "0.4.0"}
    coded = {"jurisdiction": "DEU", "vendor": "huawei", "segment": "access", "version": "0.4.0"}
    for call in (
        lambda **o: tracker.load("stances", **o),
        lambda **o: tracker.position("2025-01-01", **o),
        lambda **o: tracker.panel("YE", **o),
        lambda **o: tracker.forecasts(**o),
        lambda **o: tracker.history(o.pop("jurisdiction"), **o),
    ):
        found = call(**only)
        assert found.equals(call(**coded))
        assert len(found) or call(**only).attrs["table"] == "forecasts"
    cell = {"jurisdiction": "de", "vendor": "Huawei", "segment": "RAN", "on": "2025-01-01"}
    assert "DEU" in tracker.cite("0.4.0", row=cell).upper()


@pytest.mark.parametrize("text", ["The  Gambia", "Ẑ.T.E.", "  ", "Åland", "Saint-Barthélemy"])
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)
