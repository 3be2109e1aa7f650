"""How the rules are compiled: once per machine, and free of Python's lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from numba import njit
from numba.core.caching import IndexDataCacheFile

_HERE = Path(__file__).parent
_SOURCES = [*sorted(_HERE.glob("*.py")), _HERE.parent / "rules" / "policy.py"]
STAMP = sha256(b"".join(one.read_bytes() for one in _SOURCES)).hexdigest()
Function = TypeVar("Function", bound=Callable[..., Any])
# Nothing is allocated in compiled code, so nobody has to count who uses an array: that
# would take four fifths of the time.
_UNCOUNTED = {"nogil": True, "_nrt": False}
# Its types do not know of the options that are for such compiled code only.
_compiling: Any = njit
_FileOfCompiled: Any = IndexDataCacheFile


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
    folder = _kept_in()
    if folder is not None:
        # TRICKY: numba would keep it beside this one source file, for as long as that is
        # the same. But what it keeps holds all that is called, from other files, and the
        # numbers they take from the policy; and other copies of the same source, a second
        # installation or clone, need not compile it again.
        cache = made._cache
        name = cache._impl.filename_base
        cache._cache_path = str(folder)
        cache._cache_file = _FileOfCompiled(str(folder), name, STAMP)
    else:
        made._cache._cache_file._source_stamp = STAMP
    found: Function = made
    return found


def _kept_in() -> Path | None:
    """Return the folder for what comes of these sources; None: numba finds a place."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    try:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = (Path(given) if given else caches / "firsthand" / "compiled") / STAMP[:20]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # A service may have no home, or not its own.
        return None
    return folder if os.access(folder, os.W_OK) else None
