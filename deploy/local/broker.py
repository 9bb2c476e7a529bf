"""A private RabbitMQ node: own name server, ports, cookie, data and logs below one directory, on loopback only.

Nothing of a system-wide RabbitMQ is used but its program files: no /etc/rabbitmq, no user `rabbitmq`, no shared epmd.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local import debian, processes

PACKAGE = "rabbitmq-server"
OTHERWISE = "Or set AMQP_URI to a broker."
# Debian's /usr/sbin/rabbitmq-server insists on the user `rabbitmq`; the scripts here do not.
SCRIPTS = Path("/usr/lib/rabbitmq/bin")
NODE = "shebao@localhost"  # need not be unique: the name server is the node's own
USER = "shebao"
VHOST = "shebao"
GREETING = b"AMQP\x00\x00\x09\x01"
METHOD_FRAME = b"\x01"
WATERMARK = 0.4  # of the machine's memory; RabbitMQ's own default

CONFIG = """\
listeners.tcp.1 = 127.0.0.1:{port}
default_vhost = {vhost}
default_user = {user}
default_pass = {password}
vm_memory_high_watermark.relative = {watermark}
raft.wal_max_size_bytes = 67108864
log.file = rabbitmq.log
log.file.level = info
log.console = false
"""


@dataclass(frozen=True)
class Ports:
    """The three ports of a node: AMQP, distribution (rabbitmqctl), and its own Erlang name server."""

    amqp: int
    distribution: int
    names: int

    @classmethod
    def free(cls) -> "Ports":
        return cls(processes.free_port(), processes.free_port(), processes.free_port())


def script(name: str) -> str:
    """The path of one of RabbitMQ's scripts; RuntimeError where it is not installed."""
    found = shutil.which(name, path=f"{SCRIPTS}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        raise RuntimeError(f"RabbitMQ is not installed. Type: sudo {debian.command(PACKAGE)}\n{OTHERWISE}")
    return found


def install() -> None:
    """Install RabbitMQ's program files where they are missing and we may."""
    server = "rabbitmq-server"
    debian.install(lambda: (SCRIPTS / server).exists() or shutil.which(server), PACKAGE, otherwise=OTHERWISE)


class Broker:
    """A RabbitMQ node that can be started, stopped, killed, paused, alarmed and started again on the same data."""

    def __init__(self, directory: Path, ports: Ports, password: str = "shebao") -> None:
        self.directory = directory.resolve()
        self.ports = ports
        self.uri = f"amqp://{USER}:{password}@127.0.0.1:{ports.amqp}/{VHOST}"
        self._password = password
        self._names: subprocess.Popen[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def env(self) -> dict[str, str]:
        """The environment of the node and of rabbitmqctl."""
        place = self.directory
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(place),  # where Erlang keeps its cookie
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.ports.names),
            "RUNNING_UNDER_SYSTEMD": "1",  # the start script becomes the node, so that its pid is the node's
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_DIST_PORT": str(self.ports.distribution),
            "RABBITMQ_CONF_ENV_FILE": str(place / "none"),
            "RABBITMQ_CONFIG_FILE": str(place / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(place / "none.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(place / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(place / "data"),
            "RABBITMQ_LOG_BASE": str(place / "log"),
            "RABBITMQ_PID_FILE": str(place / "pid"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(place / "config"),
            # idle schedulers sleep instead of spinning (small machines are shared); no epmd of its own making
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none -start_epmd false "
            "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_CTL_ERL_ARGS": "+sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
        }

    def names_command(self) -> list[str]:
        """What to run first: the name server, in the foreground."""
        epmd = shutil.which("epmd")
        if epmd is None:
            raise RuntimeError("RabbitMQ is installed without Erlang's epmd: install erlang-base.")
        return [epmd, "-address", "127.0.0.1", "-port", str(self.ports.names)]

    def command(self) -> list[str]:
        """What to run; it stays in the foreground."""
        self.directory.mkdir(parents=True, exist_ok=True)
        config = CONFIG.format(
            port=self.ports.amqp, vhost=VHOST, user=USER, password=self._password, watermark=WATERMARK
        )
        (self.directory / "rabbitmq.conf").write_text(config)
        (self.directory / "rabbitmq.conf").chmod(0o600)
        (self.directory / "plugins").write_text("[rabbitmq_consistent_hash_exchange].\n")
        return [script("rabbitmq-server")]

    def wait(self, process: subprocess.Popen[bytes] | None = None, seconds: float = 90) -> None:
        """Return once it takes connections."""
        processes.wait_until(self.ready, f"RabbitMQ in {self.directory}", seconds, process)

    def ready(self) -> bool:
        """Whether it takes connections."""
        return answers(self.ports.amqp)

    def start(self) -> "Broker":
        """Start it and wait until it takes connections."""
        command = self.command()
        if self._names is None:
            self._names = processes.start(self.names_command(), self.env(), subprocess.DEVNULL)
            processes.wait_until(lambda: not processes.is_free(self.ports.names), "epmd", 10, self._names)
        with (self.directory / "console.log").open("ab") as console:
            self._process = processes.start(command, self.env(), console)
        self.wait(self._process)
        return self

    def stop(self) -> None:
        """Shut it down cleanly; `start` brings it back with what was durable."""
        if self._process is not None:
            processes.stop(self._process, seconds=30)

    def close(self) -> None:
        """Stop it and its name server."""
        self.stop()
        if self._names is not None:
            processes.stop(self._names)
            self._names = None

    def kill(self) -> None:
        """kill -9."""
        processes.signal_group(self._running, signal.SIGKILL)
        self._running.wait()

    def pause(self) -> None:
        """Freeze it (SIGSTOP)."""
        self._running.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen one go on."""
        self._running.send_signal(signal.SIGCONT)

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("This broker was never started.")
        return self._process

    def control(self, arguments: Sequence[str], seconds: float = 60) -> str:
        """Run rabbitmqctl and return what it prints; some seconds."""
        done = subprocess.run(
            [script("rabbitmqctl"), "--quiet", *arguments],
            env=self.env(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"rabbitmqctl {' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def settle(self) -> None:
        """Write down which quorum queues there are. RabbitMQ does so more than half a second late: a queue declared
        just before a kill is left without leader and messages, for good."""
        self.control(["eval", "[dets:sync(Table) || Table <- dets:all()]."])

    def raise_alarm(self) -> None:
        """Make it believe that memory is short: it blocks all who publish."""
        self.control(["set_vm_memory_high_watermark", "0"])

    def clear_alarm(self) -> None:
        """Take the alarm back."""
        self.control(["set_vm_memory_high_watermark", str(WATERMARK)])

    @contextmanager
    def alarm(self) -> Iterator[None]:
        """The alarm for the time of a block."""
        self.raise_alarm()
        try:
            yield
        finally:
            self.clear_alarm()


def answers(port: int, seconds: float = 2) -> bool:
    """Whether a broker on this loopback port begins to talk AMQP 0-9-1 (it does once it has started)."""
    try:
        with socket.create_connection(("127.0.0.1", port), seconds) as connection:
            connection.settimeout(seconds)
            connection.sendall(GREETING)
            return connection.recv(1) == METHOD_FRAME
    except OSError:
        return False


def main() -> None:
    """Start one in a directory given by RUN_DIR, print its address, and keep it until Ctrl-C."""
    began = time.monotonic()
    install()
    broker = Broker(Path(os.environ.get("RUN_DIR", ".run")) / "dev-broker", Ports.free()).start()
    print(f"export AMQP_URI='{broker.uri}'  # after {time.monotonic() - began:.1f} s", flush=True)
    with suppress(KeyboardInterrupt):
        signal.pause()
    broker.close()


if __name__ == "__main__":
    main()
