from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from synthetic import make_knowledge

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(("nodes", "edges"), [(1, 0), (30, 60), (700, 1400)])
def test_synthetic_knowledge_has_the_size_that_was_asked_for(nodes, edges):
    known = make_knowledge(nodes, edges)
    assert (len(known.entities), len(known.relations)) == (nodes, edges)
    assert known == make_knowledge(nodes, edges)
    ids = [entity.id for entity in known.entities]
    assert ids == sorted(set(ids))
    texts = {article.id: page.text for page in known.pages for article in known.articles if article.page == page.id}
    for relation in known.relations:
        assert {relation.subject, relation.object} <= set(ids)
        for evidence in relation.evidence:
            page = texts[evidence.article]
            assert page[evidence.spans[0].start : evidence.spans[0].end] == evidence.quote


def find_chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)


@pytest.mark.skipif(find_chromium() is None, reason="no chromium on the PATH")
def test_the_benchmark_of_the_viewer_runs():
    command = [sys.executable, "-m", "tests.bench.viewer", "--nodes", "60", "--patience", "30"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^ +60 +120 +ours +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d +\d+$", ran.stdout, re.MULTILINE)
    assert re.search(r"^ +60 +120 +pyvis ", ran.stdout, re.MULTILINE)


@pytest.mark.skipif(find_chromium() is None, reason="no chromium on the PATH")
def test_the_benchmark_of_the_served_viewer_runs():
    command = [sys.executable, "-m", "tests.bench.served", "--nodes", "2100", "--edges", "3000"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^first view +\d+\.\d\d s, \d+ nodes$", ran.stdout, re.MULTILINE)
    assert re.search(r"^neighbours +\d+\.\d\d s, at most \d+\.\d\d s; \d+ nodes in the end$", ran.stdout, re.MULTILINE)
