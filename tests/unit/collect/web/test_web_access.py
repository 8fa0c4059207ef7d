"""Every route × everybody it is not for. Routes are walked, so that a new one is covered without being named here."""

import random
import string
from collections import Counter

import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_world import COOKIE, ORIGIN, Visitor, World, item

from heelwork.collect.web.access import Access, needed
from heelwork.collect.web.gate import address

EVIL = "https://evil.example"


def routes(app):
    """(method, path with its parameters filled in, what it needs) of every route."""
    found = []
    for route in walk(app.routes):
        if isinstance(route, APIRoute):
            path = route.path.replace("{", "").replace("}", "")
            for name in route.param_convertors:
                path = path.replace(name, "1")
            found += [(method, path, needed(route.endpoint)) for method in sorted(route.methods)]
    return found


def walk(nodes):
    for node in nodes:
        yield node
        yield from walk(getattr(getattr(node, "original_router", None), "routes", ()))


@pytest.fixture
def all_routes(world):
    found = routes(world.web.app)
    assert {path for _, path, _ in found} >= {"/", "/label", "/answers/rank", "/sign-in", "/undo"}
    return found


def send(visitor, method, path, **more):
    """A request as a browser on our own pages would send it, with the visitor's own form token."""
    headers = {"origin": ORIGIN, **more.pop("headers", {})}
    return visitor.http.request(method, path, headers=headers, **more)


def test_every_route_says_whom_it_is_for(all_routes):
    assert [path for _, path, level in all_routes if level is None] == []
    assert {path for _, path, level in all_routes if level == Access.ANYBODY} == {"/sign-in", "/enter", "/join"}


def test_a_route_that_does_not_say_it_is_refused_to_the_owner_too(world):
    world.web.app.get("/forgotten")(lambda: "open")
    owner = world.visitor("admin")
    assert owner.get("/forgotten").status_code == 403


def test_who_is_not_signed_in_gets_nowhere(world, all_routes):
    stranger, forger = world.visitor(), world.visitor()
    token = stranger.token("/sign-in")
    forger.http.cookies.set(COOKIE, "x" * 43, domain="127.0.0.1")
    for method, path, level in all_routes:
        if level == Access.ANYBODY:
            continue
        for who in (stranger, forger):
            answer = send(who, method, path, data={"csrf": token} if method == "POST" else None)
            refused = answer.status_code in (401, 403) or answer.headers.get("location") == "/sign-in"
            assert refused, (method, path, answer.status_code)


@pytest.mark.parametrize("role", ["annotator", "lead"])
def test_nobody_gets_what_is_for_a_higher_role(world, all_routes, role):
    world.store.add_items([item(1)])
    visitor = world.visitor(role)
    csrf = visitor.token()
    own = Access[role.upper()]
    above = [(method, path) for method, path, level in all_routes if level > own]
    for method, path in above:
        answer = send(visitor, method, path, data={"csrf": csrf} if method == "POST" else None)
        assert answer.status_code == 403, (method, path, answer.status_code)
    for method, path, level in all_routes:
        if level <= own and method == "GET":
            assert send(visitor, method, path).status_code != 403 or path == "/join", path


def test_other_sites_can_make_no_browser_do_anything(world, all_routes):
    world.store.add_items([item(1)])
    owner = world.visitor("admin")
    csrf = owner.token()
    before = len(list(world.store.events()))
    for method, path, _ in all_routes:
        if method == "GET":
            continue
        for headers in ({"origin": EVIL}, {"origin": "null"}, {"origin": ORIGIN, "sec-fetch-site": "cross-site"}):
            assert send(owner, method, path, data={"csrf": csrf}, headers=headers).status_code == 403, path
        assert owner.http.request(method, path, data={"csrf": csrf}).status_code == 403, path
    assert len(list(world.store.events())) == before


def test_no_form_counts_without_its_token_or_with_anothers(world, all_routes):
    world.store.add_items([item(1)])
    owner, other = world.visitor("admin"), world.visitor("admin")
    wrong = ("", "x", other.token(), owner.token("/sign-in").swapcase())
    for method, path, _ in all_routes:
        if method == "GET":
            continue
        for token in wrong:
            assert send(owner, method, path, data={"csrf": token}).status_code == 403, path
        assert send(owner, method, path).status_code == 403, path


def test_get_changes_nothing(world, all_routes):
    world.store.add_items([item(1)])
    owner = world.visitor("admin")
    owner.get("/label")
    before = list(world.store.events())
    for method, path, _ in all_routes:
        if method == "GET":
            owner.get(path)
    assert list(world.store.events()) == before


def test_files_are_served_and_nothing_beside_them(world):
    stranger = world.visitor()
    answer = stranger.get("/static/label.js")
    assert answer.status_code == 200 and "javascript" in answer.headers["content-type"]
    for path in (
        "/static/",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/docs",
        "/openapi.json",
    ):
        assert stranger.get(path).status_code in (403, 404), path


def test_behind_tls_cookies_travel_only_there(tmp_path):
    world = World(tmp_path, address("0.0.0.0", 80, "https://collect.example.org"))
    visitor = Visitor(world.web.app)
    visitor.http.base_url = "https://collect.example.org"
    cookie = visitor.get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-heelwork-visit=") and "Secure" in cookie and "HttpOnly" in cookie
    world.store.close()


def test_an_error_of_ours_says_nothing_of_its_inside(world, monkeypatch):
    world.store.add_items([item(1)])
    ada = world.visitor("annotator")

    def broken(person):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(world.store, "next_item", broken)
    answer = ada.get("/label")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


# -- a fuzz from the API's own description


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1e999",
            "NaN",
            "9" * 30,
            "\x00",
            "\ud7ff",
            "' OR 1=1 --",
            "<script>",
            "../..",
            "ＮＵＬＬ",
            "%00",
        ]
    ),
    st.integers(-(2**70), 2**70).map(str),
    st.text(string.ascii_letters, min_size=3000, max_size=3000),
)


def fields_of(spec, schema):
    while "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema.get("properties", {})


def operations(spec):
    """(method, path, names of its parameters, its form's fields) of every operation of an OpenAPI description."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            form: dict = {}
            for content in operation.get("requestBody", {}).get("content", {}).values():
                form |= fields_of(spec, content["schema"])
            names = [(p["in"], p["name"]) for p in operation.get("parameters", ())]
            yield method, path, names, form


@pytest.fixture
def fuzzed(world):
    world.store.add_items([item(n, kind) for n, kind in enumerate(("rank", "pair", "edit", "rank"))])
    owner = world.visitor("admin")
    seen = Counter()
    yield world, owner, list(operations(world.web.app.openapi())), seen
    # It was let in, and reached the code behind the doors.
    assert min(seen[200], seen[303], seen[422]) >= 10, seen


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_input_makes_the_server_fail(fuzzed, data):
    """The description covers every route; values are half valid ones, half whatever hypothesis thinks of."""
    world, owner, known, seen = fuzzed
    method, path, names, form = data.draw(st.sampled_from([one for one in known if one[1] != "/sign-out"]))
    task = world.store.next_item(owner_id(world))
    good = {
        "csrf": owner.token("/sign-in"), "item": str(task.item if task else 1), "key": "k" * 20, "count": "4", "choice": "a1",
        **{f"rank_{i}": "1" for i in range(4)},
    }  # fmt: skip
    values = {name: good[name] for name in form if name in good}
    for name in data.draw(st.sets(st.sampled_from(sorted(form)), max_size=3)) if form else ():
        values[name] = data.draw(TEXTS)
    query = {}
    for where, name in names:
        value = data.draw(st.one_of(st.just("1"), TEXTS))
        if where == "path":
            path = path.replace("{" + name + "}", escaped(value))
        else:
            query[name] = value
    accept = data.draw(st.sampled_from(["text/html", "application/json", "*/*"]))
    answer = owner.http.request(
        method, path, params=query, data=values or None, headers={"origin": ORIGIN, "accept": accept}
    )
    seen[answer.status_code] += 1
    assert answer.status_code < 500, (method, path, values, query, answer.text[:200])


def owner_id(world):
    return max(person.id for person in world.store.people.all())


def escaped(text):
    from urllib.parse import quote

    return quote(text, safe="") or "1"


@pytest.mark.parametrize("seed", range(5))
def test_bodies_that_are_no_forms_make_nothing_fail(world, seed):
    draw = random.Random(seed)
    world.store.add_items([item(1)])
    owner = world.visitor("admin")
    for method, path, _ in routes(world.web.app):
        if method == "POST" and path != "/sign-out":
            for kind in (
                "application/json",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "text/plain",
                "a/\u00ff",
            ):
                body = draw.randbytes(draw.choice([0, 1, 50, 5000]))
                headers = {"origin": ORIGIN, "content-type": kind.encode("latin-1"), "x-csrf-token": owner.token()}
                assert owner.http.request(method, path, content=body, headers=headers).status_code < 500
