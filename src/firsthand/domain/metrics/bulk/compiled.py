"""How the rules are compiled: once per machine, and free of Python's lock."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

_HERE = Path(__file__).parent
_SOURCES = [*sorted(_HERE.glob("*.py")), _HERE.parent / "rules" / "policy.py"]
STAMP = sha256(b"".join(one.read_bytes() for one in _SOURCES)).hexdigest()
Function = TypeVar("Function", bound=Callable[..., Any])
# Nothing is allocated in compiled code, so nobody has to count who uses an array: that
# would take four fifths of the time.
_UNCOUNTED = {"nogil": True, "_nrt": False}
# Its types do not know of the options that are for such compiled code only.
_compiling: Any = njit


def compiled(function: Function) -> Function:
    """Return the function compiled, to be called by other compiled ones only."""
    made: Function = _compiling(
        **_UNCOUNTED, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True
    )(function)
    return made


def entry(function: Function) -> Function:
    """Return the function compiled, to be called from Python with arrays.

    What comes of it is kept in a file: compiling takes half a minute, reading it a moment.
    """
    made: Any = _compiling(**_UNCOUNTED, cache=True)(function)
    # TRICKY: numba keeps it for as long as this one file is the same. But it holds all
    # that is called, from other files, and the numbers they take from the policy.
    made._cache._cache_file._source_stamp = STAMP
    found: Function = made
    return found
