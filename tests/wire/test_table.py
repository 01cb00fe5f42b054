"""The tables of the other tests: whole, and with teeth."""

from segue.http.operations import OPERATIONS

from .asks import NEW, OLD, READS, WRITES
from .shapes import faults
from .site import ROOT


def test_every_operation_is_asked() -> None:
    """An operation could change its answer, or be gone, without a test that fails."""
    served = {it.id for it in OPERATIONS if it.path.startswith(ROOT)}
    assert served == OLD | NEW
    assert served == {*READS, *WRITES, "getReadiness"}


def test_a_wrong_answer_is_seen() -> None:
    """The table would take anything for right."""
    shape = {"id": "id", "at": "moment?", "kept?": "bool", "many": [{"n": "count"}]}
    assert faults({"id": "1", "at": None, "many": []}, shape) == []
    wrong = {"id": 1, "at": "2026-01-01T00:00:00Z", "kept": None, "many": [{"n": True}], "x": 1}
    assert [fault.split()[0] for fault in faults(wrong, shape)] == [
        "/x",
        "/id",
        "/at",
        "/kept",
        "/many/0/n",
    ]
    assert faults({}, shape) == ["/id is missing", "/at is missing", "/many is missing"]
