"""Lets a child process of the tests tell what it prints, logs and answers.

Python imports a module of this name at its start. Without `CANARY_SPOOL` in the environment it does
nothing. Each write is one append to the spool, so that a killed process has told what it had said.
"""

import io
import os
import re
import sys

VARIABLE = "CANARY_SPOOL"
APPLICATION = "segue.http.app"
WORD = re.compile(r"[a-z][a-z._-]*")
WORDS = 3
"""How much of a command names it; arguments may be secrets."""


def begin(spool: str) -> None:
    """Tell whatever is written to standard output and error, and every answer."""
    import json  # noqa: PLC0415 -- other processes pay nothing for it

    told = os.open(spool, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    command = " ".join(_command()) or "python"

    def note(place: str, said: bytes) -> None:
        line = json.dumps([os.getpid(), f"{place} of {command}", said.decode("latin-1")])
        os.write(told, f"{line}\n".encode())

    class Told(io.FileIO):
        def write(self, said):
            note("output", bytes(said))
            return super().write(said)

    for number, name, line_buffering in ((1, "stdout", False), (2, "stderr", True)):
        old = getattr(sys, name)
        if old is not None:
            raw = io.BufferedWriter(Told(number, "w", closefd=False))
            ways = {"encoding": old.encoding, "errors": old.errors}
            setattr(sys, name, io.TextIOWrapper(raw, line_buffering=line_buffering, **ways))
    sys.meta_path.insert(0, Finder(note))


class Finder:
    """Watches the application as soon as it is imported."""

    def __init__(self, note):
        self.note = note

    def find_spec(self, name, path=None, target=None):  # noqa: ARG002 -- Python's own names
        """Find the application as Python does, once."""
        if name != APPLICATION:
            return None
        sys.meta_path.remove(self)
        from importlib.util import find_spec  # noqa: PLC0415 -- the same

        found = find_spec(name)
        load = found.loader.exec_module

        def load_and_watch(module):
            load(module)
            import answering  # noqa: PLC0415 -- the same

            answering.watch(module.Application, self.note)

        found.loader.exec_module = load_and_watch
        return found


def _command():
    words = [word.rpartition("/")[2] for word in sys.orig_argv[1:]]
    for word in words[:WORDS]:
        if not WORD.fullmatch(word):
            return
        yield word


if __name__ == "sitecustomize" and os.environ.get(VARIABLE):
    begin(os.environ[VARIABLE])
