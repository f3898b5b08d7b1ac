"""What a question can be about while something is out: the matters between which what was learned tells apart.

Those before DISABLED are answered by what is known of the outage, the others by a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from groundswell.core.answer.words import Subject, WhyNot


class Matter(StrEnum):
    """One answer serves all questions of a matter, as far as one can."""

    IS_IT_DOWN = "is-it-down"
    LOGGED_OUT = "logged-out"
    THINGS_GONE = "things-gone"
    WHEN_BACK = "when-back"
    FIXED_YET = "fixed-yet"
    SINCE_WHEN = "since-when"
    WHERE = "where"
    SAID = "said"
    WHY = "why"
    WHAT_TO_DO = "what-to-do"
    SISTERS = "sisters"
    MONEY = "money"
    REPORT_IT = "report-it"
    CANNOT_POST = "cannot-post"
    DISABLED = "disabled"
    """banned, limited, taken down, under review"""
    TAKEN_OVER = "taken-over"
    OLD_LOGIN = "old-login"
    """a way in that was lost before: a password, a number, a device"""
    HELP_CENTRE = "help-centre"
    SHADOWBAN = "shadowban"
    """reach, views, followers"""
    PAYOUTS = "payouts"
    """money that is not of this outage"""
    VERIFIED = "verified"
    REPORT_A_PERSON = "report-a-person"
    SCAM_SELLER = "scam-seller"
    OTHER_APPS = "other-apps"
    OWN_INTERNET = "own-internet"
    VAGUE = "vague"
    ANOTHER_DAY = "another-day"
    PERSON = "person"
    """the press, work, this site itself"""
    THANKS = "thanks"
    OPINION = "opinion"
    PRIVATE = "private"
    """something of the asker's own that nobody else asks"""
    SPAM = "spam"


TOLD: Mapping[Matter, Subject] = {
    Matter.IS_IT_DOWN: Subject.DOWN,
    Matter.LOGGED_OUT: Subject.DOWN,
    Matter.THINGS_GONE: Subject.LOST,
    Matter.WHEN_BACK: Subject.WHEN,
    Matter.FIXED_YET: Subject.WHEN,
    Matter.SINCE_WHEN: Subject.WHEN,
    Matter.WHERE: Subject.WHERE,
    Matter.SAID: Subject.WHY,
    Matter.WHY: Subject.WHY,
    Matter.WHAT_TO_DO: Subject.REMEDY,
    Matter.SISTERS: Subject.WHERE,
    Matter.MONEY: Subject.MONEY,
    Matter.REPORT_IT: Subject.DOWN,
    Matter.CANNOT_POST: Subject.DOWN,
}
"""What is known answers these: what each wants to know"""
LEFT: Mapping[Matter, tuple[WhyNot, Subject]] = {
    Matter.DISABLED: (WhyNot.PERSONAL, Subject.BANNED),
    Matter.TAKEN_OVER: (WhyNot.PERSONAL, Subject.HACKED),
    Matter.OLD_LOGIN: (WhyNot.PERSONAL, Subject.ACCOUNT),
    Matter.HELP_CENTRE: (WhyNot.UNRELATED, Subject.HOW),
    Matter.SHADOWBAN: (WhyNot.UNRELATED, Subject.OTHER),
    Matter.PAYOUTS: (WhyNot.PERSONAL, Subject.MONEY),
    Matter.VERIFIED: (WhyNot.PERSONAL, Subject.ACCOUNT),
    Matter.REPORT_A_PERSON: (WhyNot.PERSONAL, Subject.OTHER),
    Matter.SCAM_SELLER: (WhyNot.PERSONAL, Subject.MONEY),
    Matter.OTHER_APPS: (WhyNot.OTHER_SERVICE, Subject.DOWN),
    Matter.OWN_INTERNET: (WhyNot.OTHER_TROUBLE, Subject.DOWN),
    Matter.VAGUE: (WhyNot.UNCLEAR, Subject.OTHER),
    Matter.ANOTHER_DAY: (WhyNot.OTHER_TROUBLE, Subject.OTHER),
    Matter.PERSON: (WhyNot.UNRELATED, Subject.OTHER),
    Matter.THANKS: (WhyNot.UNRELATED, Subject.OTHER),
    Matter.OPINION: (WhyNot.UNRELATED, Subject.OTHER),
    Matter.PRIVATE: (WhyNot.PERSONAL, Subject.OTHER),
    Matter.SPAM: (WhyNot.SPAM, Subject.SPAM),
}
"""A person answers these: why, and what they are about"""
