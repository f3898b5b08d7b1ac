"""People at a desk: a browser that keeps cookies and sends forms, and accounts to sign in with."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pyotp

from groundswell.core.access import Role
from groundswell.core.accounts import EVERYWHERE, Account, Grant, Scope
from tests.town import NOON
from tests.web.house import House

PASSWORD = "correct horse battery"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_FORM = re.compile(r'<form [^>]*method="post" action="([^"]*)".*?</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


@dataclass
class Browser:
    """A person's browser: it says where its forms come from, as browsers do."""

    client: httpx.AsyncClient

    @property
    def session(self) -> str:
        """The id of the session that the browser keeps; "" for none."""
        return self.client.cookies.get("desk", "", domain="town.test") or ""

    def keep(self, name: str, value: str) -> None:
        """Have the browser keep a cookie for this site."""
        self.client.cookies.set(name, value, domain="town.test", path="/")

    async def open(self, path: str) -> httpx.Response:
        """A page, without following where it leads."""
        return await self.client.get(path)

    async def send(self, page: str, action: str, /, **fields: str) -> httpx.Response:
        """Open `page`, fill in its form to `action`, send it."""
        found = await self.open(page)
        assert found.status_code == 200, found.text
        return await self.fill(found, action, **fields)

    async def fill(self, page: httpx.Response, action: str, /, **fields: str) -> httpx.Response:
        """Send the form to `action` on a page that is open."""
        forms = [form for form in _FORM.finditer(page.text) if form[1] == action]
        assert forms, f"no form to {action}"
        hidden = {name: html.unescape(value) for name, value in _FIELD.findall(forms[0][0])}
        return await self.client.post(
            action,
            data={**hidden, **fields},
            headers={"sec-fetch-site": "same-origin", "referer": str(page.url)},
        )

    async def upload(
        self, page: httpx.Response, action: str, content: bytes, /, **fields: str
    ) -> httpx.Response:
        """Send a form of an open page that brings a calendar file along."""
        csrf = re.search('name="csrf" value="([^"]+)"', page.text)
        assert csrf is not None
        return await self.client.post(
            action,
            data={"csrf": csrf[1], **fields},
            files={"calendar": ("rota.ics", content, "text/calendar")},
            headers={"sec-fetch-site": "same-origin"},
        )

    async def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        """By name and password."""
        return await self.send("/desk/sign-in", "/desk/sign-in", name=name, password=password, **fields)


@asynccontextmanager
async def browser(house: House, address: str = "192.0.2.7") -> AsyncIterator[Browser]:
    """Somebody's browser at `address`."""
    async with house.client(address, accept="text/html", **{"user-agent": AGENT}) as client:
        yield Browser(client)


async def account(
    house: House,
    name: str,
    role: Role = Role.ADMINISTRATOR,
    scope: Scope = EVERYWHERE,
    further: Sequence[Grant] = (),
) -> Account:
    """Somebody with an account and PASSWORD."""
    people = house.parts.people.people
    made = await people.add(name, [Grant(role, scope), *further], NOON)
    assert made is not None
    await people.set_password(made.id, await house.parts.people.passwords.hashed(PASSWORD))
    return made


async def with_codes(house: House, ada: Browser) -> tuple[str, list[str]]:
    """Ada sets one-time codes up; their key and the recovery codes."""
    page = await ada.send("/desk/account", "/desk/account/codes", current=PASSWORD)
    key = re.search(r"into the app: <code>([A-Z2-7 ]+)</code>", page.text)
    assert key is not None, page.text
    assert "<svg" in page.text
    assert "style=" not in page.text[page.text.index("<main") :], "the policy allows no styles in elements"
    wrong = await ada.fill(page, "/desk/account/codes", code="000000")
    assert wrong.status_code == 422
    bare = key[1].replace(" ", "")
    done = await ada.fill(page, "/desk/account/codes", code=pyotp.TOTP(bare).at(house.clock.now()))
    codes = re.findall(r"<li><code>([a-z2-9-]+)</code>", done.text)
    assert len(codes) == 10, done.text
    return bare, codes
