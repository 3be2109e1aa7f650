"""Every small change of a module that its tests should notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
# Words for people, names of places to fail at, and what is only said to a log.
_SAID = {"_", "gettext_lazy", "ngettext", "fail_point", "TypeVar", "getLogger"}
_LOGS = {"logger"}


@dataclass(frozen=True)
class Mutant:
    """One change of one module.

    Attributes:
        where: the function it is in, or the constant of the module.
        tree: the module with the change.
        constant: of a value that belongs to the module, its name; else empty.
    """

    line: int
    where: str
    was: str
    becomes: str
    tree: ast.Module
    constant: str = ""


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every change of a module's functions and constants, from top to bottom.

    Not what is worked out when functions and classes are made: defaults, decorators and
    annotations.
    """
    tree = ast.parse(source)
    for number, site in enumerate(_sites(tree)):
        for choice, new in enumerate(_changes(site.node)):
            changed = copy.deepcopy(tree)
            other = next(s for n, s in enumerate(_sites(changed)) if n == number)
            replacement = list(_changes(other.node))[choice]
            ast.copy_location(replacement, other.node)
            _replace(other, replacement)
            ast.fix_missing_locations(changed)
            line = getattr(site.node, "lineno", 0)
            was, becomes = ast.unparse(site.node), ast.unparse(new)
            yield Mutant(line, site.where, was, becomes, changed, site.constant)


@dataclass(frozen=True)
class _Site:
    node: ast.AST
    parent: ast.AST
    field: str
    place: int | None  # In a list.
    where: str
    constant: str


def _sites(tree: ast.Module) -> Iterator[_Site]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield from _in_definition(statement, "")
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            target = statement.targets[0] if _is_plain(statement) else statement.target  # type: ignore[union-attr]
            if isinstance(target, ast.Name) and target.id != "__all__":
                yield from _below(statement, "value", None, target.id, target.id)


def _is_plain(statement: ast.Assign | ast.AnnAssign) -> bool:
    return isinstance(statement, ast.Assign)


def _in_definition(node: ast.FunctionDef | ast.ClassDef, inside: str) -> Iterator[_Site]:
    name = f"{inside}{node.name}"
    for place, statement in enumerate(node.body):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            within = f"{name}." if isinstance(node, ast.ClassDef) else f"{name}.<locals>."
            yield from _in_definition(statement, within)
        elif isinstance(node, ast.FunctionDef) and not _is_docstring(statement):
            yield from _below(node, "body", place, name, "")


def _below(
    parent: ast.AST, field: str, place: int | None, where: str, constant: str
) -> Iterator[_Site]:
    value = getattr(parent, field)
    node = value if place is None else value[place]
    if _is_only_said(node):
        return
    yield _Site(node, parent, field, place, where, constant)
    for name, inner in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_comment"}:
            continue
        if isinstance(inner, ast.AST):
            yield from _below(node, name, None, where, constant)
        elif isinstance(inner, list):
            for number, each in enumerate(inner):
                if isinstance(each, ast.AST):
                    yield from _below(node, name, number, where, constant)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_only_said(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert | ast.JoinedStr):
        return True
    if isinstance(node, ast.keyword):
        return node.arg == "fix"
    call = node.value if isinstance(node, ast.Expr) else node
    if not isinstance(call, ast.Call):
        return False
    names = {each.id for each in ast.walk(call.func) if isinstance(each, ast.Name)}
    return bool(names & (_SAID | _LOGS))


def _changes(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901 -- a table by kind of node
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[place] = _COMPARED[type(op)]()
            yield other
    elif isinstance(node, ast.BoolOp):
        op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(op, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _RECKONED:
        other_op = copy.deepcopy(node)
        other_op.op = _RECKONED[type(node.op)]()
        yield other_op
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            turned = copy.deepcopy(node)
            turned.test = ast.UnaryOp(ast.Not(), node.test)
            yield turned
    else:
        yield from _other_statements(node)


def _other_constants(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str):
        yield ast.Constant(f"XX{node.value}")


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return):
        is_nothing = isinstance(node.value, ast.Constant) and node.value.value is None
        if node.value is not None and not is_nothing:
            yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Raise) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield ast.Pass()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()


def _replace(site: _Site, new: ast.AST) -> None:
    if site.place is None:
        setattr(site.parent, site.field, new)
    else:
        getattr(site.parent, site.field)[site.place] = new
