"""The ids of rules that the code gives, read from its syntax: what is handed on where a rule is expected."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import vplan

PACKAGE = Path(vplan.__file__).parent
_PARAMETER = "rule"
_ANYWHERE = {"Diagnostic": 0, "report": 2, "EditionError": 3}  # those that other modules call, with their place
_CONSTANTS = (["ID"], ["RULE"], ["CHANGED"])  # of a module: the rule that it finds
_METHOD = "add"  # of a collection of findings: rule, place, sentence


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the syntax of each module of vplan."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def constants(node: ast.AST) -> Iterator[str]:
    """Yield the texts that stand in a piece of code, without docstrings."""
    docs = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    for found in ast.walk(node):
        if isinstance(found, ast.Constant) and isinstance(found.value, str) and id(found) not in docs:
            yield found.value


def given_ids() -> dict[str, str]:
    """Return each id that the code hands on as a rule, with a module that does; a rule's own `ID` too."""
    return {name: path.relative_to(PACKAGE).as_posix() for path, tree in trees().items() for name in _given_in(tree)}


def written_ids() -> set[str]:
    """Return all texts of the code, but not those of the compiler's pages."""
    pages = PACKAGE / "rules" / "compiler"
    return {text for path, tree in trees().items() if pages not in path.parents for text in constants(tree)}


def _given_in(tree: ast.Module) -> Iterator[str]:
    takers = {**_own_takers(tree), **_ANYWHERE}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for argument in _rule_of(node, takers):
                yield from _choices(argument)
        elif isinstance(node, ast.Assign) and _names_a_rule(node, tree):
            yield from _choices(node.value)
        elif isinstance(node, ast.FunctionDef):
            defaults = zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)
            yield from (text for arg, default in defaults if arg.arg == _PARAMETER for text in _choices(default))


def _names_a_rule(assignment: ast.Assign, tree: ast.Module) -> bool:
    names = [ast.unparse(target) for target in assignment.targets]
    return names == [_PARAMETER] or (names in _CONSTANTS and assignment in tree.body)


def _own_takers(tree: ast.Module) -> dict[str, int]:
    """Return the functions of a module that are given a rule, with the place of it among their arguments."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [arg.arg for arg in node.args.args if arg.arg != "self"]
            if _PARAMETER in names and node.name != _METHOD:
                found[node.name] = names.index(_PARAMETER)
    return found


def _rule_of(call: ast.Call, takers: dict[str, int]) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in takers and len(call.args) > takers[name]:
        yield call.args[takers[name]]
    elif name == _METHOD and _is_message(call.args[2:3]):
        yield call.args[0]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == _PARAMETER)


def _is_message(third: list[ast.expr]) -> bool:
    return any(ast.unparse(value).startswith(("msg(", "message")) for value in third)


def _choices(value: ast.expr) -> Iterator[str]:
    """Yield a text, or both of `a if … else b`."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _choices(value.body)
        yield from _choices(value.orelse)
