"""Contrast of colours, as the Web Content Accessibility Guidelines 2.2 measure it."""

WHITE = "#ffffff"
AA = 4.5
"""The least contrast of text with what it stands on."""
DARK_PAPER = "#14181d"


def contrast(colour: str, ground: str = WHITE) -> float:
    """The contrast ratio of two colours `#rrggbb`, 1..21: (lighter + 0.05) / (darker + 0.05) of their relative luminances."""
    lighter, darker = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str = WHITE) -> str:
    """The colour, mixed with black on a light ground or with white on a dark one just as far as text in it can be read there."""
    end = 0 if _luminance(ground) > 0.18 else 255
    for step in range(51):
        mixed = "#" + "".join(f"{round(part + (end - part) * step / 50):02x}" for part in _parts(colour))
        if contrast(mixed, ground) >= AA:
            return mixed
    return f"#{end:02x}{end:02x}{end:02x}"


def _luminance(colour: str) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
