"""Nouns for actors without a name: groups, bodies, persons by what they are or do."""

from __future__ import annotations

from kg.extract.given_names import FEMALE_WORDS, MALE_WORDS
from kg.extract.lexicon import KIN, OFFICE_WORDS, word_set

__all__ = [
    "BODIES",
    "COMPANY_WORDS",
    "COUNTRY_WORDS",
    "DOCUMENTS",
    "GROUPS",
    "INSTITUTIONS",
    "PARTITIVE",
    "PERSONS",
]

#: Plural nouns for people or bodies that act.
GROUPS = word_set(
    """troops forces soldiers police officials authorities rebels militants gunmen insurgents
    guerrillas militias militiamen fighters protesters protestors demonstrators marchers rioters
    strikers workers unions lawmakers senators legislators deputies congressmen parliamentarians
    mps ministers leaders residents citizens civilians villagers locals inhabitants migrants
    refugees immigrants exiles students pupils teachers doctors nurses physicians farmers fishermen
    miners drivers pilots voters supporters opponents critics activists campaigners dissidents
    analysts experts economists scientists researchers investigators detectives prosecutors judges
    jurors lawyers attorneys witnesses victims survivors relatives families parents children women
    men boys girls youths teenagers passengers tourists travelers travellers hostages captives
    prisoners inmates detainees suspects defendants attackers assailants bombers terrorists
    hijackers kidnappers robbers thieves burglars hackers extremists separatists loyalists gangs
    cartels traffickers smugglers pirates companies firms banks airlines manufacturers retailers
    suppliers producers investors traders shareholders creditors customers consumers users
    developers engineers designers players athletes fans spectators members delegates diplomats
    ambassadors envoys governments nations countries parties allies partners aides advisers
    advisors spokesmen officers firefighters rescuers medics paramedics crews inspectors observers
    monitors peacekeepers agents executives employees staffers staff personnel reporters
    journalists editors publishers broadcasters sources organizers organisers organizations
    organisations agencies groups mediators negotiators commanders generals troops warships
    republicans democrats conservatives liberals communists socialists muslims christians jews
    catholics protestants sunnis shiites hindus clerics priests bishops monks nuns rabbis
    veterans reservists recruits cadets marines sailors paratroopers commandos snipers guards
    bodyguards patients donors volunteers neighbors neighbours colleagues friends owners tenants
    landlords settlers tribesmen elders people publishers hospitals schools universities courts
    regulators lenders bankers brokers entrepreneurs celebrities actors singers musicians artists
    writers authors historians academics professors scholars students pensioners candidates
    contenders rivals opponents delegates electors superdelegates strategists pollsters donors
    lobbyists staffers planes jets bombers tanks helicopters drones vessels ships boats"""
) - word_set("planes jets tanks helicopters drones vessels ships boats")

#: Singular nouns for bodies; with a country or possessor they are institutions of it.
INSTITUTIONS = word_set(
    """government administration army navy military parliament congress senate opposition regime
    cabinet ministry junta police leadership judiciary legislature presidency embassy delegation
    intelligence prosecution"""
)
BODIES = INSTITUTIONS | word_set(
    """court party union coalition group gang cartel militia team crew jury commission committee
    council board crowd public press family couple panel tribunal mob faction alliance movement
    brigade battalion unit squad patrol agency organization organisation company firm bank airline
    campaign club league federation association majority minority community population
    electorate"""
)

#: Heads of "the company" and its like, which point back to an organisation.
COMPANY_WORDS = word_set(
    """company firm corporation manufacturer retailer automaker carmaker airline bank giant maker
    publisher broadcaster network startup start-up conglomerate supplier studio label organization
    organisation agency group party union club team association foundation institute newspaper
    university church charity league provider lender insurer carrier wholesaler distributor
    underwriter refiner brewer drugmaker chipmaker planemaker shipbuilder homebuilder brokerage
    magazine paper daily weekly subsidiary affiliate"""
)
#: Things that hold words, through which their makers and owners speak.
DOCUMENTS = word_set(
    """website site homepage statement review report letter memo blog post tweet article editorial
    column study survey poll release email e-mail message communique communiqué note paper book
    newsletter bulletin press-release filing page account feed podcast documentary dispatch
    figure data number"""
)
COUNTRY_WORDS = word_set("country nation state republic kingdom island")

#: Singular nouns for a person.
PERSONS = (
    (OFFICE_WORDS - word_set("justice general major chair head principal cardinal chief"))
    | KIN
    | MALE_WORDS
    | FEMALE_WORDS
    | word_set(
        """official witness reporter journalist correspondent officer soldier policeman person
        student teacher lawyer suspect victim defendant driver pilot doctor nurse physician
        surgeon activist analyst expert economist scientist researcher historian author writer
        singer actor actress musician artist player athlete striker goalkeeper resident citizen
        neighbor neighbour survivor passenger protester protestor demonstrator farmer worker
        employee source diplomat politician lawmaker legislator candidate challenger rival
        opponent ally friend colleague lawyer businessman businesswoman billionaire tycoon
        magnate entrepreneur veteran militant gunman attacker bomber assailant shooter killer
        hostage prisoner inmate detainee migrant refugee teenager youth child baby infant toddler
        adult patient customer spokesperson celebrity star hero dictator strongman warlord
        ruler incumbent republican democrat conservative socialist communist firefighter medic
        paramedic detective investigator priest bishop cleric rabbi imam owner landlord tenant
        shareholder investor trader broker banker designer developer engineer programmer
        technician mechanic plumber carpenter fisherman hunter rower sailor captain referee
        umpire jockey boxer wrestler swimmer runner cyclist racer actor comedian director
        producer filmmaker novelist poet journalist blogger columnist editor publisher host
        anchor presenter pundit commentator strategist pollster donor lobbyist staffer intern
        aide adviser advisor secretary assistant deputy delegate superdelegate elector voter
        supporter critic fan admirer follower member participant attendee speaker translator
        interpreter negotiator mediator envoy emissary ambassador consul attaché"""
    )
)

#: Heads that only count what stands behind "of": "thousands of protesters".
PARTITIVE = word_set(
    """thousands hundreds dozens scores tens millions billions number majority minority handful
    group groups couple lot lots bunch crowd crowds total half most many some all several percent
    percentage part rest pair trio members"""
) - word_set("members")
