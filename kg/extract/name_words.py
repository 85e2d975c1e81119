"""Words that decide whether something with a capital names an actor."""

from __future__ import annotations

from kg.extract.group_words import INSTITUTIONS
from kg.extract.lexicon import word_set

__all__ = ["AGENCIES", "NO_NAMES", "OF_PERSONS", "PARTISANS", "THINGS"]

#: Last words of what has a name but is no actor: laws, agreements, operations, events, prizes.
THINGS = word_set(
    """act bill law treaty agreement accord accords pact protocol amendment constitution code deal
    operation plan initiative programme program strategy doctrine declaration resolution convention
    war wars battle revolution crisis day week month prize award cup olympics games championship
    championships tournament festival festivities report review index street-journal edition
    church-service amendment clause article title section chapter theory disease syndrome virus
    hurricane storm typhoon earthquake flight missile rifle aircraft engine phone tablet software
    standard standards summit conference election elections referendum primary caucus debate
    christmas easter ramadan thanksgiving bible quran koran internet web twitter-feed english
    spanish french arabic german hebrew latin ballot kit sdk protocol system sanctions tariffs"""
)
#: Bare words that are never a name of an actor.
NO_NAMES = word_set(
    """x mr mrs ms dr i gmt est edt utc bst pst pdt ceo cfo mp gop-led wi-fi pc tv dvd cd dna hiv
    dui dwi b.a b.s m.a m.s mba ph.d phd bsc
    msc aids covid covid-19 gdp vat ira-style internet web facebook-post tweet god lord jesus
    christmas
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december defense defence state minister president
    government state-run pm am a.m p.m no yes but and the this that he she they it we you who what
    photo file image video getty gb mb kb tb ghz mhz khz rpm mph kph dpi fps mbps"""
)
#: Wire services, which sign what they send.
AGENCIES = word_set("reuter reuters ap afp upi dpa efe ansa tass itar-tass xinhua kyodo interfax")
#: Followers of a party, by the plural that names them; the value is the label.
PARTISANS = {
    **{
        word: word
        for word in sorted(
            word_set(
                """Democrats Republicans Conservatives Liberals Socialists Communists Tories Greens
                Libertarians Islamists Nazis Maoists Peronists Sandinistas Christians Muslims Jews
                Catholics Protestants Sunnis Shiites Hindus Buddhists Sikhs Mormons Evangelicals"""
            )
        )
    },
    "Dems": "Democrats",
}
#: Nouns that have the name of a person before them: "the Lee administration".
OF_PERSONS = INSTITUTIONS | word_set(
    """campaign family team era years foundation aide aides spokesman spokeswoman supporters
    supporter rally tour endorsement interview ad ads tweet tweets scandal plan visit remarks
    voters email emails camp loyalists adviser advisers speech presidency victory loss backers ally
    allies"""
)
