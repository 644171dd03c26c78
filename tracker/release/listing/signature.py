"""Ed25519 signatures of the index, by the library ``cryptography`` (extra ``signing``)."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

from tracker.errors import BadValueError, ReleaseError, missing_extra
from tracker.release.descriptor import plain

SIGNATURE = "index.json.sig"
"""Name of the signature beside the index: 64 bytes in base64, and a line end."""

_PREFIX = "ed25519:"

_LONGEST = 10_000  # Bytes of a file with a private key, which has a hundred or so.


def sign(data: bytes, private: Path) -> bytes:
    """Sign some bytes.

    Parameters
    ----------
    data : bytes
    private : pathlib.Path
        Private Ed25519 key, PEM without a password, such as ``openssl genpkey -algorithm ed25519`` writes.

    Returns
    -------
    bytes
        Content of the signature file.

    Raises
    ------
    BadValueError
        When the file holds no such key.
    """
    return base64.b64encode(_private(private).sign(data)) + b"\n"


def public_of(private: Path) -> str:
    """The public key to a private one, in the form users pin.

    Parameters
    ----------
    private : pathlib.Path
        As for :func:`sign`.

    Returns
    -------
    str
        ``"ed25519:"`` and 32 bytes in base64.
    """
    return _PREFIX + base64.b64encode(_private(private).public_key().public_bytes_raw()).decode()


def check(data: bytes, signature: bytes, key: str, *, where: str) -> None:
    """Refuse bytes that the key's owner did not sign.

    Parameters
    ----------
    data, signature : bytes
        The index and the content of its signature file.
    key : str
        Pinned public key, as :func:`public_of` gives it.
    where : str
        What was signed, for messages.

    Raises
    ------
    BadValueError
        When the key is none.
    ReleaseError
        When the signature is missing its form, or is not the key's.
    """
    public = public_key(key)
    from cryptography.exceptions import InvalidSignature

    try:
        raw = base64.b64decode(signature.strip(), validate=True)
        public.verify(raw, data)
    except (binascii.Error, InvalidSignature):
        raise ReleaseError(
            "the signature is not the pinned key's",
            where=where,
            expected=f"a signature by {key}",
            hint="The index was altered, or signed with another key; nothing was fetched.",
        ) from None


def _library() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise missing_extra("signatures", "signing") from None
    return ed25519


def public_key(key: str) -> Any:
    """The key that users pin, read; refused when it is none."""
    library = _library()
    try:
        if not key.startswith(_PREFIX):
            raise ValueError("no prefix")
        return library.Ed25519PublicKey.from_public_bytes(base64.b64decode(key[len(_PREFIX) :], validate=True))
    except ValueError:
        raise BadValueError(
            "not a public key", where="key", expected=f"{_PREFIX} and 32 bytes in base64", got=repr(key)[:80]
        ) from None


def _private(path: Path) -> Any:
    library = _library()
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        loaded: Any = load_pem_private_key(plain.read(path, _LONGEST), password=None)
    except OSError as error:
        raise BadValueError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (ValueError, TypeError) as error:
        loaded = error
    if not isinstance(loaded, library.Ed25519PrivateKey):
        raise BadValueError("not a private Ed25519 key", where=str(path), expected="PEM without a password")
    return loaded
