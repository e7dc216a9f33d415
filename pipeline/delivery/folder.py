"""Letters as .eml files in a folder: the transport for those who send by hand, and the one that can always look up what it did."""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pipeline.delivery.transport import Letter, Unknown, Unreachable
from pipeline.report.publish import publish_file, write_synced

MARK = ".outbox"


@dataclass(frozen=True)
class FolderTransport:
    """Writes `KEY.eml`, whole or not at all."""

    folder: Path

    @property
    def name(self) -> str:
        """A name that this folder keeps wherever it is moved, and that no other has."""
        mark = self.folder / MARK
        if not mark.exists():
            _leave(mark)
        return f"folder {mark.read_text(encoding='ascii')}"

    def send(self, letter: Letter) -> str:
        """The name of the file written. Raises: Unreachable where it cannot be written; Unknown where the disk may have lost it."""
        path = self._path(letter.key)
        try:
            publish_file(path, letter.message)
        except OSError as error:
            if path.exists():
                raise Unknown(f"{path.name} was written, but the disk failed: {error}") from error
            raise Unreachable(f"{self.folder} cannot be written to: {error}") from error
        return path.name

    def receipt(self, key: str) -> str | None:
        """The name of the file of this key, None where there is none."""
        path = self._path(key)
        return path.name if path.exists() else None

    def close(self) -> None:
        """Nothing to let go of."""

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.eml"


def _leave(mark: Path) -> None:
    """Give a folder its name; of several processes that do so at once the first one's stays."""
    mark.parent.mkdir(parents=True, exist_ok=True)
    made = uuid4().hex
    own = mark.with_name(f"{MARK}.{made}")
    write_synced(own, made.encode())
    try:
        os.link(own, mark)
    except FileExistsError:
        pass
    finally:
        own.unlink()
