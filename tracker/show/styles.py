"""References written out: BibTeX, biblatex, APA, CSL-JSON, RIS, and a newspaper's credit line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from tracker.errors import unknown
from tracker.show import STYLES
from tracker.show.reference import Reference

# Not from the calendar module, whose names follow the machine's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_LATEX = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces even behind a backslash, so a lone one must go by its name.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{c: f"\\{c}" for c in "$&#%_"},
}

_SHORT = len("sha256:") + 12
"""Letters of a hash in one line under a chart: enough to tell any two releases apart."""

# What would end a field, or an address, inside a .bib file.
_IN_ADDRESS = {c: f"%{ord(c):02X}" for c in '{}\\^|"<> '}


def bibtex(references: Sequence[Reference]) -> str:
    """BibTeX entries of the type ``misc``, with fields that every style of BibTeX takes or passes over.

    Not in ``howpublished``, which converters take for the publisher, so that APA would print it twice. ``version`` is
    for those who know it; in ``note`` BibTeX prints it too.
    """
    return "\n\n".join(_entry("misc", r.key, _bibtex_fields(r)) for r in references)


def _bibtex_fields(r: Reference) -> dict[str, str]:
    return {
        **_named(r),
        # Styles of BibTeX warn of an empty year.
        "year": str(r.issued[0]) if r.issued else "n.d.",
        # The names of months are BibTeX's own, and stand without braces.
        "month": _MONTHS[r.issued[1] - 1][:3].lower() if len(r.issued) > 1 else "",
        "day": str(r.issued[2]) if len(r.issued) > 2 else "",
        "organization": _latex(r.publisher),
        "version": _latex(r.version),
        "note": _latex("; ".join(filter(None, (r.part, r.version and f"Version {r.version}", *_remarks(r))))),
        **_where(r),
    }


def biblatex(references: Sequence[Reference]) -> str:
    """Entries of biblatex: ``dataset``, ``online``, and ``misc`` for an act that stands nowhere online."""
    return "\n\n".join(_entry(_biblatex_type(r), r.key, _biblatex_fields(r)) for r in references)


def _biblatex_type(r: Reference) -> str:
    return "dataset" if r.kind == "dataset" else "online" if r.url or r.doi else "misc"


def _biblatex_fields(r: Reference) -> dict[str, str]:
    # A row is the dataset's part: what converters make of a title includes its second half, and of a note nothing.
    return {
        **_named(r),
        "subtitle": f"{{{_latex(r.part)}}}" if r.part else "",
        "type": _latex(r.genre) if r.kind == "dataset" else "",
        "date": _iso(r.issued),
        "organization": _latex(r.publisher),
        "version": _latex(r.version),
        "note": _latex("; ".join(_remarks(r))),
        **_where(r),
    }


def _named(r: Reference) -> dict[str, str]:
    return {"author": " and ".join(f"{{{_latex(a)}}}" for a in r.authors), "title": f"{{{_latex(r.title)}}}"}


def _where(r: Reference) -> dict[str, str]:
    return {
        "doi": _latex(r.doi),
        "url": _address(r.url),
        "urldate": _iso(r.accessed),
        "keywords": _latex(", ".join(r.keywords)),
    }


def _remarks(r: Reference) -> list[str]:
    """What has no field of its own; the hash where no address says which release is meant."""
    said = (r.licence and f"Licence: {r.licence}", r.note, r.hash and f"Content hash: {r.hash}")
    return [text for text in said if text]


def _entry(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {n} = {value if n == 'month' else f'{{{value}}}'}," for n, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _latex(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in _flat(text))


def _address(url: str) -> str:
    return "".join(_IN_ADDRESS.get(c, c) for c in _flat(url))


def apa(references: Sequence[Reference]) -> str:
    """One line a reference, after the seventh edition of the APA's manual."""
    return "\n".join(map(_apa_line, references))


def _apa_line(r: Reference) -> str:
    when = "n.d."
    if r.issued:
        month = [_MONTHS[r.issued[1] - 1]] if len(r.issued) > 1 else []
        when = f"{r.issued[0]}, {' '.join([*month, *map(str, r.issued[2:])])}" if month else str(r.issued[0])
    if r.kind == "dataset":
        when = when[:4]
        title = f"{r.title} (Version {r.version}{'; ' + r.part if r.part else ''}) [{r.genre}]"
    else:
        title = r.title
    said = [_sentence(_listed(r.authors)), f"({when}).", _sentence(title)]
    said += [_sentence(x) for x in (r.publisher, r.note if r.kind == "dataset" else "") if x]
    address = f"https://doi.org/{r.doi}" if r.doi else r.url
    if address and r.accessed:
        year, month_, day = r.accessed
        said.append(f"Retrieved {_MONTHS[month_ - 1]} {day}, {year}, from {address}")
    elif address or r.hash:
        # No full stop: it would be taken for a part of the address.
        said.append(address or r.hash)
    return _flat(" ".join(said))


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


_TYPES = {
    "dataset": ("dataset", "DATA"), "news": ("article-newspaper", "NEWS"), "web": ("webpage", "ELEC"),
    "law": ("legislation", "STAT"), "regulation": ("regulation", "STAT"), "decision": ("regulation", "GOVDOC"),
    "direction": ("regulation", "GOVDOC"), "notice": ("regulation", "GOVDOC"), "ruling": ("legal_case", "CASE"),
    "guidance": ("report", "GOVDOC"), "policy": ("report", "GOVDOC"), "circular": ("report", "GOVDOC"),
    "contract": ("document", "GEN"),
}  # fmt: skip
"""What CSL calls a reference of a kind, and what RIS does."""


def csl_json(references: Sequence[Reference]) -> str:
    """A JSON array of CSL items, for citation processors and reference managers."""
    return json.dumps([_csl_item(r) for r in references], ensure_ascii=False, indent=2)


def _csl_item(r: Reference) -> dict[str, Any]:
    # A row is cited as a part inside its dataset, so that every style prints both.
    title, container = (r.part, r.title) if r.part else (r.title, r.publisher if r.kind != "dataset" else "")
    item: dict[str, Any] = {
        "id": r.key,
        "type": _TYPES[r.kind][0],
        "title": title,
        "container-title": container,
        "author": [{"literal": a} for a in r.authors],
        "issued": {"date-parts": [list(r.issued)]} if r.issued else None,
        "publisher": r.publisher if r.kind == "dataset" else "",
        "version": r.version,
        "genre": r.genre,
        "DOI": r.doi,
        "URL": r.url,
        "accessed": {"date-parts": [list(r.accessed)]} if r.accessed else None,
        "language": r.language,
        "abstract": r.abstract,
        "keyword": ", ".join(r.keywords),
        # CSL has no variable for a licence or a hash.
        "note": "; ".join(_remarks(r)),
    }
    return {k: v for k, v in item.items() if v}


def ris(references: Sequence[Reference]) -> str:
    """RIS records, for reference managers."""
    return "\n\n".join("\n".join(_ris_lines(r)) for r in references)


def _ris_lines(r: Reference) -> Iterable[str]:
    yield f"TY  - {_TYPES[r.kind][1]}"
    title, container = (r.part, r.title) if r.part else (r.title, "")
    date = "/".join([f"{r.issued[0]:04}", *(f"{n:02}" for n in r.issued[1:]), "", "", ""][:4]) if r.issued else ""
    pairs: list[tuple[str, str]] = [
        ("ID", r.key),
        # A comma parts surname and forename here, and nothing escapes it: such a body is its publisher alone.
        *(("AU", a.replace("*", "")) for a in r.authors if "," not in a),
        ("TI", title),
        # A newspaper's article stands in the newspaper, also where that is its author.
        ("T2", (container or (r.publisher or ", ".join(r.authors) if r.kind == "news" else "")).replace("*", "")),
        ("PY", f"{r.issued[0]:04}" if r.issued else ""),
        ("DA", date),
        ("PB", r.publisher or ", ".join(r.authors)),
        ("ET", r.version),
        ("M3", r.genre),
        ("AB", r.abstract),
        *(("KW", k.replace("*", "")) for k in r.keywords),
        ("LA", r.language),
        ("DO", r.doi),
        # Readers take a semicolon for the end of an address.
        ("UR", r.url.replace(";", "%3B")),
        ("Y2", "/".join(f"{n:02}" for n in r.accessed) + "/" if r.accessed else ""),
        *(("N1", text) for text in _remarks(r)),
    ]
    # A value is one line: a line break in it would begin a tag of its own.
    yield from (f"{tag}  - {_flat(value)}" for tag, value in pairs if value)
    yield "ER  - "


def credit(references: Sequence[Reference]) -> str:
    """One line to print under a chart or a report: the dataset, and after it what a row rests on."""
    first, *sources = references
    address = f"https://doi.org/{first.doi}" if first.doi else first.url
    said = (_listed(first.authors), spoken(first.issued), first.licence, first.note, address or first.hash[:_SHORT])
    about = "; ".join(x for x in said if x)
    line = f"Source: {first.title}, version {first.version} ({about})"
    if first.part:
        line += f"; {first.part}"
    named = dict.fromkeys(", ".join((*s.authors, spoken(s.issued) or "undated")) for s in sources)
    if named:
        line += f"; based on {'; '.join(named)}"
    return _flat(line) + "."


_WRITERS = {"bibtex": bibtex, "biblatex": biblatex, "apa": apa, "csl-json": csl_json, "ris": ris, "credit": credit}


def written(references: Sequence[Reference], style: str) -> str:
    """References in a style.

    Parameters
    ----------
    references : sequence of Reference
        At least one; the dataset first, then the sources.
    style : str
        One of :data:`tracker.show.STYLES`.

    Returns
    -------
    str

    Raises
    ------
    UnknownNameError
        When there is no such style.
    """
    if style not in STYLES:
        raise unknown("style", style, STYLES)
    return _WRITERS[style](references)


def spoken(parts: Sequence[int]) -> str:
    """A day in words, the same in every locale; empty for no day.

    Parameters
    ----------
    parts : sequence of int
        Year, month, day, as far as they are known.

    Returns
    -------
    str

    Examples
    --------
    >>> spoken((2018, 12, 7)), spoken((2018, 12))
    ('7 December 2018', 'December 2018')
    """
    month = [_MONTHS[parts[1] - 1]] if len(parts) > 1 else []
    return " ".join([*map(str, parts[2:]), *month, *map(str, parts[:1])])


def _iso(day: Sequence[int]) -> str:
    return "-".join(f"{n:02}" for n in day)


def _flat(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
