"""A chat endpoint in the manner of OpenAI's ``/v1/chat/completions``, as many servers offer it.

The answer is held to a JSON Schema where the server can do that: as ``json_schema`` (OpenAI), else
as ``json_object`` with the schema (llama.cpp), else by the instructions alone. What comes back is
checked in any case.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from kg.errors import KgError, MissingExtraError, UsageError

if TYPE_CHECKING:
    import httpx

__all__ = ["Completer", "Endpoint", "EndpointError"]

_MOST_BYTES = 4 << 20
_TRIES = 3
#: A form of answers that a server does not know; llama.cpp's for Python answers it with 500.
_REFUSED = frozenset((400, 404, 415, 422, 500, 501))


class EndpointError(KgError):
    """The endpoint cannot be reached or does not answer as such endpoints do."""

    http_status = 502


class Completer(Protocol):
    """Whatever answers a chat with a JSON object."""

    @property
    def name(self) -> str:
        """The model's name, for the provenance."""
        ...

    def complete(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """The answer as text, which should be a JSON object of the schema.

        Raises:
            EndpointError: there is no answer.
        """
        ...


class Endpoint:
    """An OpenAI-compatible endpoint.

    Args:
        url: its base, such as ``http://127.0.0.1:8080/v1``.
        model: the model's name, as the server knows it.
        key: sent as a bearer token where the server wants one; never shown.
        timeout: seconds for one answer.
        most: tokens of one answer; a small model may else go on for ever.
        pause: seconds before the second try, doubled for each further one.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str | None = None,
        timeout: float = 300.0,
        most: int = 4096,
        pause: float = 1.0,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{url!r} is not an address such as http://127.0.0.1:8080/v1")
        if parts.username or parts.password:
            raise UsageError("the endpoint's address holds a password; set KG_LLM_KEY instead")
        try:
            import httpx
        except ImportError:
            raise MissingExtraError(
                "a language model needs the extra 'live': pip install 'newsgraph[live]'"
            ) from None
        self.url = url.rstrip("/") + "/chat/completions"
        self._where = parts.netloc
        self._model = model
        self._pause = pause
        self._most = most
        self._form = 0
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(timeout=timeout, headers=headers, follow_redirects=False)
        self._failed = httpx.HTTPError

    @property
    def name(self) -> str:
        """The model's name, for the provenance."""
        return self._model

    def complete(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """The answer as text; see `Completer`."""
        forms: tuple[dict[str, Any], ...] = (
            {"type": "json_schema", "json_schema": {"name": "article", "schema": schema}},
            {"type": "json_object", "schema": schema},
            {},
        )
        asked = {
            "model": self._model,
            "messages": messages,
            "temperature": 0,
            "seed": 0,
            "max_tokens": self._most,
        }
        while True:
            form = forms[self._form]
            body = {**asked, "response_format": form} if form else asked
            response = self._post(body, last=self._form + 1 == len(forms))
            if response.status_code in _REFUSED and self._form + 1 < len(forms):
                self._form += 1
                continue
            return self._content(response)

    def _post(self, body: dict[str, Any], last: bool) -> httpx.Response:
        reason = ""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(self._pause * 2 ** (attempt - 1))
            try:
                with self._client.stream("POST", self.url, json=body) as response:
                    data = b""
                    for piece in response.iter_bytes():
                        data += piece
                        if len(data) > _MOST_BYTES:
                            raise EndpointError(
                                f"{self._where} answers with more than {_MOST_BYTES} bytes"
                            )
            except self._failed as error:
                reason = str(error) or type(error).__name__
                continue
            response._content = data
            if response.status_code in _REFUSED and not last:
                return response
            if response.status_code == 429 or response.status_code >= 500:
                reason = f"status {response.status_code}"
                continue
            return response
        raise EndpointError(
            f"the language model at {self._where} cannot be reached ({reason}); "
            "start it, or name another with --llm-url"
        )

    def _content(self, response: httpx.Response) -> str:
        if response.status_code != 200:
            detail = " ".join(response.text.split())[:200]
            raise EndpointError(f"{self._where} answers {response.status_code}: {detail}")
        try:
            content = response.json()["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError):
            raise EndpointError(f"{self._where} does not answer as a chat endpoint does") from None
        if not isinstance(content, str):
            raise EndpointError(f"{self._where} gives no text: {json.dumps(content)[:80]}")
        return content
