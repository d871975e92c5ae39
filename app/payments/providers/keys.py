"""Reading keys as people paste them, and saying in a word what is wrong with one."""

import base64
import binascii
import importlib
from typing import Any

from app.payments.providers.base import WrongKeys

_PRIMITIVES = "cryptography.hazmat.primitives"


def private_key(text: str, field: str) -> str:
    """An RSA private key as PKCS#8 PEM with Unix line ends.

    Takes PEM of either kind (PKCS#1, PKCS#8), with any line ends, and bare base64, as merchant
    tools give them. Raises WrongKeys.
    """
    serialization = importlib.import_module(f"{_PRIMITIVES}.serialization")
    for candidate in _candidates(text, field, ("PRIVATE KEY", "RSA PRIVATE KEY")):
        try:
            key = serialization.load_pem_private_key(candidate, password=None)
        except (ValueError, TypeError):
            continue
        return _pem_of(key, serialization)
    raise WrongKeys(field, "not_a_private_key")


def public_key(text: str, field: str) -> str:
    """An RSA public key as PEM. Raises WrongKeys, also where a private key was pasted."""
    serialization = importlib.import_module(f"{_PRIMITIVES}.serialization")
    if "PRIVATE" in text:
        raise WrongKeys(field, "private_instead_of_public")
    for candidate in _candidates(text, field, ("PUBLIC KEY", "RSA PUBLIC KEY")):
        try:
            key = serialization.load_pem_public_key(candidate)
        except ValueError:
            continue
        plain = serialization.PublicFormat.SubjectPublicKeyInfo
        pem: bytes = key.public_bytes(serialization.Encoding.PEM, plain)
        return pem.decode("ascii")
    raise WrongKeys(field, "not_a_public_key")


def certificate(text: str, field: str) -> tuple[str, Any]:
    """A certificate as PEM with Unix line ends, and read. Raises WrongKeys."""
    x509 = importlib.import_module("cryptography.x509")
    pem = _unix(text)
    try:
        return pem, x509.load_pem_x509_certificate(pem.encode("ascii", "replace"))
    except ValueError:
        raise WrongKeys(field, "not_a_certificate") from None


def public_of(private_pem: str) -> str:
    """The public half of a private key, as PEM."""
    serialization = importlib.import_module(f"{_PRIMITIVES}.serialization")
    key = serialization.load_pem_private_key(private_pem.encode("ascii"), password=None)
    plain = serialization.PublicFormat.SubjectPublicKeyInfo
    pem: bytes = key.public_key().public_bytes(serialization.Encoding.PEM, plain)
    return pem.decode("ascii")


def _pem_of(key: Any, serialization: Any) -> str:
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode("ascii")


def _candidates(text: str, field: str, labels: tuple[str, ...]) -> list[bytes]:
    cleaned = _unix(text)
    if not cleaned:
        raise WrongKeys(field, "missing")
    if cleaned.startswith("-----BEGIN"):
        return [cleaned.encode("ascii", "replace")]
    try:
        content = base64.b64decode("".join(cleaned.split()), validate=True)
    except (binascii.Error, ValueError):
        raise WrongKeys(field, "not_base64") from None
    body = base64.encodebytes(content).decode("ascii")
    return [f"-----BEGIN {label}-----\n{body}-----END {label}-----\n".encode() for label in labels]


def _unix(text: str) -> str:
    lines = text.strip().lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in lines.split("\n")) + "\n" if lines else ""


def public_key_of(read: Any) -> str:
    """The public key of a certificate that was read, as PEM."""
    serialization = importlib.import_module(f"{_PRIMITIVES}.serialization")
    plain = serialization.PublicFormat.SubjectPublicKeyInfo
    pem: bytes = read.public_key().public_bytes(serialization.Encoding.PEM, plain)
    return pem.decode("ascii")
