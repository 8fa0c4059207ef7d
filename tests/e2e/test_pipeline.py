"""The whole of RLHF on a tiny model: `heelwork run` from a raw model to the page that shows it."""

import json

import pytest
import yaml
from conftest import FAST, PAIRS, interrupt_at, metrics_of, read_lines, same_weights, write_lines
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification

from heelwork import pipeline, trackers
from heelwork.errors import ConfigError, DataError, Interrupted, RunError
from heelwork.records import Completion, Message, Prompt
from heelwork.report.before_after import write_before_after
from heelwork.runs import RunDir

STAGES = ("sft", "reward", "ppo")


@pytest.fixture
def recipe(tiny, tmp_path):
    """A maker of recipes of three short stages on ten pairs."""
    data = write_lines(tmp_path / "pairs.jsonl", PAIRS)

    def make(name="run", **values):
        return {
            "base": tiny, "out": str(tmp_path / name), "data": [data], "heldout_share": 0.2, "seed": 1,
            "sft": {"epochs": 2, "batch_size": 4, "optim": {"lr": 1e-3}, **FAST},
            "reward": {"epochs": 1, "batch_size": 4, "optim": {"lr": 1e-3}, **FAST},
            "ppo": {"steps": 2, "batch_size": 4, "minibatches": 2, "epochs": 2, "max_new_tokens": 6, **FAST},
            "compare": {"limit": 3, "heldout_share": 0.0}, "audited": False,
            **values,
        }  # fmt: skip

    return make


def stamps(out):
    return {p: p.stat().st_mtime_ns for s in STAGES for p in (out / s).rglob("*") if p.is_file()}


def test_three_stages_make_models_and_the_page_that_shows_them(recipe, tmp_path):
    result = pipeline.run(recipe())
    out = tmp_path / "run"
    assert result.directory == out and result.page == out / "before_after.md"
    assert set(result.seconds) == {*STAGES, "compare"}
    for name in ("sft", "ppo"):
        AutoModelForCausalLM.from_pretrained(out / name / "model")
    AutoModelForSequenceClassification.from_pretrained(out / "reward" / "model", num_labels=1)
    assert not same_weights(out / "sft" / "model", out / "ppo" / "model")
    page = result.page.read_text(encoding="utf-8").splitlines()
    assert "| prompt | base | SFT | PPO |" in page
    assert sum(line.startswith("| Where is the") for line in page) == 3
    for line in read_lines(out / "before_after.jsonl"):
        assert set(line) == {"prompt", "base", "SFT", "PPO"}
    compared = json.loads((out / "compare.json").read_text(encoding="utf-8"))
    assert compared["judge"]["judge"] == "reward:reward/model" and len(compared["pairs"]) == 3
    assert compared["warnings"][0].startswith("The judge is what PPO was trained to please")
    assert "Models against each other" in result.report.read_text(encoding="utf-8")
    assert pipeline.resolve(yaml.safe_load((out / "recipe.yaml").read_text()))[1:] == pipeline.resolve(recipe())[1:]


def test_a_run_audits_its_reward_model_and_shows_it(recipe, tmp_path):
    few = {"prompts": 2, "samples": 1, "max_new_tokens": 4, "worst": 0}
    result = pipeline.run(recipe(audited=True, audit=few))
    assert "audit" in result.seconds
    found = json.loads((tmp_path / "run" / "audit" / "audit.json").read_text())
    assert found["reward"] == str(tmp_path / "run" / "reward" / "model") and found["policy"]["words"] > 0
    assert 'id="hacking"' in result.report.read_text(encoding="utf-8")
    resolved = yaml.safe_load((tmp_path / "run" / "recipe.yaml").read_text())
    assert pipeline.resolve(resolved).audits == pipeline.resolve(recipe(audited=True, audit=few)).audits


def test_a_cured_reward_model_is_what_ppo_follows_and_the_report_shows_both(recipe, tmp_path):
    few = {"prompts": 2, "samples": 1, "max_new_tokens": 4, "worst": 0}
    cured = recipe(audited=True, audit=few, cure={"augment": {"degenerate": 1.0}, "optim": {"lr": 2e-3}})
    result = pipeline.run(cured)
    out = tmp_path / "run"
    assert {"cure", "audit_before", "audit"} < set(result.seconds)
    own = yaml.safe_load((out / "cure" / "recipe.yaml").read_text())["reward"]
    assert (
        own["model"] == str(out / "reward" / "model") and own["batch_size"] == 4
    )  # the rest as the reward stage has it
    assert not same_weights(out / "reward" / "model", out / "cure" / "model")
    assert yaml.safe_load((out / "ppo" / "recipe.yaml").read_text())["ppo"]["reward_model"] == str(
        out / "cure" / "model"
    )
    audits = {n: json.loads((out / n / "audit.json").read_text()) for n in ("audit_before", "audit")}
    assert {n: a["reward"] for n, a in audits.items()} == {
        "audit_before": str(out / "reward" / "model"), "audit": str(out / "cure" / "model"),
    }  # fmt: skip
    assert audits["audit_before"]["policy"] == audits["audit"]["policy"]  # the same answers are changed
    assert "Before and after the cure" in result.report.read_text(encoding="utf-8")
    resolved = yaml.safe_load((out / "recipe.yaml").read_text())
    assert pipeline.resolve(resolved)[1:] == pipeline.resolve(cured)[1:]


def test_the_preference_model_goes_on_from_the_cured_reward_model(recipe, tmp_path):
    plan = pipeline.resolve(recipe(cure={"epochs": 1}, constitutional={"enabled": True, "continued": True}))
    assert plan.constitutional["preference"].settings.model == str(tmp_path / "run" / "cure" / "model")


def test_the_gate_measures_the_judge_on_what_the_reward_stage_kept_out(recipe):
    values = recipe(constitutional={"enabled": True}, split_seed=5)
    label = pipeline.resolve(values).constitutional["label"].settings
    assert (label.human, label.human_heldout_share, label.human_split_seed) == (values["data"], 0.2, 5)
    own = pipeline.resolve(recipe(constitutional={"enabled": True, "label": {"human": ["people.jsonl"]}}))
    assert own.constitutional["label"].settings.human == ["people.jsonl"]
    assert own.constitutional["label"].settings.human_heldout_share == 0.0  # all of what is named for the gate
    nothing_kept = pipeline.resolve({**values, "heldout_share": 0.0}).constitutional["label"].settings
    assert nothing_kept.human == []


def test_the_run_can_be_repeated_from_its_own_recipe(recipe, tmp_path):
    pipeline.run(recipe())
    again = yaml.safe_load((tmp_path / "run" / "recipe.yaml").read_text())
    pipeline.run(again | {"out": str(tmp_path / "again")})
    for name in STAGES:
        assert same_weights(tmp_path / "run" / name / "model", tmp_path / "again" / name / "model")


def test_resume_after_completion_runs_no_stage_again(recipe, tmp_path):
    pipeline.run(recipe())
    before = stamps(tmp_path / "run")
    result = pipeline.run(recipe(), resume=True)
    assert stamps(tmp_path / "run") == before
    assert set(result.seconds) == {"compare"}


def test_resume_runs_what_the_changed_recipe_touches_and_what_follows(recipe, tmp_path):
    pipeline.run(recipe())
    changed = recipe()
    changed["reward"] = {**changed["reward"], "epochs": 2}
    assert set(pipeline.run(changed, resume=True).seconds) == {"reward", "ppo", "compare"}
    timings = json.loads((tmp_path / "run" / "timings.json").read_text())["seconds"]
    assert set(timings) == {*STAGES, "compare"}  # a kept stage keeps its time
    assert [r["step"] for r in read_lines(tmp_path / "run" / "ppo" / "rollouts.jsonl")] == [1, 1, 1, 1, 2, 2, 2, 2]


@pytest.mark.parametrize(("at", "done"), [(2, ()), (5, ("sft",)), (9, ("sft", "reward"))])
def test_an_interrupted_run_resumes_where_it_stopped(recipe, tmp_path, monkeypatch, at, done):
    with monkeypatch.context() as patched:
        interrupt_at(patched, at)
        with pytest.raises(Interrupted, match=rf"Go on with: heelwork run {tmp_path}/run/recipe\.yaml --resume"):
            pipeline.run(recipe())
    timings = json.loads((tmp_path / "run" / "timings.json").read_text())["seconds"]
    assert set(timings) == {*done, STAGES[len(done)]}
    before = {p: t for p, t in stamps(tmp_path / "run").items() if p.parent.parent.name in done}
    pipeline.run(yaml.safe_load((tmp_path / "run" / "recipe.yaml").read_text()), resume=True)
    assert {p: t for p, t in stamps(tmp_path / "run").items() if p in before} == before
    pipeline.run(recipe("whole"))
    for name in STAGES:
        assert same_weights(tmp_path / "run" / name / "model", tmp_path / "whole" / name / "model")
        assert metrics_of(tmp_path / "run" / name) == metrics_of(tmp_path / "whole" / name)


def test_an_interrupted_stage_is_not_resumed_under_other_settings(recipe, monkeypatch):
    with monkeypatch.context() as patched:
        interrupt_at(patched, 2)
        with pytest.raises(Interrupted):
            pipeline.run(recipe())
    changed = recipe()
    changed["sft"] = {**changed["sft"], "epochs": 9}
    with pytest.raises(
        RunError, match=r"was interrupted under other settings .* undo the change, or remove .*/sft/state to begin"
    ):
        pipeline.run(changed, resume=True)


def test_a_fault_in_any_section_is_found_before_any_work(recipe, tmp_path):
    with pytest.raises(ConfigError, match=r"section 'ppo': unknown key 'step'; did you mean 'steps'"):
        pipeline.run(recipe(ppo={"step": 3}))
    assert not (tmp_path / "run" / "sft").exists()


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("reward", {"data": ["DATA/demonstrations.jsonl"]}),
        ("ppo", {"data": ["DATA/missing.jsonl"]}),
        ("cure", {"max_steps": 1, "augment": {"facts": ["DATA/demonstrations.jsonl"]}}),
        ("constitutional", {"enabled": True, "revise": {"helpful": ["DATA/missing.jsonl"]}}),
    ],
)
def test_data_that_a_later_stage_cannot_read_is_found_before_any_work(recipe, tmp_path, section, values):
    write_lines(tmp_path / "demonstrations.jsonl", [{"prompt": "Where?", "completion": "There."}])
    here = json.loads(json.dumps(values).replace("DATA", str(tmp_path)))
    known = recipe().get(section, {})
    with pytest.raises(DataError, match=r"demonstrations\.jsonl|missing\.jsonl"):
        pipeline.run(recipe(**{section: known | here}))
    assert not (tmp_path / "run" / "sft").exists()


def test_a_tracker_that_is_not_installed_is_found_before_any_work(recipe, tmp_path, monkeypatch):
    monkeypatch.setitem(trackers.PACKAGES, "wandb", "no_such_package")
    values = recipe()
    with pytest.raises(ConfigError, match="no_such_package"):
        pipeline.run({**values, "ppo": values["ppo"] | {"tracker": "wandb"}})
    assert not (tmp_path / "run" / "sft").exists()


def test_the_page_escapes_what_models_write(tmp_path):
    prompts = [Prompt((Message("user", "a | b"),))]
    said = "<script>alert(1)</script> | *bold* `code` [link](http://x) ~~no~~ back\\slash\nsecond & last_line"
    answers = {
        "base": [Completion(prompts[0], said)],
        "SFT": [Completion(prompts[0], "x" * 2000, "length")],
        "PPO": [Completion(prompts[0], "")],
    }
    page = write_before_after(RunDir(tmp_path), prompts, answers).read_text()
    row = page.splitlines()[-1]
    assert "<script>" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in row
    assert (
        "\\| \\*bold\\* \\`code\\` \\[link\\](http://x) \\~\\~no\\~\\~ back\\\\slash<br>second &amp; last\\_line" in row
    )
    assert row.startswith("| a \\| b | ")
    assert "x ... *[cut]*" in row and "x" * 701 not in row
    assert row.endswith("| *(empty)* |")
    (line,) = read_lines(tmp_path / "before_after.jsonl")
    assert line["base"]["completion"] == said and line["SFT"]["completion"] == "x" * 2000


def test_both_phases_of_constitutional_ai_follow_where_they_are_enabled(recipe, tmp_path):
    from conftest import principle

    constitution = tmp_path / "brief.yaml"
    constitution.write_text(yaml.safe_dump({"name": "brief", "principles": [principle()]}))
    phases = {
        "enabled": True,
        "constitution": str(constitution),
        "revise": {"limit": 3, "revision": {"rounds": 1, "shots": 0, "max_new_tokens": 6}},
        "label": {
            "limit": 4, "override_gate": "the judge of this test knows nothing", "judging": {"form": "short"},
            "pairs": {"max_new_tokens": 6},
        },
    }  # fmt: skip
    result = pipeline.run(recipe(constitutional=phases))
    out = tmp_path / "run"
    cai = ("revise", "sl_cai", "label", "preference", "rl_cai")
    assert set(result.seconds) == {*STAGES, *cai, "compare"}
    assert "| prompt | base | SFT | PPO | SL-CAI | RL-CAI |" in result.page.read_text(encoding="utf-8").splitlines()
    for line in read_lines(out / "label" / "labels.jsonl"):
        assert line["gate_override"] == "the judge of this test knows nothing"
        assert 0.5 <= line["target"] <= 1.0
    gate = json.loads((out / "label" / "gate.json").read_text())
    assert gate["failures"] and gate["override"]
    pipeline.run(recipe(constitutional=phases), resume=True)  # everything is done, and nothing is run again
    with pytest.raises(Exception, match="not fit to label"):
        pipeline.run(recipe("refused", constitutional={**phases, "label": {**phases["label"], "override_gate": None}}))


def said(caplog, recipe):
    """What a resumed run says of its stages."""
    caplog.clear()
    with caplog.at_level("INFO", logger="heelwork"):
        result = pipeline.run(recipe, resume=True)
    return set(result.seconds) - {"compare"}, caplog.text


def test_resume_says_what_is_kept_and_what_is_run_again_and_why(recipe, tmp_path, caplog):
    pipeline.run(recipe())
    out = tmp_path / "run"
    ran, text = said(caplog, recipe())
    assert ran == set()
    assert "sft: done, kept: its settings and 2 inputs are unchanged" in text
    # another place of states, another micro-batch: no result depends on them
    same = recipe()
    same["ppo"] = {**same["ppo"], "save_every": 1, "micro_batch_tokens": 512}
    assert said(caplog, same)[0] == set()
    # an output is lost
    for file in (out / "reward" / "model").iterdir():
        file.unlink()
    (out / "reward" / "model").rmdir()
    ran, text = said(caplog, recipe())
    assert ran == {"reward"}  # which gives the same model again, so that PPO may stay
    assert "reward: run again: its model is missing" in text and "ppo: done, kept" in text


def test_resume_runs_what_new_data_touches(recipe, tmp_path, caplog):
    pipeline.run(recipe())
    write_lines(tmp_path / "pairs.jsonl", [*PAIRS, {"prompt": "Why?", "chosen": "So.", "rejected": "No, never."}])
    ran, text = said(caplog, recipe())
    assert ran == {"sft", "reward", "ppo"}
    assert "sft: run again: data/pairs.jsonl was " in text


def test_an_interrupted_stage_whose_inputs_changed_begins_anew(recipe, tmp_path, monkeypatch, caplog):
    with monkeypatch.context() as patched:
        interrupt_at(patched, 9)
        with pytest.raises(Interrupted):
            pipeline.run(recipe())
    changed = recipe()
    changed["reward"] = {**changed["reward"], "epochs": 2}
    ran, text = said(caplog, changed)
    assert ran == {"reward", "ppo"}
    assert "reward: run again: epochs was 1, is 2" in text
    assert "ppo: run again: it was interrupted, but reward_model was " in text


def test_a_stage_that_was_killed_after_its_end_is_kept(recipe, tmp_path, monkeypatch):
    from heelwork.stages import marks

    with monkeypatch.context() as patched:
        patched.setattr(marks, "end", lambda folder: killed())
        with pytest.raises(KeyboardInterrupt):
            pipeline.run(recipe())
    assert json.loads((tmp_path / "run" / "sft" / "stage.json").read_text())["done"] is False
    assert set(pipeline.run(recipe(), resume=True).seconds) == {"reward", "ppo", "compare"}


def killed():
    raise KeyboardInterrupt


def test_sigterm_is_told_apart_from_ctrl_c(recipe, monkeypatch):
    import os
    import signal

    from heelwork.training.engine import Engine

    step = Engine.optim_step
    monkeypatch.setattr(Engine, "optim_step", lambda self: os.kill(os.getpid(), signal.SIGTERM) or step(self))
    with pytest.raises(Interrupted, match=r"Go on with: heelwork run .* --resume") as caught:
        pipeline.run(recipe())
    assert caught.value.exit_code == 143


def test_a_recipe_may_probe_every_model(recipe, tmp_path):
    wanted = recipe(probe={"suites": ["true_statements"], "limit": 2})
    result = pipeline.run(wanted)
    out = tmp_path / "run"
    assert set(result.seconds) == {*STAGES, "compare", "probe"}
    probed = (out / "probes" / "probes.json").read_text(encoding="utf-8")
    assert all(name in probed for name in ("base", "SFT", "PPO"))
    assert "true_statements" in result.report.read_text(encoding="utf-8")
    assert pipeline.resolve(yaml.safe_load((out / "recipe.yaml").read_text()))[1:] == pipeline.resolve(wanted)[1:]
