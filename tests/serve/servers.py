"""Real servers: `kg serve` in a process of its own, at a port that is free."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent.parent
KG = (sys.executable, "-c", "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()")


class Answer:
    """Status, headers and body of a response."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def media(self):
        return self.headers.get("Content-Type", "").partition(";")[0]

    @property
    def text(self):
        return self.body.decode()


class Served:
    """A server that is running."""

    def __init__(self, process, url):
        self.process = process
        self.url = url
        self.endpoint = f"{url}sparql"

    def ask(self, method, path, body=None, timeout=30, **headers):
        """One request; underscores of a header's name stand for hyphens, and None for no such header."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.putrequest(method, path, skip_host="Host" in names, skip_accept_encoding=True)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            for name, value in names.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def workers(self):
        """Ids of the processes that answer queries."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        commands = {int(child): Path(f"/proc/{child}/cmdline") for child in children.split()}
        return [child for child, command in commands.items() if b"kg.serve.worker" in _read(command)]


def _read(path):
    """What a file holds; nothing, once its process is gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


@contextmanager
def run_server(*arguments):
    """Start `kg serve`, and end it by what Ctrl-C sends."""
    command = [*KG, "serve", "--port", "0", *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as process:
        try:
            line = process.stdout.readline()
            assert line.startswith("Serving at "), line + process.stderr.read()
            yield Served(process, line.removeprefix("Serving at ").strip())
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
    assert process.returncode == 0, (out, err)
    assert err == "", err


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
