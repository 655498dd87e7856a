"""Every proof of the table of faults is there, and is carried out where it says."""

import ast
import re
import shlex
from pathlib import Path

from tests.fault_pairs import ALWAYS
from tests.faults.defects import DEFECTS
from tests.faults.kinds import FAULTS
from tests.faults.rows import ROWS
from tests.store_faults import FAULTS as STORE_FAULTS
from tests.store_faults import LOSSES

TESTS = Path(__file__).parents[1]
NAMES = {"tests.fault_pairs": {*FAULTS}, "tests.store_faults": {*STORE_FAULTS, *LOSSES}}


def functions_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def fault_of(proof: str) -> str:
    """What is wrong with a proof; empty where it is one."""
    words = shlex.split(proof)
    if words[:2] == ["python", "-m"]:
        module, chosen = words[2], words[4] if words[3:4] == ["--only"] else ""
        made = (TESTS.parent / "Makefile").read_text(encoding="utf-8")
        if not re.search(rf"-m {re.escape(module)}\b", made):
            return f"{module} is in no target"
        if "," in chosen:
            return "" if tuple(chosen.split(",")) in ALWAYS else f"{chosen} is not always tried"
        is_there = not chosen or any(chosen in name for name in NAMES[module])
        return "" if is_there else f"{module} has no {chosen}"
    path, _, name = proof.partition("::")
    return "" if (TESTS / path).is_file() and name in functions_in(TESTS / path) else f"{proof} is not there"


def test_every_fault_that_we_know_has_a_proof_that_is_there() -> None:
    assert [said for proofs in ROWS.values() for proof in proofs if (said := fault_of(proof))] == []
    assert all(ROWS.values())
    assert [*DEFECTS] == [f"D{n}" for n in range(1, 17)]


def test_every_fault_is_tried_whatever_is_drawn() -> None:
    assert {name for pair in ALWAYS for name in pair} == {*FAULTS}
