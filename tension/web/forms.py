"""What readers ask for by forms and addresses, page by page; blank fields ask for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import HTTPException, Request
from pydantic import BaseModel, BeforeValidator, Field

FORM_BYTES_AT_MOST = 8192
PAGES_AT_MOST = 1_000_000


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _first_if_blank(value: object) -> object:
    return 1 if isinstance(value, str) and not value.strip() else value


Blank = BeforeValidator(_none_if_blank)
"""A browser sends the empty fields of a form too; they ask for nothing."""
Word = Annotated[Annotated[str, Field(max_length=40)] | None, Blank]
PageNumber = Annotated[int, BeforeValidator(_first_if_blank), Field(ge=1, le=PAGES_AT_MOST)]


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a page stands among all that was found; pages count from 1."""

    page: int
    size: int
    found: int

    @property
    def last(self) -> int:
        """The number of the last page; 1 where nothing was found."""
        return max(1, ceil(self.found / self.size))

    @property
    def first_item(self) -> int:
        """The number of the first item shown, from 1; 0 where the page is empty."""
        first = (self.page - 1) * self.size + 1
        return first if first <= self.found else 0

    @property
    def last_item(self) -> int:
        """The number of the last item shown."""
        return min(self.page * self.size, self.found) if self.first_item else 0


def address(path: str, asked: BaseModel, **changes: Any) -> str:
    """The address of a page that asks for the same with some changes; defaults are left out."""
    values = {**asked.model_dump(mode="json"), **changes}
    fields = type(asked).model_fields
    kept = {
        name: value
        for name, value in values.items()
        if value not in (None, "") and value != fields[name].get_default()
    }
    return f"{path}?{urlencode(kept)}" if kept else path


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a posted form; of a field sent twice, the first.

    Raises:
        HTTPException: 413 where it is longer than any form of ours, 415 where it is no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("", "application/x-www-form-urlencoded"):
        raise HTTPException(415, "send the fields as a form (application/x-www-form-urlencoded)")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES_AT_MOST:
            raise HTTPException(413, f"a form of this server has at most {FORM_BYTES_AT_MOST} bytes")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}
