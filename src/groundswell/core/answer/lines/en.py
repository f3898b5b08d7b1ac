"""English."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "fits": "What you describe fits what many others report, so it is probably not only you.",
    "fits_few": "What you describe fits what some others report; it is too early to say more.",
    "fits_declared": "What you describe fits an outage that is declared, so it is probably not only you.",
    "log_in": "Being logged out, or a password that is not taken, is part of it for many.",
    "hacked": "By itself that is no sign that somebody took your account, or that it was banned. It is not known to help to set a new password again and again. If you were told that your address or your password was changed, or that you are banned, and it was not you, that is another matter: turn to {service}.",
    "lost": "Pictures, messages or followers that are not shown now need not be gone: much does not load. Nobody here can look into your account.",
    "when": "Nobody has said by when it will be over.",
    "next": "{operator} has promised to speak again: by {next}.",
    "why": "What is behind it has not been said.",
    "why_beyond": "More about what is behind it is not known here.",
    "remedy": "No way around it is known here. That installing the app anew or a new password helps is not known either.",
    "worked": "What helped others{on} ({helped} of {tried} say so): {text}",
    "found": "What may help meanwhile{on}: {text}",
    "money": "Nothing has been said here about refunds, advertising or losses; only {service} can decide on that.",
    "said": "{operator} says ({at}): “{text}”",
    "declared": "This site’s desk has declared it ({at}): “{text}”",
    "not_us": "This is not {service} and not its support: here stands what people report, and nobody here can look into your account. {service} itself is reached by its app or its own pages.",
    "over": "It was over at this time: {until}. If it still fails for you, say so on the page of {service}.",
    "page": "The page of {service} says when anything changes.",
}
