"""nginx with the configuration that is deployed, before a server of a test."""

import os
import signal
import socket
import string
from pathlib import Path

from tests.builders.services.process import PrivateService
from tests.builders.services.programs import program

TEMPLATE = Path(__file__).parents[2] / "deploy/nginx/templates/insights.conf.template"

# What the image of nginx has around the template, with folders of our own.
AROUND = string.Template("""
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
error_log stderr;
events {}
http {
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/insights.conf;
}
""")


class Nginx(PrivateService):
    """In front of one API, at `upstream` (host:port)."""

    name = "nginx"
    stop_signal = signal.SIGQUIT

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        super().__init__()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        text = TEMPLATE.read_text()
        values = {"INSIGHTS_UPSTREAM": self._upstream, "NGINX_LISTEN": f"127.0.0.1:{self.port}"}
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", value)
        (self.folder / "insights.conf").write_text(text)
        (self.folder / "nginx.conf").write_text(AROUND.substitute(folder=self.folder))
        self.folder.chmod(0o755)  # its workers give up root

    def command(self) -> list[str]:
        return [
            program("nginx", "nginx-light"),
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
        ]

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5):
            return True
