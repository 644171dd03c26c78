"""The descriptors of a release: each keeps its standard's rules, and all say the same."""

import datetime as dt
import json
import re
import socket

import factory
import jsonschema
import pyarrow.parquet as pq
import pytest
import rdflib
from conftest import ROOT

from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.release.descriptor.croissant import CROISSANT, croissant
from tracker.release.descriptor.dcat import DCAT, dcat
from tracker.release.descriptor.manifest import DESCRIPTOR, citation, file_hash, read
from tracker.release.reading import shelf
from tracker.schema import folder

# The rules of Data Package v2 for a package and its resources, as far as a release uses them.
PACKAGE = {
    "type": "object",
    "required": ["$schema", "name", "resources"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": {"type": "string", "pattern": "^[a-z0-9._/-]+$"},
        "id": {"type": "string"},
        "title": {"type": "string", "minLength": 1},
        "description": {"type": "string"},
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "created": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"},
        "keywords": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "contributors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {
                    "enum": ["title", "givenName", "familyName", "path", "email", "roles", "organization"]
                },
                "properties": {"roles": {"type": "array", "minItems": 1, "items": {"type": "string"}}},
            },
        },
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "anyOf": [{"required": ["name"]}, {"required": ["path"]}],
                "properties": {
                    "name": {"type": "string", "pattern": "^([-a-zA-Z0-9._])+$"},
                    "path": {"type": "string", "pattern": "^https?://"},
                    "title": {"type": "string"},
                },
            },
        },
        "resources": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/resource"}},
    },
    "$defs": {
        "resource": {
            "type": "object",
            "required": ["name", "path", "type", "schema"],
            "properties": {
                "name": {"type": "string", "pattern": "^[a-z0-9._-]+$"},
                "type": {"const": "table"},
                # Relative, without a way up or a hidden part.
                "path": {"type": "string", "pattern": r"^(?!/|\.|.*\.\.)[^\\]+$"},
                "format": {"type": "string"},
                "mediatype": {"type": "string", "pattern": "^(.+)/(.+)$"},
                "bytes": {"type": "integer", "minimum": 0},
                "hash": {"type": "string", "pattern": "^sha256:[a-f0-9]{64}$"},
                "schema": {"type": "object", "required": ["fields"]},
            },
        },
    },
}


# What the libraries that validate warn of is their own.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """Whoever asks a network for a vocabulary fails."""

    def refuse(*_):
        raise AssertionError("a descriptor needs the network to be read")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A release with everything a published one has."""
    base = tmp_path_factory.mktemp("published")
    data = factory.write(base / "data", factory.mini())
    day = dt.date(2024, 1, 31)
    return build(read_folder(data), base / "1.2.3", version="1.2.3", released=day, changes="# Changes in 1.2.3\n")


def load(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_the_data_package_keeps_the_standard(published):
    jsonschema.Draft202012Validator.check_schema(PACKAGE)
    for where in (published, *(ROOT / "tracker" / "releases").glob("*.*.*")):
        descriptor = load(where, DESCRIPTOR)
        jsonschema.validate(descriptor, PACKAGE)
        names = [r["name"] for r in descriptor["resources"]]
        assert len(names) == len(set(names))
        for resource in descriptor["resources"]:
            for key in resource["schema"].get("foreignKeys", ()):
                assert key["reference"]["resource"] in names


def test_every_file_is_listed_with_its_hash_and_its_size(published):
    descriptor = load(published, DESCRIPTOR)
    entries = {e["path"]: e for e in (*descriptor["resources"], *descriptor["documents"])}
    assert entries.keys() == {p.name for p in published.iterdir()} - {DESCRIPTOR}
    for name, entry in entries.items():
        data = (published / name).read_bytes()
        assert (entry["bytes"], entry["hash"]) == (len(data), file_hash(data))
        assert entry["mediatype"]
        assert entry["blocks"]["hashes"]


def test_croissant_is_valid_and_reads_the_tables(published, caplog):
    import mlcroissant

    found = mlcroissant.Dataset(jsonld=str(published / CROISSANT))
    issues = found.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert "not standard" not in caplog.text
    for table in read(published).tables.values():
        rows = pq.ParquetFile(published / f"{table.name}.parquet").read()
        records = list(found.records(table.name))
        assert len(records) == rows.num_rows
        for name in table.key:
            got = [r[f"{table.name}/{name}"] for r in records]
            plain = [g.decode() if isinstance(g, bytes) else g.date() if hasattr(g, "date") else g for g in got]
            assert plain == rows[name].to_pylist()
    levels = [r["values/level/value"] for r in found.records("values/level")]
    assert levels == ["open", "screened", "limited", "barred", "removal"]


def test_croissant_has_every_column_key_reference_and_vocabulary(published):
    described = load(published, CROISSANT)
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    sets = {r["@id"]: r for r in described["recordSet"]}
    files = {f["@id"]: f for f in described["distribution"]}
    assert files["CHANGES.md"]["encodingFormat"] == "text/markdown"
    for table in read(published).tables.values():
        fields = {f["name"]: f for f in sets[table.name]["field"]}
        assert list(fields) == [f.name for f in table.published]
        key = sets[table.name]["key"]
        assert [k["@id"] for k in (key if isinstance(key, list) else [key])] == [f"{table.name}/{k}" for k in table.key]
        for field in table.published:
            got = fields[field.name]
            assert got["description"] == field.description
            assert got["source"]["fileObject"]["@id"] in files
            assert got.get("isArray", False) == (field.type == "list")
            if field.values:
                name = got["references"]["field"]["@id"].removesuffix("/value")
                assert sets[name]["dataType"] == "sc:Enumeration"
                assert [d[f"{name}/value"] for d in sets[name]["data"]] == list(field.values)
        for key in table.foreign_keys:
            (column,) = key.fields
            if not table.field(column).values:
                refers = fields[column]["references"]
                assert refers["fileObject"]["@id"] == f"{key.table}.parquet"
                assert refers["extract"]["column"] == key.references[0]
    assert fields  # At least one table was looked at.


def test_dcat_says_what_a_catalogue_needs(published):
    graph = rdflib.Graph().parse(published / DCAT, format="json-ld", publicID="https://example.org/1.2.3/dcat.jsonld")
    ns = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    terms = rdflib.Namespace("http://purl.org/dc/terms/")
    dataset = rdflib.URIRef("https://example.org/1.2.3/")
    assert (dataset, rdflib.RDF.type, ns.Dataset) in graph
    for needed in (
        terms.title,
        terms.description,
        terms.publisher,
        terms.license,
        terms.issued,
        ns.version,
        ns.keyword,
    ):
        assert list(graph.objects(dataset, needed)), needed
    files = {p.name for p in published.iterdir()} - {DESCRIPTOR, CROISSANT, DCAT}
    urls = {str(u) for u in graph.objects(None, ns.downloadURL)}
    assert urls == {f"https://example.org/1.2.3/{name}" for name in files}
    assert not [u for u in graph.all_nodes() if str(u).startswith("file:")]


def test_all_descriptors_agree(published):
    package = agreeing(published)
    assert (package["version"], package["created"][:10]) == ("1.2.3", "2024-01-31")
    about = json.loads((folder() / "dataset.json").read_text(encoding="utf-8"))
    assert about.items() <= package.items()


@pytest.mark.parametrize("version", [v for v in shelf.versions() if (shelf.BUNDLED / v / CROISSANT).exists()])
def test_all_descriptors_of_a_published_release_agree(version):
    assert agreeing(shelf.BUNDLED / version)["version"] == version
    import mlcroissant

    found = mlcroissant.Dataset(jsonld=str(shelf.BUNDLED / version / CROISSANT))
    assert (found.metadata.ctx.issues.errors, found.metadata.ctx.issues.warnings) == (set(), set())


def agreeing(published):
    """The package's descriptor; version, day, counts, sizes and hashes are the same wherever they are said."""
    package, crumbs, catalogue = (load(published, n) for n in (DESCRIPTOR, CROISSANT, DCAT))
    assert package["version"] == crumbs["version"] == catalogue["dcat:version"]
    assert package["created"][:10] == crumbs["datePublished"] == catalogue["dcterms:issued"]["@value"]
    assert package["title"] == crumbs["name"] == catalogue["dcterms:title"]["@value"]
    assert package["description"] == crumbs["description"] == catalogue["dcterms:description"]["@value"]
    assert package["keywords"] == crumbs["keywords"] == [k["@value"] for k in catalogue["dcat:keyword"]]
    licence = package["licenses"][0]["path"]
    assert crumbs["license"] == [licence]
    assert catalogue["dcterms:license"] == [{"@id": licence}]
    assert crumbs["citeAs"] == catalogue["dcterms:bibliographicCitation"] == citation(package)
    until = catalogue["dcterms:temporal"]["dcat:endDate"]["@value"]
    assert package["cutoff"] == crumbs["temporalCoverage"].removeprefix("../") == until
    ours = {e["path"]: (e["bytes"], e["hash"][7:]) for e in (*package["resources"], *package["documents"])}
    theirs = {f["@id"]: (int(f["contentSize"].split()[0]), f["sha256"]) for f in crumbs["distribution"]}
    listed = {
        d["@id"]: (int(d["dcat:byteSize"]["@value"]), d["spdx:checksum"]["spdx:checksumValue"]["@value"])
        for d in catalogue["dcat:distribution"]
    }
    assert theirs == listed == {k: v for k, v in ours.items() if k not in {CROISSANT, DCAT}}
    for resource in package["resources"]:
        with pq.ParquetFile(published / resource["path"]) as file:
            meta = file.schema_arrow.metadata
            assert (meta[b"version"].decode(), file.metadata.num_rows) == (package["version"], resource["rows"])
            assert meta[b"citation"].decode() == citation(package)
    return package


def test_a_build_that_was_not_published_claims_no_day(release):
    assert "datePublished" not in load(release, CROISSANT)
    assert "dcterms:issued" not in load(release, DCAT)


def test_the_same_descriptor_gives_the_same_bytes(published):
    descriptor = load(published, DESCRIPTOR)
    descriptor["documents"] = descriptor["documents"][:2]
    assert croissant(descriptor) == (published / CROISSANT).read_bytes()
    assert dcat(descriptor) == (published / DCAT).read_bytes()


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_published_releases_can_be_described_too(version):
    descriptor = load(ROOT / "tracker" / "releases" / version, DESCRIPTOR)
    for document in descriptor["documents"]:
        document |= {"title": "A document", "mediatype": "text/markdown", "bytes": 1}
    import mlcroissant

    found = mlcroissant.Dataset(jsonld=json.loads(croissant(descriptor)))
    assert not found.metadata.ctx.issues.errors
    assert re.search(rf'"dcat:version": "{version}"', dcat(descriptor).decode())
