r"""The words by which the checks of a brief's clarity read English: each list is for one thing that a text can say.

They are kinds of words and turns of phrase, not sentences of briefs: what is added should help with briefs that nobody
has seen yet. `flask evaluate clarity` says how far the checks agree with people.

A list is regular expressions, one a line or with " | " between them, read as whole words and in any case; a line that
ends with a backslash goes on. ‘ stands for an apostrophe of either kind, # for a number in figures or words, @ for a
time: a month, a season, a year.
"""

import re

_COUNT = (
    r"(?:£?\d[\d,.]*(?:k|m|%)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
    r"|thousand|million|dozen|zero|nil|nought|once|twice)"
)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter|christmas|easter)"
)
_TIME = rf"(?:(?:the )?(?:\d\d? )?(?:early |late |mid-)?{_MONTH}(?: 20[2-9]\d)?|20[2-9]\d|next (?:year|month|{_MONTH}))"


def _words(listed: str) -> re.Pattern[str]:
    listed = re.sub(r"\\\n +", "", listed)
    choices = "|".join(filter(None, (choice.strip() for choice in re.split(r"\s\|\s|\n", listed))))
    for sign, stands_for in (("‘", "[’']"), ("#", _COUNT), ("@", _TIME)):
        choices = choices.replace(sign, stands_for)
    return re.compile(rf"(?<![\w-])(?:{choices})(?!\w)", re.IGNORECASE)


NUMBER = _words(r"""
    # | (?:a |one |by )?(?:half|third|quarter) | halved? | doubled? | trebled? | none | one in \w+
""")

# --- The problem -------------------------------------------------------------------------------------
TROUBLE = _words(r"""
    (?:can|do|does|did|is|are|was|were|wo|have|has|had|could|would)n‘t | can‘t | can ?not
    (?:do|does|did|is|are|was|were|has|have|will|would|could) not
    never | nobody | no one | none | nothing | nowhere | neither | hardly | barely | seldom | rarely | unable | ignored
    hard(?:er)? to | difficult to | by the time | half (?:of )?(?:what|the)
    no (?:\w+ ){0,2}(?:way|idea|records?|list|means|equivalent|proof|time|standard|estimate)
    not (?:\w+ )?(?:sure|know|known|enough|able|always|everyone|trusted|shared|recorded|compared)
    fail\w* | los[est]\w* | miss(?:ing|ed|es)? | wrong\w* | false | late | later | delay\w* | wait\w*
    backlogs? | queues? | complain\w* | grievances? | dead | die[ds]? | dying | deaths? | kill\w* | injur\w* | hurt\w*
    harm\w* | fatal\w* | assault\w* | frighten\w* | afraid | fear\w* | stolen | steal\w* | thefts? | nuisance
    damage\w* | burgl\w* | attack\w* | too (?:few|many|much|late|slow|poor|long|little|often|busy) | short of
    on their own | hates? | wast\w+ | guess\w* | unreliable | inconsisten\w* | unclear | poor | poorly | badly
    worse\w* | weak\w* | mixed | slow\w* | errors? | mistakes? | gaps? | behind | sick | sickness
    attrition | abandon\w*
    struggl\w* | problems? | lapsed? | exclude\w* | refus\w* | reject\w* | criticis\w* | outstanding
    falls? apart | by eye | by hand | hangs? up
    (?:takes?|took|spends?|spent) (?:\w+ ){0,3}(?:hours?|days?|weeks?|months?|years?)
""")
# A sentence that says what somebody would like, buys or plans, rather than what is wrong.
WISH = re.compile(
    r"^\W*(?:ideally|(?:it|they|this|that) (?:should|must|ought)\b"
    r"|(?:so |and )?(?:we|it|they|this|the \w+)(?:[’']d| would| should| could| will)? "
    r"(?:(?:very much |also |really )?(?:like|want|welcome|intend|envisage|aim|plan|propose|hope|believe|seek|need"
    r"|wish|require)s?\b"
    r"|(?:are|is) (?:looking|seeking|procuring|buying|planning|keen|open|interested|hoping|going to)\b)"
    r"|need(?:ed)?\b|wanted\b|what[’']s (?:wanted|needed)|looking for\b|ideas are|seeking\b|there would be)",
    re.IGNORECASE,
)
ASK = _words(r"""
    wants? | wanted | needs? | seeks? | require | ask for | would like | ‘d like | like to | looking for
    help (?:us|to|with) | please
""")

# --- Who is affected ---------------------------------------------------------------------------------
WHO = _words(r"""
    victims? | survivors? | witness(?:es)? | complainants? | residents? | neighbours? | famil(?:y|\
        ies) | parents?
    mothers? | mums? | dads? | grans? | child(?:ren)? | kids? | lads? | boys? | girls? | youths? | pupils? | students?
    wom[ae]n | m[ae]n | couples? | young people | old(?:er)? people | elderly | disabled | deaf | homeless | people
    person | public | communit(?:y|\
        ies) | farmers? | shopkeepers? | traders? | drivers? | riders? | keepers? | owners?
    patients? | nurses? | paramedics? | customers? | callers? | tourists? | tenants? | teachers? | carers? | wardens?
    passengers? | pedestrians? | cyclists? | church(?:es)? | employees | members | volunteers? | colleagues | the ones
    officers? | constables? | sergeants? | detectives? | inspectors? | superintendents? | chiefs? | managers?
    investigators? | examiners? | analysts? | handlers? | operators? | takers? | divers? | pilots? | clerks?
    recruits? | probationers? | cops | staff | crews? | teams? | technicians? | supervisors? | trainers?
    pcsos? | pcs? | dcs? | dss? | acc | csis? | fis? | coroners? | prosecutors? | defendants? | suspects? | detainees?
    prisoners?
""")
EFFECT = _words(r"""
    frighten\w* | afraid | scared | fear\w* | distress\w* | cr(?:y|ies|ied|ying) | upset | trauma\w* | anxi\w*
    stress\w* | tired\w* | sleeps? | exhausted | knackered | burn(?:t|\
        ed)? out | sick | sickness | off work | resign\w*
    hurts? | injur\w* | harm\w* | die[ds]? | dying | dead | killed | assaulted | attacked | stabbed | murdered | raped
    robbed | burgled | scammed | spiked | beaten | bitten | kicked | crushed | trapped | abused | drown\w* | suicid\w*
    lame | exploited | at risk | in danger | unsafe | dangerous | threaten\w* | humiliat\w* | embarrass\w* | suffer\w*
    struggl\w* | debt | savings | out of pocket | los(?:e|es|t|ing) | let down | alone | on their own | stuck
    waits | waited | waiting | (?:told|have) to wait | wait \w+ (?:hours|days|weeks|months|years) | overtime
    hang(?:s|ing)? up | giv(?:e|es|\
        ing) up | charged | arrested | blamed? | innocent | wrong | turned away | sent away
    complain(?:s|ed)? | grievances? | hates? | sick of | fed up | put up with | distrust\w* | trust
    left (?:on|with|without|alone|behind) | walk(?:s|ed)? away | pulled off | tied up | carr(?:y|\
        ies) the | falls? apart
    can‘t (?:tell|say|sleep|go|get|work|leave|move|do) | (?:does|do)n‘t (?:know|trust|report|come|want|fit|feel)
    never (?:hears?|told) | not (?:told|believed) | wants? to know | rel(?:ive|iving) | repeat(?:s|\
        ing)? (?:it|the)
    hours? (?:a|per|of) | takes? (?:\w+ ){0,2}hours | (?:hours|days|weeks|months) without | no time | (?:at|\
        great) cost
    have to | had to | forced to | nowhere
""")

# In a text that is about people and nothing else, what it means to them may be said more plainly.
MEANS = _words(r"""
    # | needs? | wants? | asks? | who | because | so | so that | cannot | can‘t | must | each | every
    a (?:day|week|year)
""")

# --- Why now -----------------------------------------------------------------------------------------
# It grows, something new has come, or a day is near after which it is too late.
TIMELY = _words(r"""
    (?:gone|going|went|has come|have come) up | up from | on the (?:rise|increase) | r(?:ises?|isen|ising|ose)
    increas(?:e|es|ed|ing) | growing | grown | grew | doubl(?:ed|\
        ing) | trebled | tripled | quadrupled | spreading
    from #(?: per cent|%)? (?:\w+ ){0,3}to # | now one in \w+ | (?:twice|three times) as many
    (?:up|higher) (?:by )?# (?:per cent|times) | # per cent (?:up|higher|rise|increase) | for the first time
    in (?:just |only )?(?:the last|the past) (?:two|three|six|twelve) (?:years|months) | used to [^.;]{0,80} now
    more and more | ever more | worse (?:each|every|than) | getting worse | record (?:high|number)s?
    new (?:act|law|powers?|duty|code|regulations?|guidance|offence|contract|framework|supplier|system|rules?)
    (?:‘ve| have)(?: now)? got the powers? | only came in | c(?:ame|omes?) into force | will be (?:required|\
        inspected)
    comes? (?:in|into effect|under) (?:[\w’']+ ){0,5}(?:on|from|in) @ | from (?:this|next) (?:year|month)
    (?:expires?|lapses?|runs? out|ends?|closes?|stops?|is up|are up|due|goes|begins?|opens?|starts?|\
        retires?)(?: [\w-]+){0,5} ?@
    (?:by|before|from|until|till|after|past) (?:the end of )?@ | (?:next|this|coming) @ | deadlines?
    next (?:year|financial year|inspection|framework|contract|intake) | dates? (?:are|is|cannot be|\
        can‘t be) (?:fixed|moved)
    (?:in|within|over) the next (?:\w+ ){0,2}(?:weeks?|months?|years?)
    before (?:\w+ ){1,3}(?:signs?|spends?|puts?|decides?|goe?s?|renews?|buys?|commits?|starts?)
    (?:inspection|inspectors|assessors|audit) (?:are |is )?(?:due|coming|\
        back) | for re-?inspection | on our back
    (?:hmic\w*|inspect(?:ion|ors?)|auditors?|coroner|regulator|iopc|ombudsman) (?:\w+ )?(?:picked|found|\
        criticised|asked|told|recommended|sa(?:ys|id)|wants?|warned)
    (?:money|funding|grant|licen[cs]e|contract|lease|support) (?:\w+ ){0,3}(?:ends?|stops?|runs out|\
        expires?|must be spent|lapses)
    out of support | obsolete | (?:is|are) about to | (?:is|are) coming(?: in)? | (?:is|are) up for
    (?:just|recently) (?:lost|had|been|started|moved|told|bought) | on maternity
    (?:after|since) the (?:\w+ )?(?:death|riots?|disorder|inquest|inquiry|floods?|merger|review|inspection|\
        pandemic|ruling)
""")

# In a text that is about the time and nothing else, a date says it.
DATED = _words(r"""
    (?:in|on|by|from|until|till|before|after|since|of|for|each|every|last|this) @ | next (?:month|year)
""")

# --- Work already done -------------------------------------------------------------------------------
DONE = _words(r"""
    (?:we|they|council|force|unit|team|analysts?|students?|supplier)(?:‘ve| have| has)? (?:\w+ )?(?:tried|\
        trialled|piloted)
    (?:was|were|been) (?:tried|trialled|piloted|tested|switched off|commissioned|bought|dropped)
    tried (?:a|an|the|two|three|it|writing|using) | trial (?:ran|in|of|found|showed)
    pilot(?:s|ed)? (?:we|ran|on|in|of|found|showed) | (?:we|they) (?:ran|run) a (?:\w+ )?(?:pilot|trial|test)
    bought | purchased | procured | brought in | costed | (?:we|they|force|council) (?:pay|\
        paid) for | were paid for
    (?:have|hold|pay for) \w+ licen[cs]es? | commercial (?:\w+ ){0,3}(?:kit|tool|product|\
        software) | off[- ]the[- ]shelf
    ruled (?:\w+ )?out | set (?:it |that |them )?aside | dropped (?:it|that|\
        them) | g[ai]ven? (?:it )?up | shelved
    stopped (?:it|using) | looked (?:at|into) | seen (?:\w+ )?(?:demos?|demonstrations?) | on (?:a )?trial
    (?:rung|asked) (?:the|a|three|two|four|other|around|round) | spoke(?:n)? to | visited | got quotes | quoted
    (?:wrote|drafted|built|put in|set up|surveyed|picked|counted|made) (?:\w+ ){0,3}(?:a|an|the|two|three|\
        our|us)
    (?:we|they|\w+s)(?:‘ve| have) (?:also |already |even )?(?:fitted|dug|sent|signed|recruited|hired|given|\
        installed|looked|read|used|built|written|changed|costed|moved|trained)
    (?:outside|private) (?:help|labs?|experts?|company) | consultan(?:ts?|cy)
    only (?:catches|reads|works|worked|covers|finds|found) | (?:found|opened|changed|did) nothing
    (?:the )?(?:last|previous|first|earlier) (?:attempt|go|round|pilot|project|study|try) | last time (?:we|\
        they|it)
    came to nothing | went nowhere | n(?:obody|ever) used | useless | (?:made|did) no difference | did no better
    did(?:n‘t| not) (?:help|stick|last|cope|work) | w(?:as|ere) (?:meant|bought) to
    (?:phd|master‘s|dissertation|students?|university|supplier|vendor|company) (?:\w+ )?(?:did|looked|built|\
        typed|wrote|offered|showed|sold|studied)
    (?:nobody|no one|no (?:other )?force)(?: \w+){0,3} (?:has|have) (?:\w+ )?(?:tried|looked|tested|tackled|\
        studied|asked|done|attempted|solved|checked)
    nothing (?:has been|was) (?:done|tried|bought) | not (?:yet )?tried | spent \w+ (?:\w+ )?(?:on|\
        doing) (?:a|an|the)
""")

# In a text that is about earlier work and nothing else, any deed says it, and so does that there was none.
ACTED = _words(r"""
    (?!need|want|interest|concern|relat)\w{2,}ed | ran | bought | built | wrote | made | met | spoke | sent | went
    nothing | nobody | no one | none | no (?:earlier|previous|other|such)? ?work
""")

# --- Essentials --------------------------------------------------------------------------------------
DELIVERED = _words(r"""
    #
    (?:a|an|the|our|clear|agreed) (?:[\w-]+ ){0,4}(?:list|guide|guidance|answer|design|way|method|tool|test|\
        policy|plan|procedure|template|scheme|study|report|kit|map|set|rule|advice|model|prototype|\
        specification|pattern|script|forecast|paper|check|pathway|course|survey|trial|statement|database|\
        protocol|framework|estimate|comparison|baseline)s?
    (?:guidance|advice|training|rules|standards?|access|evidence|measures|wording) (?:on|for|in|about|to|of|\
        that|which)
    trained | tested | taught | able to | completes? | used | designed | printed | halved | reduced | cut | down
    signed | validated | drop
""")
# Praise instead of a thing that can be handed over.
VAGUE = _words(r"""
    state[- ]of[- ]the[- ]art | world[- ]class | cutting[- ]edge | best[- ]in[- ]class | comprehensive | holistic
    innovative | step change | improved (?:\w+ )?(?:insight|understanding|information|\
        working) | shared understanding
    better outcomes | joined[- ]up | future[- ]proof\w*
""")

# --- Measure with a baseline -------------------------------------------------------------------------
# A change from today.
TARGET = _words(r"""
    (?:under|below) (?:\w+ )?# | down | halv\w+ | doubl\w+ | (?:less|fewer|more)(?: than)? | reduc\w+ | rise
    (?:up|cut|reduced|raised|increased|improved|fall|drop|rise) (?:by|to|of|from)
""")

# --- Route to adoption -------------------------------------------------------------------------------
OWNER = _words(r"""
    who | she | he | they | heads? of | director | managers? | commanders? | leads? | owner | sponsor | chief\w*
    superintendent | inspector | sergeant | supervisors? | coordinator | commissioner | mayor | governors? | keeper
    instructor | trainers? | engineer | clerk | secretar\w+ | nurses? | lawyers? | acc | dcc | pcc | dpo | siro
    silver | bronze | board | committee | panel | group | team | unit | bureau | department | office | desk | hub
    service | section | wing | lab | laboratory | control room | operations | planning | procurement | finance | legal
    it | occupational health | criminal justice | academy | school | college | council | trust | hospital | custody
    partnership | association | federation | staff associations | company | supplier | operators? | members | national
    forces? | officers | investigators | examiners | analysts | handlers | staff | student | recruit
""")
_PRACTICE = (
    r"(?:courses?|refreshers?|manual|handbook|procedures?|polic(?:y|ies)|systems?|specification|contract|budget"
    r"|standards?|induction|training|practice|service|operation|orders?|guidance|quality system|software)"
)
ADOPTED = _words(rf"""
    (?:goes?|put|written|builds?|built|loads?|signs?|feeds) (?:(?!out)[\w’']+ ){{0,4}}?(?:in|into|on|\
        onto) (?:[\w’'-]+ ){{0,4}}?{_PRACTICE}
    signs?[- ]off | signed[- ]off (?:by|and|on|at) | (?:can|will|to|would|must) sign | owns? (?:the|it|whatever)
    owned by | business owner | (?:will|would) (?:own|run|host|adopt|fund|teach) | (?:takes?|\
        took) (?:it |them )?on
    takes it to | passes to | hand(?:s|ed)? (?:it )?over to | adopt(?:s|ed|ion|ing)? | roll(?:ed|ing|s)?[- ]?out
    (?:next|annual|every|each) (?:[\w-]+ ){{0,3}}{_PRACTICE} | our standard \w+ | standard operating \w+
    national {_PRACTICE} | force policy | mainstream\w* | business as usual | under the quality system
    (?:base|own|training|core|revenue|next year‘s) budget | training money | funded (?:from|\
        by) | paid (?:from|for)
    issued (?:with|to) | can use | competent to | carr(?:y|ies) it out | in use by | able to use
    every (?:\w+ ){{1,2}}(?:completes?|uses?|gets?|learns?|is given) | decid(?:e|es) (?:in|whether|by)
    a decision (?:everyone|by) | (?:the )?whole force | force-?wide | change the (?:roster|rota|policy|\
        procedure|order)
""")
# In a text that is about adoption and nothing else, a plain verb says as much.
ADOPTS = _words(r"""
    owns? | runs? | fund(?:s|ed)? | pa(?:y|ys|id) | teach(?:es)? | taught | alters? | rewrit(?:e|es|ten)
    chang(?:e|es|ed) | signs? | signed | agreed | decid(?:e|es|ed) | keeps? | builds? | built | issu(?:e|es|ed)
    adds? | added | puts? | hosts? | takes? (?:it|over|\
        on) | goes | becomes? | pass | passes | written | us(?:es|ed)
    includ(?:es|ed) | replac(?:es|\
        ed) | carries | enters? | prints? | fits? | installs? | buys? | leads? | employs?
    maintains? | updates? | set aside | approv(?:e|es|ed) | trains? | brief(?:s|ed)?
    budget | course | procedures? | policy | manual | refresher | induction | training | standing | contract | post
""")
# What leads nowhere: it is told, noted or hoped, and nobody does anything.
NO_STEP = _words(r"""
    anticipate[ds]? | keen to | widely | good practice | for noting | hopes? | hoped | disseminat\w+ | celebrat\w+
    (?:deal of|much|real|wide) interest | shared with | raise awareness | showcase\w*
""")

# --- Resources and data ------------------------------------------------------------------------------
# Something that can be counted, read, entered or borrowed.
BROUGHT = _words(r"""
    # | officers? | staff | people | investigators? | examiners? | analysts? | sergeants? | constables? | inspectors?
    volunteers? | students? | dogs? | handlers? | rooms? | desks? | bays? | sites? | vehicles? | equipment | machines?
    laptops? | servers? | secure | premises | school | lab | laboratory | workshop | money | cash | budget | hours?
    days? | weeks? | data | records? | files? | logs? | reports? | footage | images? | photographs? | photos | samples?
    exhibits? | extracts? | transcripts? | recordings? | cases? | maps? | access | procedures? | documents? | figures
    lists? | orders | debriefs? | interviews? | invoices? | material | calls? | reads | none
""")
# What is not settled yet.
UNSETTLED = _words(r"""
    tbc | tbd | tba | in due course | perhaps | possibly | might be | not applicable | open to discussion
    to be (?:confirmed|discussed|decided|explored|agreed|advised|identified|determined)
    not (?:yet )?(?:known|fixed|decided|agreed|identified) | may be (?:found|available)
    will be (?:identified|explored|considered|given) | as (?:required|needed|appropriate) | depends? on
    needs? (?:discussing|agreeing|deciding|exploring) | not been (?:raised|asked|\
        agreed) | have(?:n‘t| not) asked
    via (?:the )?supplier
""")
# A text that sends its reader elsewhere.
ELSEWHERE = _words(r"""
    see (?:the )?(?:problem|above|below|text|list|essentials) | as (?:above|below|the essentials)
""")

# --- Acronyms ----------------------------------------------------------------------------------------
# A word of two or more capitals, with what forces join to it: NPPV2, S&T, CSIs, MG11s.
ACRONYM = re.compile(
    r"(?<![\w&’'/-])(?=[A-Z0-9&]*[A-Z][A-Z0-9&]*[A-Z&])[A-Z][A-Z0-9]*(?:&[A-Z]+)?\d*(?=s?(?![\w&]))"
)
# Everybody who can read a brief knows these.
KNOWN = frozenset(
    {
        "AI",
        "BBC",
        "CCTV",
        "CD",
        "DNA",
        "DVD",
        "EU",
        "GDPR",
        "GPS",
        "ID",
        "IT",
        "NHS",
        "OK",
        "PDF",
        "PIN",
        "SIM",
    }
    | {"SMS", "TV", "UK", "UN", "US", "USA", "USB"}
)
