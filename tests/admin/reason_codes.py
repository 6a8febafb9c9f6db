"""Which codes the source can produce: those of reasons, in calls that make one, and those of rules that decide."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("syncconsole", "beteiligte", "kommunikation")
# Function name → position of the code among its arguments.
MAKERS = {"reason": 0, "Reason": 0, "failure": 2, "refusal": 1, "_refused": 1, "_failed": 1, "tell": 1}


def codes_in_source() -> dict[str, str]:
    """Code → the file it was found in."""
    trees = {path: ast.parse(path.read_text()) for path in _modules()}
    constants = {name: value for tree in trees.values() for name, value in _constants(tree)}
    return {
        code: str(path.relative_to(ROOT))
        for path, tree in trees.items()
        for argument in _code_arguments(tree)
        for code in _texts(argument, constants)
    }


def _modules() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            if not {"sandbox", "migrations"} & set(path.parts):
                yield path


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            for target in statement.targets:
                if isinstance(target, ast.Name) and isinstance(statement.value.value, str):
                    yield target.id, statement.value.value


def _code_arguments(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            position = MAKERS.get(name)
            if position is not None and len(node.args) > position:
                yield node.args[position]


def _texts(argument: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.Name) and argument.id in constants:
        yield constants[argument.id]
    elif isinstance(argument, ast.Attribute) and argument.attr in constants:
        yield constants[argument.attr]
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body, constants)
        yield from _texts(argument.orelse, constants)


def rules_in_source() -> dict[str, str]:
    """Rule of an entry → the file it was found in: texts that are assigned to `rule`, or given as one."""
    modules = (ROOT / "kommunikation").glob("*.py")
    trees = {path: ast.parse(path.read_text()) for path in modules}
    return {
        rule: str(path.relative_to(ROOT))
        for path, tree in trees.items()
        for value in _rule_values(tree)
        for rule in _texts(value, {})
    }


def _rule_values(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from _assigned_to_rule(node.targets[0], node.value)
        elif isinstance(node, ast.AnnAssign) and node.value and getattr(node.target, "id", "") == "rule":
            yield node.value
        elif isinstance(node, ast.Call):
            yield from (given.value for given in node.keywords if given.arg == "rule")
            if getattr(node.func, "id", "") == "_take":
                yield node.args[2]


def _assigned_to_rule(target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _assigned_to_rule(one, its)
    elif getattr(target, "attr", "") == "rule":
        yield value
