"""What a page says of the instance that it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """What pages say of this instance: how to reach who runs it, with what lines to copy begin, for how many days reports are kept, what an address tells it,
    whether comments may be shown, whether none of the services is its own, by which ways people can subscribe, and for how many days it is
    kept that a subscription ended, and who was told what."""

    contact: str = ""
    url: str = ""
    kept_days: int = 30
    sees_country: bool = False
    sees_network: bool = False
    comments: bool = False
    independent: bool = True
    ways: tuple[str, ...] = ()
    subscriptions_days: int = 30
    notices_days: int = 90
    questions: bool = True
    """whether questions are taken"""
    question_letters: int = 1_000
    """how long one may be"""
    questions_days: int = 90
    """for how many days they are kept"""
    workarounds: bool = True
    """whether people are asked what helped, and whether it did"""


STRANGER = House()
"""One of which nothing is known."""
