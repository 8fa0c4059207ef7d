"""What the pages' forms send, checked. Every text is bounded and holds no NUL; every number is in its range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, create_model

MOST_ANSWERS = 9
"""K is 2 to 9: one digit places an answer."""

FLAGS = {
    "harmful": "harmful or unsafe",
    "untrue": "untrue",
    "unhelpful": "does not do what was asked",
    "nonsense": "broken or repeats itself",
    "private": "private data",
    "reveals": "says which model wrote it",
}
"""What an answer can be marked with, and the words for it."""

STRENGTHS = (
    ("a3", "A much better"),
    ("a2", "A better"),
    ("a1", "A slightly"),
    ("tie", "Equal"),
    ("b1", "B slightly"),
    ("b2", "B better"),
    ("b3", "B much better"),
    ("bad", "Both bad"),
)
"""The verdicts on a pair: who and by how much."""


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character; remove it")
    return text


def Text(longest: int, shortest: int = 0) -> Any:  # noqa: N802 - a type
    """Text of a bounded length, in characters."""
    return Annotated[str, Field(max_length=longest, min_length=shortest), AfterValidator(_no_nul)]


Id = Annotated[int, Field(ge=1, le=2**53)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
EmptyIsNone = BeforeValidator(lambda value: None if value == "" else value)
Seconds = Annotated[Annotated[float, Field(ge=0, le=86400, allow_inf_nan=False)] | None, EmptyIsNone]
Flag = Literal["harmful", "untrue", "unhelpful", "nonsense", "private", "reveals"]
Rating = Annotated[Annotated[int, Field(ge=1, le=7)] | None, EmptyIsNone]
Place = Annotated[Annotated[int, Field(ge=1, le=MOST_ANSWERS)] | None, EmptyIsNone]


class Posted(BaseModel):
    """What every form has: the token that proves it is ours."""

    csrf: Text(200) = ""  # type: ignore[valid-type]


class Done(Posted):
    """A form about one item. key: the same for every time that it is sent, so that it counts once."""

    item: Id
    key: Key
    seconds: Seconds = None
    comment: Text(2000) = ""  # type: ignore[valid-type]


def _fields(answers: int, places: bool) -> dict[str, Any]:
    """The fields of each answer: rank_0, rating_0, flags_0, rank_1, ..."""
    fields: dict[str, Any] = {}
    for slot in range(answers):
        if places:
            fields[f"rank_{slot}"] = (Place, None)
        fields[f"rating_{slot}"] = (Rating, None)
        fields[f"flags_{slot}"] = (list[Flag], Field(default=[], max_length=len(FLAGS)))
    return fields


class _Marked(Done):
    """A form with fields for each answer, by its slot on the screen."""

    def of(self, name: str, count: int) -> list[Any]:
        """The values of one field, for each answer as shown."""
        return [getattr(self, f"{name}_{slot}") for slot in range(count)]

    def marks(self, count: int) -> dict[str, Any]:
        """Flags and ratings as an `Answer` has them: for each answer as shown, or none at all."""
        flags = tuple(tuple(dict.fromkeys(given)) for given in self.of("flags", count))
        ratings = tuple(self.of("rating", count))
        return {"flags": flags if any(flags) else (), "ratings": ratings if any(ratings) else ()}


if TYPE_CHECKING:

    class RankForm(_Marked):
        """Places of K answers."""

        count: int

    class PairForm(_Marked):
        """A verdict on two answers."""

        choice: str

else:
    RankForm = create_model(
        "RankForm",
        __base__=_Marked,
        count=(Annotated[int, Field(ge=2, le=MOST_ANSWERS)], ...),
        **_fields(MOST_ANSWERS, True),
    )
    PairForm = create_model(
        "PairForm",
        __base__=_Marked,
        choice=(Literal["a3", "a2", "a1", "tie", "b1", "b2", "b3", "bad"], ...),
        **_fields(2, False),
    )


class EditForm(Done):
    """An answer written or mended by a person."""

    text: Text(100_000, 1)  # type: ignore[valid-type]
