"""A release's ``dcat.jsonld``: DCAT 3, for catalogues of open data, derived from the descriptor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.release.descriptor.manifest import citation

DCAT = "dcat.jsonld"
"""Name of the file in a release folder."""

_MEDIA = "https://www.iana.org/assignments/media-types/"

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat(descriptor: Mapping[str, Any]) -> bytes:
    """Describe a release as a DCAT dataset.

    Parameters
    ----------
    descriptor : mapping
        The release's Data Package descriptor, with the documents written so far.

    Returns
    -------
    bytes
        JSON-LD. Addresses are relative, so that the release can lie anywhere.
    """
    who = [{"@type": "foaf:Organization", "foaf:name": c["title"]} for c in descriptor["contributors"]]
    licences = [{"@id": entry["path"]} for entry in descriptor["licenses"]]
    created = descriptor.get("created")
    issued = {} if created is None else {"dcterms:issued": _typed(str(created)[:10], "xsd:date")}
    entries = [*descriptor["resources"], *descriptor.get("documents", ())]
    out = {
        "@context": _CONTEXT,
        "@id": "./",
        "@type": "dcat:Dataset",
        "dcterms:identifier": f"{descriptor['name']}/{descriptor['version']}",
        "dcterms:title": _text(descriptor["title"]),
        "dcterms:description": _text(descriptor["description"]),
        "dcat:version": descriptor["version"],
        **issued,
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:endDate": _typed(descriptor["cutoff"], "xsd:date"),
        },
        "dcterms:creator": who,
        "dcterms:publisher": who,
        "dcterms:license": licences,
        "dcterms:language": {"@id": "http://id.loc.gov/vocabulary/iso639-1/en"},
        "dcat:keyword": [_text(k) for k in descriptor["keywords"]],
        "dcterms:bibliographicCitation": citation(descriptor),
        "dcat:distribution": [_distribution(e, licences) for e in entries],
    }
    return (json.dumps(out, ensure_ascii=False, indent=2) + "\n").encode()


def _distribution(entry: Mapping[str, Any], licences: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@id": entry["path"],
        "@type": "dcat:Distribution",
        "dcterms:title": _text(entry["title"]),
        **({"dcterms:description": _text(entry["description"])} if "description" in entry else {}),
        "dcterms:license": licences,
        "dcat:accessURL": {"@id": "./"},
        "dcat:downloadURL": {"@id": entry["path"]},
        "dcat:mediaType": {"@id": _MEDIA + entry["mediatype"]},
        "dcat:byteSize": _typed(str(entry["bytes"]), "xsd:nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(str(entry["hash"]).removeprefix("sha256:"), "xsd:hexBinary"),
        },
    }


def _text(value: str) -> dict[str, str]:
    return {"@value": value, "@language": "en"}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": kind}
