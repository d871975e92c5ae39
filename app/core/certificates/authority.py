"""Making the authority and the server's certificate with `cryptography`.

Run in a process of its own (`__main__.py`): the library is large, and is needed once a year.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS = timedelta(days=3650)
# Browsers take no server certificate of more than 398 days.
SERVER_LASTS = timedelta(days=390)
# A tablet whose clock is a little behind must not find it "not yet valid".
_BACKDATED = timedelta(days=1)

# Networks that the internet does not route (IANA's special-purpose address registries).
_PRIVATE_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "192.0.2.0/24",
    "198.18.0.0/15",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)
_LOCAL_DOMAINS = ("local", "localhost")


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate with its private key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def to_pem(self) -> bytes:
        """The key, unencrypted, then the certificate."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return key + self.public_pem()

    def public_pem(self) -> bytes:
        """The certificate alone, which anybody may have."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def read_signed(content: bytes) -> Signed:
    """What `Signed.to_pem` wrote. Raises ValueError."""
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key on an elliptic curve")
    return Signed(key, x509.load_pem_x509_certificate(content))


def make_authority(host_name: str, now: datetime) -> Signed:
    """A new authority that may sign for private addresses, local names and this host alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Kaifan {host_name or 'shop'} {now:%Y-%m-%d}")
    networks = [x509.IPAddress(ipaddress.ip_network(each)) for each in _PRIVATE_NETWORKS]
    domains = [*_LOCAL_DOMAINS, *[host_name] * bool(host_name)]
    certificate = (
        _builder(key, name, name, now, now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.NameConstraints([*map(x509.DNSName, domains), *networks], None), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    return Signed(key, certificate)


def sign_server(authority: Signed, names: list[str], now: datetime) -> Signed:
    """A certificate for those of `names` (host names and addresses) the authority may sign."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    until = min(now + SERVER_LASTS, issuer.not_valid_after_utc)
    alternatives = x509.SubjectAlternativeName(
        [_general_name(name) for name in names if may_sign(issuer, name)]
    )
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    certificate = (
        _builder(key, _name("Kaifan"), issuer.subject, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(usage, critical=False)
        .add_extension(alternatives, critical=False)
        .add_extension(signer, critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Signed(key, certificate)


def may_sign(authority: x509.Certificate, name: str) -> bool:
    """Whether the authority's own constraints permit the name (RFC 5280, 4.2.1.10)."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    subtrees = [subtree.value for subtree in permitted.permitted_subtrees or ()]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return any(f".{name}".endswith(f".{subtree}") for subtree in subtrees)
    networks = (ipaddress.IPv4Network, ipaddress.IPv6Network)
    return any(isinstance(subtree, networks) and address in subtree for subtree in subtrees)


def _general_name(name: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Kaifan"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    issuer: x509.Name,
    now: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
