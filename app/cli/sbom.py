"""The list of what the product is made of, for those who must keep one."""

import json

import click

from app.config import PROJECT_ROOT
from app.upkeep.checks_machine import program_version
from app.upkeep.parts import as_cyclonedx, list_parts


@click.command("sbom")
def sbom() -> None:
    """Print the locked packages as a CycloneDX document (JSON)."""
    document = as_cyclonedx(list_parts(PROJECT_ROOT), program_version())
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))
