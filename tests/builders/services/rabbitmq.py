"""A private RabbitMQ node beside whatever other nodes there are."""

import os
import socket
from collections.abc import Mapping

from tests.builders.services.process import PrivateService, free_port
from tests.builders.services.programs import program

PROTOCOL = b"AMQP\x00\x00\x09\x01"
METHOD_FRAME = 1


class RabbitMq(PrivateService):
    """A node with a name, ports, data and cookie of its own. epmd, which only knows names, is shared."""

    name = "rabbitmq"

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"

    def prepare(self) -> None:
        self.distribution_port = free_port()
        (self.folder / "plugins").write_text("[].\n")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.local = 127.0.0.1:{self.port}\ndisk_free_limit.absolute = 50MB\n"
        )

    def command(self) -> list[str]:
        return [program("rabbitmq-server", "rabbitmq-server")]

    def environment(self) -> Mapping[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("RABBITMQ_")}
        return {
            **others,
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"insights-{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self.distribution_port),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none.conf"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "ERL_CRASH_DUMP": "/dev/null",
            # Idle schedulers sleep at once: several nodes share few cores.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"
            ),
        }

    def answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(PROTOCOL)
            first = connection.recv(1)
            return bool(first) and first[0] == METHOD_FRAME
