"""The parts of a workbook's package: what relates to what, which parts are new or changed, and the package written again."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pipeline.workbook.feedback.markup import attributes, decoded, elements, escaped, extended, prefix_of

TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
NEW_RELATIONS = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{RELATIONS}"></Relationships>'
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Relation:
    """One relation of a part: its id, its full type, and the part that it leads to."""

    id: str
    type: str
    part: str

    @property
    def kind(self) -> str:
        """The last word of the type, the same in both dialects of the format."""
        return self.type.rpartition("/")[2]


@dataclass
class Parts:
    """The parts of an archive under the changes made so far; a change is kept in memory until `packed`."""

    archive: ZipFile
    changed: dict[str, str] = field(default_factory=dict)

    def read(self, part: str) -> str:
        """The markup of a part as it stands now; raises Unpatchable where it cannot be changed safely."""
        return self.changed[part] if part in self.changed else decoded(self.archive.read(part))

    def has(self, part: str) -> bool:
        """Whether there is such a part, in any spelling."""
        return part.casefold() in {name.casefold() for name in (*self.archive.namelist(), *self.changed)}

    def relations(self, part: str) -> list[Relation]:
        """What a part leads to inside the package."""
        rels = rels_of(part)
        return list(_relations(self.read(rels), posixpath.dirname(part))) if self.has(rels) else []

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation of this full type from a part to another; its id."""
        rels = rels_of(part)
        markup = self.read(rels) if self.has(rels) else NEW_RELATIONS
        prefix = prefix_of(markup, "Relationships")
        taken = {relation.id for relation in _relations(markup, "")} | set(re.findall(r"""Id\s*=\s*["']([^"']*)""", markup))
        new = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        where = escaped(posixpath.relpath(target, posixpath.dirname(part)))
        self.changed[rels] = extended(
            markup, f"{prefix}Relationships", f'<{prefix}Relationship Id="{new}" Type="{kind}" Target="{where}"/>'
        )
        return new

    def add(self, folder: str, stem: str, suffix: str, markup: str, content_type: str) -> str:
        """Add a part under the first free number, with its content type; its name."""
        number = next(number for number in range(1, 1 << 20) if not self.has(f"{folder}/{stem}{number}{suffix}"))
        name = f"{folder}/{stem}{number}{suffix}"
        self.changed[name] = markup
        types = self.read(TYPES)
        prefix = prefix_of(types, "Types")
        if suffix == ".vml":  # drawings of notes are declared once for all, as every producer does
            known = {attributes(one[1]).get("Extension", "").lower() for one in elements(types, f"{prefix}Default")}
            entry = "" if "vml" in known else f'<{prefix}Default Extension="vml" ContentType="{content_type}"/>'
        else:
            entry = f'<{prefix}Override PartName="/{escaped(name)}" ContentType="{content_type}"/>'
        self.changed[TYPES] = extended(types, f"{prefix}Types", entry)
        return name

    def packed(self) -> bytes:
        """The package written again: unchanged parts with their own bytes, in their order, new ones last; the same bytes each time."""
        buffer = BytesIO()
        with ZipFile(buffer, "w") as target:
            for info in self.archive.infolist():
                given = self.changed.get(info.filename)
                content = self.archive.read(info) if given is None else given.encode()
                target.writestr(_entry(info.filename, info.date_time, info.compress_type), content)
            for name, markup in self.changed.items():
                if name not in self.archive.NameToInfo:
                    target.writestr(_entry(name, EPOCH, ZIP_DEFLATED), markup.encode())
        return buffer.getvalue()


def rels_of(part: str) -> str:
    """The name of the part that lists another part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(markup: str, folder: str) -> Iterator[Relation]:
    prefix = prefix_of(markup, "Relationships")
    for one in elements(markup, f"{prefix}Relationship"):
        given = attributes(one[1])
        if given.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))[1:]
            yield Relation(given.get("Id", ""), given.get("Type", ""), target)


def _entry(name: str, moment: tuple[int, int, int, int, int, int], packing: int) -> ZipInfo:
    entry = ZipInfo(name, moment)
    entry.compress_type = ZIP_STORED if packing == ZIP_STORED else ZIP_DEFLATED
    entry.create_system = 0  # the same bytes on every system
    return entry
