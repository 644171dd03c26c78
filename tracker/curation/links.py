"""Whether the documents that the dataset cites are still at their addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.curation.dataset import Dataset
from tracker.curation.links_ask import host_of
from tracker.curation.links_manners import Hosts
from tracker.curation.links_visit import Visit, told, visit
from tracker.errors import BadValueError, TrackerError, unknown, unknown_event

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Cited:
    """An address that a row gives.

    Attributes
    ----------
    table, key : str
        ``sources`` or ``acts``, and the row's identifier.
    url : str
    archive_url : str or None
        Archived copy that the row names; acts have none.
    """

    table: str
    key: str
    url: str
    archive_url: str | None = None


@dataclass(frozen=True)
class Checked:
    """An address and what was found there.

    Attributes
    ----------
    cited : Cited
    visit : Visit
    """

    cited: Cited
    visit: Visit

    def row(self) -> dict[str, object]:
        """As plain values for a report, with nothing in an address that may be a secret."""
        found, cited = self.visit, self.cited
        return {
            "table": cited.table,
            "key": cited.key,
            "url": told(cited.url),
            "state": found.state,
            "status": found.status,
            "moved_to": found.moved_to,
            "suggested": found.suggested,
            "detail": found.detail,
            "archive_url": cited.archive_url and told(cited.archive_url),
        }


def cited(
    data: Dataset,
    *,
    jurisdictions: Sequence[str] = (),
    events: Sequence[str] = (),
    sources: Sequence[str] = (),
    since: dt.date | None = None,
    limit: int | None = None,
) -> list[Cited]:
    """The addresses of sources and of acts, in the order of the files; several filters all hold.

    Parameters
    ----------
    data : Dataset
    jurisdictions, events, sources : sequence of str
        Only what supports an event of one of these jurisdictions, or one of these events; only these sources, no acts.
    since : datetime.date, optional
        Only what was last read on this day or later (``accessed`` of sources, ``read_on`` of acts).
    limit : int, optional
        How many at the most.

    Returns
    -------
    list of Cited

    Raises
    ------
    UnknownNameError
        For a jurisdiction, event or source that there is not.
    CurationError
        When a table could not be read.
    """
    import pandas as pd

    _known("jurisdiction", jurisdictions, data["jurisdictions"]["jurisdiction"])
    _known("event", events, data["events"]["event_id"])
    _known("source", sources, data["sources"]["source_id"])
    documents, acts = data["sources"], data["acts"]
    chosen = data["events"]
    if jurisdictions:
        chosen = chosen[chosen["jurisdiction"].isin(list(jurisdictions))]
        acts = acts[acts["jurisdiction"].isin(list(jurisdictions))]
    if events:
        chosen = chosen[chosen["event_id"].isin(list(events))]
        acts = acts[acts["act_id"].isin(chosen["act_id"].dropna())]
    if jurisdictions or events:
        links = data["event_sources"]
        supporting = links.loc[links["event_id"].isin(chosen["event_id"]), "source_id"]
        documents = documents[documents["source_id"].isin(supporting)]
    if sources:
        documents, acts = documents[documents["source_id"].isin(list(sources))], acts.iloc[:0]
    if since is not None:
        day = pd.Timestamp(since)
        documents = documents[documents["accessed"].ge(day).fillna(False)]
        acts = acts[acts["read_on"].ge(day).fillna(False)]
    found = [
        *(Cited("sources", *row) for row in _rows(documents, ["source_id", "url", "archive_url"])),
        *(Cited("acts", *row) for row in _rows(acts, ["act_id", "url"])),
    ]
    return found[:limit]


def _rows(frame: pd.DataFrame, columns: list[str]) -> Iterable[tuple[str, ...]]:
    frame = frame.dropna(subset=["url"])[columns].astype(object)
    return frame.where(frame.notna(), None).itertuples(index=False, name=None)


def _known(kind: str, given: Iterable[str], column: pd.Series) -> None:
    there = set(column.dropna())
    for name in given:
        if name not in there:
            if kind == "event":
                raise unknown_event(name, sorted(there), where="--event")
            raise unknown(kind, name, sorted(there), where=f"--{kind}")


def check(
    addresses: Sequence[Cited],
    hosts: Hosts,
    *,
    jobs: int = 4,
    report: Callable[[int, int], None] | None = None,
) -> list[Checked]:
    """Look at every address: each once, hosts side by side, one request at a time to a host.

    Parameters
    ----------
    addresses : sequence of Cited
    hosts : Hosts
    jobs : int
        How many hosts at once, 1 to 32.
    report : callable, optional
        Told how many hosts are done, and of how many.

    Returns
    -------
    list of Checked
        In the order of the addresses.

    Raises
    ------
    BadValueError
        For another number of jobs, and for a proxy that is no address.
    TrackerError
        When no host answered and no name was resolved: then the fault is most likely here, and nothing is known.
    """
    if not 1 <= jobs <= 32:
        raise BadValueError("not a usable number of jobs", where="jobs", expected="1 to 32", got=str(jobs))
    of_host: dict[str, list[str]] = {}
    for url in dict.fromkeys(a.url for a in addresses):
        of_host.setdefault(host_of(url), []).append(url)
    visits: dict[str, Visit] = {}
    pool = ThreadPoolExecutor(jobs)
    try:
        running = [pool.submit(lambda urls: {u: visit(u, hosts) for u in urls}, urls) for urls in of_host.values()]
        for done, one in enumerate(as_completed(running), 1):
            visits |= one.result()
            if report:
                report(done, len(running))
    finally:
        # After a fault or an interrupt nobody else is asked.
        pool.shutdown(wait=True, cancel_futures=True)
    if len(of_host) > 1 and all(v.nameless for v in visits.values()):
        raise TrackerError(
            "no host name at all could be resolved, so nothing is known of any address",
            got=f"{len(of_host)} hosts",
            hint="Is this machine online? Behind a proxy, set http_proxy and https_proxy.",
        )
    return [Checked(a, visits[a.url]) for a in addresses]
