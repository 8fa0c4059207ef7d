"""Coming in: the owner's link once, invitations once, passwords slowly."""

import re

from web_world import COOKIE, ORIGIN, World

from heelwork.collect.web.accounts import INVITATION_SECONDS, OWNER_SECONDS, SESSION_SECONDS, Accounts
from heelwork.collect.web.gate import address

PASSWORD = "a long password"


def test_the_owner_comes_in_by_a_link_that_works_once(world):
    token = world.web.accounts.owner_link()
    me = world.visitor()
    assert token in me.get(f"/enter?token={token}").text
    answer = me.post("/enter", {"token": token}, page=f"/enter?token={token}")
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    assert me.get("/label").status_code == 200
    again = world.visitor()
    assert again.post("/enter", {"token": token}, page="/sign-in").status_code == 403


def test_the_owner_is_an_admin_whoever_had_the_name_before(world):
    world.store.people.known("owner", who="person")
    accounts = world.web.accounts
    assert accounts.enter(accounts.owner_link()) is not None
    assert world.store.people.by_name("owner").role == "admin"


def test_a_new_start_makes_the_old_link_worthless_and_none_lasts(world):
    now = [0.0]
    accounts = Accounts(world.store.people, clock=lambda: now[0])
    first, second = accounts.owner_link(), accounts.owner_link()
    assert accounts.enter(first) is None
    now[0] = OWNER_SECONDS + 1
    assert accounts.enter(second) is None
    assert accounts.enter("") is None


def test_an_invitation_makes_one_person_of_its_role(world):
    owner = world.store.people.add("owner", role="admin")
    token = world.web.accounts.invite("lead", owner.id)
    eve = world.visitor()
    page = f"/join?token={token}"
    assert "Join as lead" in eve.get(page).text
    short = eve.post("/join", {"token": token, "name": "Eve", "password": "short"}, page=page)
    assert short.status_code == 422 and "short" not in re.findall(r'value="([^"]*)"', short.text)
    answer = eve.post("/join", {"token": token, "name": "Eve", "password": PASSWORD}, page=page)
    assert answer.status_code == 303
    assert world.store.people.by_name("Eve").role == "lead"
    assert eve.get(page).status_code == 403
    late = world.visitor()
    assert late.post("/join", {"token": token, "name": "Mal", "password": PASSWORD}, page="/sign-in").status_code == 403


def test_names_are_taken_once_whatever_their_case(world):
    world.visitor("annotator", "Ada")
    owner = world.store.people.by_name("owner")
    for name in ("ada", "ADA", "owner", "Owner", "a\u202eda", ""):
        token = world.web.accounts.invite("annotator", owner.id)
        eve = world.visitor()
        answer = eve.post("/join", {"token": token, "name": name, "password": PASSWORD}, page=f"/join?token={token}")
        assert answer.status_code in (403, 422), name


def test_signing_in_and_out(world):
    world.visitor("annotator", "Ada")
    ada = world.visitor()
    for name, password in (("Ada", "wrong password"), ("Bob", PASSWORD), ("owner", ""), ("owner", PASSWORD)):
        assert ada.post("/sign-in", {"name": name, "password": password}, page="/sign-in").status_code in (401, 422)
    answer = ada.post("/sign-in", {"name": " Ada ", "password": PASSWORD}, page="/sign-in")
    assert answer.status_code == 303 and ada.get("/label").status_code == 200
    session = ada.http.cookies[COOKIE]
    assert ada.post("/sign-out").status_code == 303
    ada.http.cookies.set(COOKIE, session, domain="127.0.0.1")
    assert ada.get("/label").headers["location"] == "/sign-in"


def test_a_changed_password_signs_every_other_browser_out(world):
    ada, thief = world.visitor("annotator", "Ada"), world.visitor()
    thief.post("/sign-in", {"name": "Ada", "password": PASSWORD}, page="/sign-in")
    assert thief.get("/label").status_code == 200
    for old, new in (("wrong", "another password"), (PASSWORD, "short")):
        assert ada.post("/account", {"old": old, "password": new}).status_code == 422
    assert ada.post("/account", {"old": PASSWORD, "password": "another password"}).status_code == 303
    assert ada.get("/label").status_code == 200 and thief.get("/label").status_code == 303
    assert world.visitor().post("/sign-in", {"name": "Ada", "password": PASSWORD}, page="/sign-in").status_code == 401


def test_the_owner_sets_a_first_password(world):
    token = world.web.accounts.owner_link()
    me, other = world.visitor(), world.visitor()
    me.post("/enter", {"token": token}, page=f"/enter?token={token}")
    assert me.post("/account", {"password": PASSWORD}).status_code == 303
    assert other.post("/sign-in", {"name": "owner", "password": PASSWORD}, page="/sign-in").status_code == 303


def test_guessing_passwords_is_slowed_down_by_machine_and_by_name(world):
    eve = world.visitor()
    token = eve.token("/sign-in")
    guess = {"csrf": token, "name": "Ada", "password": "guess"}
    statuses = [eve.http.post("/sign-in", data=guess, headers={"origin": ORIGIN}).status_code for _ in range(12)]
    assert statuses[:10] == [401] * 10 and statuses[10:] == [429, 429]


def test_sessions_and_invitations_end(world):
    now = [1000.0]
    accounts = Accounts(world.store.people, clock=lambda: now[0])
    world.store.people._clock = lambda: now[0]
    owner = world.store.people.add("owner", role="admin")
    late = accounts.invite("annotator", owner.id)
    session = accounts.join(accounts.invite("annotator", owner.id), "Ada", PASSWORD)
    from heelwork.collect.web.secrecy import token_hash

    assert accounts.session(token_hash(session)).name == "Ada"
    now[0] += INVITATION_SECONDS + 1
    assert accounts.invited(late) is None
    now[0] += SESSION_SECONDS
    assert accounts.session(token_hash(session)) is None


def test_nothing_that_is_stored_lets_anybody_in(world, tmp_path):
    token = world.web.accounts.owner_link()
    me = world.visitor()
    me.post("/enter", {"token": token}, page=f"/enter?token={token}")
    world.visitor("annotator", "Ada")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))
    for secret in (token, me.http.cookies[COOKIE], PASSWORD):
        assert secret.encode() not in stored


def test_two_servers_on_one_machine_do_not_sign_each_other_out(world, tmp_path):
    (tmp_path / "other").mkdir()
    beside = World(tmp_path / "other", address("127.0.0.1", 8766))
    first, second = world.visitor("annotator", "Ada"), beside.visitor()
    second.http.base_url = "http://127.0.0.1:8766"
    second.http.cookies.update(first.http.cookies)  # one browser: a cookie goes to every port of its host
    token = beside.web.accounts.owner_link()
    answer = second.post("/enter", {"token": token}, page=f"/enter?token={token}",
                         headers={"origin": "http://127.0.0.1:8766"})  # fmt: skip
    assert answer.status_code == 303 and second.get("/label").status_code == 200
    first.http.cookies.update(second.http.cookies)
    assert first.get("/label").status_code == 200
    beside.store.close()
