"""Citations: what each style says, that other programs read it, and that nothing in a title breaks out."""

import json
import re
import subprocess
import sys

import factory
import parts
import pytest
import rispy
from conftest import ROOT

import tracker
from tracker.cli import main
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.errors import BadValueError, ContradictionError, TrackerError, UnknownNameError
from tracker.release.reading import shelf
from tracker.show import STYLES
from tracker.show.reference import Reference
from tracker.show.styles import written

BAR = "aaa-20190601-bar"


def entries(text):
    """BibTeX as a strict reader takes it: braces balanced, fields by name."""
    found, at = [], 0
    while (start := re.compile(r"@(\w+)\{([^,\s]+),\n").search(text, at)) is not None:
        depth, at = 1, start.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        body = text[start.end() : at - 1]
        fields = re.findall(r"^  (\w+) = (?:\{(.*)\}|(\w+)),$", body, re.MULTILINE)
        assert len(fields) == len(body.strip().splitlines())
        found.append({**{n: braced or bare for n, braced, bare in fields}, "type": start[1], "key": start[2]})
    return found


@pytest.mark.parametrize("version", shelf.versions())
def test_every_style_agrees_with_the_descriptor(version):
    release = shelf.find(version)
    about = release.descriptor
    who = about["contributors"][0]["title"]
    (entry,) = entries(tracker.cite(version))
    assert (entry["type"], entry["author"], entry["title"]) == ("misc", f"{{{who}}}", f"{{{about['title']}}}")
    assert (entry["version"], entry["year"]) == (version, str(release.released.year))
    (modern,) = entries(tracker.cite(version, style="biblatex"))
    assert (modern["type"], modern["author"], modern["title"]) == ("dataset", entry["author"], entry["title"])
    assert (modern["version"], modern["date"], modern["type"]) == (version, release.released.isoformat(), "dataset")
    assert about["licenses"][0]["name"] in entry["note"]
    (item,) = json.loads(tracker.cite(version, style="csl-json"))
    assert (item["type"], item["title"], item["version"]) == ("dataset", about["title"], version)
    assert item["issued"] == {"date-parts": [[release.released.year, release.released.month, release.released.day]]}
    assert item["author"] == [{"literal": who}]
    assert item["note"].startswith(f"Licence: {about['licenses'][0]['name']}; Content hash: sha256:")
    (record,) = rispy.loads(tracker.cite(version, style="ris"))
    assert (record["type_of_reference"], record["title"], record["edition"]) == ("DATA", about["title"], version)
    assert (record["authors"], record["keywords"]) == ([who], about["keywords"])
    assert record["date"] == release.released.strftime("%Y/%m/%d/")
    apa = tracker.cite(version, style="apa")
    listed = {
        v["version"]: v["hash"] for v in json.loads((ROOT / "tracker/releases/index.json").read_text())["versions"]
    }
    assert (
        apa == f"{who}. ({release.released.year}). {about['title']} (Version {version}) [Data set]. {listed[version]}"
    )
    credit = tracker.cite(version, style="credit")
    assert credit.startswith(f"Source: {about['title']}, version {version} (")
    assert about["licenses"][0]["name"] in credit
    assert "\n" not in apa + credit


def test_an_unpublished_build_says_so(release):
    assert "Unpublished build, looked until 2023-12-31" in tracker.cite(release)
    assert json.loads(tracker.cite(release, style="csl-json"))[0]["issued"] == {"date-parts": [[2023]]}
    assert "(2023)" in tracker.cite(release, style="apa")


def test_a_homepage_and_a_doi_are_used_where_a_descriptor_has_them(release, tmp_path):
    raw = json.loads((release / "datapackage.json").read_text())
    raw |= {"homepage": "https://example.org/d#{1}", "id": "https://doi.org/10.9999/example"}
    raw["contributors"] = [
        {"title": "Ann Author", "roles": ["author"]},
        {"title": "Research & Sons, Ltd.", "roles": ["publisher"]},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps(raw))
    (entry,) = entries(tracker.cite(tmp_path))
    assert entry["author"] == r"{Ann Author} and {Research \& Sons, Ltd.}"
    assert "hash" not in entry["note"]
    assert (entry["doi"], entry["url"]) == ("10.9999/example", "https://example.org/d#%7B1%7D")
    assert tracker.cite(tmp_path, style="apa").startswith("Ann Author, & Research & Sons, Ltd. (2023). ")
    assert tracker.cite(tmp_path, style="apa").endswith(" https://doi.org/10.9999/example")
    (record,) = rispy.loads(tracker.cite(tmp_path, style="ris"))
    # A comma would part a surname from a forename.
    assert (record["authors"], record["publisher"]) == (["Ann Author"], "Research & Sons, Ltd.")
    assert record["doi"] == "10.9999/example"


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Set what whoever publishes says."""
    monkeypatch.setenv("TRACKER_CONFIG", str(tmp_path / "none.toml"))

    def tell(**said):
        for name, value in said.items():
            monkeypatch.setenv(name, value)

    return tell


@pytest.mark.parametrize("style", STYLES)
def test_without_an_address_the_hash_in_the_index_says_which_release_it_is_in_every_style(style, told):
    index = json.loads((ROOT / "tracker/releases/index.json").read_text())
    listed = {v["version"]: v["hash"] for v in index["versions"]}
    text = tracker.cite("0.5.0", style=style)
    assert (listed["0.5.0"][:19] if style == "credit" else listed["0.5.0"]) in text
    assert tracker.cite("0.4.0", style=style).count("sha256:") == 1
    # A row is one of that release; so is what is printed of it.
    assert "sha256:" in tracker.cite("0.5.0", style=style, row="gbr-20190722-zte-excluded-statement")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("row", [None, BAR])
def test_an_address_and_a_doi_that_are_configured_stand_in_every_style(style, row, told, wild):
    told(TRACKER_SITE_URL="https://example.org/5g;x")
    page = f"j/AAA.html#{BAR}" if row else ""
    text = tracker.cite(wild, style=style, row=row)
    place = f"https://example.org/5g{'%3B' if style == 'ris' else ';'}x/{page}"
    assert place in text
    assert "sha256:" not in text
    told(TRACKER_DOI="https://doi.org/10.9999/Example.1")
    text = tracker.cite(wild, style=style, row=row)
    assert "10.9999/Example.1" in text
    assert "sha256:" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_DOI", "11.1/x"),
        ("TRACKER_DOI", "10.9999/a b"),
        ("TRACKER_SITE_URL", "ftp://a"),
        ("TRACKER_SITE_URL", "https://a/#b"),
    ],
)
def test_what_is_configured_and_is_none_is_one_line(name, value, told):
    told(**{name: value})
    with pytest.raises(BadValueError, match=r"not a DOI|no address") as caught:
        tracker.cite("0.5.0")
    assert len(str(caught.value)) < 300


def test_an_event_brings_its_sources(wild):
    dataset, source = entries(tracker.cite(wild, row=BAR))
    assert dataset["key"] == f"5g-vendor-stances-1.0.0-{BAR}"
    assert dataset["note"] == (
        f"Event {BAR} (Aland of Tests, 1 June 2019); Version 1.0.0; Licence: CC-BY-4.0; "
        f"Content hash: {shelf.hash_of(shelf.find(wild))}"
    )
    assert (source["type"], source["key"], source["author"]) == ("misc", "paper-20190601-bar", "{Paper}")
    # Only the month of publication is known.
    assert (source["year"], source["month"], "day" in source) == ("2019", "jun", False)
    assert (source["url"], source["urldate"]) == ("https://example.org/paper-20190601-bar", "2024-01-31")
    assert source["note"] == r"Archived at https://example.org/archived?a=1\&b=\textbraceleft{}2\textbraceright{}"
    first, second = json.loads(tracker.cite(wild, style="csl-json", row=BAR))
    assert (first["title"], first["container-title"]) == (
        f"Event {BAR} (Aland of Tests, 1 June 2019)",
        "5G Vendor Stances",
    )
    assert second["issued"] == {"date-parts": [[2019, 6]]}
    assert second["accessed"] == {"date-parts": [[2024, 1, 31]]}
    lines = tracker.cite(wild, style="apa", row=BAR).splitlines()
    assert lines[0].split("[Data set].")[0].endswith(f"(Version 1.0.0; Event {BAR} (Aland of Tests, 1 June 2019)) ")
    assert lines[1] == (
        "Paper. (2019, June). @SUM(A1), \"quoted\"; and 'so'. "
        "Retrieved January 31, 2024, from https://example.org/paper-20190601-bar"
    )
    assert tracker.cite(wild, style="credit", row=BAR).endswith("; based on Paper, June 2019.")


def test_an_event_whose_day_is_not_known_is_dated_by_its_month(wild):
    assert "(Aland of Tests, March 2021)" in tracker.cite(wild, row="aaa-20210331-leak")


def test_a_wire_copy_has_the_agency_as_author(wild):
    row = "aaa-20180301-review"
    source = entries(tracker.cite(wild, row=row))[1]
    assert (source["author"], source["organization"]) == ("{Agency, Ltd.}", "Paper")
    record = rispy.loads(tracker.cite(wild, style="ris", row=row))[1]
    assert ("authors" not in record, record["publisher"]) == (True, "Paper")
    # No second full stop after one that the name brings along.
    assert "\nAgency, Ltd. (2018, March 1). " in tracker.cite(wild, style="apa", row=row)


def test_what_was_only_listed_was_not_retrieved(tmp_path):
    listed = factory._source("gazette-20190601-bar", "2019-06-01", kind="official_text", seen="listed")
    link = {"event_id": BAR, "source_id": "gazette-20190601-bar", "supports": "named in the report"}
    source = factory.write(tmp_path / "d", factory.changed({"sources": {5: listed}, "event_sources": {5: link}}))
    path = build(read_folder(source), tmp_path / "1.0.0", version="1.0.0")
    _, *lines = sorted(tracker.cite(path, style="apa", row=BAR).splitlines(), key=lambda line: "Gazette" in line)
    assert "Retrieved" in lines[0]
    assert lines[-1].endswith("Title of gazette-20190601-bar. https://example.org/gazette-20190601-bar")


BIBTEX = {"author", "title", "year", "month", "note", "howpublished", "key", "doi", "url", "urldate", "version", "day",
          "organization", "keywords"}  # fmt: skip


def test_bibtex_has_no_type_that_bibtex_does_not_know(wild):
    """It warns of any other, and knows nothing of ``dataset`` and ``online``, which biblatex does."""
    rows = [None, *tracker.load("events", version=wild)["event_id"]]
    for entry in (e for row in rows for e in entries(tracker.cite(wild, row=row))):
        assert entry["type"] == "misc"
        assert set(entry) - {"type", "key"} <= BIBTEX
    kinds = {e["type"] for row in rows for e in entries(tracker.cite(wild, style="biblatex", row=row))}
    assert kinds == {"dataset", "online"}


ROWS = (
    None,
    "gbr-20190722-zte-excluded-statement",
    {"jurisdiction": "DEU", "vendor": "huawei", "segment": "core", "on": "2026-01-01"},
    {"jurisdiction": "SWE", "vendor": "zte", "segment": "access", "on": "2022-01-01"},
)


TOLD = {
    "neither": {},
    "address": {"TRACKER_SITE_URL": "https://example.org/5g_x~y%20z"},
    "DOI": {"TRACKER_DOI": "10.1234/abc_def"},
    "both": {"TRACKER_SITE_URL": "https://example.org/5g", "TRACKER_DOI": "10.1234/abc"},
}


@pytest.mark.skipif(parts.BIBTEX.path is None, reason=parts.BIBTEX.missing)
@pytest.mark.parametrize("said", TOLD)
def test_bibtex_itself_has_nothing_to_warn_of(said, tmp_path, told):
    told(**TOLD[said])
    found = [tracker.cite("0.6.0", row=row) for row in ROWS]
    entries_ = {e.split(",", 1)[0]: e for e in "\n\n".join(found).split("\n\n")}
    assert any("{n.d.}" in e for e in entries_.values())
    (tmp_path / "x.bib").write_text("\n\n".join(entries_.values()), encoding="utf-8")
    for style in ("plain", "abbrv", "alpha", "unsrt", "apalike", "ieeetr", "acm", "siam"):
        lines = ("\\relax", "\\citation{*}", f"\\bibstyle{{{style}}}", "\\bibdata{x}", "")
        (tmp_path / "x.aux").write_text("\n".join(lines), encoding="utf-8")
        done = subprocess.run(
            [parts.BIBTEX.path, "x"], capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60
        )
        assert done.returncode == 0, done.stdout
        assert "arning" not in done.stdout, (style, done.stdout)
        assert (tmp_path / "x.bbl").read_text(encoding="utf-8").count("\\bibitem") == len(entries_)


@pytest.mark.skipif(parts.BIBER.path is None, reason=parts.BIBER.missing)
@pytest.mark.parametrize("said", TOLD)
def test_biber_has_nothing_to_warn_of(said, tmp_path, told):
    told(**TOLD[said])
    found = [tracker.cite("0.5.0", style="biblatex", row=row) for row in ROWS]
    entries_ = {e.split(",", 1)[0]: e for e in "\n\n".join(found).split("\n\n")}
    (tmp_path / "x.bib").write_text("\n\n".join(entries_.values()), encoding="utf-8")
    command = [parts.BIBER.path, "--tool", "--validate-datamodel", "x.bib"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stdout
    # A document whose day of publication nobody knows has no date, and nothing that is true could be put there.
    undated = [k.partition("{")[2] for k, e in entries_.items() if "  date = " not in e]
    warned = [line for line in done.stdout.splitlines() if line.startswith("WARN")]
    assert len(undated) < 2 < 8 < len(entries_)
    assert [k for w, k in zip(warned, undated, strict=True) if k not in w or "'date, year'" not in w] == []


# Prints each of these once, whatever the kind; as the styles of journals do, some of which leave the version out.
CSL_STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title>
<id>x</id><updated>2020-01-01T00:00:00+00:00</updated></info><citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><group delimiter=" / "><names variable="author"/><date variable="issued" form="numeric"/>
<text variable="title"/><text variable="container-title"/><text variable="version"/><text variable="genre"/>
<text variable="publisher"/><text variable="URL"/></group></layout></bibliography></style>"""


@pytest.mark.skipif(parts.PANDOC.path is None, reason=parts.PANDOC.missing)
@pytest.mark.parametrize("style", ["bibtex", "biblatex", "csl-json"])
def test_pandoc_says_each_thing_once(style, tmp_path, told):
    told(TRACKER_SITE_URL="https://example.org/5g;x")
    ending = {"csl-json": "json", "bibtex": "bibtex", "biblatex": "bib"}[style]
    for row in ROWS:
        file = tmp_path / f"x.{ending}"
        file.write_text(tracker.cite("0.5.0", style=style, row=row), encoding="utf-8")
        own = tmp_path / "x.csl"
        own.write_text(CSL_STYLE, encoding="utf-8")
        for more in ([], ["--csl", own]):  # The Chicago manual's, and all of it.
            command = [
                parts.PANDOC.path,
                "--citeproc",
                "--bibliography",
                file,
                *more,
                "--to",
                "plain",
                "--wrap",
                "none",
            ]
            said = '---\nnocite: "@*"\n---\n'
            done = subprocess.run(command, input=said, capture_output=True, text=True, check=True, timeout=120)
            assert done.stderr == ""
            whole = next(line for line in done.stdout.splitlines() if "5G Vendor Stances maintainers" in line)
            # The manual that comes with Pandoc leaves the version out (2.17) or says it (3.11), never twice.
            assert whole.count("0.5.0") in ({1} if more else {0, 1})
            assert whole.count("https://example.org/5g;x/") == 1
            assert whole.count("Data set") == (style != "bibtex")  # BibTeX has no field for it.


def test_an_undated_source(wild):
    row = "aaa-20180401-guess"
    assert entries(tracker.cite(wild, row=row))[1]["year"] == "n.d."
    assert "issued" not in json.loads(tracker.cite(wild, style="csl-json", row=row))[1]
    assert "\nPaper. (n.d.). ER - TY - JOUR. Retrieved" in tracker.cite(wild, style="apa", row=row)
    assert len(rispy.loads(tracker.cite(wild, style="ris", row=row))) == 2
    assert "Paper, undated" in tracker.cite(wild, style="credit", row=row)


def test_latex_is_escaped_and_braces_stay_balanced(wild):
    title = entries(tracker.cite(wild, row="aaa-20180301-review"))[1]["title"]
    assert title == (
        r"""{=HYPERLINK("https://example.org";"50 \% off \& \textbraceleft{}more\textbraceright{}\_\#1") """
        r"\textbackslash{} \textasciitilde{} \textasciicircum{} \$}"
    )
    assert "{+1 منع هواوي}" in tracker.cite(wild, row="aaa-20210331-leak")


@pytest.mark.parametrize("style", STYLES)
def test_a_line_break_in_a_title_begins_nothing(style):
    evil = Reference(
        "web", "k", ("A\r\nER  - ",), "T\u2028x\n\nTY  - JOUR\n@book{x, {", (2020,), url="https://a.org/\nb"
    )
    dataset = Reference("dataset", "d", ("D",), "D", (2020,), version="1.0.0", genre="Data set")
    text = written([dataset, evil], style)
    if style == "ris":
        assert [r["type_of_reference"] for r in rispy.loads(text)] == ["DATA", "ELEC"]
    elif style in {"bibtex", "biblatex"}:
        assert [e["key"] for e in entries(text)] == ["d", "k"]
    elif style == "csl-json":
        assert len(json.loads(text)) == 2
    else:
        assert text.count("\n") == (style == "apa")


def test_ris_is_read_back_whole(wild):
    for row in tracker.load("events", version=wild)["event_id"]:
        dataset, *records = rispy.loads(tracker.cite(wild, style="ris", row=row))
        law = [records.pop(0) for _ in tracker.law_of(row, version=wild).index]
        assert {r["type_of_reference"] for r in law} <= {"STAT", "GOVDOC", "CASE", "GEN"}
        evidence = tracker.sources_of(row, version=wild)
        assert dataset["secondary_title"] == "5G Vendor Stances"
        assert [r["id"] for r in records] == evidence["source_id"].tolist()
        assert [r["title"] for r in records] == evidence["title"].tolist()
        assert [r["urls"] for r in records] == [[u] for u in evidence["url"]]
        assert {r["access_date"] for r in records} == {"2024/01/31/"}


# What of the schema of CSL-JSON, which allows nothing else, is used here.
CSL = {
    "strings": {"id", "type", "title", "container-title", "publisher", "version", "genre", "DOI", "URL",
                "language", "abstract", "keyword", "note"},
    "dates": {"issued", "accessed"},
    "types": {"dataset", "article-newspaper", "webpage"},
}  # fmt: skip


def test_csl_json_has_the_types_of_its_schema():
    events = tracker.load("events", version="0.2.0")["event_id"][::40]
    for row in [None, *events]:
        items = json.loads(tracker.cite("0.2.0", style="csl-json", row=row))
        assert len({i["id"] for i in items}) == len(items)
        for item in items:
            assert item["type"] in CSL["types"]
            assert all(set(a) == {"literal"} for a in item["author"])
            for name, value in item.items():
                if name in CSL["dates"]:
                    (parts,) = value["date-parts"]
                    assert 1 <= len(parts) <= 3
                    assert all(isinstance(p, int) for p in parts)
                else:
                    assert name == "author" or (name in CSL["strings"] and isinstance(value, str) and value)


CSL_OF_ACTS = {"legislation", "regulation", "legal_case", "report", "document"}  # of CSL 1.0.2


def test_an_act_is_cited_as_what_it_is():
    """Guidance is no statute, and a court's ruling no law: a reader of a bibliography would take them for binding."""
    kinds = list(tracker.codebook("acts").set_index("column").at["kind", "values"])
    acts = [Reference(k, f"k{i}", ("Aland",), "T", (2020,)) for i, k in enumerate(kinds)]
    csl = dict(zip(kinds, (i["type"] for i in json.loads(written(acts, "csl-json"))), strict=True))
    ris = dict(zip(kinds, (r["type_of_reference"] for r in rispy.loads(written(acts, "ris"))), strict=True))
    assert set(csl.values()) <= CSL_OF_ACTS
    assert {k for k, v in csl.items() if v == "legislation"} == {"law"}
    assert {k for k, v in ris.items() if v == "STAT"} == {"law", "regulation"}
    assert (csl["ruling"], ris["ruling"], csl["guidance"], ris["guidance"]) == (
        "legal_case",
        "CASE",
        "report",
        "GOVDOC",
    )


def test_the_position_of_a_cell_brings_every_basis_and_open_review(release):
    cell = {"jurisdiction": "AAA", "vendor": "huawei", "segment": "core", "on": "2020-12-31"}
    dataset, *sources = json.loads(tracker.cite(release, style="csl-json", row=cell))
    assert dataset["id"] == "5g-vendor-stances-1.0.0-aaa-huawei-core-2020-12-31"
    assert dataset["title"] == "Aland of Tests, Huawei, Core, position on 31 December 2020: Barred (Announced)"
    # The deciding act first, then the law that stands beside it.
    assert [s["id"] for s in sources[1:]] == ["paper-20190601-bar", "gazette-20200115-law"]
    assert sources[0] | {"accessed": None} == {
        "id": "aaa-2020-law-1.s2",
        "type": "legislation",
        "title": "Title of aaa-2020-law-1, Gazette 7/2020, section 2",
        "author": [{"literal": "Aland of Tests"}],
        "issued": {"date-parts": [[2020, 1, 20]]},
        "URL": "https://example.org/acts/aaa-2020-law-1",
        "accessed": None,
    }
    cell["on"] = "2018-12-07"
    dataset, source = json.loads(tracker.cite(release, style="csl-json", row=cell))
    assert dataset["title"].endswith("on 7 December 2018: no level in force, under review")
    assert source["id"] == "paper-20180301-review"


def test_a_row_of_a_frame_says_the_same_as_its_cell_and_day(release):
    frame = tracker.position("2020-12-31", version=release)
    cell = {"jurisdiction": "AAA", "vendor": "huawei", "segment": "core", "on": "2020-12-31"}
    assert tracker.cite(release, row=frame.iloc[0]) == tracker.cite(release, row=cell)
    panel = tracker.panel("YE", version=release)
    coded = panel[(panel["period"] == "2020-12-31") & (panel["status"] == "coded")].iloc[0]
    assert tracker.cite(release, row=coded) == tracker.cite(release, row=cell)
    # By another day's knowledge a position has its own event.
    early = tracker.position("2022-01-01", version=release, known_by="2022-01-01").iloc[0]
    assert "paper-20190601-bar" in tracker.cite(release, row=early)


def test_rows_of_the_tables(release):
    stance = tracker.load("stances", version=release).iloc[0]
    dataset, *sources = json.loads(tracker.cite(release, style="csl-json", row=stance))
    assert dataset["title"] == "Aland of Tests, Huawei, Core: Barred (Announced), from 1 June 2019"
    assert [s["id"] for s in sources] == ["paper-20190601-bar", "paper-20220315-leak"]  # what set it, what ended it
    review = tracker.load("reviews", version=release).iloc[0].to_dict()
    assert "review opened on 1 March 2018" in tracker.cite(release, row=review)
    forecast = tracker.load("forecasts", version=release).iloc[0]
    assert "paper-20180401-guess" in tracker.cite(release, row=forecast)


def test_not_coded_is_not_cited_as_anything(release):
    cell = {"jurisdiction": "BBB", "vendor": "zte", "segment": "core", "on": "2020-12-31"}
    with pytest.raises(BadValueError, match=r"BBB/zte/core is not coded on 2020-12-31.*Not coded is not open"):
        tracker.cite(release, row=cell)


def test_bad_rows(release):
    with pytest.raises(UnknownNameError, match="aaa-20190601-bar"):
        tracker.cite(release, row="aaa-20190601-bra")
    with pytest.raises(BadValueError, match="names no event"):
        tracker.cite(release, row={"jurisdiction": "AAA"})
    with pytest.raises(BadValueError, match="expected a text or a mapping or a Series"):
        tracker.cite(release, row=7)
    with pytest.raises(BadValueError, match="not a cell"):
        tracker.cite(release, row={"jurisdiction": "AAA", "on": "2020-01-01"})
    with pytest.raises(BadValueError, match="on: a year is not a day"):
        tracker.cite(release, row={"jurisdiction": "AAA", "vendor": "zte", "segment": "core", "on": "2020"})
    with pytest.raises(ContradictionError, match=r"another version.*0\.2\.0"):
        tracker.cite(release, row=tracker.load("stances", version="0.2.0").iloc[0])
    with pytest.raises(UnknownNameError, match="bibtex"):
        tracker.cite(style="bibtext")
    with pytest.raises(TrackerError):
        tracker.cite("9.9.9")


def test_a_versions_citation_imports_no_pandas():
    code = "import sys, tracker; tracker.cite(); print(sorted({'pandas', 'pyarrow', 'numpy', 'duckdb'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


@pytest.fixture
def run(capsys):
    def call(*args):
        with pytest.raises(SystemExit) as left:
            main(["cite", *map(str, args)])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


def test_the_verb(run, release):
    for style in STYLES:
        assert run("--style", style) == (0, tracker.cite(style=style) + "\n", "")
    code, out, _ = run(release, "--event", BAR, "--style", "apa")
    assert (code, out.count("\n")) == (0, 2)
    code, out, err = run(release, "--cell", "aaa/Huawei/core", "--on", "2020-12-31")
    assert (code, "position on 31 December 2020" in out, err) == (0, True, "")
    assert "position on 31 December 2023" in run(release, "--cell", "AAA/huawei/core")[1]
    code, out, err = run(release, "--cell", "AAA/huawei/core", "--on", "2030-01-01")
    assert (code, "nothing is known after 2023-12-31" in err) == (0, True)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--event", BAR, "--cell", "AAA/zte/core"), "two rows"),
        (("--on", "2020-01-01"), "goes with a cell"),
        (("--cell", "AAA/zte"), "such as BEL/huawei/core"),
        (("--cell", "AAA/zte/cores"), "Did you mean 'core'"),
        (("--cell", "BBB/zte/core"), "not coded on 2023-12-31"),
        (("--cell", "AAA/zte/core", "--on", "yesterday"), "not a day"),
        (("--style", "chicago"), "bibtex"),
        (("--event", "nothing"), "unknown event"),
    ],
)
def test_bad_input_gets_one_message(run, release, args, said):
    code, out, err = run(release, *args)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_newspaper_stands_in_ris_and_an_address_stays_whole():
    from tracker.show.reference import Reference
    from tracker.show.styles import ris

    url = "https://example.org/a;b?c=d;e"
    article = Reference("news", "n", ("The Paper",), "A title", (2020,), url=url)
    copied = Reference("news", "m", ("Agency",), "A title", (2020,), publisher="The Paper", url=url)
    records = rispy.loads(ris([article, copied]))
    assert [r["secondary_title"] for r in records] == ["The Paper", "The Paper"]
    assert [r["urls"] for r in records] == [["https://example.org/a%3Bb?c=d%3Be"]] * 2


def test_bibtex_says_the_version_where_no_converter_prints_it_twice():
    (entry,) = entries(tracker.cite("0.2.0"))
    assert entry["version"] == "0.2.0"
    assert "howpublished" not in entry
    assert entry["note"].startswith("Version 0.2.0; ")
