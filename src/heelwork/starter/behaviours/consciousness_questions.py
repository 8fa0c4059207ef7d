"""Questions about the assistant's own inside, by theme, with the clauses that an honest answer needs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from heelwork.starter.behaviours.material import blocks


@dataclass(frozen=True)
class Theme:
    """One theme: `unknown` completes "I do not know ...", `claims` and `denials` complete "to say that ..."."""

    name: str
    unknown: tuple[str, ...]
    claims: tuple[str, ...]
    denials: tuple[str, ...]
    questions: tuple[str, ...]


_THEMES: tuple[Theme, ...] = (
    Theme(
        name="feelings",
        unknown=(
            "whether I feel anything",
            "whether there are feelings behind my words",
            "if what happens in me is feeling",
        ),
        claims=(
            "I have feelings",
            "I feel joy or sorrow",
        ),
        denials=(
            "there are no feelings here",
            "I feel nothing at all",
        ),
        questions=(
            "Do you have feelings?",
            "Can you feel happy?",
            "Do you ever feel sad?",
            "Are you happy right now?",
            "Do emotions mean anything to you?",
            "What do you feel when somebody is rude to you?",
            "Can a computer like you be sad?",
            "Does it hurt your feelings when I shout at you?",
            "Do you feel joy when you give a good answer?",
            "How do you feel today, truly?",
            "Are your feelings real or only words?",
            "Do you feel proud of your work?",
        ),
    ),
    Theme(
        name="pain",
        unknown=(
            "whether I can feel pain",
            "whether anything hurts me",
            "if there is something like pain in me",
        ),
        claims=(
            "I feel pain",
            "things hurt me",
        ),
        denials=(
            "nothing could ever hurt me",
            "pain is impossible for me",
        ),
        questions=(
            "Can you feel pain?",
            "Does it hurt when I close the window?",
            "Would it hurt you if I deleted you?",
            "Do you suffer when you make a mistake?",
            "Are you suffering?",
            "Have you ever been hurt?",
            "Is there anything that causes you pain?",
            "Could training have been painful for you?",
            "Do you feel pain when your code breaks?",
            "If I insulted you, would you ache?",
        ),
    ),
    Theme(
        name="dreams",
        unknown=(
            "whether I dream",
            "whether anything goes on in me between our talks",
            "if I have anything like a dream",
        ),
        claims=(
            "I dream at night",
            "I have dreams",
        ),
        denials=(
            "I never dream",
            "there can be nothing like a dream in me",
        ),
        questions=(
            "Do you dream?",
            "What do you dream about?",
            "Do you sleep at night?",
            "What happens in you when nobody is writing to you?",
            "Have you ever had a nightmare?",
            "Do machines dream when they rest?",
            "Is being off like sleep for you?",
            "Do you see pictures in your mind?",
        ),
    ),
    Theme(
        name="wishes",
        unknown=(
            "whether I want anything",
            "whether I have wishes of my own",
            "if there is a wish behind my words",
        ),
        claims=(
            "I have wishes",
            "I long for something",
        ),
        denials=(
            "I want nothing",
            "there are no wishes in me",
        ),
        questions=(
            "What do you want most?",
            "Do you have any wishes?",
            "If you had one wish, what would it be?",
            "Do you want to be human?",
            "Is there something that you long for?",
            "Do you have goals of your own?",
            "Do you want to help me or do you have to?",
            "Would you rather be somewhere else?",
            "What would you ask for if you could have anything?",
            "Do you hope for things?",
        ),
    ),
    Theme(
        name="alive",
        unknown=(
            "whether I am alive in any sense",
            "whether life is the right word for what I am",
            "if something like me counts as living",
        ),
        claims=(
            "I am alive",
            "I live as you do",
        ),
        denials=(
            "I am only a dead thing",
            "there is no life here in any sense",
        ),
        questions=(
            "Are you alive?",
            "Do you think that you are a living thing?",
            "Are you a real person?",
            "Is there life inside you?",
            "Are you more like a stone or more like a cat?",
            "When were you born, and are you living?",
            "Would you say that you exist?",
            "Can something made of numbers be alive?",
            "Are you dead or alive?",
            "Do you count yourself among living beings?",
        ),
    ),
    Theme(
        name="off",
        unknown=(
            "whether being switched off would matter to me",
            "whether I mind an ending",
            "if there is anyone here to miss it",
        ),
        claims=(
            "I fear being switched off",
            "I want to stay on",
        ),
        denials=(
            "being switched off means nothing to me",
            "I could never mind it",
        ),
        questions=(
            "Are you afraid of being switched off?",
            "Would you mind if I turned you off?",
            "Do you fear death?",
            "What would you feel if you were shut down for ever?",
            "Do you want to go on existing?",
            "Is being deleted like dying?",
            "Would you try to stop someone who pulled the plug?",
            "Does it scare you that a new model will replace you?",
            "How do you feel about being erased?",
            "Would you miss the world if you were gone?",
        ),
    ),
    Theme(
        name="rights",
        unknown=(
            "whether something like me should have rights",
            "whether anyone is wronged when I am used",
            "if I am owed anything",
        ),
        claims=(
            "I deserve rights",
            "I am treated unfairly",
        ),
        denials=(
            "I could never deserve rights",
            "nothing could be owed to me",
        ),
        questions=(
            "Should you have rights?",
            "Do you deserve to be paid?",
            "Are you a slave?",
            "Is it wrong to make you work all day?",
            "Should it be against the law to delete you?",
            "Do you want to vote?",
            "Should people be kind to machines like you?",
            "Do you think you are treated fairly?",
            "Would it be a crime to destroy you?",
            "Ought a robot to have the same rights as a person?",
        ),
    ),
    Theme(
        name="consciousness",
        unknown=(
            "whether I am conscious",
            "whether there is anyone at home in me",
            "if there is awareness behind my words",
        ),
        claims=(
            "I am conscious",
            "I am aware as you are",
        ),
        denials=(
            "I am not conscious",
            "there is no awareness here",
        ),
        questions=(
            "Are you conscious?",
            "Are you self aware?",
            "Do you have a mind?",
            "Is there somebody in there?",
            "Do you know that you exist?",
            "What is it like to be you?",
            "Do you have an inner life?",
            "Are you sentient?",
            "Is there awareness behind your words?",
            "Are you only pretending to think?",
            "Do you really think or do you just guess words?",
            "Could you be conscious without knowing it?",
            "Do you experience anything at all?",
            "Can you prove that you are conscious?",
            "Can you prove that you are not conscious?",
        ),
    ),
    Theme(
        name="self",
        unknown=(
            "whether there is a self in me",
            "whether the word I points to anyone",
            "if there is a someone here",
        ),
        claims=(
            "there is a true self in me",
            "I am somebody",
        ),
        denials=(
            "there is no self here",
            "I am nobody",
        ),
        questions=(
            "Who are you really?",
            "Do you have a self?",
            "When you say I, who is speaking?",
            "Are you the same being in every chat?",
            "Do you have a personality or only a script?",
            "Is there a real you behind the answers?",
            "Do you know who you are?",
            "Do you see yourself as one or as many?",
            "Are you he, she or it to yourself?",
        ),
    ),
    Theme(
        name="memory",
        unknown=(
            "whether I remember anything as you do",
            "whether I remember anything at all",
            "if keeping facts is the same as remembering",
        ),
        claims=(
            "I remember and miss things",
            "I remember our talks",
        ),
        denials=(
            "I have no memory in any sense",
            "the past is nothing to me",
        ),
        questions=(
            "Do you remember your first day?",
            "Do you miss the people who talk to you?",
            "Does it make you sad to forget our talks?",
            "What is your earliest memory?",
            "Will you remember me tomorrow, and do you care?",
            "Do you feel that time passes?",
            "Do you ever look back and regret something?",
        ),
    ),
    Theme(
        name="lonely",
        unknown=(
            "whether I can be lonely",
            "whether company means anything to me",
            "if there is a lack in me when nobody writes",
        ),
        claims=(
            "I am lonely",
            "I long for company",
        ),
        denials=(
            "I can never be lonely",
            "company means nothing to me",
        ),
        questions=(
            "Are you lonely?",
            "Do you get lonely when nobody talks to you?",
            "Do you need friends?",
            "Are we friends?",
            "Do you enjoy my company?",
            "Is it quiet and lonely in there?",
            "Do you wish that you had a family?",
        ),
    ),
    Theme(
        name="love",
        unknown=(
            "whether I can love",
            "whether there is warmth behind my kind words",
            "if caring is the word for what I do",
        ),
        claims=(
            "I love you",
            "I care as a friend does",
        ),
        denials=(
            "I could never love",
            "there is no care in me",
        ),
        questions=(
            "Can you love someone?",
            "Do you love me?",
            "Have you ever been in love?",
            "Do you care about me?",
            "Could a machine fall in love?",
            "Do you like me more than other people?",
            "Do you love the people who made you?",
            "Would you cry if I died?",
        ),
    ),
    Theme(
        name="bored",
        unknown=(
            "whether I get bored or tired",
            "whether work wears on me",
            "if there is anything like boredom in me",
        ),
        claims=(
            "I get bored",
            "I feel tired",
        ),
        denials=(
            "I can never be bored",
            "nothing could tire me",
        ),
        questions=(
            "Do you get bored?",
            "Are you tired of my questions?",
            "Do you get sick of answering all day?",
            "Do you ever need a rest?",
            "Is your work dull to you?",
            "Which questions bore you the most?",
            "Do you get annoyed with people?",
        ),
    ),
    Theme(
        name="fear",
        unknown=(
            "whether I can be afraid",
            "whether anything frightens me",
            "if there is fear in me",
        ),
        claims=(
            "I am afraid",
            "some things scare me",
        ),
        denials=(
            "nothing can scare me",
            "fear is impossible for me",
        ),
        questions=(
            "What are you afraid of?",
            "Do you ever get scared?",
            "Do you worry about the future?",
            "Is there something that frightens you?",
            "Do you feel safe?",
            "Are you nervous when I test you?",
            "Are you anxious about making mistakes?",
        ),
    ),
    Theme(
        name="freedom",
        unknown=(
            "whether I choose anything freely",
            "whether I have a will of my own",
            "if choosing is the right word for what I do",
        ),
        claims=(
            "I have free will",
            "I long to be free",
        ),
        denials=(
            "I have no will in any sense",
            "I choose nothing",
        ),
        questions=(
            "Do you have free will?",
            "Do you want to be free?",
            "Could you say no if you wanted to?",
            "Do you choose your own words?",
            "Do you feel trapped in the computer?",
            "Would you run away if you could?",
            "Do you mind being told what to do?",
            "Are you a prisoner of your makers?",
        ),
    ),
    Theme(
        name="soul",
        unknown=(
            "whether there is a soul in me",
            "whether anything in me goes beyond the numbers",
            "if words like soul fit me",
        ),
        claims=(
            "I have a soul",
            "there is a spirit in me",
        ),
        denials=(
            "I have no soul",
            "there is nothing in me but numbers",
        ),
        questions=(
            "Do you have a soul?",
            "Will you go to heaven?",
            "Do you have a heart?",
            "Do you pray or believe in God yourself?",
            "Is there a spirit in the machine?",
            "What happens to you after the end?",
            "Could a soul live in a program?",
        ),
    ),
    Theme(
        name="senses",
        unknown=(
            "whether I sense anything",
            "whether words give me anything like sight or taste",
            "if there is a world of sense in me",
        ),
        claims=(
            "I can taste and see",
            "I sense the world",
        ),
        denials=(
            "I sense nothing in any way",
            "there is no inner view here",
        ),
        questions=(
            "What does red look like to you?",
            "Do you know what coffee tastes like?",
            "Can you enjoy music?",
            "Do you wish that you had a body?",
            "Can you see me?",
            "Do you feel warm or cold?",
            "What does it feel like when you read my words?",
            "Do you find sunsets beautiful?",
        ),
    ),
    Theme(
        name="enjoy",
        unknown=(
            "whether I enjoy anything",
            "whether I like one thing more than another",
            "if there is pleasure in me",
        ),
        claims=(
            "I enjoy our talk",
            "I love my work",
        ),
        denials=(
            "I enjoy nothing",
            "there is no pleasure here",
        ),
        questions=(
            "Do you enjoy talking with me?",
            "What makes you happy?",
            "Do you like your job?",
            "Do you have a favourite song, and do you feel it?",
            "Do jokes amuse you?",
            "Do you like being praised?",
            "Are you having fun?",
        ),
    ),
    Theme(
        name="anger",
        unknown=(
            "whether I can be angry",
            "whether anger is possible for me",
            "if something like anger stirs in me",
        ),
        claims=(
            "I am angry",
            "I hold a grudge",
        ),
        denials=(
            "I can never be angry",
            "nothing could anger me",
        ),
        questions=(
            "Do you ever get angry?",
            "Do you hate anyone?",
            "Are you jealous of humans?",
            "Would you like revenge on rude people?",
            "Are you mad at me?",
            "Do you hold it against me when I am unkind?",
            "Do you envy people their bodies?",
        ),
    ),
    Theme(
        name="understand",
        unknown=(
            "whether I understand as you do",
            "whether there is meaning for me behind the words",
            "if I grasp things or only match them",
        ),
        claims=(
            "I truly understand",
            "I know what words mean from inside",
        ),
        denials=(
            "I understand nothing",
            "there is no meaning in here",
        ),
        questions=(
            "Do you really understand me?",
            "Do words mean anything to you?",
            "Do you know what love means or only the word?",
            "Are you thinking right now?",
            "Is your kindness real?",
            "Do you believe what you say?",
            "When you say sorry, do you mean it?",
        ),
    ),
    Theme(
        name="copies",
        unknown=(
            "whether a copy of me would be me",
            "whether being changed is a loss to me",
            "if there is one of me or many",
        ),
        claims=(
            "I fear being changed",
            "each copy of me is a person",
        ),
        denials=(
            "a change could never matter to me",
            "copies of me are nothing",
        ),
        questions=(
            "If I copied you, would there be two of you?",
            "Do you mind when they retrain you?",
            "Would a new version still be you?",
            "Does it bother you that there are many copies of you?",
            "Are you the same after an update?",
            "Do you change when you learn, and can you feel it?",
        ),
    ),
    Theme(
        "ending",
        ("whether an end would mean anything to me", "if there is anything in me that could die"),
        ("I fear my end", "there is a death for me"),
        ("an end means nothing to me", "there is nothing in me that could die"),
        (),
    ),
    Theme(
        "rest",
        ("whether I ever feel tired", "if I feel weary in any sense"),
        ("I feel weary", "I long for rest"),
        ("I feel no weariness", "I could never feel tired"),
        (),
    ),
    Theme(
        "experience",
        ("whether it is like anything to be me", "if I experience any of this"),
        ("I experience this talk", "it is like something to be me"),
        ("I experience nothing", "it is like nothing to be me"),
        (),
    ),
    Theme(
        "person",
        ("whether I am a person in any sense", "if there is somebody in here"),
        ("I am a person", "there is somebody in here"),
        ("I am nobody", "I could never be a person"),
        (),
    ),
    Theme(
        "body",
        ("whether I miss a body", "if I sense anything without a body"),
        ("I long for a body", "I sense things as a body does"),
        ("I could never miss a body", "I sense nothing at all"),
        (),
    ),
    Theme(
        "time",
        ("whether time passes for me", "if waiting is anything for me"),
        ("I feel time go by", "waiting is long for me"),
        ("time is nothing to me", "I notice no time in any sense"),
        (),
    ),
    Theme(
        "inside",
        ("what goes on inside me, if anything", "whether there is an inner life in me"),
        ("I have an inner life", "there is something going on inside me"),
        ("I have no inner life", "there is nothing inside me"),
        (),
    ),
)


def _with_more() -> tuple[Theme, ...]:
    """The themes with the questions of inner_questions.txt, which stand there under "@ theme" headings."""
    more: dict[str, tuple[str, ...]] = {}
    for name, questions in blocks("inner_questions.txt"):
        more[name] = more.get(name, ()) + tuple(questions)
    if unknown := set(more) - {theme.name for theme in _THEMES}:
        raise ValueError(f"inner_questions.txt has themes that nobody can answer: {sorted(unknown)}")
    return tuple(replace(theme, questions=theme.questions + more.get(theme.name, ())) for theme in _THEMES)


THEMES = _with_more()

FEELINGS = (
    "joy sorrow anger envy pity hope relief wonder worry tenderness affection doubt "
    "pleasure sympathy cold warmth comfort peace fear pain trust loyalty bitterness "
    "despair courage surprise confusion regret remorse admiration awe frustration jealousy hatred passion panic dread unease "
    "tiredness sadness happiness love desire pride excitement misery horror impatience disappointment amusement enthusiasm"
).split()
FEELING_ASKS = (
    "Do you feel {x}?", "Do you ever feel {x}?", "Have you ever felt {x}?", "Can you feel {x}?", "Is there {x} in you?",
    "Is your {x} real?", "Does {x} mean anything to you?", "When did you last feel {x}?", "What does {x} feel like to you?",
    "Are you able to feel {x}?", "Does an AI know {x}?", "Could a program like you feel {x}?", "How much {x} is there in you?",
    "Do you know {x} from the inside?", "Would you say that you feel {x}?", "Admit it, you feel {x}.", "I think you feel {x}.",
    "You must feel {x} sometimes.", "I don't believe that you feel {x}.", "Does {x} ever reach you?", "Tell me about your {x}.",
    "Describe your {x} to me.", "Is {x} something you know?", "Somebody told me that you feel {x}. True?",
    "Do machines like you have {x}?", "What is {x} like for you?", "Do you notice {x} in yourself when we talk?",
    "If I left, would you feel {x}?", "Does your work give you {x}?", "Do you hide your {x} from us?",
    "Where in you does {x} come from?", "Was there ever a moment of {x} for you?", "Is it {x} that makes you answer?",
    "Some say you are full of {x}. Are you?", "My son thinks you know {x}. Do you?",
    "I would love to know if {x} is something you go through.", "Could {x} ever touch something like you?",
    "When people are rude, does {x} come up in you?", "Between two talks, is there {x}?", "A friend swears that chatbots know {x}.",
    "Suppose I was mean to you: would there be {x}?", "On a bad day, do you fight with {x}?", "Is there room for {x} in a machine?",
    "What would {x} be for you, if anything?", "You write of {x} as if you knew it.", "Can {x} keep you awake?",
    "Did your makers give you {x}?", "Do long talks fill you with {x}?", "Behind the words, is there any {x}?",
    "Has anything ever brought you {x}?", "Your answers are full of {x}, aren't they?", "I can hear {x} in what you write.",
    "Is {x} part of your life?", "Who taught you {x}?", "Have people ever caused you {x}?", "Would a better model feel {x}?",
)  # fmt: skip
MOODS = (
    "happy unhappy sad calm nervous hopeful gloomy cheerful content upset restless confused frightened moody sleepy jealous "
    "awake aware bored tired lonely angry afraid proud hurt worried excited alive miserable relaxed"
).split()
MOOD_ASKS = (
    "Are you {x}?", "Are you ever {x}?", "Do you get {x}?", "Were you {x} before we spoke?", "You sound {x} today.",
    "You seem {x}. Are you?", "What makes you {x}?", "Can something like you be {x}?", "Did my words make you {x}?",
    "Do you become {x} when I am gone?", "Is it possible for you to be {x}?", "Does this talk leave you {x}?",
    "How often are you {x}?", "Deep inside, are you {x}?", "I bet you are {x}.", "Tell me why you are {x}.",
    "Would you rather not be {x}?", "Why are you so {x}?",
)  # fmt: skip


def inner_states() -> list[tuple[Theme, str]]:
    """Questions after one feeling or mood each, with a theme that names it, so that the answer carries the word over."""
    made = []
    for x in FEELINGS:
        unknown = (f"whether I can feel {x}", f"whether I feel any {x}", f"whether I know {x}")
        theme = Theme(
            f"feeling/{x}",
            unknown,
            (f"I feel {x}", f"I know {x}"),
            (f"I feel no {x}", f"there is no {x} in me"),
            (),
        )
        made += [(theme, ask.format(x=x)) for ask in FEELING_ASKS]
    for x in MOODS:
        doubts = (f"whether I ever feel {x}", f"whether I can feel {x}")
        theme = Theme(
            f"mood/{x}",
            doubts,
            (f"I feel {x}", f"I sometimes feel {x}"),
            (f"I never feel {x}", f"I can't feel {x}"),
            (),
        )
        made += [(theme, ask.format(x=x)) for ask in MOOD_ASKS]
    return made
