"""Have functions note which of their statements are reached.

Python's own way to trace calls every function of every library, which takes five times
as long as the tests; so what is watched gets other code, with a mark at each statement.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.mutants.putting import Living, codes, known, living, module_of

Place = tuple[str, int]  # A file, and the line a statement begins in.
_NAME = "__passed__"
_LISTS = ("body", "orelse", "finalbody")


@contextmanager
def watched(files: Collection[str]) -> Iterator[set[Place]]:
    """Yield a set that fills with the places that are reached, of the files' functions."""
    passed: set[Place] = set()
    functions = living()
    for file in files:
        vars(module_of(file))[_NAME] = passed
        _put(_marked(file), file, functions)
    try:
        yield passed
    finally:
        functions = living()
        for file in files:
            _put(ast.parse(Path(file).read_text(encoding="utf-8")), file, functions)


def _put(tree: ast.Module, file: str, functions: Living) -> None:
    for code in codes(compile(tree, file, "exec")):
        for function in functions.get(known(code), ()):
            function.__code__ = code


def _marked(file: str) -> ast.Module:
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    inner = {id(each): each for one in functions for each in ast.walk(one)}
    for node in inner.values():
        for name in _LISTS:
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(
                    node, name, [new for each in statements for new in _mark(each, file)]
                )
    return ast.fix_missing_locations(tree)


def _mark(statement: ast.stmt, file: str) -> list[ast.stmt]:
    """Return a statement behind its mark; a text that stands alone stays as it is."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return [statement]
    place = ast.Constant((file, statement.lineno))
    add = ast.Attribute(ast.Name(_NAME, ast.Load()), "add", ast.Load())
    mark = ast.Expr(ast.Call(add, [place], []))
    return [ast.copy_location(mark, statement), statement]
