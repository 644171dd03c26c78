"""Addresses: where the site will stand, where readers may say that something is wrong, and what may become a link."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tracker.errors import BadValueError


def web_address(text: str | None) -> str | None:
    """An address that may become a link: a plain web address, or None."""
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.netloc else None


@dataclass(frozen=True)
class Site:
    """Addresses that only whoever publishes knows; None where nobody has said.

    Attributes
    ----------
    base : str or None
        Where ``index.html`` will stand, with a slash at its end.
    repository : str or None
        The repository in which readers may open an issue.
    """

    base: str | None = None
    repository: str | None = None

    @classmethod
    def of(cls, base: str | None, repository: str | None) -> Site:
        """From what somebody has said.

        Raises
        ------
        BadValueError
            When an address is none of the web, or has a query, a fragment or a password.
        """
        found = [_plain(name, text) for name, text in (("base", base), ("repository", repository))]
        return cls(found[0] and found[0].rstrip("/") + "/", found[1] and found[1].rstrip("/"))

    @property
    def report_form(self) -> str | None:
        """Address of the repository's form for a new issue, to which a title is added."""
        return self.repository and f"{self.repository}/issues/new"

    def report(self, title: str) -> str | None:
        """Address at which a reader says what is wrong; None without a repository."""
        return self.report_form and f"{self.report_form}?{urlencode({'title': title})}"

    def at(self, path: str) -> str | None:
        """Address of a page; None without a base address."""
        if self.base is None:
            return None
        return self.base if path == "index.html" else self.base + path


def _plain(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        fine = bool(web_address(text)) and not (parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:
        fine = False
    if not fine or text != text.strip() or any(c.isspace() or c in "\"'<>\\" or not c.isprintable() for c in text):
        raise BadValueError(
            "no address for a site", where=name, expected="such as https://example.org/5g", got=repr(text)[:80]
        )
    return text
