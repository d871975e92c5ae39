"""Writing the certificates into the data folder, readable by their owner alone."""

import os
from datetime import UTC, datetime
from pathlib import Path

from app.core.certificates.authority import (
    Signed,
    make_authority,
    may_sign,
    read_signed,
    sign_server,
)
from app.core.certificates.keeping import CertificateError, Facts, Files, find_facts, host_label

# A small computer without a battery wakes up in 1970; what it signs then is long over.
_CLOCK_IS_WRONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def renew(data_dir: Path, names: list[str], now: datetime) -> Facts:
    """Sign a new certificate for `names`, by a new authority where there is none or it is old.

    Raises CertificateError.
    """
    if now < _CLOCK_IS_WRONG_BEFORE:
        raise CertificateError(f"the computer's clock says {now:%Y-%m-%d}: set it first")
    files = Files.of(data_dir)
    try:
        files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        signer = _authority(files, find_facts(data_dir), now)
        signed = sign_server(signer, names, now)
        _write(files.server, signed.to_pem() + signer.public_pem())
        facts = Facts(
            signed.certificate.not_valid_after_utc,
            signer.certificate.not_valid_after_utc,
            tuple(name for name in names if may_sign(signer.certificate, name)),
            tuple(names),
        )
        _write(files.facts, facts.to_text().encode())
    except (OSError, ValueError) as error:
        raise CertificateError(f"{files.folder}: {error}") from error
    return facts


def _authority(files: Files, facts: Facts | None, now: datetime) -> Signed:
    if files.authority.exists() and not (facts and facts.needs_authority(now)):
        signer = read_signed(files.authority.read_bytes())
    else:
        signer = make_authority(host_label(), now)
        _write(files.authority, signer.to_pem())
    _write(files.public, signer.public_pem())
    return signer


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, even if the power fails; never readable by others meanwhile."""
    unfinished = file.with_name(file.name + ".part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.replace(file)
