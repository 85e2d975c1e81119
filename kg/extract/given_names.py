"""Given names that tell a person's gender, and words of titles and kinship that do.

Common names of several languages; a name that both use is left out, so that nothing is guessed.
"""

from __future__ import annotations

from kg.extract.lexicon import word_set

__all__ = ["FEMALE_NAMES", "FEMALE_WORDS", "MALE_NAMES", "MALE_WORDS"]

MALE_NAMES = word_set(
    """aaron abdul abdullah abraham adam adolf adrian ahmed ahmad al alan albert alberto alejandro
    alessandro alex alexander alexei alexey alfonso alfred alfredo ali allan allen alvaro álvaro
    anders andré andreas andres andrés andrew andrey andy angel ángel angelo anthony antoine anton
    antonio antónio antony armando arnold arthur arturo ashraf augusto austin bashar barack barry
    bart ben benedict benjamin bernard bernardo bernie bert bill billy björn bob bobby boris brad
    bradley brandon brendan brent brett brian bruce bruno bryan byron calvin carl carlos carlo
    cesar césar chad charles charlie chris christian christoph christopher chuck clarence claude
    claudio clement cliff clifford clint colin conrad cory craig curtis dale damien damian dan
    daniel danny darren dave david dean denis dennis derek desmond diego dieter dimitri dmitri
    dmitry dominic dominique don donald donnie doug douglas duncan dustin dwayne dwight earl ed
    eddie edgar edmund eduardo edward edwin eli elias elijah elon emil emilio emmanuel enrique
    eric erik ernest ernesto ernst esteban ethan eugene evan evo fabio fábio fadi felipe felix
    fernando fidel filip floyd francesco francis francisco franco françois frank franklin franz
    fred freddie frederic frederick friedrich fritz gabriel gareth gary gavin gene geoff geoffrey
    georg george gerald gerard gerardo gerhard gianni gilbert giorgio giovanni giuseppe glen glenn
    gordon graham greg gregory guido guillermo günter gustav gustavo guy habib hamid hans harold
    harry harvey hassan hector héctor hector helmut henri henrik henry herbert herman hernando
    hosni
    howard hubert hugh hugo humberto hussein ian ibrahim ignacio igor imran isaac ivan iván jack
    jacob jacques jaime jair jake jamal james jan jared jason javier jay jeb jeff jeffrey jens
    jerry
    jeremy jerome jesse jesus jesús jim jimmy jinping joachim joe joel joão joaquin joaquín john
    johan johann johannes johnny jon jonas jonathan jorge josé jose josef joseph josh joshua juan
    jules julian julio julius jürgen justin karim karl keith kelvin ken kenneth kevin khalid
    kim-jong
    kirk klaus kofi konstantin kurt kyle lance larry lars laurent laurence lawrence lee len leo
    leon
    leonard leonardo leonid leopoldo leroy lewis liam lionel lloyd louis lorenzo luca
    lucas ludwig luigi luis luís luke luther mahmoud manfred manmohan manuel marc marcel marcelo
    marcio marco marcos marcus mario mark marko markus martin marvin mateo matt matteo
    matthew matthias maurice mauricio mauro max maximilian maxim mel michael michel miguel mikhail
    mike milan miles milo mitch mitt mohamed mohammad mohammed moises morris moshe muammar
    muhammad
    mustafa nahuel narendra nathan nathaniel ned neil nelson néstor nestor nicholas nick
    nicolas nicolás nigel nikita nikolai noah noam norman oleg oliver olaf omar orlando oscar
    óscar
    osama osvaldo otto owen pablo paolo pascal patricio patrick paul paulo pavel pedro
    percy perry peter petr phil philip philippe phillip pierre pietro prakash quentin rafael rahm
    rahul rajiv ralph ramiro ramón ramon rand randy raul raúl ray raymond recep reginald reinhard
    rex
    reza ricardo richard rick ricky rob robert roberto rodney rodolfo rodrigo roger roland rolf
    román roman romano ron ronald ronnie ross roy rubén ruben rudolf rudy rupert russell ryan saad
    saddam salman salvador salvatore samir samuel santiago saul scott sean sebastian
    sebastián sergei sergey sergio seth shane shaun shawn shimon shinzo silvio simon stan stanley
    stefan stephen steve steven stewart stuart sven sylvester tariq ted terrence theo
    theodore thierry thomas tim timothy tobias toby todd tom tomas tomás tommy tony travis trevor
    tyler umberto valentín vicente victor víctor viktor vijay vince vincent vitali vladimir
    volodymyr waldo wallace walter warren wayne wendell werner wesley wilfred will willem william
    willie willy wilson winston wolfgang woodrow xavier yasser yitzhak yuri yusuf zachary
    bertrand emmanuel keir rishi justin jens mariano iván gerardo tedros antónio ban
    marty mitchell hank stu herb marvin irwin morton sidney sid neal
    ehud ariel benjamin bibi hamad nuri hamid ashraf pervez nawaz asif deng hu mao xi     newt
    mike marco chuck ted rudy jeb bernie barack joe"""
)

FEMALE_NAMES = word_set(
    """abigail adriana agnes aisha alejandra alexandra alice alicia alison allison amanda amber
    amelia amy ana angela angelina angélica anita ann anna anne annette annie
    antonia april arlene audrey ayesha barbara beatrice beatriz becky belinda benazir bernadette
    beth betsy betty beverly bonnie brenda bridget britney brigitte brooke camila camilla carla
    carly carmen carol carole carolina caroline carolyn carrie catherine cathy cecilia celia
    celine
    charlotte chelsea cheryl christina christine cilia cindy claire clara claudia colleen
    condoleezza
    connie constance courtney cristina cynthia daisy danielle dawn deborah debbie debra denise
    diana diane dilma dolores donna doris dorothy edith edna elaine eleanor elena elisa elisabeth
    elise elizabeth ella ellen elsa emily emma erica erin estela esther eva evelyn faith fatima
    felicia fiona florence frances francesca gabriela gabriella gail genevieve georgina gertrude
    gina giorgia giovanna gladys glenda gloria grace greta gretchen guadalupe gwen gwendolyn
    hannah
    harriet heather heidi helen helena helga hilary hillary holly ida ilse indira inés ines ingrid
    irene iris irina isabel isabella isabelle ivanka jacinda jacqueline jane janet
    janice jasmine jeanne jennifer jenny jessica jill joan joanna joanne josephine
    joyce juana judith judy julia juliana julie june juliet kaja kamala karen karin kate katharine
    katherine kathleen kathryn kathy katie katrina keiko kellyanne kirsten kristen kristin
    kristina
    lara laura lauren leila lena leticia lidia lily linda lindsay lisa liz lois
    lorena loretta lori lorraine louise lucia lucía lucy luisa lydia lynn madeleine madonna maggie
    malala marcela margaret margarita margot maria maría marian marianne marie marilyn marina
    marine marissa marjorie marlene marta martha mary maureen maxine megan meghan melania melanie
    melinda melissa mercedes meredith michelle mildred miriam molly monica mónica
    nadia nancy naomi natalia natalie nataly nicole nikki nina nora norma olga olivia oprah
    ornella
    paloma pamela patricia paula pauline peggy penelope phyllis pilar piedad priscilla
    rachel raquel rebecca regina renata renée rita roberta rosa rosalind rosario rose rosemary
    rosie roxana ruth sabrina sally samantha sandra sara sarah selina serena sharon
    sheila shelly sheryl shirley silvia simone sofia sonia sophia sophie stacey stella stephanie
    sue
    susan susana susanna susanne suzanne svetlana sylvia tamara tammy tania tara tatiana teresa
    tess theresa thelma tiffany tina tulsi ursula valentina valeria valerie vanessa
    vera verónica veronica victoria viola violeta virginia vivian wendy whitney wilhelmina winnie
    ximena yolanda yulia yvonne zoe keiko tsai francia"""
)

#: Nouns that say what a person is and with it the gender.
MALE_WORDS = word_set(
    """man boy father son brother husband uncle nephew grandfather grandson king prince duke lord
    spokesman chairman businessman policeman congressman gentleman actor widower fiancé boyfriend
    stepfather stepson priest bishop cardinal pope imam sheikh monk sultan emir emperor mr sir
    señor don monsieur herr fisherman fireman salesman councilman assemblyman gunman cameraman"""
)
FEMALE_WORDS = word_set(
    """woman girl mother daughter sister wife aunt niece grandmother granddaughter queen princess
    duchess lady spokeswoman chairwoman businesswoman policewoman congresswoman actress widow
    fiancée girlfriend stepmother stepdaughter nun waitress hostess heroine mrs ms miss madam
    madame señora doña frau councilwoman assemblywoman dame housewife"""
)
