"""How articles are extracted: the options that ``kg extract``, ``ingest`` and ``watch`` share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.extract.llm import LlmExtractor
    from kg.model import Article, Extraction

__all__ = ["Extracting", "extracting_options"]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Extracting:
    """What the user chose."""

    jobs: int = 1
    link: bool = True
    fast: bool = False
    extractor: str = "rules"
    llm_url: str | None = None
    llm_model: str | None = None
    engine: str = "local"
    scheduler: str | None = None

    def run(self, articles: Iterator[Article], base: str) -> Iterator[Extraction | KgError]:
        """The extractions of the articles, in order; models load with the first.

        Raises `UsageError` where a language model or a cluster is asked for without saying which.
        """
        if self.engine == "dask":
            return self._on_cluster(articles, base)
        if self.extractor == "llm":
            return self._language_model(base).extract_many(articles)
        if self.jobs > 1:
            from kg.extract.parallel import extract_parallel

            return extract_parallel(
                articles, jobs=self.jobs, base=base, link=self.link, fast=self.fast
            )
        from kg.extract.extractor import Extractor

        # One process is one core; what is to keep more of them busy says so with --jobs.
        one = Extractor(base=base, link=self.link, fast=self.fast, threads=1)
        return one.extract_many(articles)

    def _on_cluster(self, articles: Iterator[Article], base: str) -> Iterator[Extraction | KgError]:
        from kg.errors import UsageError
        from kg.extract.cluster import extract_on_cluster

        if not self.scheduler:
            raise UsageError("--engine dask needs --scheduler (such as tcp://10.0.0.1:8786)")
        if self.extractor != "rules" or self.jobs > 1:
            raise UsageError("--engine dask goes with neither --jobs nor --extractor llm")
        return extract_on_cluster(
            articles, self.scheduler, base=base, link=self.link, fast=self.fast
        )

    def _language_model(self, base: str) -> LlmExtractor:
        from kg.errors import UsageError
        from kg.extract.llm import Endpoint, LlmExtractor

        if not self.llm_url or not self.llm_model:
            raise UsageError(
                "--extractor llm needs --llm-url (such as http://127.0.0.1:8080/v1) and --llm-model"
            )
        endpoint = Endpoint(self.llm_url, self.llm_model, key=os.environ.get("KG_LLM_KEY"))
        return LlmExtractor(endpoint, base=base, link=self.link)


def _refuse_idle(extractor: str, engine: str) -> None:
    """Refuse an option of what was not chosen; that the environment sets it is no harm."""
    told = click.get_current_context().get_parameter_source
    for names, chosen, option in (
        (("llm_url", "llm_model"), extractor == "llm", "--extractor llm"),
        (("scheduler",), engine == "dask", "--engine dask"),
    ):
        for name in names:
            if not chosen and told(name) is click.core.ParameterSource.COMMANDLINE:
                raise click.UsageError(f"--{name.replace('_', '-')} goes with {option}")


def extracting_options(function: F) -> F:
    """The options; they arrive as one `Extracting` named ``extracting``."""

    def wrapped(
        jobs: int,
        no_link: bool,
        fast: bool,
        extractor: str,
        llm_url: str | None,
        llm_model: str | None,
        engine: str,
        scheduler: str | None,
        **others: Any,
    ) -> Any:
        _refuse_idle(extractor, engine)
        chosen = Extracting(
            jobs, not no_link, fast, extractor, llm_url, llm_model, engine, scheduler
        )
        return function(extracting=chosen, **others)

    wrapped.__doc__ = function.__doc__
    wrapped.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    options = [
        click.option(
            "--jobs",
            type=click.IntRange(1, 64),
            default=1,
            show_default=True,
            help="Processes to use.",
        ),
        click.option("--no-link", is_flag=True, help="Do not link actors to Wikidata."),
        click.option(
            "--fast", is_flag=True, help="Rules alone: without the trained statement model."
        ),
        click.option(
            "--extractor",
            type=click.Choice(["rules", "llm"]),
            default="rules",
            show_default=True,
            help="rules: on this machine; llm: ask the language model of --llm-url.",
        ),
        click.option(
            "--llm-url",
            metavar="URL",
            envvar="KG_LLM_URL",
            help="OpenAI-compatible endpoint; its key, where it has one, is in KG_LLM_KEY.",
        ),
        click.option(
            "--llm-model", metavar="NAME", envvar="KG_LLM_MODEL", help="Model of the endpoint."
        ),
        click.option(
            "--engine",
            type=click.Choice(["local", "dask"]),
            default="local",
            show_default=True,
            help="local: extract on this machine; dask: on the cluster of --scheduler.",
        ),
        click.option(
            "--scheduler",
            metavar="ADDRESS",
            envvar="KG_SCHEDULER",
            help="Scheduler of a Dask cluster, as tcp://10.0.0.1:8786.",
        ),
    ]
    decorated: Any = wrapped
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]
