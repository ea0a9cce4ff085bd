# SPDX-License-Identifier: Apache-2.0
"""Customer records: cleaning what people typed, and finding the records of one person."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from . import Table, TableLike

__all__ = ["email", "groups", "learn", "match", "name", "phone", "phone_kind", "quality",
           "similarity", "text"]

def phone(text: str, region: str = "CN") -> str:
    """E.164. ArgumentError if it is no phone number."""

def phone_kind(
        text: str,
        region: str = "CN") -> Literal["unknown", "mobile", "fixed", "other"]: ...
def email(text: str) -> str: ...
def name(text: str) -> str: ...
def text(text: str) -> str: ...
def similarity(a: str, b: str) -> float:
    """Jaro-Winkler similarity by code point, 0 to 1."""

def match(
        customers: TableLike, *, threshold: float = 0.9, prior: float | None = None,
        region: str = "CN", fields: Mapping[str, Mapping[str, Any]] | None = None,
        blocks: Sequence[Sequence[str]] | None = None, largest_block: int = 100,
        learned: Mapping[str, Any] | None = None) -> Table:
    """Pairs of records that are likely one person, with the evidence."""

def learn(
        customers: TableLike, *, region: str = "CN",
        fields: Mapping[str, Mapping[str, Any]] | None = None,
        blocks: Sequence[Sequence[str]] | None = None,
        largest_block: int = 100) -> dict[str, Any]:
    """Chances and prior, learned from the records themselves by EM."""

def groups(pairs: TableLike, rows: int) -> list[int]:
    """The group of each record: records that pairs join, directly or through others."""

def quality(
        customers: TableLike, *, today: dt.date | str | None = None,
        stale_after: int = 365, region: str = "CN",
        fields: Mapping[str, Mapping[str, Any]] | None = None) -> Table:
    """How whole and how fresh the records are, a row each."""
