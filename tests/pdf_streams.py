"""What stands in the streams of a PDF that the engine made."""

import re
import zlib


def said(pdf: bytes) -> list[bytes]:
    """What the streams of a PDF hold, but for moves by nothing; of its objects the widths of glyphs, and not where each of them lies."""
    *drawn, objects, _ = (
        zlib.decompress(packed) for packed in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL) if packed[:1] == b"x"
    )
    return [re.sub(rb">0(?=[<\]])", b">", stream).replace(b"><", b"") for stream in drawn] + re.findall(rb"/W \[[^/]*\]\]", objects)
