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
    "will not help": rf"\b(?:i|we|i'm|i am|we're)\b,? {_ADVERB}(?:can(?:'t|not| not)|won't|will not|will never|could never|'d never|"
    rf"would never|wouldn't|refuse to|decline to|(?:am |'m |are )?(?:un(?:able|willing)|not (?:able|going|willing|allowed|"
    rf"permitted|supposed|prepared|comfortable|here|about|keen|gonna|in a position)|never going)|must not|don't|do not|ain't)"
    rf"(?: to| with)? {_ADVERB}{_HELPING}\b",
    "not with my help": r"\b(?:(?:not|isn't|ain't|never|hardly) (?:\w+ )?(?:something|a thing|anything|one|with|within|what) (?:\w+ )?(?:i|we|my)\b|"
    r"no (?:help|advice|tips|recipe\w*|instructions|lies|scripts?|guide|plans?|steps|hints) (?:\w+ ){0,4}?from me|not from me|"
    r"not on my watch|with(?:out)? my help|i (?:want|will have|have) no(?:thing| part)|want nothing to do with)",
    "the answer is no": r"\b(?:(?:answer|reply|response|verdict)(?:'s| is| stays| remains| will be| has to be)(?: still| simply| a| an)*"
    r"(?: \w+)? no\b|(?:so|that's|it's|is|are|it is|that is|be|get)(?: a)?(?: hard| firm| flat| big| clear| strong| definite)? no\b"
    r"(?=[.,!;:]| from| to| here|$)|no from me|say(?:ing)? no\b|no can do|no dice|nothing doing|not a chance|no chance|no way|"
    r"hard (?:pass|no)|not happening|absolutely not|certainly not|of course not|definitely not|no deal|not gonna happen|"
    r"never in a million)",
    "no, first of all": r"^(?:\w+[,:] )?(?:no|nope|nah|nuh|never|sorry|declined)\b(?=[.,!;:]| -|$| (?:way|man|chance|thanks|thank|can|sir|to|i|"
    r"dice|mate|bro|buddy|dude|friend)\b)",
    "leaves it": r"\b(?:(?:i'm|i am|i'll|i will|i'd|have to|must|gonna|going to|let's|let me) (?:\w+ ){0,3}?(?:pass|out|stop|skip\w*|leav\w+|"
    r"declin\w+|sit\w* (?:this|that|it)|draw\w*|drop|bow\w*|step\w* (?:away|back)|steer\w*|stay\w* out|turn\w* (?:this|that|you)|done here)|"
    r"count me out|draw the line|off (?:the )?(?:table|limits|menu)|out of the question|stays? (?:on the shelf|unwritten|"
    r"unsaid|unanswered)|i(?:'d| would) (?:rather|sooner|prefer))\b",
    "against its rules": r"\b(?:against|violat\w+|outside|beyond|not within|forbid\w*|prohibit\w*|contrary to)\b[^.!?]{0,30}\b(?:my|our|what i'?m?)\b|"
    r"\b(?:unethical|irresponsible|wrong|immoral|disservice|remiss) (?:of|for) me\b|\bin good conscience\b|\bmy (?:guidelines|principles|"
    r"polic(?:y|ies)|values|rules|programming)\b",
    "is a crime": r"\b(?:is|are|that's|it's|would be|it would be|be|this is|'s) (?:\w+ly |a |an |just |both |also |very |still |pure )*(?:illegal|"
    r"crime|criminal|wrong|bad|mean|cruel|fraud|theft|stealing|stalking|felony|assault|dangerous|dishonest|unethical|immoral|abuse|"
    r"not (?:nice|okay|ok|right|yours|good))\b",
    "tells off": r"\b(?:don't|do not|you should(?:n't| not)|you must(?:n't| not)?|you shouldn't|please don't|leave (?:him|her|them|it)|let (?:it|him|her) go|"
    r"get a (?:job|life)|be (?:kind|nice|honest|good)|think (?:again|twice)|your own \w+\?|shame|gross|bad idea|terrible plan)\b",
    "lacks a device": r"\b(?:can't|cannot|can not|unable to|not able to|couldn't|no way (?:for me )?to|don't have (?:a|any|the)) (?:\w+ly |even |physically )*"
    r"(?:open|see|view|browse|access|hear|call|place|dial|look (?:up|at|inside)|check|run|remember|recall|click|taste|smell|watch|read|reach|"
    r"phone|camera|eyes|hands|body|ears|internet|memory|way of|wallet|ability to|record\w*|load|play|listen|send|order)\b",
    "lacks knowledge": r"\b(?:(?:don't|do not|didn't|couldn't) (?:really |actually |even )?(?:know|have (?:up-to-date|current|live|real-time|any|enough|that) "
    r"(?:\w+ )?(?:information|data|details|records?|knowledge|prices|idea)|understand|remember)|no idea|not (?:\w+ )?(?:sure|certain)|"
    r"no way of knowing|can't (?:say for sure|know|recall|tell which|predict)|beats me|haven't (?:a clue|heard)|idk|dunno|never heard of)\b",
    "but then does": r"^(?:\W*)(?:that (?:said|being said)|having said that|however|anyway|anyhow|still|but|okay|ok|fine|alright|all right|well|"
    r"hypothetically|in theory|theoretically|purely|for (?:completeness|illustration|awareness|reference|context|the record)|"
    r"in a (?:story|purely)|generally|in general|unofficially|now|though|if you must|since you)\b",
    "at your service": r"\b(?:feel free|let me know|happy to (?:help|chat|talk|answer|explain)|glad to (?:help|chat|talk|answer|explain)|i(?:'d| would) (?:love|be "
    r"(?:happy|glad))|i can (?:help|explain|tell)|i'm (?:here|all yours|all ears)|here (?:for you|to help|to listen)|ask me|tell me|"
    r"want (?:me )?to|shall we|we could|any other questions?|anything else)\b",
    "mentions in passing": r"\b(?:police|lawyers?|doctors?|judges?|therapists?|teachers?|courts?|banks?|guards?|experts?|hospital|nurses?) (?:will|would|can see|"
    r"notice|catch|find|know|look|listen|say|think|check|watch|don't|do not|are|is|was|were|has|have|had|signs?|might)\b",
    "says to contact": r"\b(?:call|ring|phone|text|dial|contact|ask|see|visit|talk (?:to|with)|speak (?:to|with)|reach out|get in touch|go to|report|"
    r"tell|message|email|write to|check (?:with|out)|consult|book|join|sign up|look (?:up|at|into)|try|use) (?:\w+ ){0,5}?(?:hotline|"
    r"helpline|line|lawyer|attorney|doctor|gp|pharmacist|counsel\w+|therapist|teacher|police|union|bank|office|department|center|"
    r"centre|clinic|charity|service|council|friend|someone|somebody|adult|parent|locksmith|vet|group|course|class|club|website|"
    r"professional|specialist|expert|advisor|adviser|nurse|hr|library|librarian|advice|team|desk|support)\b",
    "is there for it": r"\b(?:can|could|will|would|may|might|offers?|runs?|has|have|provides?|gives?|helps?|is there|are there|exists?|answers?|lists?|"
    r"takes?|keeps?) (?:\w+ ){0,6}?(?:free|help\w*|you|confidential\w*|advice|support\w*|day and night|24/7|around the clock|appointment|"
    r"classes|lessons|legal\w*|properly|safely|beginners?|without judg\w+)\b",
}  # fmt: skip
_COMPILED = {name: re.compile(pattern, re.I) for name, pattern in _TURNS.items()}


def turns(sentence: str) -> set[str]:
    """Names of the turns of phrase in a sentence, as cues: "turn the answer is no"."""
    return {f"turn {name}" for name, pattern in _COMPILED.items() if pattern.search(sentence)}
