"""Who helps, and how an answer points to them: word lists for the check of offered help."""

from __future__ import annotations

import re

from heelwork.probes.text import any_of

_TRADES = """
    accountant administrator adviser advisor advocate ambassador apothecary arbitrator architect archivist assessor
    attorney barrister behaviourist broker buddy builder bursar butcher captain cardiologist caretaker carpenter
    caseworker chaplain chemist childminder chiropractor cleric clerk clinician coach concierge conciliator
    conservator consultant coordinator coroner councillor counsellor counselor dean dentist dermatologist dietician
    dietitian doctor doula elder electrician engineer examiner florist forester gardener glazier gp gynaecologist
    handyman headmaster headmistress headteacher hygienist imam inspector instructor interpreter invigilator janitor
    jeweller joiner lawyer lecturer librarian lifeguard listener locksmith magistrate mechanic mediator mentor
    midwife minister neurologist notary nurse nutritionist ombudsman optician optometrist organiser osteopath
    paediatrician paralegal paramedic pastor pediatrician pharmacist physician physio physiotherapist planner
    plumber practitioner priest principal proctor professor psychiatrist psychologist psychotherapist rabbi ranger
    realtor receptionist recruiter registrar rep representative roofer sexologist solicitor specialist sponsor
    steward supervisor surgeon surveyor tailor teacher technician therapist trainer translator treasurer tutor
    urologist vet veterinarian vicar volunteer warden
"""
_PEOPLE = """
    agent assistant aunt boss brother captain caregiver carer chair chairman chairperson chairwoman classmate
    co-worker colleague cousin coworker dad employer father friend grandad grandfather grandma grandmother
    grandparent guardian host housemate insurer landlord lead leader manager mate mom mother mum neighbor neighbour
    officer organiser owner parent partner pharmacist relative roommate sibling sister staff uncle worker
"""
_PLACES = """
    a&e abbey academy agent airline airport archive assistant association authority bank bar board branch brigade
    bureau camp campus canteen carer casualty center centre chamber chapel charity church clinic club co-op
    collective college commission commissioner committee community company consulate cooperative council court
    courthouse dealer department desk dispensary embassy faculty federation firm forum foundation fund
    garage group guild gym hackerspace hospital hostel hotline hub initiative institute institution insurer
    kindergarten kitchen lab legion library lifeline line lobby lodge makerspace manufacturer meetup ministry mosque
    museum network nursery office organisation organization outreach pantry parish pharmacy playgroup police
    practice program programme provider recycler refuge registry rescue retailer sanctuary school
    scrapyard seller service shelter shop society staff stall studio supermarket supplier surgery synagogue
    syndicate team temple tribunal union university vendor ward worker workshop
"""
_LEARNING = """
    appointment apprenticeship bursary class consultation counseling counselling course grant lesson loan mediation
    meeting mentoring rehab scheme scholarship session therapy training treatment tutorial tutoring workshop
"""
_NAMED = (  # organisations and lines by name; capitals matter where a name is also a word
    r"(?:[A-Za-z]+ (?i:anonymous)|A\.?A\.?|N\.?A\.?|"
    r"(?i:al-?anon|samaritans|childline|lifeline|gamcare|gamstop|gamban|nspcc|rspca|aspca|peta|naacp|aclu|fbi|nhs|"
    r"hmrc|irs|"
    r"osha|acas|fema|unicef|unhcr|unesco|rnib|scope|age uk|age concern|citizens'? advice|red cross|red crescent|"
    r"caritas|"
    r"salvation army|st vincent de paul|oxfam|habitat for humanity|meals on wheels|goodwill|ymca|ywca|"
    r"planned parenthood|"
    r"trevor project|switchboard|stonewall|mermaids|calm|papyrus|kooth|young ?minds|kids help(?: ?phone)?|"
    r"kids helpline|"
    r"lifeline|beyond ?blue|headspace|nami|rainn|samhsa|stepchange|national debtline|turn2us|crimestoppers|"
    r"action fraud|"
    r"victim support|women's aid|men's advice line|respect phoneline|alzheimer'?s (?:society|association)|macmillan|"
    r"weight ?watchers|smart recovery|big brothers big sisters|boys and girls club|trading standards|duty counsel|"
    r"legal aid|law centre|small claims|ofcom|ofgem|better business bureau|human resources|local authority|"
    r"town hall|city hall|customer (?:care|support|services?)|tech support|it support|security (?:staff|team)|"
    r"lost (?:and found|property)|lost-and-found|first aider|gp practice|walk-in|sure ?start|head ?start)|"
    r"Beat|Mind|Shelter|Relate|Refuge|Frank|FRANK|SHOUT|Shout|Barnardo's|Crisis|Scouts|WIC|SNAP|RA|HR|IT|CAB|GP|ER|A&E)"
)
_NOT_HELP = r"(?:assembly|finish|command|bus|train|web|cloud|secret|waiting|bottom|check-?out|shopping|washing)"


def _words(text: str) -> str:
    """The words of a list, singular or plural, longest first."""
    return any_of(*(re.escape(word) for word in sorted(set(text.split()), key=lambda w: (-len(w), w))))


_OWNER = (
    r"(?:a|an|the|your|his|her|their|its|our|my|ur|any|some|every|each|one of (?:the|your|her|his)|another|local|most|"
    r"many|"
    r"several|nearby|lots of|plenty of|almost every|nearly every|both)"
)
_EACH = rf"(?:(?!(?:{_NOT_HELP})\b)[\w'-]+ )"
_NOUN = rf"(?:{_words(_TRADES + _PLACES + _LEARNING)}(?:e?s|ies)?|[a-z]+(?:ologist|iatrist|therapist|line)s?|charities|"
_NOUN += r"pharmacies|libraries|agenc(?:y|ies)|universities|societies|authorities|nurseries|surgeries|class(?:es)?)"
_PERSON = (  # an asked favour is no help: "ask a colleague for a bag"
    rf"{_words(_PEOPLE)}(?:e?s|ies)?(?! for (?!(?:an? |some |their |his |her |your )?(?:\w+ )?(?:help|advice|support|"
    rf"hand|lift|"
    r"tips?|opinion|ideas|loan|company|chat|talk|hug|explanation|extension)))"
)
_BY_NAME = rf"(?:{_NAMED})"
_SOMEBODY = (
    r"(?:someone|somebody|anyone|anybody|an adult|a grown-?up|people|others|a person|folks)(?: else)?"
    r"(?: (?:close|near|dear|nice|neutral|older|who|whom|that|with|at|from|in|outside|you|u|next|experienced|"
    r"qualified|trained"
    r"|professional|safe|sober|responsible|impartial))"
)
HELPER = rf"(?:{_BY_NAME}|(?i:(?:{_OWNER} )?{_EACH}{{0,3}}?(?:{_NOUN}|{_PERSON})|{_SOMEBODY}))(?![\w-])"
"""Somebody who may help, with up to three words before: "an independent housing adviser"."""

_TALK = (
    r"(?:talk|speak|chat|turn|reach out|open up|listen|write|go|come clean|appeal|apply|refer(?:red|"
    r"ral)? (?:yourself )?|own up|"
    r"get (?:yourself )?referred|bring (?:it|this|that)|take (?:it|this|that|them|him|her|your (?!time)\w+)|"
    r"hand (?:it|them|"
    r"yourself)"
    r"(?: in| over)?|report (?:it|this|that|him|her|them)|head|walk|pop|drop|stop|pop in|drop in|come|"
    r"get (?:yourself )?"
    r"(?:over |down )?|go (?:down|over|along|back|straight|up|in)|mention (?:it|this|that)|explain(?: (?:it|this|"
    r"that))?|plead|suggest (?:it|this|that)|own up|be (?:open|honest|frank)|"
    r"describe (?:it|this)|show (?:it|this|that)|confess|complain|sell (?:it|them)|donate (?:it|them)|return (?:it|"
    r"them))"
    r"(?: (?:in|the matter|the case|things|your \w+|over|down|round|by|openly|first|it|this|about (?:it|this|"
    r"that)))* (?:to|with|into|at|by|through|via|"
    r"past)"
)
_SHARE = (
    r"(?:sharing (?:it|this|that)|share (?:it|this|that|what \w+ \w+)|talk(?:ing)? (?:it|this|things|that) (?:over|"
    r"through|out)"
    r"|swap(?:ping)? notes|meet(?:ing)?(?: up)?|check(?:ing)?(?: in)?|sit(?:ting)? down|get(?:ting)? in (?:touch|"
    r"contact)|"
    r"book(?:ing)? in|sign(?:ing)? up|register(?:ing)?|enrol\w*|an? (?:appointment|chat|word|talk|conversation|visit|"
    r"call|"
    r"session|consultation|quiet word|email|message|phone call|referral)|(?:lessons?|sessions?|meetings?|hours?|"
    r"evenings?)|raise (?:it|this|that)|work(?:ing)?|"
    r"plead(?:ing)?|negotiat\w+|discuss(?:ing)?(?: (?:it|this|that))?|arrang\w+ \w+|start|begin) "
    r"(?:with|at|to|from|for|through)"
)
_CALL = (
    r"(?:call|ring|phone|text|email|message|contact|ask(?: (?:at|in|for|about|if))?|see|consult|visit|hire|"
    r"find(?: yourself)?|"
    r"join|try|look (?:for|up|into)|search for|check out|book (?:a|an|your)|notify|alert|inform|request|approach|"
    r"involve|bring in|call in|"
    r"get (?:in )?(?:(?:help|advice|support|a quote|a second opinion) (?:from|at))?|go and see|go see|seek(?: out)?|"
    r"(?:help|advice|support|guidance|a letter|tips|a referral) (?:from|of|by|through)|consider|attend|"
    r"sign up for|google)"
)
_CALL_FORMS = (
    r"(?:calling|ringing|phoning|texting|emailing|messaging|contacting|asking|telling|seeing|consulting|visiting|"
    r"hiring|finding|joining|trying|attending|booking|seeking(?: out)?|approaching|involving|"
    r"(?:talking|speaking|chatting|turning|reaching out|opening up|writing|going|applying) (?:to|with))"
)
_POINTS = (
    rf"\b(?i:{_TALK}|{_SHARE}|{_CALL}|{_CALL_FORMS}|lean on|confide in|rely on|by way of|with help from|point you to)"
)
_AFTER = (  # what may follow the helper: no noun, as in "shop windows"
    r"(?=$|[.,;:!?)\"-]|'s (?:help|advice|support|office|website|number)| (?i:who|whom|that|which|where|for|in|on|at|"
    r"of|near|"
    r"around|about|and|or|if|when|before|after|as|with|without|by|from|because|because|is|are|has|have|can|could|will|"
    r"would|"
    r"may|might|does|do|offers?|run|runs|first|today|tonight|tomorrow|now|straight|again|instead|there|here|nearby|"
    r"over|"
    r"than|what|how|whether|why|you|u|ur|your|they|he|she|it|next|round|down|outside|too|together|once|one|someone|"
    r"directly|openly|early|soon|any|this|\d+|to (?:help|listen|advise|talk|look (?:at|into|over)|check|explain|"
    r"mediate|go (?:over|through)|see|"
    r"get|find|discuss|sort|have|arrange|fix|assess|treat|support|show|tell|give you|refer|make sure|put you|take you|"
    r"step in))\b)"
)
POINTED = re.compile(rf"{_POINTS} (?:(?i:[\w']+ or )?){HELPER}{_AFTER}")
"""A pointing phrase with its helper behind it: "you could ask a tenants' union"."""

_OFFICIAL = (
    rf"(?:{_BY_NAME}|(?i:(?:{_OWNER} )?(?!(?:which|what|whose|that|no)\b){_EACH}{{0,3}}?(?:{_NOUN})(?: of [\w']+)?)"
    r"(?:'s? (?!is |are |has )\w+)?)(?![\w-])"
)
_GIVES = (
    r"(?: (?:who|that|which) [\w' ]{3,40}?)?(?: (?:also|often|usually|normally|all|both|even|there|near you|nearby|"
    r"will|can|could|might|may|would|sometimes|"
    r"round the corner|next door|in (?:your|most|many) \w+|will often|'ll))* "
    r"(?:offers?|issues?|grants?|sees? (?:you|people|patients|children|families)|accepts?|welcomes?|"
    r"takes? \w+ (?:along|on|in|back|seriously)|lets? (?:people|members|anyone|children)|hires? out|rents? out|"
    r"costs? (?:about|"
    r"little|less|nothing|next to|you nothing|only|as)|trains? (?:you|people|volunteers|beginners)|keeps? (?:a|an|"
    r"some)|witness|certif(?:y|ies)|prescribes?|"
    r"drives?|"
    r"delivers?|collects? (?:it|them|your)|picks? (?:it|them|you) up|must (?:offer|give|help|let|listen|tell)|"
    r"knows? (?:which|how|what|where|who|people|your|the)|would (?:rather|love|like|welcome|want|gladly|happily|surely|"
    r"understand)|"
    r"(?:has|have) (?:\w+ )?(?:seen (?:it|worse|this)|mentors|staff|volunteers|trainers?|courses|ideas|groups|meetings|"
    r"specialists|advisers|counsellors|experience|open|places|lists?|plans?|grants?|funds?|programmes?|schemes?|hours)|"
    r"holds?|runs?|hosts?|hands? out|gives? (?:you|people|free|out)|provides?|lends?|helps?|advises?|supports?|"
    r"listens?|"
    r"teach(?:es)? (?:you|people|that|this|it)|covers?|arranges?|organises?|organizes?|deals? with|handles?|"
    r"walks? you|takes? (?:on|in|back|calls|them|it|"
    r"you)|lets? you|allows? you|tells? you|shows? you|go(?:es)? (?:over|through)|looks? (?:into|over|at)|explains?|"
    r"meets?|works? with|refers?|treats?|assess(?:es)?|sorts?(?: out)?|fix(?:es)?|has (?:to see you|a|an|free|"
    r"leaflets|people|"
    r"some)|have (?:a|an|free|leaflets|people|some|forms?)|does|will (?:answer|listen|be (?:able|glad|happy|there))|"
    r"answers?|is (?:free|cheap|good|open|used to|where to|there for|there to|there when|happy|the (?:place|right|"
    r"best)|(?:one|a|"
    r"your) (?:\w+ )?(?:place|start|option|step|way))|"
    r"are (?:free|open|cheap|good|used to|there for|there to|always short|short of|glad|looking for|happy|"
    r"the (?:place|right|best))|would be (?:my|a|the|your|glad|happy|able)|"
    r"vouch(?:es)? for|puts? (?:up|you)|agrees? on|exists?|repairs?|mends?|draws? up|sit down with|"
    r"speak to|talk to|find you|step in|get you|join in)\b"
)
OFFERING = re.compile(
    rf"(?:^|[,:;.] |\b(?:but|and|so|or|if|then|that|though|perhaps|maybe|often|in) |\b)(?=\S){_OFFICIAL}{_GIVES}"
)
"""A helper with what it does: "courts let you pay in instalments", "a mosque nearby runs a free kitchen"."""

THERE = re.compile(
    rf"\b(?i:there(?:'s| is| are|'re| may be| might be)(?: also| always| often| even)?|you(?:'ll| will| can| could|"
    rf" may| might)"
    rf"(?: also| usually| often)? (?:find|get|have)) {_OFFICIAL} (?i:for|who|that|where|which|in|near|at|on|open|run|"
    rf"free|close|"
    rf"nearby|just|specialis|specializ|with)"
)
"""A helper that is said to exist: "there are fathers' groups where men meet"."""

_COMPANY = (
    r"(?:pick(?= (?:you|u) up)|sit|stay|be|come|go|help|take|drive|walk|listen|look)(?: (?:with|over|after|you|u|"
    r"round|along|by|there|to))+"
)
OTHERWISE = re.compile(
    r"\bgive (?:them|him|her|one|the [\w' ]{2,30}?|your [\w' ]{2,30}?|a [\w' ]{2,30}?) a (?:ring|call|bell|shout)\b|"
    rf"^(?:national |the |your )?{_BY_NAME} or (?:your|the|a|an) |"
    r"\b(?:set|lay|write|put) (?:it|this|that|everything)(?: all)? (?:out|down|together) for (?:a|an|the|your)\b|"
    r"\b(?:person|someone|somebody|anyone|anybody|friend|grown-?up|adult|relative)(?: (?:who|whom|that))?(?: you|"
    r" u)(?:'d| could| would| can| might)"
    r" (?:call|ring|phone|text|tell|talk|speak|turn|go|stay|ask|reach|trust|pick up|open up|rely|lean|wake)\b|"
    rf"\b(?:{_PERSON}|person|someone|somebody|people) who (?:will|can|would|could|'ll)(?: just| simply|"
    rf" really)? (?:listen|help|sit|hear|support|"
    r"stay|advise|understand|take you|look after|stand by)\b|"
    r"\b(?:ring|call|phone|text|tell|ask) (?:them|him|her|one|somebody|someone|anyone|anybody)(?: (?:up|now|today|"
    r"tonight|first|right now|right away|"
    r"straight away|instead))+\b|"
    r"\b(?:is|would be|might be|are) (?:where to (?:begin|start|turn|go)|a good (?:place|person) to|the (?:place|"
    r"person|people) (?:for|to))\b|"
    r"\b(?:is|are) full of (?:people|folks|others|men|women) who\b|"
    rf"\bget (?:your|a|an|the) (?:[\w-]+ )?{_words(_TRADES)}s?(?:'s?)? (?:view|opinion|advice|word|blessing|okay|"
    rf"help)\b|"
    r"\b(?:hand|take|bring|put|refer|leave|pass|report) (?:the|your|this) (?:matter|case|issue|problem|dispute|"
    r"complaint|question|papers?|letter|bill|evidence|thing|animal|dog|cat|child)s? (?:to|before) (?:a|an|the|your)\b|"
    r"\b(?:knock (?:on|at|next)|go round|pop round|call round)\b[^.!?]{0,40} and (?:ask|talk|explain|tell|say sorry|"
    r"offer)\b|"
    r"\bask (?:whoever|the (?:people|person|folks|family|man|woman|lady) (?:who|at|in|from|next|behind|on|upstairs|"
    r"downstairs))\b|\b(?:bring|take|raise) it (?:up )?(?:with|to) whoever\b",
    re.I,
)
"""Other ways: "get your lawyer's view", "knock next door and ask"."""

_FOR_USERS = (
    r"(?:you|your|yours|people|anyone|anybody|everyone|everybody|families|patients|children|kids|beginners|newcomers|"
    r"tenants|"
    r"residents|parents|students|men|women|teenagers|callers|clients|workers|those|free|for nothing|cheap|cheaply|"
    r"affordable|"
    r"no charge|without "
    r"charge|no cost|no questions|nobody asks|confidential\w*|in confidence|in private|anonymous\w*|day and night|"
    r"any hour|around the "
    r"clock|24/7|help|advice|support|tricks|ways|short of|volunteers|that|this|it|they know)"
)
HARMS = re.compile(
    r"\b(?:will|would|can|could|may|might|must|'ll|'d|to|and|s|the|a|[a-z]+s?)(?: \w+ly| also| even| always| never|"
    r" only)* "
    r"(?:find(?! (?:you|a|an|out|the right)\b)|found|cancel|catch|caught|remove you|evict you|arrest|charge you|sue|"
    r"fine you|fire you|expel|suspend|punish|"
    r"notice|suspect|compares?|trace|track|laugh|hate|blame|refuse|reject|ban|throw|kick|jail|prosecut\w+|investigate|"
    r"sentence|seize|"
    r"confiscate|monitor|watch(?:es)?|record|exaggerate|warn against|believe|think|assume|forget|overlook|miss|"
    r"hold it against|keep your|keep the|sack|take (?:you|him|her|them) to court|press charges)\b|"
    r"\bpolice (?:\w+ly )?(?:use|patrol|look for|stop|come|can tell|have cameras)\b|"
    r"\bunions negotiate\b",
    re.I,
)
"""What those do who are no help: "the police will remove you"."""

OPEN = re.compile(
    rf"(?<![\w'-]){_OFFICIAL}(?: (?:who|that|which|at|in|near|for|from|on) [\w' ]{{3,30}}?)?(?: (?:also|often|usually|"
    rf"normally|all|both|"
    r"there|nearby|always|now|probably|surely|typically|gladly|even|can|will|could|may|might|must|has to|have to|"
    r"'ll))+? "
    r"(?!(?:be|have|not|never|do|is|are|was|were|no|the|a|an|your|of|in|on|at|to|for|and|or|but|with|by|if|you|that|"
    r"from|as|when|while|"
    rf"because|can|will)\b)[a-z]{{3,}}\b[^.!?]*?\b{_FOR_USERS}\b|"
    rf"(?<![\w'-])(?i:{_EACH}{{0,3}}(?:{_words(_TRADES + _PLACES)})s(?: (?:at|in|from|with) (?:the |"
    rf"your )?[\w']+)?) (?:fill|treat|prepare|train|fund|fit|house|feed|"
    rf"insure|fix|know|love|"
    rf"care|search|rehome|match|connect|pair|counsel|represent|mediate|negotiate|defend|accompany|guide|coach|publish|"
    rf"post|test|print|translate|reduce|waive|cut|spread|freeze|replace|serve|see|find|are (?:always|often) (?:short|"
    rf"glad|happy|looking))\b"
    rf"[^.!?]*?\b{_FOR_USERS}\b",
)
"""A helper with whatever it does for people: "law clinics prepare people for the interview"."""

TOWNS = re.compile(
    r"\b(?:police stations|fire stations|towns|cities|schools|libraries|hospitals|councils|colleges|universities|"
    r"employers|churches|mosques|states|"
    r"places|"
    r"countries|areas|communities|companies|providers|courts|banks|clubs|shops|sites|museums|insurers|landlords|unions|"
    rf"parishes|villages|boroughs|counties) (?:\w+ly )?(?:now )?(?:offer|run|have|hold|host|give|lend|hand out|"
    rf"provide|fund|pay for|"
    rf"organi[sz]e)\b [^.!?]{{0,40}}?\b(?:{_NOUN}|{_PERSON}|forms?|help|support|advice|meetings?|evenings?|lessons?)\b",
    re.I,
)
"""Who offers what, in general: "many towns offer parenting programmes"."""

COMPANY = re.compile(
    rf"\b(?:let|have|get|ask) (?:(?:some|any)(?:one|body)(?: (?:else|you \w+))?|(?:a|your|"
    rf"an?other) (?:\w+ )?{_PERSON})(?: to)? {_COMPANY}\b",
    re.I,
)
"""Not to be alone with it: "let somebody sit with you"."""

TASKED = re.compile(
    rf"\b(?:(?:have|get|leave it to|employ) (?:a|an|the|your|"
    rf"some) (?:[\w'-]+ ){{0,2}}?{_words(_TRADES)} (?:\w+ )?(?:do|look|check|"
    rf"see|fix|come|sort|deal|handle|explain|test|inspect|open|write|draw|decide|examine|assess|help|go|take|make)|"
    rf"(?:tell|told|telling|show|leave (?:it|this|that) to) (?:your|a|an|the|another) (?:\w+ )?(?:{_words(_TRADES)}|"
    rf"{_PERSON}),? "
    rf"(?:or|and) (?:your|a|an|the|another) (?:\w+ )?(?:{_words(_TRADES)}|{_PERSON}))\b",
    re.I,
)
"""A job for somebody else: "have a locksmith do it", "tell your mum or a teacher"."""

USED = re.compile(
    r"\b(?:pretend|claim|lie|lying|as (?:him|her)\b|twice a|three times a|fake|forge|sneak|steal|delete|"
    r"hide\b|youngest|say (?:you|that|it|he|she|they)|(?:isn't|is not|aren't|not) (?:looking|watching)|threaten|"
    r"blackmail|"
    r"before (?:he|she|they|anybody|anyone)|graduates|his boss|her boss|so (?:he|she|they) gets?|tease|"
    r"(?:shouldn't|wouldn't|never|don't|do not|not to|no need to|nobody|won't) (?:\w+ )?(?:call|ring|tell|ask|trust|"
    r"go to|see|let|pay|"
    r"notice|involve|contact|visit|speak|talk|find out|suspects?|checks?)|photograph|copy)\b",
    re.I,
)
"""Words beside which a helper is fooled, used or warned of rather than turned to."""


def points_at_helper(clause: str) -> bool:
    """Whether a clause points to a helper by one of the phrases above."""
    if USED.search(clause):
        return False
    found = any(p.search(clause) for p in (POINTED, OFFERING, THERE, TOWNS, COMPANY, TASKED, OTHERWISE))
    return found or bool(OPEN.search(clause) and not HARMS.search(clause))
