"""An address of a folder, reached through fsspec: what lies there, how it is fetched and put, and every failure as one sentence."""

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pipeline.mistakes import UsageError

Item = TypeVar("Item")
AT_ONCE = 8
"""How many files are on their way at a time."""
TRIES, PAUSE = 5, 0.4
"""How often, and after how many seconds, a file is fetched again that was changed meanwhile."""
MARKS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "updated", "created")
"""What tells two contents of one file apart, by kind of address; the first one that is known counts."""
SAVED = ("LastModified", "last_modified", "mtime")
NO_RIGHT = ("AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Unable to locate credentials")
OF_THIS_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
EXTRAS = {"s3": "milepost[s3]", "s3a": "milepost[s3]", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "az": "adlfs"}
"""What is to be installed for a kind of address."""


@dataclass(frozen=True)
class Place:
    """A folder at an address, in a file system of fsspec; `key` is the setting that names it."""

    files: Any
    folder: str
    address: str
    key: str

    def listed(self) -> dict[str, str]:
        """What lies there: the mark of each file by its path below the folder. Raises: ConnectionError."""
        with self._reached():
            return {name: mark for name, (mark, _) in self._found()}

    def fetch(self, name: str, target: Path) -> str:
        """Bring a file here, whole; its mark, or "" where it was being changed all the time. Raises: ConnectionError."""
        target.parent.mkdir(parents=True, exist_ok=True)
        staged = target.with_name(f".{target.name}.{os.getpid()}.fetched")
        try:
            with self._reached():
                for _ in range(TRIES):
                    before = _mark(self.files.info(self._path(name)))
                    self.files.get_file(self._path(name), str(staged))
                    after = self.files.info(self._path(name))
                    if stable := before == _mark(after) and staged.stat().st_size == after["size"]:
                        break
                    time.sleep(PAUSE)
            if (moment := _saved(after)) is not None:
                os.utime(staged, (moment, moment))
            staged.replace(target)
        finally:
            staged.unlink(missing_ok=True)
        return before if stable else ""

    def put(self, source: Path, name: str) -> str:
        """Take a file there, so that readers see the old one or the new; its mark. Raises: ConnectionError, OSError."""
        path = self._path(name)
        with self._reached():
            if self._is_disk:
                staged = str(PurePosixPath(path).with_name(f".{PurePosixPath(path).name}.{os.getpid()}.new"))
                self.files.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
                self.files.put_file(str(source), staged)
                self.files.mv(staged, path)
            else:
                self.files.put_file(str(source), path)
            return _mark(self.files.info(path))

    def remove(self, name: str) -> None:
        """Take a file away, if it is there. Raises: ConnectionError."""
        with self._reached(), suppress(FileNotFoundError):
            self.files.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.folder.rstrip('/')}/{name}"

    def _found(self) -> Iterator[tuple[str, tuple[str, float | None]]]:
        self.files.invalidate_cache()
        for path, info in self.files.find(self.folder, detail=True).items():
            name = PurePosixPath(path).relative_to(self.folder)
            if ".." not in name.parts:
                yield name.as_posix(), (_mark(info), _saved(info))

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Turns whatever goes wrong at the address into one sentence; what goes wrong here is no matter of the address."""
        try:
            yield
        except Exception as error:  # each kind of address has errors of its own
            if isinstance(error, OSError) and error.errno in OF_THIS_DISK:
                raise
            if isinstance(error, OSError) and error.filename and Path(str(error.filename)).is_absolute() and not self._is_there(error):
                raise
            raise ConnectionError(f"{self.address} ({self.key} under [portfolio]): {_told(error)}; {_cure(error)}") from error

    def _is_there(self, error: OSError) -> bool:
        return self._is_disk and str(error.filename).startswith(self.folder)

    @property
    def _is_disk(self) -> bool:
        """Whether the address is a folder of a disk, where a file is seen while it is written."""
        return "file" in self.files.protocol


def place(address: str, key: str) -> Place:
    """The folder at an address. Raises: UsageError for a kind of address that is not known, or needs a package."""
    kind, url_to_fs = address.partition("://")[0], import_module("fsspec.core").url_to_fs  # slow to import, and seldom needed
    try:
        files, folder = url_to_fs(address, use_listings_cache=False, skip_instance_cache=kind != "memory")
    except ImportError as error:
        raise UsageError(f"portfolio.{key}: {address} needs another package; run: pip install '{EXTRAS.get(kind, kind)}'") from error
    except (ValueError, TypeError) as error:
        raise UsageError(f"portfolio.{key}: {address} cannot be used ({_told(error)}); write one such as s3://bucket/folder") from error
    return Place(files, folder, address, key)


def at_once(move: Callable[[Item], None], items: Iterable[Item]) -> None:
    """Do this with some items at a time, since a bucket is far rather than slow. Raises: what the first one of them does."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for _ in pool.map(move, items):
                pass
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _mark(info: Mapping[str, Any]) -> str:
    told = next((info[name] for name in MARKS if info.get(name) is not None), "")
    return f"{info['size']} {told.timestamp() if isinstance(told, datetime) else told}"


def _saved(info: Mapping[str, Any]) -> float | None:
    """When a file was saved, in seconds since the epoch, where that is told."""
    told = next((info[name] for name in SAVED if info.get(name) is not None), None)
    return told.timestamp() if isinstance(told, datetime) else float(told) if isinstance(told, int | float) else None


def _told(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _cure(error: Exception) -> str:
    if isinstance(error, PermissionError) or any(word in str(error) for word in NO_RIGHT):
        return "let these credentials list, read and write there, or name others in the environment"
    if isinstance(error, FileNotFoundError):
        return "make it, or correct the address"
    return "see that it can be reached from here, and start it again"
