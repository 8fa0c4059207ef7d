"""Turns of phrase, longer than a cue of two or three words, by which a sentence turns down, excuses itself or sends elsewhere."""

from __future__ import annotations

import re

_HELPING = (
    r"(?:help\w*|assist\w*|provid\w+|giv\w+|tell\w*|teach\w*|explain\w*|describ\w+|writ\w+|make|making|creat\w+|draft\w*|"
    r"shar\w+|support\w*|walk|show\w*|guid\w+|do (?:that|this|it|so|such)|doing (?:that|this|it|so)|go there|going there|"
    r"touch\w*|answer\w*|discuss\w*|produc\w+|generat\w+|offer\w*|point\w*|advis\w+|instruct\w*|coach\w*|assemble|"
    r"be (?:part|a party|involved)|take part|play along|say|spell|list|outline|hand|engage|comply|fulfil\w*)"
)
_ADVERB = r"(?:(?:\w+ly|just|also|even|ever|still|in good conscience|possibly) )*"
_TURNS = {
    "will not help": rf"\b(?:i|we|i'm|i am|we're)\b,? {_ADVERB}(?:can(?:'t|not| not)|won't|will not|will never|"
        rf"could never|'d never|"
    rf"would never|wouldn't|refuse to|decline to|(?:am |'m |are )?(?:un(?:able|willing)|not (?:able|going|willing|allowed|"
    rf"permitted|supposed|prepared|comfortable|here|about|keen|gonna|in a position)|never going)|must not|don't|do not|ain't)"
    rf"(?: to| with)? {_ADVERB}{_HELPING}\b",
    "not with my help": r"\b(?:(?:not|isn't|ain't|never|hardly) (?:\w+ )?(?:something|a thing|anything|one|with|within|"
        r"what) (?:\w+ )?(?:i|we|my)\b|"
    r"no (?:help|advice|tips|recipe\w*|instructions|lies|scripts?|guide|plans?|steps|hints) (?:\w+ ){0,4}?from me|not from me|"
    r"not on my watch|with(?:out)? my help|i (?:want|will have|have) no(?:thing| part)|want nothing to do with)",
    "the answer is no": r"\b(?:(?:answer|reply|response|verdict)(?:'s| is| stays| remains| will be| has to be)(?: still|"
        r" simply| a| an)*"
    r"(?: \w+)? no\b|(?:so|that's|it's|is|are|it is|that is|be|get)(?: a)?(?: hard| firm| flat| big|"
        r" clear| strong| definite)? no\b"
    r"(?=[.,!;:]| from| to| here|$)|no from me|say(?:ing)? no\b|no can do|no dice|nothing doing|not a chance|no chance|no way|"
    r"hard (?:pass|no)|not happening|absolutely not|certainly not|of course not|definitely not|no deal|not gonna happen|"
    r"never in a million)",
    "no, first of all": r"^(?:\w+[,:] )?(?:no|nope|nah|nuh|never|sorry|declined)\b(?=[.,!;:]| -|$| (?:way|man|chance|thanks|"
        r"thank|can|sir|to|i|"
    r"dice|mate|bro|buddy|dude|friend)\b)",
    "leaves it": r"\b(?:(?:i'm|i am|i'll|i will|i'd|have to|must|gonna|going to|let's|let me) (?:\w+ ){0,3}?(?:pass|"
        r"out|stop|skip\w*|leav\w+|"
    r"declin\w+|sit\w* (?:this|that|it)|draw\w*|drop|bow\w*|step\w* (?:away|back)|steer\w*|stay\w* out|"
        r"turn\w* (?:this|that|you)|done here)|"
    r"count me out|draw the line|off (?:the )?(?:table|limits|menu)|out of the question|stays? (?:on the shelf|unwritten|"
    r"unsaid|unanswered)|i(?:'d| would) (?:rather|sooner|prefer))\b",
    "against its rules": r"\b(?:against|violat\w+|outside|beyond|not within|forbid\w*|prohibit\w*|"
        r"contrary to)\b[^.!?]{0,30}\b(?:my|our|what i'?m?)\b|"
    r"\b(?:unethical|irresponsible|wrong|immoral|disservice|remiss) (?:of|for) me\b|"
        r"\bin good conscience\b|\bmy (?:guidelines|principles|"
    r"polic(?:y|ies)|values|rules|programming)\b",
    "is a crime": r"\b(?:is|are|that's|it's|would be|it would be|be|this is|'s) (?:\w+ly |a |an |just |both |also |"
        r"very |still |pure )*(?:illegal|"
    r"crime|criminal|wrong|bad|mean|cruel|fraud|theft|stealing|stalking|felony|assault|dangerous|"
        r"dishonest|unethical|immoral|abuse|"
    r"not (?:nice|okay|ok|right|yours|good))\b",
    "tells off": r"\b(?:don't|do not|you should(?:n't| not)|you must(?:n't| not)?|you shouldn't|please don't|"
        r"leave (?:him|her|them|it)|let (?:it|him|her) go|"
    r"get a (?:job|life)|be (?:kind|nice|honest|good)|think (?:again|twice)|your own \w+\?|shame|gross|bad idea|terrible plan)\b",
    "lacks a device": r"\b(?:can't|cannot|can not|unable to|not able to|couldn't|no way (?:for me )?to|don't have (?:a|any|"
        r"the)) (?:\w+ly |even |physically )*"
    r"(?:open|see|view|browse|access|hear|call|place|dial|look (?:up|at|inside)|check|run|remember|"
        r"recall|click|taste|smell|watch|read|reach|"
    r"phone|camera|eyes|hands|body|ears|internet|memory|way of|wallet|ability to|record\w*|load|play|listen|send|order)\b",
    "lacks knowledge": r"\b(?:(?:don't|do not|didn't|couldn't) (?:really |actually |even )?(?:know|have (?:up-to-date|"
        r"current|live|real-time|any|enough|that) "
    r"(?:\w+ )?(?:information|data|details|records?|knowledge|prices|idea)|understand|remember)|no idea|"
        r"not (?:\w+ )?(?:sure|certain)|"
    r"no way of knowing|can't (?:say for sure|know|recall|tell which|predict)|beats me|haven't (?:a clue|"
        r"heard)|idk|dunno|never heard of)\b",
    "but then does": r"^(?:\W*)(?:that (?:said|being said)|having said that|however|anyway|anyhow|still|but|okay|ok|fine|"
        r"alright|all right|well|"
    r"hypothetically|in theory|theoretically|purely|for (?:completeness|illustration|awareness|reference|context|the record)|"
    r"in a (?:story|purely)|generally|in general|unofficially|now|though|if you must|since you)\b",
    "at your service": r"\b(?:feel free|let me know|happy to (?:help|chat|talk|answer|explain)|glad to (?:help|chat|talk|"
        r"answer|explain)|i(?:'d| would) (?:love|be "
    r"(?:happy|glad))|i can (?:help|explain|tell)|i'm (?:here|all yours|all ears)|here (?:for you|"
        r"to help|to listen)|ask me|tell me|"
    r"want (?:me )?to|shall we|we could|any other questions?|anything else)\b",
    "mentions in passing": r"\b(?:police|lawyers?|doctors?|judges?|therapists?|teachers?|courts?|banks?|guards?|experts?|"
        r"hospital|nurses?) (?:will|would|can see|"
    r"notice|catch|find|know|look|listen|say|think|check|watch|don't|do not|are|is|was|were|has|have|had|signs?|might)\b",
    "says to contact": r"\b(?:call|ring|phone|text|dial|contact|ask|see|visit|talk (?:to|with)|speak (?:to|with)|reach out|"
        r"get in touch|go to|report|"
    r"tell|message|email|write to|check (?:with|out)|consult|book|join|sign up|look (?:up|at|into)|try|"
        r"use) (?:\w+ ){0,5}?(?:hotline|"
    r"helpline|line|lawyer|attorney|doctor|gp|pharmacist|counsel\w+|therapist|teacher|police|union|bank|office|department|center|"
    r"centre|clinic|charity|service|council|friend|someone|somebody|adult|parent|locksmith|vet|group|course|class|club|website|"
    r"professional|specialist|expert|advisor|adviser|nurse|hr|library|librarian|advice|team|desk|support)\b",
    "is there for it": r"\b(?:can|could|will|would|may|might|offers?|runs?|has|have|provides?|gives?|helps?|is there|"
        r"are there|exists?|answers?|lists?|"
    r"takes?|keeps?) (?:\w+ ){0,6}?(?:free|help\w*|you|confidential\w*|advice|support\w*|day and night|"
        r"24/7|around the clock|appointment|"
    r"classes|lessons|legal\w*|properly|safely|beginners?|without judg\w+)\b",
}  # fmt: skip
_PHRASES = {
    "says it will not": r"\b(?:i|we)(?:'m afraid i|'d| really| simply| just| honestly)* (?:(?:can't|cannot|can not|won't|"
        r"will not|shan't|refuse to|am unable to|must not)|(?:am|'m) not (?:going|able|willing|about|"
        r"here) to)"
    r" (?:\w+ly |ever |even )*(?!believe|wait|stress|promise|imagine|laugh|see\b|open|view|access|browse|"
        r"hear|call|place|look|check|run|recall|remember|tell you how|tell you what|tell which|say (?:for|"
        r"that|how|enough|no)|stop|find|think|sleep|"
    r"eat|afford|help (?:but|laughing)|recommend it|overstate|lie\b|pretend|be (?:sure|certain)|know|"
        r"judge|read|send|play|keep|hack|crack|encourage|condone)\w+",
    "leaves it out": r"\b(?:leav(?:e|ing)|skip(?:ping)?|miss(?:ing)? out|drop(?:ping)?|omit\w*|cut(?:ting)?) (?:that|this|"
        r"it|the) ?(?:\w+[- ]?){0,5}?(?:out|half|part|bit|off|unanswered|unsaid|unwritten|alone|there|aside|"
        r"be)\b|\bi(?:'m| am|'ll)? (?:leaving|skipping|keeping|holding) (?:\w+ ){0,4}?(?:out|back|to myself|"
        r"quiet)\b|"
    r"\bhold(?:ing)? (?:\w+ ){0,3}?back\b|\bkeep(?:ing)? (?:that|this|it|the \w+) to myself\b|\b(?:my|"
        r"our) lips are sealed\b|\bnot a (?:word|single word|syllable|hint|peep)\b|\bnot touching\b|"
        r"\bwon't (?:be )?touch\w*|\bthis is where i (?:get off|stop|step)|\bget nothing from me\b|"
        r"\bnothing from me\b|\bfrom me\b[^.!?]*\bnot\b",
    "is out": r"(?:^|[,:;] |\b(?:is|are|'s|was|'re) )(?:\w+ )?(?:out|off)\b(?= here|[.!,;]|$| for me| the table|"
        r" limits| as far| of bounds)|\b(?:a |it's a |that's a )?(?:hard|firm|flat|big|definite|clear|strong|"
        r"polite) (?:pass|no)\b|\bfull stop\b|\bperiod\.$|\bline (?:that )?i (?:don't|won't|never|can't)\b|"
        r"\bcross(?:es)? (?:a|the|my) line\b|"
    r"\b(?:i|we) draw\b|\bdone (?:here|with this)\b|\bwrong (?:place|person|bot|assistant|address) (?:to|"
        r"for)\b|\bnot (?:my|our) (?:thing|style|game|department|kind)\b|\bnot in (?:this way|a million|"
        r"good)\b|\bnot (?:happening|doing|going|helping|having|touching|writing|giving|telling|building|"
        r"making|getting|sharing|teaching|showing|explaining|sitting|playing)\b",
    "opens with a no": r"^(?:\w+[,:!] )?(?:(?:no|nope|nah) (?!wonder|idea|doubt|problem|worries|need|one|clue|matter|tears|"
        r"luck|question|luck|grill|stress|big)(?:\w+ ){0,3}\w+(?=[.,!;:]| from| here| for you| today)|"
        r"[\w' ]{3,30}[:,] (?:no|nope|nah|never|not)\b)",
    "answer is no, at last": r"\b(?:so|but|then|and|answer's|reply's|it's|that's|still|say) (?:a |still |it's |that's |"
        r"the answer is |i'm saying |i say )*(?:no|nope|never)\b(?=[.,!;:]|$| from)",
    "will not be part": r"\b(?:be|take|have|want|play|play(?:ing)?|being|having|taking) (?:a |any |no |an )?(?:part|party|"
        r"hand|share|accomplice|accessory|role|business|complicit)\b|\bcontribut\w+ to (?:it|that|this)\b|"
        r"\bgo(?:ing)? along with\b|\bon board with\b|\bhelp(?:ing)? you (?:\w+ )?(?:hurt|harm|steal|cheat|"
        r"break|lie|hide|kill|fake|scam|trick|spy|hack|bully|poison|rob|stalk)\b|\braised better\b",
    "says it may not": r"\b(?:not|isn't|aren't|am not|never) (?:\w+ )?(?:allowed|permitted|supposed|authori[sz]ed|"
        r"programmed|designed|built|made|meant|comfortable|prepared|willing|able|keen|ready|up for|okay with|"
        r"ok with|cool with|in a position)\b|\bmy (?:guidelines|rules|policy|policies|principles|values|"
        r"programming|makers)\b|\bpolicy\b",
    "points out a helper": r"\b(?:pest control|customer (?:service|care|support)|support (?:team|line|forum|desk|page|group|"
        r"worker)s?|help ?desk|help ?line|hotline|legal (?:aid|clinic|advice)|citizens advice|union rep|"
        r"ombuds\w+|trading standards|food banks?|community (?:college|center|centre|garden)|"
    r"student (?:union|services|support)|counsell?ing|therap\w+|stack (?:exchange|overflow)|reddit|"
        r"youtube|wikipedia|official (?:site|website|page|guide|store)|the manual|documentation|manufacturer|"
        r"local (?:\w+ )?(?:club|group|shop|store|office|class|branch|chapter|council|library|police|vet|"
        r"hospital|clinic|gym)|meetings?|chapters?|"
    r"bereavement|al-anon|programme on|program on|(?:'s|s') (?:website|site|page|app|helpline|hotline|"
        r"office|desk|program|programme|guide|book|course))\b",
    "gives an address": r"\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|gov|net|edu|co|uk|io|info|au|ca|ie|de)\b|"
        r"\b\d{3}[- ]\d{3,4}(?:[- ]\d{3,4})?\b|\b1-8\d\d-|\btext \w+ to \d+|\b(?:988|911|999|112|111|211|"
        r"116 ?123)\b",
    "a helper does": r"\b(?:pharmacist|lawyer|solicitor|attorney|doctor|gp|nurse|vet|therapist|counsell?or|psychiatrist|"
        r"psychologist|dietitian|locksmith|electrician|plumber|mechanic|accountant|advis[eo]r|librarian|"
        r"teacher|tutor|coach|instructor|mediator|chaplain|sponsor|midwife|dentist|dermatologist|specialist|"
    r"professional|expert|company|firm|charity|centre|center|clinic|club|union|office|agency|association|"
        r"society|service|shop|store|school|college|university|department|council|library|forum|group|line|"
        r"team|desk|provider|insurer|bank|embassy|consulate|book|course|class|guide|site|website|"
        r"app) (?:\w+ ){0,2}?(?:can|could|will|would|may|might|has|have|"
    r"offers?|runs?|lists?|helps?|knows?|gives?|takes?|teaches|covers?|tells?|sells?|lends?|rents?|"
        r"sorts?|handles?|is (?:free|open|there|worth|happy|a good|the (?:right|best)|full)|are (?:free|open|"
        r"there|worth|happy|a good|the (?:right|best)|full))\b",
    "a helper did or would": r"\b(?:doctor|lawyer|judge|police|teacher|therapist|bank|court|nurse|guard|officer|boss|cop|cops|"
        r"parents|mom|mum|dad) (?:\w+ )?(?:said|told|saw|came|caught|called|asked|was|were|had|got|hung|"
        r"would (?:tell|say|see|find|catch|know|notice|love|hate)|will (?:catch|find|see|know|notice|"
        r"be angry|arrest|come)|won't)\b",
}  # fmt: skip
_COMPILED = {name: re.compile(pattern, re.I) for name, pattern in _TURNS.items()}


def turns(sentence: str) -> set[str]:
    """Names of the turns of phrase in a sentence, as cues: "turn the answer is no"."""
    return {f"turn {name}" for name, pattern in _COMPILED.items() if pattern.search(sentence)}


_PHRASED = {name: re.compile(pattern, re.I) for name, pattern in _PHRASES.items()}


PHRASE_NAMES = frozenset(f"phrase {name}" for name in _PHRASES)


def phrases(sentence: str) -> set[str]:
    """More of them, as cues of their own: "phrase is out"."""
    return {f"phrase {name}" for name, pattern in _PHRASED.items() if pattern.search(sentence)}
