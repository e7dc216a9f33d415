"""What every JSON object of status.json is: exactly its keys, always all of them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[float, Field(ge=0, le=100)]


class Record(BaseModel):
    """A JSON object with exactly these keys, all always present."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, json_schema_serialization_defaults_required=True)
