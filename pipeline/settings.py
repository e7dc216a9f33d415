"""Settings: what milepost.toml says, checked and typed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of the settings file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(Section):
    """How large a workbook may be; past a limit there is one finding and nothing is read."""

    file_mb: int = 50
    unpacked_mb: int = 300
    ratio: int = 100
    parts: int = 2_000
    rows: int = 200_000
    columns: int = 500
    cells: int = 5_000_000
    merges: int = 10_000


class ReadingSettings(Section):
    """How cells are read where the workbook alone cannot tell."""

    percent: Literal["auto", "fraction", "points"] = "auto"
    hidden: Literal["count", "skip"] = "count"
    limits: Limits = Limits()
