"""Modules stay small, one subject each, and named for it."""

import ast
import statistics
from pathlib import Path

import pytest

from tests.house import source

_LONGEST_MODULE, _MEDIAN_MODULE, _LONGEST_TEST = 400, 120, 800
_LONGEST_FUNCTION, _LONG_FUNCTION, _LONG_SHARE = 60, 50, 0.02
_MOST_PARAMETERS = 6
_EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base_classes"}


def _lines(node: ast.AST) -> int:
    return (node.end_lineno or 0) - node.lineno + 1 if hasattr(node, "lineno") and hasattr(node, "end_lineno") else 0


def test_modules_are_short() -> None:
    lengths = {source.name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in source.modules()}
    assert {name: length for name, length in lengths.items() if length > _LONGEST_MODULE} == {}
    assert statistics.median(lengths.values()) <= _MEDIAN_MODULE


def test_test_modules_are_not_endless() -> None:
    lengths = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (source.ROOT / "tests").rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > _LONGEST_TEST} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{source.name(path)}.{function.name}": _lines(function)
        for path in source.modules()
        for function in source.functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > _LONGEST_FUNCTION} == {}
    assert sum(length > _LONG_FUNCTION for length in lengths.values()) <= _LONG_SHARE * len(lengths)
    assert statistics.median(lengths.values()) <= 10


def test_functions_take_few_parameters() -> None:
    found = {}
    for path in source.modules():
        for function in source.functions(path):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            wanted = [argument.arg for argument in arguments if argument.arg not in ("self", "cls")]
            is_command = "typer." in ast.unparse(function.args)  # its options are the command line's, not a caller's
            if len(wanted) > _MOST_PARAMETERS and not is_command:
                found[f"{source.name(path)}.{function.name}"] = len(wanted)
    assert found == {}


def test_no_module_is_named_for_nothing() -> None:
    assert [source.name(path) for path in source.modules() if path.stem in _EMPTY_NAMES] == []


@pytest.mark.parametrize("path", source.modules(), ids=source.name)
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = [
        f"{function.name}:{node.lineno}"
        for function in source.functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_rooms_say_what_they_promise() -> None:
    packages = [path for path in source.modules() if path.name == "__init__.py" and "migrations" not in path.parts]
    assert [source.name(path) for path in packages if not ast.get_docstring(source.tree(path))] == []


def test_nothing_is_left_for_later_without_a_number() -> None:
    found = [
        f"{source.name(path)}: {line.strip()}"
        for path in source.modules()
        for line in path.read_text(encoding="utf-8").splitlines()
        if ("TODO" in line and "TODO(#" not in line) or "FIXME" in line or "TEMPORARY" in line
    ]
    assert found == []


def test_few_type_ignores_each_with_a_code() -> None:
    total = ignored = 0
    for path in source.modules():
        for line in path.read_text(encoding="utf-8").splitlines():
            total += 1
            if "type: ignore" in line:
                ignored += 1
                assert "type: ignore[" in line, f"{source.name(path)}: {line.strip()}"
    assert ignored <= max(2, 0.5 * total / 1000)
