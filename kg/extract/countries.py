"""Countries and regions: names, adjectives and peoples, in plain English.

No identifiers: linking is another module's task. A row is ``label | other names | adjectives |
people``, alternatives separated by commas. Adjectives that end in -an or -i serve as singular noun
too ("a Colombian") and take -s in the plural; ``people`` holds what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.model import ActorType

__all__ = ["STATES", "Territory", "adjective", "is_people", "people", "territory"]

_COUNTRIES = """
Afghanistan||Afghan|Afghans
Albania||Albanian
Algeria||Algerian
Andorra||Andorran
Angola||Angolan
Antigua and Barbuda|Antigua|Antiguan
Argentina|Argentine Republic|Argentine, Argentinian, Argentinean|Argentines, Argentinians
Armenia||Armenian
Australia||Australian
Austria||Austrian
Azerbaijan||Azerbaijani, Azeri
Bahamas|The Bahamas|Bahamian
Bahrain||Bahraini
Bangladesh||Bangladeshi
Barbados||Barbadian
Belarus|Byelorussia|Belarusian, Belarussian
Belgium||Belgian
Belize||Belizean
Benin||Beninese
Bhutan||Bhutanese
Bolivia||Bolivian
Bosnia and Herzegovina|Bosnia, Bosnia-Herzegovina|Bosnian
Botswana||Botswanan
Brazil|Brasil|Brazilian
Brunei||Bruneian
Bulgaria||Bulgarian
Burkina Faso||Burkinabe
Burundi||Burundian
Cambodia|Kampuchea|Cambodian
Cameroon||Cameroonian
Canada||Canadian
Cape Verde|Cabo Verde|Cape Verdean
Central African Republic||Central African
Chad||Chadian
Chile||Chilean
China|People's Republic of China, PRC, Red China|Chinese|Chinese
Colombia||Colombian
Comoros||Comorian
Costa Rica||Costa Rican
Croatia||Croatian, Croat|Croats
Cuba||Cuban
Cyprus||Cypriot|Cypriots
Czech Republic|Czechia|Czech|Czechs
Democratic Republic of the Congo|DR Congo, DRC, DR Congo, Zaire|Congolese|Congolese
Denmark||Danish|Danes, Dane
Djibouti||Djiboutian
Dominican Republic||Dominican
East Timor|Timor-Leste|Timorese, East Timorese|East Timorese
Ecuador||Ecuadorian, Ecuadorean
Egypt||Egyptian
El Salvador||Salvadoran, Salvadorean
Equatorial Guinea||Equatorial Guinean
Eritrea||Eritrean
Estonia||Estonian
Eswatini|Swaziland|Swazi
Ethiopia||Ethiopian
Fiji||Fijian
Finland||Finnish|Finns, Finn
France|French Republic|French|French, Frenchman, Frenchwoman, Frenchmen
Gabon||Gabonese|Gabonese
Gambia|The Gambia|Gambian
Germany|Federal Republic of Germany|German|Germans
East Germany|GDR, German Democratic Republic|East German|East Germans
West Germany||West German|West Germans
Ghana||Ghanaian
Greece||Greek|Greeks
Greenland||Greenlandic|Greenlanders
Grenada||Grenadian
Guatemala||Guatemalan
Guinea||Guinean
Guinea-Bissau||Bissau-Guinean
Guyana||Guyanese|Guyanese
Haiti||Haitian
Honduras||Honduran
Hong Kong|||Hongkongers, Hong Kongers
Hungary||Hungarian
Iceland||Icelandic|Icelanders
India||Indian
Indonesia||Indonesian
Iran|Islamic Republic of Iran|Iranian
Iraq||Iraqi
Ireland|Republic of Ireland, Irish Republic|Irish|Irishman, Irishwoman, Irishmen
Israel||Israeli
Italy||Italian
Ivory Coast|Côte d'Ivoire, Cote d'Ivoire|Ivorian
Jamaica||Jamaican
Japan||Japanese|Japanese
Jordan||Jordanian
Kazakhstan||Kazakh, Kazakhstani|Kazakhs
Kenya||Kenyan
Kosovo||Kosovar, Kosovan|Kosovars
Kuwait||Kuwaiti
Kyrgyzstan|Kyrgyz Republic|Kyrgyz
Laos||Laotian, Lao
Latvia||Latvian
Lebanon||Lebanese|Lebanese
Lesotho||Basotho
Liberia||Liberian
Libya||Libyan
Liechtenstein|
Lithuania||Lithuanian
Luxembourg||Luxembourgish|Luxembourgers
Madagascar||Malagasy
Malawi||Malawian
Malaysia||Malaysian
Maldives|The Maldives|Maldivian
Mali||Malian
Malta||Maltese|Maltese
Marshall Islands||Marshallese
Mauritania||Mauritanian
Mauritius||Mauritian
Mexico||Mexican
Micronesia||Micronesian
Moldova||Moldovan
Monaco||Monegasque
Mongolia||Mongolian
Montenegro||Montenegrin|Montenegrins
Morocco||Moroccan
Mozambique||Mozambican
Myanmar|Burma|Burmese|Burmese
Namibia||Namibian
Nauru||Nauruan
Nepal||Nepalese, Nepali|Nepalese
Netherlands|The Netherlands, Holland|Dutch|Dutchman, Dutchwoman
New Zealand||New Zealand|New Zealanders, New Zealander
Nicaragua||Nicaraguan
Niger||Nigerien
Nigeria||Nigerian
North Korea|DPRK, Democratic People's Republic of Korea|North Korean
North Macedonia|Republic of Macedonia, FYROM|Macedonian, North Macedonian
Norway||Norwegian
Oman||Omani
Pakistan||Pakistani
Palau||Palauan
Palestine|State of Palestine, Palestinian territories, Palestinian Territories|Palestinian
Panama||Panamanian
Papua New Guinea||Papua New Guinean
Paraguay||Paraguayan
Peru||Peruvian
Philippines|The Philippines, Republic of the Philippines|Philippine, Filipino, Filipina|Filipinos
Poland||Polish|Poles, Pole
Portugal||Portuguese|Portuguese
Puerto Rico||Puerto Rican
Qatar||Qatari
Republic of the Congo|Congo-Brazzaville|
Romania||Romanian
Russia|Russian Federation|Russian
Rwanda||Rwandan
Saint Kitts and Nevis|St. Kitts and Nevis|
Saint Lucia|St. Lucia|Saint Lucian
Saint Vincent and the Grenadines|St. Vincent and the Grenadines|Vincentian
Samoa||Samoan
San Marino||Sammarinese
Sao Tome and Principe|São Tomé and Príncipe|
Saudi Arabia|Kingdom of Saudi Arabia|Saudi, Saudi Arabian
Senegal||Senegalese|Senegalese
Serbia||Serbian, Serb|Serbs
Seychelles||Seychellois
Sierra Leone||Sierra Leonean
Singapore||Singaporean
Slovakia|Slovak Republic|Slovak, Slovakian|Slovaks
Slovenia||Slovenian, Slovene|Slovenes
Solomon Islands||
Somalia||Somali, Somalian
South Africa||South African
South Korea|Republic of Korea, ROK|South Korean
South Sudan||South Sudanese|South Sudanese
Soviet Union|USSR, U.S.S.R.|Soviet|Soviets
Spain||Spanish|Spaniards, Spaniard
Sri Lanka||Sri Lankan
Sudan||Sudanese|Sudanese
Suriname||Surinamese
Sweden||Swedish|Swedes, Swede
Switzerland||Swiss|Swiss
Syria|Syrian Arab Republic|Syrian
Taiwan|Republic of China|Taiwanese|Taiwanese
Tajikistan||Tajik|Tajiks
Tanzania||Tanzanian
Thailand||Thai|Thais
Tibet||Tibetan
Togo||Togolese|Togolese
Tonga||Tongan
Trinidad and Tobago|Trinidad|Trinidadian
Tunisia||Tunisian
Turkey|Türkiye|Turkish|Turks, Turk
Turkmenistan||Turkmen
Tuvalu||Tuvaluan
Uganda||Ugandan
Ukraine|the Ukraine|Ukrainian
United Arab Emirates|UAE, U.A.E., Emirates|Emirati
United Kingdom|UK, U.K., Britain, Great Britain|British|Britons, Briton, Brits, British
England||English|Englishman, Englishwoman, Englishmen
Scotland||Scottish|Scots, Scot
Wales||Welsh|Welshman, Welshmen
Northern Ireland||Northern Irish
United States|US, U.S., USA, U.S.A., United States of America, America, U.S|American, US, U.S.
Uruguay||Uruguayan
Uzbekistan||Uzbek, Uzbekistani|Uzbeks
Vanuatu||Vanuatuan
Vatican City|Vatican, the Vatican, Holy See|Vatican
Venezuela|Bolivarian Republic of Venezuela|Venezuelan
Vietnam|Viet Nam|Vietnamese|Vietnamese
Yemen||Yemeni, Yemenite
Yugoslavia||Yugoslav, Yugoslavian|Yugoslavs
Czechoslovakia||Czechoslovak, Czechoslovakian
Zambia||Zambian
Zimbabwe||Zimbabwean
"""

_REGIONS = """
Africa||African
Antarctica||Antarctic
Arctic||
Asia||Asian
Balkans|the Balkans|Balkan
Baltic states|Baltics|Baltic
Caribbean|the Caribbean|Caribbean
Caucasus|the Caucasus|
Central America||Central American
Central Asia||Central Asian
East Asia||East Asian
Eastern Europe||Eastern European, East European
Europe||European
Latin America||Latin American
Middle East|Mideast|Middle Eastern, Mideast
North Africa||North African
North America||North American
Scandinavia||Scandinavian
South America||South American
South Asia||South Asian
Southeast Asia|South-East Asia, South East Asia|Southeast Asian
Sub-Saharan Africa||sub-Saharan
West Africa||West African
West Bank||
Western Europe||Western European, West European
Gaza|Gaza Strip|Gazan
Crimea||Crimean
Chechnya||Chechen|Chechens
Catalonia||Catalan|Catalans
Kurdistan||
Kashmir||Kashmiri
"""

#: Abbreviations of the states of the United States, as datelines have them.
STATES = {
    short: name
    for row in """
Ala.=Alabama;Ariz.=Arizona;Ark.=Arkansas;Calif.=California;Colo.=Colorado;Conn.=Connecticut
Del.=Delaware;Fla.=Florida;Ga.=Georgia;Ill.=Illinois;Ind.=Indiana;Kan.=Kansas;Ky.=Kentucky
La.=Louisiana;Md.=Maryland;Mass.=Massachusetts;Mich.=Michigan;Minn.=Minnesota;Miss.=Mississippi
Mo.=Missouri;Mont.=Montana;Neb.=Nebraska;Nev.=Nevada;N.H.=New Hampshire;N.J.=New Jersey
N.M.=New Mexico;N.Y.=New York;N.C.=North Carolina;N.D.=North Dakota;Okla.=Oklahoma;Ore.=Oregon
Pa.=Pennsylvania;R.I.=Rhode Island;S.C.=South Carolina;S.D.=South Dakota;Tenn.=Tennessee
Tex.=Texas;Vt.=Vermont;Va.=Virginia;Wash.=Washington;W.Va.=West Virginia;Wis.=Wisconsin
Wyo.=Wyoming;D.C.=Washington, D.C.""".strip().splitlines()
    for short, _, name in (part.partition("=") for part in row.split(";"))
}

_NOUN_ENDINGS = ("an", "i", "ese", "er", "ot", "an", "ab")


@dataclass(frozen=True, slots=True)
class Territory:
    """A country or region by its one label."""

    label: str
    type: ActorType


@dataclass(frozen=True, slots=True)
class _Tables:
    names: Mapping[str, Territory]
    adjectives: Mapping[str, Territory]
    people: Mapping[str, Territory]


@cache
def _tables() -> _Tables:
    names: dict[str, Territory] = {}
    adjectives: dict[str, Territory] = {}
    peoples: dict[str, Territory] = {}
    for kind, rows in ((ActorType.COUNTRY, _COUNTRIES), (ActorType.PLACE, _REGIONS)):
        for row in rows.strip().splitlines():
            label, others, adjectival, nouns = [*row.split("|"), "", "", ""][:4]
            place = Territory(label, kind)
            for name in (label, *_list(others)):
                names[name] = place
            for word in _list(adjectival):
                adjectives[word] = place
                if word.endswith(_NOUN_ENDINGS) and not word.endswith("ese"):
                    peoples.setdefault(word + "s", place)
            for word in _list(nouns):
                peoples[word] = place
    return _Tables(names, adjectives, peoples)


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def _plain(name: str) -> str:
    name = name.removeprefix("the ").removeprefix("The ")
    return name if not name.isupper() or len(name) <= 8 else name.title()


def territory(name: str) -> Territory | None:
    """The country or region of that name, letter case as in print; None for other names.

    >>> territory("U.S.").label
    'United States'
    """
    return _tables().names.get(_plain(name))


def adjective(word: str) -> Territory | None:
    """The country or region that an adjective belongs to.

    >>> adjective("Colombian").label
    'Colombia'
    """
    return _tables().adjectives.get(word)


def people(word: str) -> Territory | None:
    """The country whose people a noun names: "Colombians", "the Dutch"."""
    return _tables().people.get(word)


def is_people(word: str) -> bool:
    """Whether a noun names the people of a country or region."""
    return word in _tables().people
