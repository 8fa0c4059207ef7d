"""What leads see and do: figures, people, decisions, guidelines."""

import json

import pytest
from web_world import MODEL, item


@pytest.fixture
def project(world):
    """Three annotators who answered five items, one of them the other way round; and a lead."""
    world.store.add_items([item(n, k=3, overlap=3) for n in range(5)])
    people = [world.visitor("annotator", name) for name in ("Ada", "Bob", "Cy")]
    for turned, who in zip((False, False, True), people, strict=True):
        for _ in range(5):
            shown = who.shown()
            order = sorted(shown, reverse=turned)
            who.rank(*(order.index(text) + 1 for text in shown))
    return world, world.visitor("lead", "Lea"), people


def test_the_dashboard_shows_the_figures_and_the_same_is_json(project):
    _, lead, _ = project
    page = lead.get("/dashboard").text
    data = lead.get("/api/report").json()
    assert data["progress"] == {"wanted": 15, "done": 15, "leased": 0}
    alpha = data["agreement"]["alpha_ordinal"]["value"]
    assert alpha < 0 and f"{alpha:.2f}" in page
    assert {a["name"] for a in data["annotators"]} == {"Ada", "Bob", "Cy"} and ">Ada</bdi>" in page
    assert MODEL not in page and MODEL not in str(data)


def test_undefined_figures_say_why(world):
    page = world.visitor("lead").get("/dashboard").text
    assert "undefined" in page and "no unit was judged by two or more raters" in page


def test_a_lead_decides_what_others_disagree_on(project):
    world, lead, _ = project
    page = lead.get("/queue").text
    assert page.count(">Decide</a>") == 5 and "A &gt; B &gt; C" in page and "C &gt; B &gt; A" in page
    chosen = lead.get("/api/report").json()["disputes"][0]["item"]
    decide = f"/queue/{chosen}"
    answer = lead.post(decide, {**lead.fields(decide), "rank_0": 2, "rank_1": 1, "rank_2": 1, "comment": "why"})
    assert answer.status_code == 303
    final = [label for label in world.store.rankings() if label.item == chosen]
    assert [(label.ranking.ranks, label.final, label.annotator) for label in final] == [((2, 1, 1), True, "Lea")]
    assert lead.get(decide).status_code == 404
    assert lead.get("/queue").text.count(">Decide</a>") == 4


def test_excluding_needs_a_reason_and_takes_the_answers_out(project):
    world, lead, _ = project
    bob = world.store.people.by_name("Bob")
    page = f"/people/{bob.id}"
    assert "same" in lead.get(page).text or "others" in lead.get(page).text
    assert lead.post(f"{page}/exclude", {"reason": ""}).status_code == 422
    assert lead.post(f"{page}/exclude", {"reason": "<b>random</b>"}).status_code == 303
    assert "&lt;b&gt;random&lt;/b&gt;" in lead.get(page).text
    assert {label.annotator for label in world.store.rankings()} == {"Ada", "Cy"}
    assert lead.post(f"{page}/readmit", {"reason": "a mistake"}).status_code == 303
    assert {label.annotator for label in world.store.rankings()} == {"Ada", "Bob", "Cy"}


def test_nobody_acts_on_themselves_or_on_a_higher_role(project):
    world, lead, _ = project
    lea, owner = world.store.people.by_name("Lea"), world.store.people.by_name("owner")
    assert lead.post(f"/people/{lea.id}/exclude", {"reason": "x"}).status_code == 403
    assert lead.post(f"/people/{owner.id}/exclude", {"reason": "x"}).status_code == 403
    assert lead.post(f"/people/{owner.id}/role", {"role": "annotator"}).status_code == 403
    assert lead.post("/people/invite", {"role": "admin"}).status_code == 403


def test_an_admin_changes_roles(project):
    world, _, people = project
    admin = world.visitor("admin")
    ada = world.store.people.by_name("Ada")
    assert people[0].get("/dashboard").status_code == 403
    assert admin.post(f"/people/{ada.id}/role", {"role": "lead"}).status_code == 303
    assert people[0].get("/dashboard").status_code == 200


def test_an_invitation_is_a_link_shown_once(world):
    lead = world.visitor("lead")
    page = lead.post("/people/invite", {"role": "annotator"}).text
    link = page.split('id="link">')[1].split("<")[0]
    assert link.startswith("http://127.0.0.1:8765/join?token=")
    assert "token=" not in lead.get("/people").text
    assert world.visitor().get(link).status_code == 200


def test_guidelines_are_kept_version_by_version_and_shown(world):
    world.store.add_items([item(1)])
    lead, ada = world.visitor("lead"), world.visitor("annotator")
    lead.post("/guidelines", {"text": "first\r\nrule"}, page="/guidelines")
    lead.post("/guidelines", {"text": "second <rule>"}, page="/guidelines")
    assert "version 2" in lead.get("/guidelines").text
    assert "second &lt;rule&gt;" in ada.get("/label").text
    lead.post("/guidelines", {"text": "third"}, page="/guidelines")
    assert "second &lt;rule&gt;" in ada.get("/label").text  # what was seen with the item is what is recorded
    ada.rank(1, 2, 3, 4)
    assert [label.guideline for label in world.store.rankings()] == [2]


def test_what_was_collected_comes_as_files(project):
    world, lead, people = project
    pairs = [json.loads(line) for line in lead.get("/export/preferences.jsonl").text.splitlines()]
    assert len(pairs) == sum(len(label.ranking.pairs) for label in world.store.rankings()) == 45
    assert {"prompt", "chosen", "rejected"} <= pairs[0].keys()
    rankings = lead.get("/export/rankings.jsonl?form=text")
    assert len(rankings.text.splitlines()) == 15 and "attachment" in rankings.headers["content-disposition"]
    assert lead.get("/export/demonstrations.jsonl").text == ""
    assert lead.get("/export/secrets.jsonl").status_code == 422
    assert people[0].get("/export/rankings.jsonl").status_code == 403
