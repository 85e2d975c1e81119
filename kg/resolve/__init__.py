"""Identity across articles: which actors, events and texts are one, and where articles disagree."""

from kg.resolve.accounts import ActorAccount, ArticleAccounts, EventAccount, accounts_of
from kg.resolve.decisions import Decision
from kg.resolve.index import Changes, IdentityIndex
from kg.resolve.syndication import independence_key

__all__ = [
    "ActorAccount",
    "ArticleAccounts",
    "Changes",
    "Decision",
    "EventAccount",
    "IdentityIndex",
    "accounts_of",
    "independence_key",
]
