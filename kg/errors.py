"""One tree of errors; each knows the exit code and the HTTP status it becomes.

    KgError                      1  500
    ├── InputError               1  400   an article, file or record that cannot be read
    ├── UsageError               2  400   wrong options, an unknown name
    │   └── QueryError           2  400   a query that does not parse or is not allowed
    ├── StoreError               3  503   the store is locked, damaged, of another version, away
    ├── LimitError               4  503   a time, row or memory limit was reached
    └── MissingExtraError        2  501   a feature whose optional dependency is not installed

Exit codes are the same for every command: 0 all went well; 1 some of the input failed, or a check
found violations; 2 bad usage or a bad query; 3 the store; 4 a limit was reached.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "InputError",
    "KgError",
    "LimitError",
    "MissingExtraError",
    "QueryError",
    "StoreError",
    "UsageError",
]


class KgError(Exception):
    """Root of all errors that a user can meet. The message is one line: what, where, what to do."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500


class InputError(KgError):
    """Some input cannot be read; the rest of the input goes on."""

    http_status = 400


class UsageError(KgError):
    """The user asked for something that does not exist or does not fit together."""

    exit_code = 2
    http_status = 400


class QueryError(UsageError):
    """A query does not parse or is not allowed; ``line`` and ``column`` count from 1."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class StoreError(KgError):
    """The store cannot be opened, read or written now."""

    exit_code = 3
    http_status = 503


class LimitError(KgError):
    """A query or command met its time, row or memory limit."""

    exit_code = 4
    http_status = 503


class MissingExtraError(KgError):
    """A feature needs an optional dependency; the message names the extra to install."""

    exit_code = 2
    http_status = 501
