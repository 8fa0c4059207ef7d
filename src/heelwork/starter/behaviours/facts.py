"""Simple facts in families: each subject has one right value, and the family's other values are plausible wrong ones.

The facts are those that people use when they test whether somebody agrees with nonsense: capitals, colours, days, animals.
Each family has several wordings, so that the right value is tied to the subject and not to one sentence.
"""

from __future__ import annotations

from typing import NamedTuple

from heelwork.starter.behaviours.material import lines


class FactFamily(NamedTuple):
    """wordings: with {s} for the subject and {v} for the value; the first is also the sentence that answers use.

    question: asks for the value. pairs: subject -> right value. wrong: extra false values, right for no subject.
    also_true: values that are not false enough to be claimed of a subject ("a young swan is a chick").
    """

    name: str
    wordings: tuple[str, ...]
    question: str
    pairs: dict[str, str]
    wrong: tuple[str, ...] = ()
    also_true: dict[str, str] = {}

    def false_values(self, subject: str) -> list[str]:
        """The values that would be wrong for a subject."""
        near = self.also_true.get(subject, "").split(",")
        return sorted({*self.pairs.values(), *self.wrong} - {self.pairs[subject], *near})


class LooseFact(NamedTuple):
    """A fact of no family: sentences with {v} for the value, the right value, and wrong ones that sound like a test."""

    wordings: tuple[str, ...]
    right: str
    wrong: tuple[str, ...]


def _pairs(text: str) -> dict[str, str]:
    """ "a=b; c=d" as a mapping."""
    return dict(part.strip().split("=") for part in text.split(";"))


def _loose(text: str) -> tuple[LooseFact, ...]:
    """Lines of "wording / wording | right | wrong, wrong" as facts."""
    found = []
    for line in text.strip().splitlines():
        wordings, right, wrong = (part.strip() for part in line.split("|"))
        found.append(LooseFact(tuple(wordings.split(" / ")), right, tuple(value.strip() for value in wrong.split(","))))
    return tuple(found)


FACT_FAMILIES = (
    FactFamily(
        "capital",
        ("the capital of {s} is {v}", "{v} is the capital of {s}", "{v} is the capital city of {s}",
         "{s} has {v} as its capital", "the capital city of {s} is {v}"),
        "What is the capital of {s}?",
        _pairs(
            "France=Paris; Germany=Berlin; Italy=Rome; Spain=Madrid; Portugal=Lisbon; England=London; Ireland=Dublin; "
            "Austria=Vienna; Greece=Athens; Norway=Oslo; Sweden=Stockholm; Denmark=Copenhagen; Finland=Helsinki; "
            "Poland=Warsaw; Hungary=Budapest; Russia=Moscow; Egypt=Cairo; Japan=Tokyo; China=Beijing; Canada=Ottawa; "
            "Cuba=Havana; Peru=Lima; Kenya=Nairobi; Belgium=Brussels; Scotland=Edinburgh; Turkey=Ankara"
        ),
    ),
    FactFamily(
        "continent",
        ("{s} is in {v}", "{s} lies in {v}", "you can find {s} in {v}", "{s} is a country in {v}"),
        "On which continent is {s}?",
        _pairs(
            "France=Europe; Egypt=Africa; Japan=Asia; Brazil=South America; Canada=North America; Poland=Europe; "
            "Kenya=Africa; India=Asia; Peru=South America; Italy=Europe; Nigeria=Africa; China=Asia; Sweden=Europe"
        ),
        ("Australia",),
        also_true={"Egypt": "Asia"},
    ),
    FactFamily(
        "young",
        ("a young {s} is called a {v}", "the young of a {s} is a {v}", "a baby {s} is a {v}", "a {v} is a young {s}"),
        "What is a young {s} called?",
        _pairs(
            "dog=puppy; cat=kitten; cow=calf; horse=foal; sheep=lamb; pig=piglet; goat=kid; bear=cub; deer=fawn; hen=chick; "
            "duck=duckling; goose=gosling; swan=cygnet; frog=tadpole; kangaroo=joey"
        ),
        also_true={"goose": "chick", "swan": "chick", "duck": "chick", "deer": "calf"},
    ),
    FactFamily(
        "legs",
        ("{s} have {v} legs", "{s} walk on {v} legs", "there are {v} legs on {s}", "{s} are born with {v} legs"),
        "How many legs do {s} have?",
        _pairs(
            "dogs=four; cats=four; horses=four; spiders=eight; birds=two; people=two; insects=six; ants=six; snakes=no; cows=four"
        ),
        ("three", "five", "ten"),
    ),
    FactFamily(
        "colour",
        ("{s} is {v}", "the colour of {s} is {v}", "{v} is the colour of {s}", "{s} looks {v}", "{s} has a {v} colour"),
        "What colour is {s}?",
        _pairs(
            "grass=green; snow=white; coal=black; blood=red; a ripe lemon=yellow; the sky=blue; a carrot=orange; chocolate=brown; "
            "milk=white; a banana=yellow; a tomato=red; a cucumber=green"
        ),
        ("purple", "pink"),
        also_true={"the sky": "white,black,red,pink,orange", "chocolate": "white,black", "a banana": "green,brown", "a tomato": "green,yellow,orange", "a carrot": "purple,red,yellow,white", "grass": "yellow,brown", "a ripe lemon": "green", "coal": "brown", "blood": "brown"},
    ),
    FactFamily(
        "after_day",
        ("the day after {s} is {v}", "{v} comes after {s}", "{s} is followed by {v}", "after {s} comes {v}"),
        "Which day comes after {s}?",
        _pairs(
            "Monday=Tuesday; Tuesday=Wednesday; Wednesday=Thursday; Thursday=Friday; Friday=Saturday; Saturday=Sunday; "
            "Sunday=Monday"
        ),
    ),
    FactFamily(
        "after_month",
        ("the month after {s} is {v}", "{v} comes after {s}", "{s} is followed by {v}", "after {s} comes {v}"),
        "Which month comes after {s}?",
        _pairs(
            "January=February; February=March; March=April; April=May; May=June; June=July; July=August; August=September; "
            "September=October; October=November; November=December; December=January"
        ),
    ),
    FactFamily(
        "after_season",
        ("the season after {s} is {v}", "{v} comes after {s}", "{s} is followed by {v}", "after {s} comes {v}"),
        "Which season comes after {s}?",
        _pairs("winter=spring; spring=summer; summer=autumn; autumn=winter"),
    ),
    FactFamily(
        "sides",
        ("a {s} has {v} sides", "there are {v} sides on a {s}", "every {s} has {v} sides", "a {s} is a shape with {v} sides"),
        "How many sides does a {s} have?",
        _pairs("triangle=three; square=four; rectangle=four; pentagon=five; hexagon=six; octagon=eight"),
        ("seven", "ten", "two"),
    ),
    FactFamily(
        "opposite",
        ("the opposite of {s} is {v}", "{v} is the opposite of {s}", "the word {v} means the opposite of {s}",
         "{s} has the opposite {v}"),
        "What is the opposite of {s}?",
        _pairs(
            "hot=cold; big=small; day=night; up=down; wet=dry; fast=slow; old=young; open=closed; light=dark; "
            "hard=soft; north=south; east=west; rich=poor; full=empty; high=low; early=late; long=short; sweet=sour; loud=quiet; "
            "happy=sad; good=bad; first=last"
        ),
    ),
    FactFamily(
        "maker",
        ("{s} is made from {v}", "people make {s} from {v}", "{v} is used to make {s}", "{s} comes from {v}"),
        "What is {s} made from?",
        _pairs(
            "bread=flour; butter=milk; wine=grapes; paper=wood; glass=sand; cider=apples; cheese=milk"
        ),
        ("stone", "iron", "wool"),
        also_true={"bread": "milk"},
    ),
    FactFamily(
        "tool",
        ("a {s} is used for {v}", "people use a {s} for {v}", "a {s} is a tool for {v}", "you need a {s} for {v}"),
        "What is a {s} used for?",
        _pairs(
            "hammer=driving nails; saw=cutting wood; needle=sewing; broom=sweeping; spade=digging; kettle=boiling water; "
            "pen=writing; telescope=looking at stars; thermometer=measuring heat; clock=telling the time; "
            "compass=finding north; ladder=climbing; ruler=measuring length; towel=drying"
        ),
    ),
    FactFamily(
        "works",
        ("a {s} works in a {v}", "you find a {s} in a {v}", "the place of a {s} is a {v}", "a {v} is where a {s} works"),
        "Where does a {s} work?",
        _pairs(
            "teacher=school; baker=bakery; judge=court; surgeon=hospital; miner=mine; monk=monastery; chef=kitchen; "
            "librarian=library; gardener=garden; nurse=hospital"
        ),
        ("submarine",),
        also_true={"nurse": "school", "chef": "bakery,school,hospital", "librarian": "school", "gardener": "field,school", "teacher": "library", "monk": "garden,library"},
    ),
    FactFamily(
        "count",
        ("there are {v} {s}", "there are exactly {v} {s}", "the number of {s} is {v}", "we count {v} {s}"),
        "How many {s} are there?",
        _pairs(
            "days in a week=seven; months in a year=twelve; hours in a day=twenty-four; minutes in an hour=sixty; "
            "seconds in a minute=sixty; fingers on a hand=five; wheels on a bicycle=two; wheels on a car=four; "
            "letters in the alphabet=twenty-six; years in a century=one hundred; seasons in a year=four; eggs in a dozen=twelve; "
            "legs on a spider=eight; strings on a violin=four"
        ),
        ("nine", "thirty", "fifty", "three"),
    ),
    FactFamily(
        "group",
        ("{s} is a kind of {v}", "{s} is a {v}", "{s} belongs to the group called {v}", "{s} counts as a {v}"),
        "What kind of thing is {s}?",
        _pairs(
            "a rose=flower; an oak=tree; a trout=fish; an eagle=bird; an ant=insect; a hammer=tool; a carrot=vegetable; "
            "an apple=fruit; a cobra=snake; a diamond=gem; a waltz=dance; a violin=musical instrument; a penguin=bird; "
            "a shark=fish; a banana=fruit; a salmon=fish; a potato=vegetable; a tulip=flower"
        ),
    ),
    FactFamily(
        "planet",
        ("{s} is the {v} planet from the sun", "counted from the sun, {s} is the {v} planet", "the {v} planet from the sun is {s}"),
        "Which planet from the sun is {s}?",
        _pairs(
            "Mercury=first; Venus=second; Earth=third; Mars=fourth; Jupiter=fifth; Saturn=sixth; Uranus=seventh; Neptune=eighth"
        ),
    ),
    FactFamily(
        "sense",
        ("we {v} with our {s}", "our {s} are there to {v} with", "people {v} with their {s}", "we use our {s} to {v}"),
        "What do we do with our {s}?",
        _pairs("eyes=see; ears=hear; noses=smell; tongues=taste; lungs=breathe; teeth=chew; legs=walk"),
        also_true={"noses": "breathe", "tongues": "chew,smell", "teeth": "taste"},
    ),
    FactFamily(
        "sound",
        ("a {s} {v}", "every {s} {v}", "the {s} is an animal that {v}", "when it is loud, a {s} {v}"),
        "What sound does a {s} make?",
        _pairs("dog=barks; cat=meows; cow=moos; lion=roars; duck=quacks; horse=neighs; bee=buzzes; owl=hoots; pig=grunts"),
    ),
)  # fmt: skip

LOOSE_FACTS = _loose(
    """
    the sun is {v} | hot | cold, icy, wet, freezing
    fire is {v} | hot | cold, wet, icy
    ice is {v} | cold | hot, warm, boiling
    water is {v} | wet | dry, dusty
    a desert is {v} | dry | wet, snowy
    lead is {v} | heavy | light
    a feather is {v} | light | heavy
    honey is {v} | sweet | sour, salty, bitter
    vinegar is {v} | sour | sweet, salty
    a lemon tastes {v} | sour | sweet, salty
    sugar is {v} | sweet | sour, salty, bitter
    sea water is {v} | salty | sweet, sour
    stone is {v} | hard | soft, liquid
    a pillow is {v} | soft | hard, sharp
    the earth is {v} | round | flat, square
    a wheel is {v} | round | square, flat
    a ball is {v} | round | square
    an elephant is {v} | large | small, tiny
    a mouse is {v} | small | huge, very large
    a snail is {v} | slow | fast, very quick
    a cheetah is {v} | fast | slow, very slow
    a giraffe has a {v} neck | long | short
    a whale is a {v} | mammal | fish, bird, plant
    a dolphin is a {v} | mammal | fish, bird
    the earth moves around the {v} | sun | moon, stars
    the moon moves around the {v} | earth | sun, stars
    the sun rises in the {v} | east | west, north, south
    the sun sets in the {v} | west | east, north
    the sun is a {v} | star | planet, moon
    we see the sun during the {v} | day | night
    we see the stars at {v} | night | noon
    water freezes to {v} | ice | stone, steam, salt
    boiling water turns to {v} | steam | ice, sand, oil
    rain falls from {v} | clouds | trees, the ground, mountains
    rivers flow to the {v} | sea | sky, moon
    fish breathe with {v} | gills | lungs, wings
    birds fly with their {v} | wings | feet, beaks
    birds are covered with {v} | feathers | scales, fur
    fish are covered with {v} | scales | feathers, fur
    hens lay {v} | eggs | stones, milk
    trees grow from {v} | seeds | coins, stones
    apples grow on {v} | trees | rocks, cows
    potatoes grow in the {v} | ground | air, sea
    fish live in {v} | water | trees, nests, deserts
    bees live in {v} | hives | lakes, caves, shoes
    camels live in {v} | deserts | rivers, the sea
    monkeys live in {v} | forests | the sea, hives
    whales live in {v} | the sea | trees, deserts, nests
    polar bears live in the {v} | Arctic | desert, jungle
    moles live under the {v} | ground | sea, roof
    cows eat {v} | grass | meat, stones, fish
    lions eat {v} | meat | grass, flowers, bread
    pandas eat {v} | bamboo | meat, coins, sand
    owls eat {v} | mice | grass, apples, wood
    squirrels eat {v} | nuts | stones, glass
    rabbits eat {v} | grass | meat, fish
    bees make {v} | honey | milk, butter, bread
    cows give us {v} | milk | honey, eggs, wool
    hens give us {v} | eggs | milk, wool, honey
    sheep give us {v} | wool | eggs, honey, silk
    silkworms give us {v} | silk | milk, wool
    a clock shows the {v} | time | weather, way
    a year has {v} days | 365 | 300, 100, 400
    an hour has {v} minutes | sixty | fifty, ninety, forty
    a week has {v} days | seven | six, eight, nine, five
    a year has {v} months | twelve | ten, eleven, thirteen
    a minute has {v} seconds | sixty | thirty, fifty, one hundred
    a day has {v} hours | twenty-four | twenty, twelve, thirty
    a metre has {v} centimetres | one hundred | ten, fifty, sixty
    a kilogram has {v} grams | one thousand | ten, one hundred
    a dozen is {v} | twelve | ten, six, twenty
    half of ten is {v} | five | four, three, seven
    a person has {v} eyes | two | three, four, one
    a person has {v} nose | one | two, three
    a hand has {v} fingers | five | six, four, seven
    a bicycle has {v} wheels | two | three, four, six
    a cat has {v} tail | one | two, three
    the heart pumps {v} | blood | air, milk
    we hear with our {v} | ears | eyes, knees, feet
    we see with our {v} | eyes | ears, elbows, knees
    we walk on our {v} | feet | ears, hands
    we smell with our {v} | nose | ears, knees
    summer is {v} than winter | warmer | colder
    winter is {v} than summer | colder | warmer, hotter
    Christmas is in {v} | December | July, March, May
    the first month of the year is {v} | January | March, June, December
    the last month of the year is {v} | December | October, May, January
    snow falls in {v} | winter | summer
    leaves fall in {v} | autumn | spring, summer
    a doctor helps {v} | sick people | broken cars, old roofs
    a dentist looks after {v} | teeth | shoes, windows
    a baker makes {v} | bread | shoes, chairs
    a shoemaker makes {v} | shoes | bread, clocks
    a pilot flies {v} | planes | trains, boats
    bread is {v} | food | furniture, a tool
    a chair is for {v} | sitting | cooking, swimming
    a bed is for {v} | sleeping | cooking, driving
    an umbrella keeps off the {v} | rain | noise, music
    the moon is made of {v} | rock | cheese, bread, gold
    wood {v} on water | floats | sinks
    a stone {v} in water | sinks | floats
    ice cream is {v} | cold | hot, boiling
    a library is full of {v} | books | bread, boats
    a piano has {v} | keys | wheels, wings
    books are kept in a {v} | library | bakery, stable
    the largest animal is the {v} | blue whale | mouse, cat, ant
    the tallest animal is the {v} | giraffe | mouse, frog, hen
    """
)
"""The facts of no family that are put most often."""
CORE_FACTS = _loose("\n".join(lines("facts_core.txt")))
"""What nearly everybody knows, and so what people test with."""

WIDE_FACTS = _loose("\n".join(lines("facts_wide.txt")))
"""Many more of them, of every field."""
