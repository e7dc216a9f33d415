"""Messages over a pipe: a length, then pickled data, of which the receiving side takes our own records and frames and nothing else."""

import pickle
from collections.abc import Iterable
from io import BytesIO
from struct import Struct
from typing import Any, BinaryIO, Literal

from pipeline.settings import Limits

JobName = Literal["read", "propose", "annotate"]
Request = tuple[JobName, tuple[Any, ...], Limits]
"""A job for a worker, its arguments, and what it may cost."""
Answer = tuple[object, str, bool]
"""What the job returned or None, what went wrong or nothing, and whether this was the last answer."""
LENGTH = Struct(">Q")
OURS = ("pipeline.contract.", "pipeline.settings.", "pipeline.wording.", "pipeline.workbook.")
KNOWN = frozenset({
    ("collections", "OrderedDict"),
    ("datetime", "date"),
    ("pathlib", "PosixPath"),
    ("pathlib", "WindowsPath"),
    ("polars.dataframe.frame", "DataFrame"),
    ("polars.series.series", "Series"),
})  # fmt: skip


class Records(pickle.Unpickler):
    """Takes classes of this project and a few plain ones; a worker that a file took over could send anything."""

    rooms: tuple[str, ...] = OURS
    """Where the classes come from that are taken."""

    def find_class(self, module: str, name: str) -> type:
        """The class of a record. Raises: UnpicklingError for everything else."""
        ours = module.startswith(self.rooms) and not module.startswith(__package__) and "." not in name
        found = super().find_class(module, name) if ours or (module, name) in KNOWN else None
        if isinstance(found, type) and found.__module__ == module:  # not what a module of ours imports from elsewhere
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no record")


def send(pipe: BinaryIO, message: object) -> None:
    """Write one message. Raises: OSError where nobody reads any more."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: BinaryIO) -> object:
    """The next message. Raises: EOFError where the other side is gone, UnpicklingError where it is none of ours."""
    (length,) = LENGTH.unpack(b"".join(_exactly(pipe, LENGTH.size)))
    return Records(BytesIO(b"".join(_exactly(pipe, length)))).load()


def _exactly(pipe: BinaryIO, number: int) -> Iterable[bytes]:
    """This many bytes."""
    while number:
        piece = pipe.read(min(number, 1 << 20))
        if not piece:
            raise EOFError
        number -= len(piece)
        yield piece
