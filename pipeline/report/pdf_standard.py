"""What makes one file both PDF/A-3a and PDF/UA-1: its metadata, its page labels, and the files that it carries."""

import zlib
from base64 import a85encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from xml.sax.saxutils import escape

import pydyf  # type: ignore[import-untyped]

from pipeline import __version__
from pipeline.report.enclosure import Enclosure
from pipeline.report.engine import Attachment, Document, DocumentMetadata

VARIANT = "pdf/a-3a"
"""What the engine is asked for; `finish` makes it PDF/UA-1 as well."""
CREATOR = f"Milepost {__version__}"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="A"/>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
"""The metadata packet. PDF/A knows the properties of PDF/UA only where a file describes them itself."""
CARRIAGE_RETURN = b"\r"
SEEMS_LONGER = CARRIAGE_RETURN + b"\nendstream"
SPARES = 9
LANGUAGE_TEXT = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'


def write(document: Document, identifier: bytes, day: date | None = None, enclosed: Sequence[Enclosure] = ()) -> bytes:
    """A document that the engine has laid out as a file of both standards, dated `day`, with files enclosed.

    Streams of the file itself that seem too long (`settle`) come out otherwise when there is an empty object more.
    """
    metadata = document.metadata
    metadata.generator = CREATOR
    metadata.created = metadata.modified = f"{_moment(day):%Y-%m-%dT%H:%M:%SZ}" if day else None
    for spare in range(SPARES):
        made = bytes(
            document.write_pdf(
                finisher=partial(_finish, spare=spare),
                attachments=_attachments(enclosed, day),
                pdf_variant=VARIANT,
                pdf_identifier=identifier,
            )
        )
        if SEEMS_LONGER not in made:
            break
    return made


def _attachments(enclosed: Sequence[Enclosure], day: date | None) -> list[Attachment]:
    """The enclosed files as the engine takes them, once, from memory; they bear the date of the report."""
    moment = _moment(day or date.max)
    return [
        Attachment(string=one.content, name=one.name, description=one.description, relationship="Data", created=moment, modified=moment)
        for one in enclosed
    ]


def _finish(document: Document, pdf: pydyf.PDF, spare: int) -> None:
    """Bring the engine's PDF/A-3a in line with PDF/UA-1 too: one metadata packet for both, page labels, each enclosed file once."""
    text = XMP.format(properties=_properties(document.metadata, pdf.info))
    packet = pydyf.Stream([text.encode()], {"Type": "/Metadata", "Subtype": "/XML"})
    packet.number = int(pdf.catalog["Metadata"].split()[0])
    pdf.objects[packet.number] = packet
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # the engine names each file twice
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream):
            if document.metadata.created is None and stream.extra.get("Type") == "/EmbeddedFile":
                del stream.extra["Params"]["CreationDate"], stream.extra["Params"]["ModDate"]
            settle(stream)
    for _ in range(spare):
        pdf.add_object(pydyf.Dictionary())
    pdf.objects = [_Written(one) if one.compressible and one.free == "n" else one for one in pdf.objects]


class _Written(pydyf.Object):  # type: ignore[misc]
    """An object of a file as it will stand there: the engine asks for that twice, for the file and for its digest."""

    data = b""

    def __init__(self, one: pydyf.Object) -> None:
        super().__init__()
        self.number, self.data = one.number, one.data


def settle(stream: pydyf.Stream) -> None:
    """Compress a stream for good, and spell it in letters where it would end with a carriage return.

    With the line break behind it that would be a longer line break, and validators would find its stated length wrong.
    """
    if stream.compress:
        stream.compress = False
        content, filters = zlib.compress(_content(stream)), ["/FlateDecode"]
    else:
        content, filters = _content(stream), [stream.extra["Filter"]] if "Filter" in stream.extra else []
    if content.endswith(CARRIAGE_RETURN):
        content, filters = a85encode(content) + b"~>", ["/ASCII85Decode", *filters]
        if "DecodeParms" in stream.extra:
            stream.extra["DecodeParms"] = pydyf.Array(["null", stream.extra["DecodeParms"]])
    stream.stream = [content]
    if filters:
        stream.extra["Filter"] = pydyf.Array(filters)


def _content(stream: pydyf.Stream) -> bytes:
    """What stands between the two words that begin and end a stream."""
    data: bytes = stream.data
    return data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")


def _properties(metadata: DocumentMetadata, info: pydyf.Dictionary) -> str:
    """The properties of the packet, which say the same as the information dictionary."""
    producer = info["Producer"].string
    found = {
        "dc:title": LANGUAGE_TEXT.format(escape(metadata.title or "")),
        "dc:creator": f"<rdf:Seq>{''.join(f'<rdf:li>{escape(author)}</rdf:li>' for author in metadata.authors)}</rdf:Seq>",
        "dc:description": LANGUAGE_TEXT.format(escape(metadata.description or "")),
        "dc:language": f"<rdf:Bag><rdf:li>{escape(metadata.lang or '')}</rdf:li></rdf:Bag>",
        "pdf:Producer": escape(producer),
        "xmp:CreatorTool": escape(metadata.generator),
        "xmp:CreateDate": metadata.created,
        "xmp:ModifyDate": metadata.modified,
    }
    return "\n".join(f"<{name}>{value}</{name}>" for name, value in found.items() if value)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
