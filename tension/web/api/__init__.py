"""The views as JSON, CSV and Parquet, for programs."""

from fastapi import APIRouter

router = APIRouter(tags=["index"])
