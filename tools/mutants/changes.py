"""Every small change of a module that its tests should notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

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
_SAID = {
    "_", "gettext_lazy", "ngettext", "Template", "fail_point", "TypeVar", "ParamSpec",
    "getLogger",
}  # fmt: skip
_LOGS = {"logger"}
# What to do then is words too; and a zip that is strict asserts what is so.
_SAID_BY_NAME = {"fix", "strict"}


@dataclass(frozen=True)
class _Site:
    """A place in the code: a node, where it hangs, and the statement it is part of."""

    node: ast.AST
    parent: ast.AST
    field: str
    place: int | None  # In a list.
    where: str
    constant: str
    lines: range

    def holds(self, node: ast.AST) -> None:
        """Put a node there."""
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node


@dataclass(frozen=True)
class Mutant:
    """One change of one module.

    Attributes:
        where: the function it is in, or the constant of the module.
        lines: of the statement it is in; without what stands below an `if` or a loop.
        constant: of a value that belongs to the module, its name; else empty.
    """

    line: int
    where: str
    was: str
    becomes: str
    lines: range
    constant: str
    tree: ast.Module
    site: _Site
    new: ast.AST

    def compiled(self, file: str) -> CodeType:
        """Return the code of the module with this change, and no other."""
        self.site.holds(self.new)
        try:
            return compile(self.tree, file, "exec")
        finally:
            self.site.holds(self.site.node)


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every change of a module's functions and constants, from top to bottom.

    Not what is worked out when functions and classes are made: defaults, decorators and
    annotations.
    """
    tree = ast.parse(source)
    for site in _sites(tree):
        for new in _changes(site.node):
            ast.copy_location(new, site.node)
            ast.fix_missing_locations(new)
            line = getattr(site.node, "lineno", site.lines.start)
            was, becomes = ast.unparse(site.node), ast.unparse(new)
            yield Mutant(
                line, site.where, was, becomes, site.lines, site.constant, tree, site, new
            )


def _sites(tree: ast.Module) -> Iterator[_Site]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield from _in_definition(statement, "")
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            is_plain = isinstance(statement, ast.Assign)
            target = statement.targets[0] if is_plain else statement.target
            if isinstance(target, ast.Name) and target.id != "__all__":
                at = _Site(
                    statement.value, statement, "value", None, target.id, target.id,
                    _lines_of(statement),
                )  # fmt: skip
                yield from _below(at)


def _in_definition(node: ast.FunctionDef | ast.ClassDef, inside: str) -> Iterator[_Site]:
    name = f"{inside}{node.name}"
    for place, statement in enumerate(node.body):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            within = f"{name}." if isinstance(node, ast.ClassDef) else f"{name}.<locals>."
            yield from _in_definition(statement, within)
        elif isinstance(node, ast.FunctionDef) and not _is_docstring(statement):
            lines = _lines_of(statement)
            yield from _below(_Site(statement, node, "body", place, name, "", lines))


def _below(site: _Site) -> Iterator[_Site]:
    """Yield a site and all that is in it."""
    if _is_only_said(site.node):
        return
    yield site
    for name, inner in ast.iter_fields(site.node):
        if name in {"annotation", "returns", "decorator_list", "type_comment"}:
            continue
        listed = enumerate(inner) if isinstance(inner, list) else [(None, inner)]
        for place, each in listed:
            if isinstance(each, ast.AST):
                lines = _lines_of(each) if isinstance(each, ast.stmt) else site.lines
                yield from _below(
                    _Site(each, site.node, name, place, site.where, site.constant, lines)
                )


def _lines_of(statement: ast.stmt) -> range:
    body = getattr(statement, "body", None)
    end = max(statement.lineno, body[0].lineno - 1) if body else statement.end_lineno
    return range(statement.lineno, (end or statement.lineno) + 1)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_only_said(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert | ast.JoinedStr):
        return True
    if isinstance(node, ast.keyword):
        return node.arg in _SAID_BY_NAME
    call = node.value if isinstance(node, ast.Expr) else node
    if not isinstance(call, ast.Call):
        return False
    names = {each.id for each in ast.walk(call.func) if isinstance(each, ast.Name)}
    return bool(names & (_SAID | _LOGS))


def _changes(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901 -- a table by kind of node
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            other = copy.copy(node)
            other.ops = list(node.ops)
            other.ops[place] = _COMPARED[type(op)]()
            yield other
    elif isinstance(node, ast.BoolOp):
        op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(op, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _RECKONED:
        other_op = copy.copy(node)
        other_op.op = _RECKONED[type(node.op)]()
        yield other_op
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            turned = copy.copy(node)
            turned.test = ast.UnaryOp(ast.Not(), node.test)
            yield turned
    elif isinstance(node, ast.comprehension):
        yield from _other_conditions(node)
    else:
        yield from _other_statements(node)


def _other_conditions(node: ast.comprehension) -> Iterator[ast.AST]:
    for place, condition in enumerate(node.ifs):
        if not isinstance(condition, ast.Compare | ast.BoolOp | ast.UnaryOp):
            other = copy.copy(node)
            other.ifs = list(node.ifs)
            other.ifs[place] = ast.UnaryOp(ast.Not(), condition)
            yield other


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
