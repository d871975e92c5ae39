"""The shop's authority and its server's certificate: what they say, when they are renewed."""

import os
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.certificates import __main__ as program
from app.core.certificates import authority, keeping, renewing
from app.core.certificates.keeping import CertificateError, Files

NOW = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
NAMES = ["localhost", "127.0.0.1", "kaifan.local", "192.168.1.20"]


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What this machine is called and where it stands; a test may add to it."""
    names = list(NAMES)
    monkeypatch.setattr(keeping, "wanted_names", lambda _url="": list(names))
    return names


def certificates(data_dir: Path) -> tuple[x509.Certificate, x509.Certificate]:
    """The server's certificate and the authority's."""
    files = Files.of(data_dir)
    return (
        x509.load_pem_x509_certificate(files.server.read_bytes()),
        x509.load_pem_x509_certificate(files.public.read_bytes()),
    )


def renew_at(moment: datetime, data_dir: Path) -> bool:
    with time_machine.travel(moment, tick=False):
        return keeping.is_due(keeping.find_facts(data_dir), keeping.wanted_names(), moment) and (
            program.main([str(data_dir), *keeping.wanted_names()]) == 0
        )


def test_the_authority_vouches_for_local_names_alone(tmp_path: Path) -> None:
    renewing.renew(tmp_path, [*NAMES, "bank.example", "8.8.8.8"], NOW)
    server, root = certificates(tmp_path)
    assert isinstance(root.public_key(), ec.EllipticCurvePublicKey)
    assert root.not_valid_after_utc - NOW == timedelta(days=3650)
    basic = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    constraints = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert authority.may_sign(root, "192.168.1.20")
    assert authority.may_sign(root, "kaifan.local")
    for other in ("8.8.8.8", "bank.example", "notlocal", "2001:4860:4860::8888"):
        assert not authority.may_sign(root, other)
    server.verify_directly_issued_by(root)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "kaifan.local"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == [
        "127.0.0.1",
        "192.168.1.20",
    ]
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=397)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_the_owner_can_read_the_keys(tmp_path: Path) -> None:
    renewing.renew(tmp_path, NAMES, NOW)
    files = Files.of(tmp_path)
    assert files.folder.stat().st_mode & 0o777 == 0o700
    for file in (files.authority, files.server):
        assert b"PRIVATE KEY" in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in files.public.read_bytes()


def test_it_is_renewed_before_its_end_by_the_same_authority(
    tmp_path: Path, wanted: list[str]
) -> None:
    assert renew_at(NOW, tmp_path)
    first, root = certificates(tmp_path)
    assert not renew_at(NOW + timedelta(days=329), tmp_path)
    assert renew_at(NOW + timedelta(days=331), tmp_path)
    second, same = certificates(tmp_path)
    assert same == root
    assert second.not_valid_after_utc - first.not_valid_after_utc == timedelta(days=331)


def test_a_new_address_renews_it_and_a_lost_one_does_not(tmp_path: Path, wanted: list[str]) -> None:
    assert renew_at(NOW, tmp_path)
    wanted.remove("192.168.1.20")
    assert not renew_at(NOW, tmp_path)
    wanted.append("10.0.0.7")
    assert renew_at(NOW, tmp_path)
    facts = keeping.find_facts(tmp_path)
    assert facts is not None
    assert "10.0.0.7" in facts.names


def test_an_address_that_may_not_be_signed_is_not_asked_for_for_ever(
    tmp_path: Path, wanted: list[str]
) -> None:
    wanted.append("8.8.8.8")
    assert renew_at(NOW, tmp_path)
    assert not renew_at(NOW, tmp_path)


def test_an_old_authority_gives_way_to_a_new_one(tmp_path: Path, wanted: list[str]) -> None:
    renew_at(NOW, tmp_path)
    _, root = certificates(tmp_path)
    renew_at(NOW + timedelta(days=3500), tmp_path)
    server, same = certificates(tmp_path)
    assert same == root
    assert server.not_valid_after_utc == root.not_valid_after_utc
    renew_at(NOW + timedelta(days=3630), tmp_path)
    server, other = certificates(tmp_path)
    assert other != root
    server.verify_directly_issued_by(other)


def test_a_half_written_certificate_counts_as_none(tmp_path: Path, wanted: list[str]) -> None:
    assert keeping.renew_if_due(tmp_path)
    assert not keeping.renew_if_due(tmp_path)
    Files.of(tmp_path).facts.write_text("{")
    assert keeping.find_facts(tmp_path) is None
    assert keeping.renew_if_due(tmp_path)


def test_a_clock_of_1970_signs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(datetime(1970, 1, 1, tzinfo=UTC)):
        assert program.main([str(tmp_path), *NAMES]) == 1
    assert "clock" in capsys.readouterr().err
    assert not (tmp_path / "tls").exists()


def test_why_it_failed_is_said(tmp_path: Path, wanted: list[str]) -> None:
    (tmp_path / "tls").write_text("in the way")
    with pytest.raises(CertificateError, match="tls"):
        keeping.renew_if_due(tmp_path)


def test_the_fingerprint_is_the_authority_s(tmp_path: Path) -> None:
    renewing.renew(tmp_path, NAMES, NOW)
    digits = keeping.fingerprint(tmp_path)
    assert len(digits.split(" ")) == 16
    assert ssl.DER_cert_to_PEM_cert(keeping.public_der(tmp_path)) == keeping.public_pem(tmp_path)


def test_the_library_stays_out_of_the_serving_process() -> None:
    code = "import sys, app.serving, app.factory; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
