"""Put a change where the running program finds it."""

from __future__ import annotations

import ast
import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import _lru_cache_wrapper, cache, partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tools.mutants.changes import Mutant

from firsthand.foundation.postgres.standing import StandingList

# A function, wherever it lives by now: file, name, line.
Known = tuple[str, str, int]
Living = dict[Known, list[FunctionType]]


def living() -> Living:
    """Return every function there is, decorated or not, by where it was written."""
    found: Living = defaultdict(list)
    gc.unfreeze()  # What is frozen is not listed.
    for each in gc.get_objects():
        if type(each) is FunctionType:  # Of a lazy value even its class is worked out.
            found[known(each.__code__)].append(each)
    gc.freeze()
    return found


def remembering(package: str) -> list[Callable[[], object]]:
    """Return what has each function of a package forget what it worked out before.

    A change of a function whose answer is kept would otherwise never be noticed, nor
    which tests come through it.
    """
    found: list[Callable[[], object]] = []
    gc.unfreeze()  # What is frozen is not listed.
    for each in gc.get_objects():
        if type(each) is _lru_cache_wrapper and each.__module__.startswith(package):
            found.append(each.cache_clear)
        elif type(each) is StandingList:
            found.append(partial(vars(each).pop, "_built", None))
    gc.freeze()
    return found


def put_in(mutant: Mutant, changed: CodeType, file: str, functions: Living) -> None:
    """Put a change into the functions that live, or into the values of a module.

    Args:
        mutant: which change. Its tree keeps it: call this in a process of its own.
        changed: its module, compiled with it.
        file: of the module.
        functions: all that live.

    Raises:
        LookupError, ValueError: it cannot be put in; nothing can be said of it.
    """
    if mutant.constant:
        _set_constants(mutant, file)
        return
    is_in = False
    for code in codes(changed):
        # What is made anew at each call lives in the function around it.
        if f"{mutant.where}.<locals>.".startswith(f"{code.co_qualname}.<locals>."):
            for function in functions.get(known(code), ()):
                function.__code__ = code
                is_in = True
    if not is_in:
        raise LookupError(mutant.where)


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of every function in a module or function, however deep."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from codes(each)


def known(code: CodeType) -> Known:
    """Return what a function is recognised by."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _set_constants(mutant: Mutant, file: str) -> None:
    """Work out a module's value anew, and what follows from it; set both everywhere."""
    module = module_of(file)
    mutant.site.holds(mutant.new)
    concerned = constants_of(mutant.tree, mutant.constant)
    for statement in mutant.tree.body:
        name, value = _assigned(statement)
        if value is not None and name in concerned:
            afresh = eval(compile(ast.Expression(value), file, "eval"), vars(module))  # noqa: S307
            _set_everywhere(name, vars(module)[name], afresh)


def constants_of(tree: ast.Module, name: str) -> set[str]:
    """Return a value of a module and those worked out from it."""
    found = {name}
    for statement in tree.body:
        assigned, value = _assigned(statement)
        if value is not None and found & _names_in(value):
            found.add(assigned)
    return found


def places_of(mutant: Mutant, file: str, files: Iterable[Path]) -> set[tuple[str, int]]:
    """Return the lines where a change can make a difference.

    Of a module's value, those of every function that speaks of it.
    """
    if not mutant.constant:
        return {(file, line) for line in mutant.lines}
    concerned = constants_of(mutant.tree, mutant.constant)
    return {place for each in files for name in concerned for place in _naming(each, name)}


@cache
def _naming(file: Path, name: str) -> frozenset[tuple[str, int]]:
    """Return the lines of the functions of a file that speak of a name."""
    return frozenset(
        (str(file), line)
        for code in _codes_of(file)
        if name in code.co_names
        for _start, _end, line in code.co_lines()
        if line is not None
    )


@cache
def _codes_of(file: Path) -> list[CodeType]:
    return list(codes(compile(file.read_text(encoding="utf-8"), str(file), "exec")))


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _assigned(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, statement.value
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.value
    return "", None


def _set_everywhere(name: str, old: Any, new: Any) -> None:
    for module in list(sys.modules.values()):
        if vars(module).get(name) is old:
            setattr(module, name, new)


def module_of(file: str) -> ModuleType:
    """Return the module that was made from a file."""
    modules = list(sys.modules.values())
    return next(each for each in modules if getattr(each, "__file__", "") == file)
