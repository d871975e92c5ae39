"""`python -m app.core.certificates DIR NAME...` signs a certificate for the names."""

import sys
from pathlib import Path

from app.core import clock
from app.core.certificates.keeping import CertificateError
from app.core.certificates.renewing import renew


def main(arguments: list[str]) -> int:
    """Sign; 1 and the reason on the error stream when that is not possible."""
    try:
        renew(Path(arguments[0]), arguments[1:], clock.wall())
    except CertificateError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
