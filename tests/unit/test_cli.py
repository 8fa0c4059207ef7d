"""The command line: what it prints, what it writes, and one plain sentence with exit code 2 for every mistake."""

import json
import shlex
import subprocess
import sys

import pytest
from conftest import CPU, FAST, PAIRS, interrupt_at, read_lines, write_lines

from heelwork import __version__
from heelwork.records import Message, Prompt
from heelwork.rewards.learned import LearnedReward

SETTINGS = [f"{key}={value}" for key, value in FAST.items()]


# -- generate ------------------------------------------------------------------------------------------------------------


def generate(heelwork, model, prompts, out, *more):
    return heelwork("generate", model, "--prompts", prompts, "--out", out, "--max-new-tokens", 5, *more)


def test_generate_keeps_the_fields_and_adds_the_answer(heelwork, tiny, tmp_path):
    records = [
        {"id": 7, "prompt": "Where is the dog?", "tags": ["ü", 1.5]},
        {"prompt": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Why?"}]},
    ]
    prompts = write_lines(tmp_path / "p.jsonl", records)
    code, out, err = generate(heelwork, tiny, prompts, tmp_path / "a.jsonl")
    assert code == 0, err
    assert out == f"2 answers: {tmp_path / 'a.jsonl'}\n"
    answers = read_lines(tmp_path / "a.jsonl")
    for record, answer in zip(records, answers, strict=True):
        assert set(answer) == {*record, "completion", "finish_reason"}
        assert {key: answer[key] for key in record} == record
        assert isinstance(answer["completion"], str) and answer["finish_reason"] in ("stop", "length")


def test_the_same_seed_gives_the_same_answers(heelwork, tiny, tmp_path):
    prompts = write_lines(tmp_path / "p.jsonl", PAIRS)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(heelwork, tiny, prompts, tmp_path / name, "--seed", seed, "--temperature", 1, "--top-p", 0.9)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() != (tmp_path / "c").read_bytes()


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ('{"prompt": ""}', "p.jsonl, line 2, field 'prompt': is empty; write the question or request"),
        ('{"question": "x"}', "p.jsonl, line 2, field 'prompt': is missing; write"),
        ('{"prompt": 5}', "p.jsonl, line 2, field 'prompt': is 5; write text or a list of messages"),
        ("{nonsense}", "p.jsonl, line 2: is not valid JSON"),
        ('{"prompt": "' + "sheep " * 200 + '"}', "p.jsonl, line 2, field 'prompt': the prompt has"),
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_written(heelwork, tiny, tmp_path, second, says):
    (tmp_path / "p.jsonl").write_text('{"prompt": "Where?"}\n' + second + "\n")
    code, out, err = generate(heelwork, tiny, tmp_path / "p.jsonl", tmp_path / "a.jsonl")
    assert code == 2
    assert err.startswith("error: ") and says in err
    assert out == ""
    assert not (tmp_path / "a.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--top-p", "0"], "heelwork generate: 'top_p' is 0.0: input should be greater than 0"),
        (["--seed", "-1"], "heelwork generate: 'seed' is -1: input should be greater than or equal to 0"),
    ],
)
def test_values_out_of_range_are_named(heelwork, tiny, tmp_path, arguments, says):
    prompts = write_lines(tmp_path / "p.jsonl", PAIRS)
    code, _, err = generate(heelwork, tiny, prompts, tmp_path / "a.jsonl", *arguments)
    assert code == 2 and says in err


def test_typers_own_limits_exit_with_2(heelwork, tiny, tmp_path):
    prompts = write_lines(tmp_path / "p.jsonl", PAIRS)
    code, _, err = heelwork("generate", tiny, "--prompts", prompts, "--out", tmp_path / "a", "--temperature", "-1")
    assert code == 2 and "--temperature" in err
    code, _, err = heelwork("generate", tiny, "--out", tmp_path / "a")
    assert code == 2 and "--prompts" in err


@pytest.mark.parametrize(
    ("prompts", "says"),
    [("no.jsonl", "no.jsonl: no such file; give a path to data"), ("empty.jsonl", "empty.jsonl: holds no records")],
)
def test_prompts_that_are_not_there(heelwork, tiny, tmp_path, prompts, says):
    (tmp_path / "empty.jsonl").write_text("")
    code, _, err = generate(heelwork, tiny, tmp_path / prompts, tmp_path / "a.jsonl")
    assert code == 2 and says in err


def test_a_model_that_is_not_there(heelwork, tmp_path):
    prompts = write_lines(tmp_path / "p.jsonl", PAIRS)
    code, _, err = generate(heelwork, tmp_path / "no-model", prompts, tmp_path / "a.jsonl")
    assert code == 2 and "no such model directory" in err


def test_an_output_that_is_a_directory(heelwork, tiny, tmp_path):
    prompts = write_lines(tmp_path / "p.jsonl", PAIRS)
    code, _, err = generate(heelwork, tiny, prompts, tmp_path)
    assert code == 2 and "cannot be written (Is a directory); choose another place with --out" in err


# -- score ---------------------------------------------------------------------------------------------------------------


def test_scoring_pairs_ends_in_a_line_of_json(heelwork, tiny_reward, pairs, tmp_path):
    code, out, err = heelwork("score", tiny_reward, "--data", pairs, "--out", tmp_path / "s.jsonl")
    assert code == 0, err
    summary = json.loads(out.splitlines()[-1])
    assert set(summary) == {"accuracy", "interval", "n"} and summary["n"] == 10
    lines = read_lines(tmp_path / "s.jsonl")
    assert [{k: v for k, v in line.items() if "score" not in k} for line in lines] == PAIRS
    right = sum(line["chosen_score"] > line["rejected_score"] for line in lines)
    assert summary["accuracy"] == pytest.approx(right / 10)
    low, high = summary["interval"]
    assert 0 <= low <= summary["accuracy"] <= high <= 1


def test_scoring_single_answers_gives_scores_alone(heelwork, tiny_reward, demonstrations, tmp_path):
    code, out, _ = heelwork("score", tiny_reward, "--data", demonstrations, "--out", tmp_path / "s.jsonl")
    assert code == 0 and out == f"scores: {tmp_path / 's.jsonl'}\n"
    assert all(isinstance(line["score"], float) for line in read_lines(tmp_path / "s.jsonl"))


def test_scoring_k_ranked_answers_counts_all_their_untied_pairs(heelwork, tiny_reward, tmp_path):
    ranked = {"prompt": "Sing", "completions": ["La", "No", "Hm"], "ranking": [2, 1, 2]}
    data = write_lines(tmp_path / "d.jsonl", [ranked])
    code, out, _ = heelwork("score", tiny_reward, "--data", data, "--out", tmp_path / "s.jsonl")
    (line,) = read_lines(tmp_path / "s.jsonl")
    first, second, third = line["scores"]
    summary = json.loads(out.splitlines()[-1])
    assert code == 0 and summary["n"] == 2
    assert summary["accuracy"] == ((second > first) + (second > third)) / 2


def test_equal_answers_have_equal_scores_alone_or_in_a_pair(heelwork, tiny_reward, tmp_path):
    pair = write_lines(tmp_path / "p.jsonl", PAIRS)
    single = write_lines(tmp_path / "d.jsonl", [{"prompt": p["prompt"], "completion": p["chosen"]} for p in PAIRS])
    heelwork("score", tiny_reward, "--data", pair, "--out", tmp_path / "a.jsonl")
    heelwork("score", tiny_reward, "--data", single, "--out", tmp_path / "b.jsonl")
    a = [line["chosen_score"] for line in read_lines(tmp_path / "a.jsonl")]
    b = [line["score"] for line in read_lines(tmp_path / "b.jsonl")]
    assert a == pytest.approx(b, abs=2e-2)


def test_a_cut_answer_is_scored_without_an_end_as_in_ppo(heelwork, tiny_reward, tmp_path):
    answer = {"prompt": "Sing", "completion": "La la"}
    lines = [{**answer, "finish_reason": reason} for reason in ("stop", "length")]
    data = write_lines(tmp_path / "d.jsonl", [answer, *lines])
    assert heelwork("score", tiny_reward, "--data", data, "--out", tmp_path / "s.jsonl")[0] == 0
    plain, stopped, cut = (line["score"] for line in read_lines(tmp_path / "s.jsonl"))
    reward = LearnedReward(tiny_reward, CPU)
    prompt = Prompt((Message("user", "Sing"),))
    expected = reward.score([prompt] * 2, ["La la"] * 2, [True, False]).tolist()
    assert [plain, stopped, cut] == pytest.approx([expected[0], *expected], abs=2e-2)
    assert abs(stopped - cut) > 0.1


def test_a_line_that_cannot_be_scored_is_named(heelwork, tiny_reward, tmp_path):
    data = write_lines(tmp_path / "d.jsonl", [PAIRS[0], {"prompt": "x", "chosen": "y"}])
    code, _, err = heelwork("score", tiny_reward, "--data", data, "--out", tmp_path / "s.jsonl")
    assert code == 2 and "d.jsonl, line 2, field 'rejected': is missing" in err
    assert not (tmp_path / "s.jsonl").exists()


def test_scoring_with_a_model_without_a_head(heelwork, tiny, pairs, tmp_path):
    code, _, err = heelwork("score", tiny, "--data", pairs, "--out", tmp_path / "s.jsonl")
    assert code == 2 and "holds no reward head (score.weight); train one with 'heelwork reward' first" in err


# -- stages and recipes --------------------------------------------------------------------------------------------------


def test_a_stage_runs_from_settings_alone(heelwork, tiny, demonstrations, tmp_path):
    arguments = ["sft", f"model={tiny}", f"data=[{demonstrations}]", "epochs=1", "--out", tmp_path / "out", *SETTINGS]
    code, out, err = heelwork(*arguments)
    assert code == 0, err
    assert f"model:               {tmp_path / 'out' / 'model'}" in out
    assert (tmp_path / "out" / "model" / "model.safetensors").exists()


def test_a_stage_runs_again_from_the_recipe_that_it_left(heelwork, tiny, demonstrations, tmp_path):
    first, again = tmp_path / "first", tmp_path / "again"
    code, _, err = heelwork("sft", f"model={tiny}", f"data=[{demonstrations}]", "epochs=1", f"out={first}", *SETTINGS)
    assert code == 0, err
    before = (first / "recipe.yaml").read_text()
    code, _, err = heelwork("sft", first / "recipe.yaml", f"out={again}", "seed=3")
    assert code == 0, err
    assert "seed: 3" in (again / "recipe.yaml").read_text()
    assert (first / "recipe.yaml").read_text() == before


def test_a_stage_runs_from_its_section_of_a_whole_recipe(heelwork, tiny, demonstrations, tmp_path):
    recipe = tmp_path / "all.yaml"
    recipe.write_text(f"base: {tiny}\nout: {tmp_path / 'whole'}\ndata: ['{demonstrations}']\nsft: {{epochs: 5}}\n")
    code, _, err = heelwork("sft", recipe, "epochs=1", "batch_size=10", *SETTINGS)
    assert code == 0, err
    assert len(read_lines(tmp_path / "whole" / "sft" / "metrics.jsonl")) == 1


def test_a_stage_runs_from_a_whole_recipe_that_names_its_model_and_place(heelwork, tiny, demonstrations, tmp_path):
    whole = tmp_path / "whole"
    recipe = tmp_path / "all.yaml"
    recipe.write_text(
        f"base: {tiny}\nout: {whole}\ndata: ['{demonstrations}']\naudited: false\nppo: {{steps: 3}}\n"
        f"sft: {{model: {tiny}, out: {whole / 'sft'}, epochs: 1, batch_size: 10}}\n"
    )
    code, _, err = heelwork("sft", recipe, *SETTINGS)
    assert code == 0, err
    assert len(read_lines(whole / "sft" / "metrics.jsonl")) == 1


def test_an_interrupted_stage_says_how_to_go_on_and_does(heelwork, tiny, demonstrations, tmp_path, monkeypatch):
    arguments = ["sft", f"model={tiny}", f"data=[{demonstrations}]", "batch_size=4", f"out={tmp_path / 'o'}", *SETTINGS]
    with monkeypatch.context() as patched:
        interrupt_at(patched, 2)
        code, _, err = heelwork(*arguments)
    assert code == 130
    assert f"Go on with: {shlex.join(['heelwork', *arguments, '--resume'])}" in err
    code, _, err = heelwork(*arguments, "--resume")
    assert code == 0, err
    steps = [line["step"] for line in read_lines(tmp_path / "o" / "metrics.jsonl")]
    assert steps == list(range(1, len(steps) + 1)) and len(steps) > 2
    written = (tmp_path / "o" / "metrics.jsonl").stat().st_mtime_ns
    code, _, err = heelwork(*arguments, "--resume")
    assert code == 0 and "sft: done, kept: its settings and 2 inputs are unchanged" in err
    assert (tmp_path / "o" / "metrics.jsonl").stat().st_mtime_ns == written
    code, _, err = heelwork(*arguments, "epochs=2", "--resume")
    assert code == 0 and "sft: run again: epochs was " in err


def test_sigterm_ends_with_143_and_a_state(heelwork, tiny, demonstrations, tmp_path, monkeypatch):
    import os
    import signal

    from heelwork.training.engine import Engine

    arguments = ["sft", f"model={tiny}", f"data=[{demonstrations}]", "batch_size=4", f"out={tmp_path / 'o'}", *SETTINGS]
    step = Engine.optim_step
    with monkeypatch.context() as patched:
        patched.setattr(Engine, "optim_step", lambda self: os.kill(os.getpid(), signal.SIGTERM) or step(self))
        code, _, err = heelwork(*arguments)
    assert code == 143 and "state saved in" in err and "--resume" in err
    assert heelwork(*arguments, "--resume")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sft", "data=[x]", "epoch=2"], "unknown key 'epoch'; did you mean 'epochs'?"),
        (["ppo", "data=[x]", "optim.lrr=2"], "unknown key 'optim.lrr'; did you mean 'optim.lr'?"),
        (["reward", "data=[x]", "lr=1e-5"], "unknown key 'lr'; did you mean 'optim.lr'?"),
        (["sft"], "heelwork sft needs a recipe or settings, for example: heelwork sft model=wolf"),
        (["sft", "sft=3"], "'sft' is 3, but it is a section of settings"),
        (["sft", "epochs=2"], "'data' is required; add it"),
        (["sft", "data=[no-such.jsonl]"], "no-such.jsonl: no such file"),
        (["ppo", "data=[x]", "beta=much"], "'beta' is 'much': input should be a valid number"),
        (["run", "hh", "ppo.bta=1"], "recipe, section 'ppo': unknown key 'bta'; did you mean 'beta'?"),
        (["run", "hhh"], "no recipe 'hhh': no such file, and did you mean 'hh'?"),
        (["run", "zzzz"], "no recipe 'zzzz': no such file, and known: hh, starter, "),
        (["run", "hh", "starter"], "two recipes given (hh, starter); settings are written key=value"),
        (["run", "hh", "data=[a"], "'data=[a': the value is not valid YAML; put it in quotes"),
        (["sft", "data=[starter:nothing]"], "no starter data 'nothing'; known: "),
    ],
)
def test_every_mistake_ends_in_one_sentence(heelwork, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    code, out, err = heelwork(*arguments)
    assert code == 2
    assert err.startswith("error: ") and says in err
    assert out == ""


def test_a_run_directory_that_cannot_be_written(heelwork, tiny, demonstrations, tmp_path):
    (tmp_path / "file").write_text("x")
    code, _, err = heelwork("sft", f"model={tiny}", f"data=[{demonstrations}]", "--out", tmp_path / "file")
    assert code == 2 and "cannot be written" in err and "choose another place with --out" in err


def test_pretraining_makes_a_model_that_answers(heelwork, tmp_path):
    corpus = write_lines(tmp_path / "c.jsonl", [{"text": "The sheep go up the hill with the dog. " * 5}] * 8)
    code, _, err = heelwork(
        "pretrain", f"corpus=[{corpus}]", f"heldout=[{corpus}]", f"out={tmp_path / 'base'}", "vocab_size=300",
        "tokens=2000", "window=64", "batch_tokens=512", "precision=fp32",
        "architecture={hidden: 16, layers: 1, heads: 2, kv_heads: 1, intermediate: 16, context: 64}",
    )  # fmt: skip
    assert code == 0, err
    prompts = write_lines(tmp_path / "p.jsonl", [{"prompt": "Where?"}])
    code, _, err = generate(heelwork, tmp_path / "base" / "model", prompts, tmp_path / "a.jsonl")
    assert code == 0, err
    code, _, err = heelwork("pretrain", f"corpus=[{corpus}]", f"out={tmp_path / 'b'}", "architecture.heads=3")
    assert code == 2 and "hidden 256 must be a multiple of heads 3" in err


# -- chat ----------------------------------------------------------------------------------------------------------------


def test_chat_answers_each_line_and_ends_with_its_input(heelwork, tiny):
    code, out, err = heelwork("chat", tiny, "--max-new-tokens", 4, stdin="Hello?\n\n/new\nAnd now?\n")
    assert code == 0, err
    assert len(out.splitlines()) >= 2


def test_chat_ends_at_quit(heelwork, tiny):
    code, out, _ = heelwork("chat", tiny, "--max-new-tokens", 4, stdin="/quit\nHello?\n")
    assert (code, out) == (0, "")


def test_the_same_seed_says_the_same(heelwork, tiny):
    first, second = (heelwork("chat", tiny, "--max-new-tokens", 6, "--seed", 3, stdin="Hello?\n")[1] for _ in range(2))
    assert first == second


def test_a_question_too_long_says_so_and_a_conversation_too_long_starts_over(heelwork, tiny):
    code, out, _ = heelwork("chat", tiny, "--max-new-tokens", 4, stdin="sheep " * 200 + "\n")
    assert code == 0 and "exceeds the limit of 128; shorten the prompt, lower max_new_tokens" in out
    code, out, _ = heelwork("chat", tiny, "--max-new-tokens", 20, stdin="Where is the dog with the sheep?\n" * 12)
    assert code == 0 and "(the conversation has outgrown the model's context; starting over)" in out


# -- help ----------------------------------------------------------------------------------------------------------------


def test_the_version(heelwork):
    assert heelwork("--version")[:2] == (0, __version__ + "\n")


@pytest.mark.parametrize("command", ["run", "pretrain", "sft", "reward", "ppo", "generate", "score", "chat"])
def test_every_command_explains_itself(heelwork, command):
    code, out, _ = heelwork(command, "--help")
    assert code == 0 and out.startswith("Usage: ") and f"heelwork {command} " in out


def test_help_loads_no_torch():
    script = (
        "import sys\nsys.argv = ['heelwork', '--help']\nfrom heelwork.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted(m for m in ('torch', 'transformers', 'datasets', 'numpy') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Heelwork turns a raw language model into an aligned assistant" in done.stdout
