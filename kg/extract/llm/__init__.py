"""A language model as an extractor: off by default, and believed in nothing that is not checked.

An article is sent, part by part, to an OpenAI-compatible endpoint that the user names, with the
ontology as a JSON Schema. Each answer is held against the text: words that do not stand in it,
types that do not exist and times that cannot be read are left out and told of. Sentences, times,
citations and names are found locally, as without a model.
"""

from kg.extract.llm.client import Completer, Endpoint, EndpointError
from kg.extract.llm.extractor import LlmExtractor
from kg.extract.llm.prompt import PROMPT_VERSION

__all__ = ["PROMPT_VERSION", "Completer", "Endpoint", "EndpointError", "LlmExtractor"]
