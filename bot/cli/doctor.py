"""`sharedfate doctor`."""

from typing import Annotated

import typer


def doctor(json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False) -> None:
    """Look for what is wrong: settings, store, tokens, unreadable sources. Exit 1 if anything is.

    Example: sharedfate doctor
    """
    import asyncio
    import os
    from dataclasses import asdict
    from json import dumps

    from bot.cli.diagnosis import diagnose

    findings = asyncio.run(diagnose(os.environ))
    if json:
        typer.echo(dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.says}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
