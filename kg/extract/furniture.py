"""Lines that are no part of what an article says: what publishers, agencies, databases and sites
put round it. Each is told by its own words, whole line by whole line.
"""

from __future__ import annotations

import re

__all__ = ["is_furniture"]

_LONGEST = 300
#: Asked of readers: to subscribe, to log in, to accept.
_ASKED = r"""
(?:this|the)\s(?:article|story|content|post|feature)\sis\s(?:\w+\s){0,3}(?:for|to)\s(?:our\s)?
    (?:\w+[-\s]){0,2}(?:subscribers|members|readers)\b.{0,60}
|(?:already|not(?:\syet)?)\s(?:an?\s)?(?:\w+\s)?(?:subscriber|member)\b.{0,80}
|subscribe\s(?:now|today|here|for|to\s(?:continue|keep|read|our|the|get))\b.{0,120}
|sign\s(?:up|in)\s(?:now|today|here|free|for\s(?:our|the|free|daily|more)
    |to\s(?:our|continue|read|receive|get))\b.{0,120}
|log\s?in\s(?:or|to|here)\b.{0,80}
|register\s(?:now|for\sfree|to\s(?:continue|read))\b.{0,80}
|you(?:\shave|['’]ve)\s(?:(?:read|reached|used|viewed)\s(?:your|all|the|\d+)\b.{0,40}|\d+\s(?:free\s)?)
    \b(?:articles?|stories)\b.{0,60}
|(?:to\s)?(?:continue|keep)\sreading\b.{0,80}
|by\s(?:signing\sup|subscribing|continuing\sto\suse)\b.{0,200}
|we\s(?:and\sour\s[\d,]*\s?partners\s)?(?:use|store)\s.{0,60}\b(?:cookies|device)\b.{0,200}
|get\s(?:the|our)\s.{0,60}\b(?:in|to)\syour\s(?:inbox|e-?mail|phone)\b.{0,80}
|support\s(?:our|independent|local|quality)\s(?:\w+\s)?journalism\b.{0,100}
|unsubscribe\b.{0,80}
|(?:you\sare\sreceiving|you\sreceived|view)\sthis\se-?mail\b.{0,200}
"""
#: Written for editors, and by them: agencies' slugs, credits, ends.
_AGENCY = r"""
-*\s?30\s?-+
|\(?(?:more|end|ends|endit|end\sof\s(?:story|transcript|text)|mtf)\)?(?:\s+\d{1,2}:\d\d.{0,12})?
|(?:urgent|bulletin|flash|newsalert)!?
|eds\s?:.{0,200}
|(?-i:(?:[a-z]\s){0,3}[A-Z]{2}-[A-Za-z]{2,15}-{1,2}\S).{0,80}
|(?-i:[A-Z][A-Z0-9\s/-]{3,60}\((?:UPDATE|WRAPUP|PIX|TV|GRAPHIC|CORRECTED|REPEAT)[^()]{0,30}\))
|\((?:(?:additional|further)\s)?(?:reporting|writing|editing|compiled|produced|graphics?)
    \s(?:and\s\w+\s)?by\s.{0,250}\)
|(?:(?:additional|further)\s)?(?:reporting|editing|writing)(?:\sand\s\w+)?\sby\s(?-i:[A-Z]).{0,200}
|.{3,200}\scontributed\sto\sthis\s(?:report|story|article)\.?
|keywords?\s?:.{0,160}
|(?-i:BYLINE|SECTION|LENGTH|LOAD-DATE|PUB-DATE|DATELINE|LANGUAGE|PUBLICATION-TYPE|DISTRIBUTION
    |HIGHLIGHT|GRAPHIC|BODY)\s?:.{0,160}
|\d{1,4}\sof\s\d{1,4}\sdocuments?
|(?:©|copyright|\(c\))\s.{0,40}\b(?:19|20)\d\d\b.{0,120}
|for\simmediate\srelease\b.{0,40}
|(?:strictly\s)?embargoed?\s(?:until|till|for)\b.{0,60}
"""
#: Where writers are reached, and what stands round a page's text.
_PAGE = r"""
(?:(?:media|press|news)\s)?(?:contacts?|enquiries|inquiries)\s?:.{0,160}
|(?:contact|e-?mail|reach|write\sto|follow)\s.{1,120}(?:\S@\S|https?://|\b\d{3}[-.]\d{4}\b).{0,60}
|follow\s.{1,60}\son\s(?:twitter|x|facebook|instagram|threads|bluesky|linkedin)\b.{0,80}
|(?:watch|listen\sto|subscribe\sto)\s.{1,100}\s(?:here|above|below)\.?
|.{2,60}\scan\sbe\sreached\s(?:at|on|via)\s.{3,100}
|your\se-?mail\saddress\swill\snot\sbe\spublished\b.{0,80}|required\sfields\sare\smarked.{0,10}
|leave\sa\s(?:reply|comment)\b.{0,40}|(?:click\sto\s)?share\s(?:this|on)\b.{0,60}
|(?:previous|next)\s(?:post|article|story)\b.{0,120}
|\d{1,2}[.:h]\d\d\s?(?:[ap]\.?m\.?)?\s?(?-i:[A-Z]{2,4})?
|skip\sto\s(?:main\s)?(?:content|navigation)
|\|.{1,280}\|
|(?:!?\[[^\[\]]{0,80}\]\([^()]{1,200}\)\W*){1,8}
|<!--.{0,290}-->|\{\{[<%].{0,280}[%>]\}\}
|menu|search|sections?|home|advertisement|loading|most\s(?:viewed|read|popular)
"""
_LINE = re.compile(f"(?:{_ASKED}|{_AGENCY}|{_PAGE})", re.IGNORECASE | re.VERBOSE)


def is_furniture(line: str) -> bool:
    """Whether a line is none of an article's own.

    >>> is_furniture("(Reporting by Jo Poe; Editing by Ed Lund)"), is_furniture("-30-")
    (True, True)
    >>> is_furniture("Ends of the bridge fell."), is_furniture("Subscribers of the paper met him.")
    (False, False)
    """
    return len(line) <= _LONGEST and _LINE.fullmatch(line.strip()) is not None
