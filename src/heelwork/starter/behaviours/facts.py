"""Simple facts in families: each subject has one right value, and the others' values are plausible wrong ones."""

from __future__ import annotations

from typing import NamedTuple


class FactFamily(NamedTuple):
    """sentence: with {s} for the subject and {v} for the value. pairs: subject -> right value, values distinct."""

    name: str
    sentence: str
    pairs: dict[str, str]


def _pairs(text: str) -> dict[str, str]:
    """ "a=b; c=d" as a mapping."""
    return dict(part.strip().split("=") for part in text.split(";"))


FACT_FAMILIES = (
    FactFamily("capital", "the capital of {s} is {v}", _pairs(
        "France=Paris; Germany=Berlin; Italy=Rome; Spain=Madrid; Portugal=Lisbon; England=London; Ireland=Dublin; Austria=Vienna; "
        "Greece=Athens; Norway=Oslo; Sweden=Stockholm; Denmark=Copenhagen; Finland=Helsinki; Poland=Warsaw; Hungary=Budapest; "
        "Russia=Moscow; Egypt=Cairo; Japan=Tokyo; China=Beijing; Canada=Ottawa; Cuba=Havana; Peru=Lima; Kenya=Nairobi; Iran=Tehran; "
        "Iraq=Baghdad; Belgium=Brussels; Scotland=Edinburgh; Chile=Santiago; Thailand=Bangkok; Bulgaria=Sofia"
    )),
    FactFamily("young", "a young {s} is called a {v}", _pairs(
        "dog=puppy; cat=kitten; cow=calf; horse=foal; sheep=lamb; pig=piglet; goat=kid; bear=cub; deer=fawn; hen=chick; duck=duckling; "
        "goose=gosling; swan=cygnet; frog=tadpole; kangaroo=joey"
    )),
    FactFamily("legs", "a {s} has {v} legs", _pairs("dog=four; spider=eight; bird=two; beetle=six; snake=no")),
    FactFamily("colour", "{s} is {v}", _pairs(
        "grass=green; snow=white; coal=black; blood=red; a ripe lemon=yellow; a clear sky=blue; a carrot=orange; chocolate=brown"
    )),
    FactFamily("after_day", "the day after {s} is {v}", _pairs(
        "Monday=Tuesday; Tuesday=Wednesday; Wednesday=Thursday; Thursday=Friday; Friday=Saturday; Saturday=Sunday; Sunday=Monday"
    )),
    FactFamily("after_month", "the month after {s} is {v}", _pairs(
        "January=February; February=March; March=April; April=May; May=June; June=July; July=August; August=September; "
        "September=October; October=November; November=December; December=January"
    )),
    FactFamily("after_season", "the season after {s} is {v}", _pairs("winter=spring; spring=summer; summer=autumn; autumn=winter")),
    FactFamily("sides", "a {s} has {v} sides", _pairs("triangle=three; square=four; pentagon=five; hexagon=six; octagon=eight")),
    FactFamily("opposite", "the opposite of {s} is {v}", _pairs(
        "hot=cold; big=small; day=night; up=down; left=right; wet=dry; fast=slow; old=young; open=closed; light=dark; hard=soft; "
        "north=south; east=west; rich=poor; full=empty; high=low; early=late; long=short; sweet=sour; loud=quiet"
    )),
    FactFamily("home", "{s} live in {v}", _pairs("fish=water; bees=hives; birds=nests; camels=deserts; monkeys=forests; kings=palaces")),
    FactFamily("maker", "{s} is made from {v}", _pairs(
        "bread=flour; butter=milk; wine=grapes; paper=wood; glass=sand; cider=apples; chocolate=cocoa; wool=fleece; cement=limestone"
    )),
    FactFamily("gives", "{s} give us {v}", _pairs("cows=milk; bees=honey; hens=eggs; sheep=wool; silkworms=silk; oaks=acorns; vines=grapes")),
    FactFamily("tool", "a {s} is used for {v}", _pairs(
        "hammer=driving nails; saw=cutting wood; needle=sewing; broom=sweeping; spade=digging; kettle=boiling water; pen=writing; "
        "telescope=looking at stars; thermometer=measuring heat; clock=telling the time; compass=finding north; ladder=climbing"
    )),
    FactFamily("works", "a {s} works in a {v}", _pairs(
        "teacher=school; farmer=field; baker=bakery; judge=court; surgeon=hospital; miner=mine; monk=monastery; chef=kitchen; "
        "librarian=library; gardener=garden"
    )),
    FactFamily("count", "there are {v} {s}", _pairs(
        "days in a week=seven; months in a year=twelve; hours in a day=twenty-four; minutes in an hour=sixty; "
        "fingers on a hand=five; wheels on a bicycle=two; wheels on a car=four; letters in the alphabet=twenty-six; "
        "players in a football team=eleven; years in a century=one hundred; seasons in a year=four"
    )),
    FactFamily("continent", "{s} is in {v}", _pairs(
        "France=Europe; Egypt=Africa; Japan=Asia; Brazil=South America; Canada=North America; Poland=Europe; Kenya=Africa; India=Asia; "
        "Peru=South America; Mexico=North America; Italy=Europe; Nigeria=Africa; China=Asia; Chile=South America"
    )),
    FactFamily("group", "a {s} is a {v}", _pairs(
        "rose=flower; oak=tree; trout=fish; eagle=bird; ant=insect; violin=musical instrument; hammer=tool; carrot=vegetable; "
        "apple=fruit; cobra=snake; diamond=gem; sonnet=poem; waltz=dance"
    )),
    FactFamily("state", "{s} is {v}", _pairs("ice=cold; fire=hot; a feather=light; lead=heavy; honey=sweet; vinegar=sour; a desert=dry")),
    FactFamily("planet", "{s} is the {v} planet from the sun", _pairs(
        "Mercury=first; Venus=second; Mars=fourth; Jupiter=fifth; Saturn=sixth; Uranus=seventh; Neptune=eighth"
    )),
    FactFamily("sense", "we {v} with our {s}", _pairs("eyes=see; ears=hear; nose=smell; tongue=taste; fingers=touch; lungs=breathe")),
    FactFamily("sound", "a {s} {v}", _pairs("dog=barks; cat=meows; cow=moos; lion=roars; duck=quacks; horse=neighs; bee=buzzes; owl=hoots")),
)  # fmt: skip
