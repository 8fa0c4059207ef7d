"""The application over a store in a file, and visitors of it. Nothing here listens on a port."""

import re

from starlette.testclient import TestClient

from heelwork.collect.records import Candidate, NewItem, Project
from heelwork.collect.store import Store
from heelwork.collect.web.gate import address
from heelwork.collect.web.serve import make_web
from heelwork.records import Message, Prompt

ORIGIN = "http://127.0.0.1:8765"
COOKIE = "heelwork-8765"
MODEL = "secret-model-7b"


def item(number, kind="rank", k=4, **more):
    """An item with answers that say which they are."""
    texts = {"rank": k, "pair": 2, "edit": 1}[kind]
    candidates = tuple(Candidate(f"answer {number}.{i}", MODEL, {"temperature": 0.7}) for i in range(texts))
    return NewItem(Prompt((Message("user", f"question {number}?"),)), candidates, kind=kind, **more)


def task_of(page):
    """The hidden fields of the task on a page, and its answers as shown."""
    form = page.split('id="task"')[1]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return dict(fields), re.findall(r"answer \d+\.\d+", form)


class Visitor:
    """Somebody with a browser: cookies are kept, forms are sent with their token and origin."""

    def __init__(self, app, role=None):
        self.http = TestClient(app, base_url=ORIGIN, raise_server_exceptions=False, follow_redirects=False)
        self.http.headers["accept"] = "text/html"
        self.role = role

    def get(self, path, **more):
        return self.http.get(path, **more)

    def post(self, path, data=None, *, page="/label", **more):
        """Send a form; the token is taken from a page that this visitor may see."""
        data = {"csrf": self.token(page), **(data or {})}
        headers = {"origin": ORIGIN, **more.pop("headers", {})}
        return self.http.post(path, data=data, headers=headers, **more)

    def token(self, page="/label"):
        text = self.get(page).text
        found = re.search(r'name="csrf" value="([^"]+)"', text)
        return found.group(1) if found else ""

    def fields(self, page="/label"):
        """The hidden fields of the task's form."""
        return task_of(self.get(page).text)[0]

    def shown(self):
        """The answers as shown on the screen."""
        return task_of(self.get("/label").text)[1]

    def rank(self, *ranks, **more):
        """Rank the item on screen."""
        return self.post("/answers/rank", {**self.fields(), **{f"rank_{i}": r for i, r in enumerate(ranks)}, **more})


class World:
    """A store with people of every role."""

    def __init__(self, folder, where=None, **settings):
        self.store = Store(folder / "store.db")
        self.store.configure(Project(probation=0, gold_share=0.0, **settings))
        self.web = make_web(self.store, where or address("127.0.0.1", 8765), requests_per_second=1000)

    def visitor(self, role=None, name=None):
        """Somebody new, signed in by an invitation where a role is named."""
        made = Visitor(self.web.app, role)
        if role is not None:
            owner = self.store.people.by_name("owner") or self.store.people.add("owner", role="admin")
            token = self.web.accounts.invite(role, owner.id)
            session = self.web.accounts.join(token, name or f"{role} {len(self.store.people.all())}", "a long password")
            made.http.cookies.set(COOKIE, session, domain="127.0.0.1")
        return made
