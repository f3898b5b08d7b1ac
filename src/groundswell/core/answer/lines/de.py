"""German: made by a machine, no native speaker has read it yet."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN: Mapping[str, str] = {
    "fits": "Was du beschreibst, passt zu dem, was viele andere melden; es liegt also wahrscheinlich nicht nur an dir.",
    "fits_few": "Was du beschreibst, passt zu dem, was einige andere melden; mehr zu sagen ist noch zu früh.",
    "fits_declared": "Was du beschreibst, passt zu einer Störung, die bekannt gegeben wurde; es liegt also wahrscheinlich nicht nur an dir.",
    "log_in": "Abgemeldet zu werden oder ein Passwort, das nicht angenommen wird, gehört für viele dazu.",
    "hacked": "Das allein ist kein Zeichen, dass jemand dein Konto übernommen hat oder dass es gesperrt wurde. Dass es hilft, immer wieder ein neues Passwort zu setzen, ist nicht bekannt. Wurde dir gemeldet, dass deine Adresse oder dein Passwort geändert oder dein Konto gesperrt wurde, und du warst es nicht, dann ist das etwas anderes: Wende dich an {service}.",
    "lost": "Bilder, Nachrichten oder Follower, die gerade nicht zu sehen sind, müssen nicht weg sein: Vieles lädt nicht. In dein Konto kann hier niemand sehen.",
    "when": "Niemand hat gesagt, bis wann es vorbei ist.",
    "next": "{operator} hat versprochen, sich wieder zu melden: spätestens {next}.",
    "why": "Was dahintersteckt, wurde nicht gesagt.",
    "why_beyond": "Mehr darüber, was dahintersteckt, ist hier nicht bekannt.",
    "remedy": "Ein Weg darum herum ist hier nicht bekannt. Dass es hilft, die App neu zu installieren oder das Passwort zu ändern, ist auch nicht bekannt.",
    "worked": "Was anderen geholfen hat{on} ({helped} von {tried} sagen das): {text}",
    "found": "Was inzwischen helfen kann{on}: {text}",
    "money": "Über Erstattungen, Werbung oder Verluste wurde hier nichts gesagt; darüber kann nur {service} entscheiden.",
    "said": "{operator} sagt ({at}): „{text}“",
    "declared": "Die Leitstelle dieser Seite hat es festgestellt ({at}): „{text}“",
    "not_us": "Das hier ist nicht {service} und nicht dessen Support: Hier steht, was Leute melden, und niemand hier kann in dein Konto sehen. {service} selbst erreichst du über die App oder die eigenen Seiten.",
    "over": "Vorbei war es zu dieser Zeit: {until}. Geht es bei dir noch immer nicht, sag es auf der Seite von {service}.",
    "page": "Die Seite von {service} sagt, wenn sich etwas ändert.",
}
