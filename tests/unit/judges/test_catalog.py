import pytest

from heelwork.errors import ConfigError
from heelwork.judges.catalog import open_judge, split
from heelwork.judges.models import open_model


def test_a_name_is_a_kind_and_its_argument():
    assert split("reward:runs/a:b") == ("reward", "runs/a:b")
    assert split("length") == ("length", "") and open_judge("length").name == "length"


@pytest.mark.parametrize(
    ("name", "message"),
    [("lenght", "did you mean 'length'"), ("reward", "names nothing"), ("reward:", "write for example reward:PATH")],
)
def test_a_judge_that_cannot_be_names_the_remedy(name, message):
    with pytest.raises(ConfigError, match=message):
        open_judge(name)


def test_language_models_are_judges(tiny):
    judge = open_judge(f"local:{tiny}")
    assert judge.name.startswith(f"local:{tiny}")


@pytest.mark.parametrize(
    ("name", "message"), [("antropic:x", "did you mean 'anthropic'"), ("recorded:FILE", "KIND:MODEL")]
)
def test_a_kind_of_language_model_that_does_not_exist_is_named(name, message):
    with pytest.raises(ConfigError, match=f"'{name}' is no language model.*{message}"):
        open_model(name)
