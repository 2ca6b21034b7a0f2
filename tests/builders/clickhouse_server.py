"""ClickHouse's HTTP interface over the embedded engine, in a process of its own.

    python tests/builders/clickhouse_server.py FOLDER PORT [USER:PASSWORD]

The statements, parameters, settings, formats and errors are the engine's own; what is written here is how a
request carries them (https://clickhouse.com/docs/interfaces/http), and what a server refuses of requests.
"""

import base64
import hmac
import io
import re
import sys
import tempfile
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from chdb.state.sqlitelike import Connection
from multipart import MultipartParser, parse_options_header

LONGEST_FIELD = 128 * 1024
LONGEST_LINE = 1024 * 1024
"""A server's own: `http_max_field_value_size`, `http_max_uri_size`."""

TRANSPORT = {
    "query", "database", "query_id", "session_id", "client_protocol_version", "wait_end_of_query",
    "buffer_size", "compress", "decompress", "quota_key", "role", "enable_http_compression",
}  # fmt: skip
"""Parameters that are no settings of the engine."""

INSERT = re.compile(rb"\s*(INSERT\s+INTO\s+[^;]*?)\s+FORMAT\s+(\w+)\s*(?:\n|$)", re.IGNORECASE | re.DOTALL)
CODE = re.compile(r"Code: (\d+)")
AUTHENTICATION_FAILED = 516


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "ClickHouseServer"

    def do_GET(self) -> None:
        if self.path == "/ping":
            self._send(Answer(200, b"Ok.\n", {}))
        else:
            self.do_POST()

    def do_POST(self) -> None:
        body = self._body()
        if len(self.path) > LONGEST_LINE:
            self._send(Answer(414, b"URI Too Long", {}))
        elif not self.server.admits(self.headers.get("Authorization", "")):
            self._send(refusal(f"Code: {AUTHENTICATION_FAILED}. DB::Exception: Authentication failed"))
        else:
            self._send(self._answer(body))

    def _answer(self, body: bytes) -> Answer:
        fields = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        kind, options = parse_options_header(self.headers.get("Content-Type", ""))
        try:
            if kind == "multipart/form-data":
                fields |= form(body, options["boundary"])
                body = b""
            statement = b"\n".join(part for part in (fields.get("query", "").encode(), body) if part)
            with closing(self.server.connect(fields)) as connection:
                return Answer(200, run(connection, statement, fields), {"X-ClickHouse-Timezone": "UTC"})
        except (RuntimeError, ValueError) as error:  # the engine's, and those of requests that are none
            return refusal(str(error))

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pieces = []
        while length := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(length))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: Any) -> None:
        pass


def form(body: bytes, boundary: str) -> dict[str, str]:
    fields = {}
    for part in MultipartParser(io.BytesIO(body), boundary, len(body), memfile_limit=len(body) + 1):
        if part.size > LONGEST_FIELD:
            raise ValueError(f"Code: 1000. DB::Exception: Field value too long: {part.name}")
        fields[part.name] = part.value
    return fields


def run(connection: Connection, statement: bytes, fields: dict[str, str]) -> bytes:
    insert = INSERT.match(statement)
    if insert is None:
        given = {name.removeprefix("param_"): text for name, text in fields.items() if name[:6] == "param_"}
        return bytes(connection.query(statement.decode(), "TabSeparated", params=given).bytes() or b"")
    with tempfile.NamedTemporaryFile() as rows:
        rows.write(statement[insert.end() :])
        rows.flush()
        connection.query(f"{insert[1].decode()} FROM INFILE '{rows.name}' FORMAT {insert[2].decode()}")
    return b""


def refusal(text: str) -> Answer:
    code = CODE.search(text)
    status = 403 if code and int(code[1]) == AUTHENTICATION_FAILED else 500
    return Answer(status, text.encode(), {"X-ClickHouse-Exception-Code": code[1]} if code else {})


class ClickHouseServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, folder: str, port: int, account: str = "") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.folder, self.account = folder, account
        self.engine = Connection(folder)
        """Held open, so that the engine lives between requests."""

    def admits(self, authorization: str) -> bool:
        expected = "Basic " + base64.b64encode(self.account.encode()).decode()
        return not self.account or hmac.compare_digest(authorization, expected)

    def connect(self, fields: dict[str, str]) -> Connection:
        """A handle per request: what is set on it ends with it."""
        connection = Connection(self.folder)
        if database := fields.get("database"):
            connection.query(f"USE `{database}`", "TabSeparated")
        for name, value in fields.items():
            if name not in TRANSPORT and not name.startswith("param_"):
                quoted = value.replace("\\", "\\\\").replace("'", "\\'")
                connection.query(f"SET {name} = '{quoted}'", "TabSeparated")
        return connection


if __name__ == "__main__":
    ClickHouseServer(sys.argv[1], int(sys.argv[2]), *sys.argv[3:]).serve_forever()
