"""A private server that speaks MongoDB's protocol.

MongoDB's own is in no package that tests could install, so this is SecantusDB: the protocol over the storage
engine that MongoDB itself uses, on the disk. One node, no sharding; what its docs leave out we do not use.
`INSIGHTS_TEST_MONGO_URL` names a real `mongod` instead.
"""

import sys
from pathlib import Path

import pymongo
from pymongo.errors import PyMongoError

from tests.builders.services.process import PrivateService


class Mongo(PrivateService):
    """What it has acknowledged survives a kill of the process, though not a loss of power."""

    name = "mongo"

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def command(self) -> list[str]:
        start = [str(Path(sys.executable).with_name("secantusd-py")), "--port", str(self.port)]
        return [*start, "--storage-path", str(self.folder / "data")]

    def answers(self) -> bool:
        with pymongo.MongoClient(self.url, serverSelectionTimeoutMS=1000, timeoutMS=5000) as client:
            try:
                return bool(client.admin.command("ping")["ok"])
            except PyMongoError:
                return False
