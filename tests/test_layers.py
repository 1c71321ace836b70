"""Imports flow one way: the contracts of pyproject.toml hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_imports_flow_one_way():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    ran = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_module_of_the_package_stands_in_a_layer():
    import tomllib  # noqa: PLC0415

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")["layers"]
    named = {name.strip() for layer in layers for name in layer.replace(":", "|").split("|")}
    modules = {f"kg.{path.stem}" for path in (ROOT / "kg").glob("*.py") if path.stem != "__init__"}
    packages = {f"kg.{path.parent.name}" for path in (ROOT / "kg").glob("*/__init__.py")}
    assert modules | packages == named
