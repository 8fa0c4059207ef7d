import pytest

from heelwork.errors import ConfigError
from heelwork.judges.catalog import open_judge, split


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
