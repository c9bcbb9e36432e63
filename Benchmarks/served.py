"""A Florin server of a benchmark's own, asked over HTTP and looked at from outside. Python's standard library only."""
import json
import os
import subprocess
from http.client import HTTPConnection
from urllib.parse import urlsplit


def key(florin, home, role="billing"):
    """A new access key of a home folder."""
    made = subprocess.run([str(florin), "key", "create", "bench", "--role", role, "--home", str(home), "--json"],
                          capture_output=True, text=True, check=True)
    return json.loads(made.stdout)["key"]


class Running:
    """`with Running(command) as server:` runs a server that prints its address."""

    def __init__(self, command):
        self.command = [str(part) for part in command]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = [word for word in line.split() if word.startswith("http://")]
            if found:
                self.port = urlsplit(found[0]).port
                return self
        self.process.wait()
        raise RuntimeError(f"{' '.join(self.command)} did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def connection(self):
        return HTTPConnection("127.0.0.1", self.port)

    def ask(self, method, target, key, body=None, kind="application/json"):
        """One request on a connection of its own; the status and the body of the answer."""
        connection = self.connection()
        headers = {"Authorization": f"Bearer {key}"}
        if body is not None:
            headers["Content-Type"] = kind
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_kib(self, line="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(found.split()[1]) for found in file if found.startswith(line))


class Served(Running):
    """`with Served(florin, home) as server:` runs `florin serve` on a free port of this machine."""

    def __init__(self, florin, home):
        super().__init__([florin, "serve", "--home", home, "--port", "0"])
