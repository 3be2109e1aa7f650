"""How the rules are compiled: once per machine, and free of Python's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

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
    made: Function = _compiling(**_UNCOUNTED, cache=True)(function)
    return made
