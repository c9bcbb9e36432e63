"""A PostgreSQL server of a benchmark's own, as safe as one in service. Python's standard library only."""
import os
import shutil
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "Scripts" / "throwaway-postgres"
TICKS = os.sysconf("SC_CLK_TCK")


def stat(pid):
    """A process's parent, and the CPU seconds of it and of its children that have ended."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15]) / TICKS


def processes(server):
    """A server and everything it started that still runs, with the CPU seconds of each."""
    found = {server: stat(server)[1]}
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and (known := stat(entry))[0] == server:
                found[int(entry)] = known[1]
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def cpu_seconds(server):
    """Of a server, whoever it worked for."""
    return sum(processes(server).values())


class Postgres:
    """`with Postgres(folder) as server:` runs a server in the folder that syncs what it commits."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def __enter__(self):
        # The server has a user of its own, who has to come through to its folder.
        for part in (self.folder.parent, *self.folder.parent.parents):
            if os.stat(part).st_uid == os.getuid() and not os.stat(part).st_mode & 1:
                os.chmod(part, os.stat(part).st_mode | 1)
        started = subprocess.run([SCRIPT, "start", self.folder], capture_output=True, text=True, env=dict(os.environ, FLORIN_TEST_FSYNC="on"))
        if started.returncode != 0:
            raise RuntimeError(started.stderr)
        with open(self.folder / "data" / "postmaster.pid") as file:
            self.pid = int(file.readline())
        return self

    def __exit__(self, *_):
        subprocess.run([SCRIPT, "stop", self.folder], check=False)

    def address(self, name):
        return f"postgres://florin@/{name}?host={self.folder}"

    def sql(self, text, database="postgres"):
        done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", self.address(database), "-c", text], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{text}\n{done.stderr}")
        return done.stdout.strip()

    def database(self, name, like="template0"):
        """An empty database, or one like another, with nothing left to be written of what made it."""
        self.sql(f"DROP DATABASE IF EXISTS {name}")
        self.sql(f"CREATE DATABASE {name} TEMPLATE {like}")
        self.sql("CHECKPOINT")
        return self.address(name)

    def pin(self, cores):
        """On which cores the server, and every connection made from now on, may run."""
        for pid in processes(self.pid):
            subprocess.run(["taskset", "-cp", cores, str(pid)], capture_output=True, check=False)


def missing():
    """Why there can be no server here; `None` when there can be."""
    if not shutil.which("psql") or not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return "PostgreSQL's server is not installed: `apt-get install postgresql`"
    return None
