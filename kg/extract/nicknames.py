"""Short forms of English given names: "Tim" and "Timothy" of one surname are one person.

A plain list of common pairs; short forms that serve two long ones of different people in one text
("Chris") stand with each.
"""

from __future__ import annotations

__all__ = ["same_given_name"]

_PAIRS = """
abe:abraham al:albert,alan,alfred alex:alexander,alexandra andy:andrew art:arthur ben:benjamin
bernie:bernard bert:albert,robert beth:elizabeth betsy:elizabeth betty:elizabeth bill:william
billy:william bob:robert bobby:robert brad:bradley cathy:catherine charlie:charles chris:christopher
chuck:charles cindy:cynthia dan:daniel danny:daniel dave:david debbie:deborah dick:richard
don:donald doug:douglas ed:edward,edwin,edmund eddie:edward fred:frederick,alfred frank:francis
gabe:gabriel gene:eugene geoff:geoffrey greg:gregory hank:henry harry:harold,henry jack:john
jake:jacob jeff:jeffrey,jefferson jen:jennifer jenny:jennifer jerry:gerald,jerome jim:james
jimmy:james joe:joseph joey:joseph johnny:john jon:jonathan josh:joshua kate:katherine,kathleen
kathy:katherine,kathleen ken:kenneth kim:kimberly larry:lawrence leo:leonard liz:elizabeth
lou:louis maggie:margaret marty:martin matt:matthew max:maxwell meg:margaret mel:melvin
mike:michael mick:michael mitch:mitchell nate:nathan,nathaniel ned:edward nick:nicholas pat:patrick
patty:patricia pete:peter phil:philip,phillip ray:raymond rich:richard rick:richard rob:robert
ron:ronald ronnie:ronald russ:russell sam:samuel,samantha sandy:sandra stan:stanley steph:stephanie
steve:steven,stephen sue:susan ted:theodore,edward terry:terence theo:theodore tim:timothy
tom:thomas tommy:thomas tony:anthony vic:victor vince:vincent walt:walter wes:wesley will:william
zach:zachary
"""
_LONG: dict[str, frozenset[str]] = {
    short: frozenset(longs.split(","))
    for short, _, longs in (pair.partition(":") for pair in _PAIRS.split())
}


def same_given_name(one: str, other: str) -> bool:
    """Whether two given names, in lower case, are one or a long and a short form of one.

    >>> same_given_name("tim", "timothy"), same_given_name("tim", "thomas")
    (True, False)
    """
    if one == other:
        return True
    return other in _LONG.get(one, ()) or one in _LONG.get(other, ())
