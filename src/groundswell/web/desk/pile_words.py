"""What each pile of the desk is called, and what an answer that serves it may say. A hint to who writes: nothing of it is sent.

About danger the words are careful: this site is no help itself, and says where there is some.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from groundswell.core.answer.piles import Pile

PILES: Final[Mapping[str, tuple[str, str]]] = {
    Pile.DANGER: (
        "somebody may be in danger",
        "Read it now and answer each by itself. Say first that this site is no help in an emergency; then where there is some: the "
        "emergency number where they are (112, 911, 999, 190, 110 …), somebody they trust, a help line of their country "
        "(findahelpline.com lists them). To who is threatened with pictures: not to pay, to keep what was written, to tell the police; "
        "stopncii.org, and takeitdown.ncmec.org for pictures from before they were 18, help to keep them from being shown. Promise "
        "nothing about the outage, and do not pass their words on.",
    ),
    Pile.KNOWN: (
        "the outage",
        "What is known, whole: since when, where, what its operator said, what helps, what is not known.",
    ),
    Pile.DISABLED: (
        "barred accounts",
        "An outage bars nobody: the notice has its own way to appeal, with a date.",
    ),
    Pile.TAKEN_OVER: (
        "accounts that others took",
        "Not of the outage: the operator's way of recovery, in a browser, from a known device.",
    ),
    Pile.OLD_LOGIN: (
        "a lost way in",
        "Tonight's repair does not bring it back: the operator's way of recovery.",
    ),
    Pile.HELP_CENTRE: ("how something is done", "Not of the outage: the operator's help pages explain it."),
    Pile.REACH: (
        "views and followers",
        "Not of the outage where it is older; for tonight, counts may come late.",
    ),
    Pile.BUSINESS: (
        "money and badges",
        "Not of the outage: the operator's page of bills, with the date and the sum.",
    ),
    Pile.REPORT_A_PERSON: (
        "a person or a page",
        "Where the operator takes reports; this site can take nothing down.",
    ),
    Pile.SCAM_SELLER: (
        "sellers who are gone",
        "Pay nothing more; the bank, the place where it was paid, the police; the outage hides no page by itself.",
    ),
    Pile.BLOCKED_ME: ("one profile", "Where all else loads, one profile that does not is not the outage."),
    Pile.PRIVATE: ("a matter of their own", "One by one."),
    Pile.OTHER_APPS: (
        "another service",
        "What this site shows of each: several services may stand here. Where one of them is out too, move those who ask about it.",
    ),
    Pile.OWN_LINE: (
        "their own line",
        "Where nothing loads, or only on one network, it is the line: its provider.",
    ),
    Pile.VAGUE: ("too little said", "Ask back: which service, what happens, since when."),
    Pile.OLDER_TROUBLE: ("older trouble", "Tonight's repair may not end what began before it."),
    Pile.EARLIER_OUTAGE: (
        "another day",
        "What the past of the service shows of that day; of days to come nobody knows.",
    ),
    Pile.PRESS: ("the press", "Who speaks for this site, and what may be quoted."),
    Pile.SITE: ("this site", "How it counts, who runs it, where its data are: the page of the method."),
    Pile.NOTHING: ("nothing is asked", "Close them."),
    Pile.PROOF: (
        "a paper that it was down",
        "This site signs nothing and gives no advice on law. The page of the outage keeps its address and its times: it can be printed "
        "or sent. What an operator has to keep or give out is asked of the operator, by who may.",
    ),
    Pile.UNDER_WAY: (
        "what was timed or half done",
        "What becomes of planned posts, hours of a story, contests, streaks, a recording or a message on its way only the operator "
        "knows: say what it has said, or that it has said nothing. Look before posting again; drafts are often on the phone, so do not take the app off.",
    ),
    Pile.PHISHING: (
        "calls and messages that use the outage",
        "Nobody who is honest asks for a code or a password because of an outage. Give neither, follow no link, open the app or the "
        "address yourself; who gave a code changes the password from a known device.",
    ),
    Pile.TELL_ME: (
        "tell me when it is over",
        "How to be told: the page of the service offers it, without an account.",
    ),
}
"""By pile: its name, and what an answer may say"""
