"""Words that weaken a statement: hedges, guesses at a cause, blame, terms of the trade, times that bind nobody.

English in full, Spanish, Portuguese, French and German by short lists; of other languages nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from groundswell.core.statement.cues import pattern

HEDGES: Mapping[str, re.Pattern[str]] = {
    "en": pattern(
        (
            *(
                "should",
                "hopefully",
                "might",
                "perhaps",
                "possibly",
                "probably",
                "presumably",
                "we believe",
                "believes",
            ),
            *("believe they", "we think", "it seems", "seems to", "appears to", "appear to", "potential fix"),
            *("potential issue", "potential cause", "potential outage", "potential problem", "we hope"),
        )
    ),
    "es": pattern(
        (
            "debería*",
            "esperamos que",
            "quizá*",
            "tal vez",
            "posiblemente",
            "probablemente",
            "creemos",
            "parece",
        )
    ),
    "pt": pattern(
        (
            "deveria*",
            "deve estar",
            "esperamos que",
            "talvez",
            "possivelmente",
            "provavelmente",
            "acreditamos",
            "parece",
        )
    ),
    "fr": pattern(
        (
            "devrait",
            "devraient",
            "nous espérons",
            "peut-être",
            "probablement",
            "sans doute",
            "nous pensons",
            "il semble",
        )
    ),
    "de": pattern(
        (
            "sollte",
            "sollten",
            "hoffentlich",
            "vielleicht",
            "möglicherweise",
            "vermutlich",
            "wir glauben",
            "wohl",
            "anscheinend",
        )
    ),
}

CAUSES: Mapping[str, re.Pattern[str]] = {
    "en": pattern(
        (
            *(
                "due to",
                "caused by",
                "because of",
                "as a result of",
                "resulting from",
                "triggered by",
                "stems from",
            ),
            *(
                "correlated to",
                "correlated with",
                "the cause is",
                "the cause was",
                "root cause is",
                "root cause was",
            ),
            *("possible cause", "likely cause", "suspected cause", "suspect", "linked to", "owing to"),
        )
    ),
    "es": pattern(
        (
            "debido a",
            "causado por",
            "causada por",
            "a causa de",
            "provocado por",
            "provocada por",
            "sospechamos",
        )
    ),
    "pt": pattern(
        (
            "devido a",
            "devido ao",
            "causado por",
            "causada por",
            "por causa de",
            "provocado por",
            "suspeitamos",
        )
    ),
    "fr": pattern(
        (
            "en raison de",
            "dû à",
            "due à",
            "causé par",
            "causée par",
            "à cause de",
            "provoqué par",
            "soupçonnons",
        )
    ),
    "de": pattern(
        ("aufgrund", "verursacht durch", "wegen", "ausgelöst durch", "ursache ist", "ursache war", "vermuten")
    ),
}

THIRD_PARTIES: Mapping[str, re.Pattern[str]] = {
    "en": pattern(
        (
            "third-party",
            "third party",
            "upstream",
            "our provider",
            "a provider",
            "our vendor",
            "a vendor",
            "our supplier",
        )
    ),
    "es": pattern(("un tercero", "terceros", "nuestro proveedor", "un proveedor")),
    "pt": pattern(("um terceiro", "terceiros", "nosso fornecedor", "um fornecedor", "nosso provedor")),
    "fr": pattern(("un tiers", "notre fournisseur", "un fournisseur", "notre prestataire", "un prestataire")),
    "de": pattern(
        ("drittanbieter*", "unser anbieter", "ein anbieter", "unser dienstleister", "ein dienstleister")
    ),
}

PLAIN: Mapping[str, Mapping[str, str]] = {
    "en": {
        "latency": "say: slow",
        "latencies": "say: slow",
        "degraded": "say what people see: slow, errors, not at all",
        "degradation": "say what people see: slow, errors, not at all",
        "mitigat*": "say: fix for now, or what you do",
        "remediat*": "say: fix",
        "root cause": "say: cause",
        "failover": "say: switch to other machines",
        "fail over": "say: switch to other machines",
        "failing over": "say: switching to other machines",
        "error rate*": "say: errors, and how many of a hundred",
        "elevated": "say: more than usual, or a number",
        "backend": "say: our servers",
        "back-end": "say: our servers",
        "load balancer*": "say: our servers",
        "provisioning": "say: setting up",
        "throttl*": "say: limit, refuse",
        "transient": "say: that goes away by itself",
        "intermittent*": "say: now and then",
        "endpoint*": "say: address, or name the function",
        "upstream": "say who",
        "downstream": "say who",
        "rollback": "say: undo the change",
        "hotfix": "say: fix",
        "cluster*": "say: servers",
        "shard*": "say: part of the database",
        "500s": "say: errors",
        "502s": "say: errors",
        "5xx": "say: errors",
        "http 5*": "say: errors",
        "connectivity": "say: connection, or: cannot connect",
        "packet loss": "say: connections break",
        "dns": "say: our name cannot be found",
        "bgp": "say: the way to our network",
        "eta": "say: when it will be done",
        "sev1": "say how bad it is",
        "sev-1": "say how bad it is",
        "p0": "say how bad it is",
        "instances": "say: servers, unless readers call them so",
    },
    "es": {
        "latencia": "say: lento",
        "mitig*": "say what you do",
        "degrad*": "say what people see",
        "causa raíz": "say: causa",
    },
    "pt": {
        "latência": "say: lento",
        "mitig*": "say what you do",
        "degrad*": "say what people see",
        "causa raiz": "say: causa",
    },
    "fr": {
        "latence": "say: lent",
        "mitig*": "say what you do",
        "dégrad*": "say what people see",
        "cause racine": "say: cause",
    },
    "de": {
        "latenz*": "say: langsam",
        "mitigation": "say what you do",
        "degradiert*": "say what people see",
        "failover": "say: Umschalten",
        "rollback": "say: rückgängig machen",
        "backend": "say: unsere Server",
    },
}
"""Terms of the trade, and what to say instead"""

JARGON: Mapping[str, re.Pattern[str]] = {language: pattern(table) for language, table in PLAIN.items()}

VAGUE: Mapping[str, re.Pattern[str]] = {
    "en": pattern(
        (
            *(
                "soon",
                "shortly",
                "in the near future",
                "as soon as possible",
                "asap",
                "momentarily",
                "later today",
            ),
            *("in due course", "next few hours", "next several hours", "next few minutes", "a few minutes"),
            *("before long", "at a later time", "in a while"),
        )
    ),
    "es": pattern(
        ("pronto", "en breve", "lo antes posible", "próximamente", "cuanto antes", "en unos minutos")
    ),
    "pt": pattern(("em breve", "o mais rápido possível", "logo", "o quanto antes", "em alguns minutos")),
    "fr": pattern(
        (
            "bientôt",
            "sous peu",
            "dès que possible",
            "prochainement",
            "dans les plus brefs délais",
            "au plus vite",
        )
    ),
    "de": pattern(
        (
            "bald",
            "in kürze",
            "demnächst",
            "so schnell wie möglich",
            "so bald wie möglich",
            "in wenigen minuten",
        )
    ),
}

EASE: Mapping[str, tuple[float, float, float]] = {
    "en": (206.835, 1.015, 84.6),
    "es": (206.835, 1.0, 62.3),
    "pt": (248.835, 1.015, 84.6),
    "fr": (207.0, 1.015, 73.6),
    "de": (180.0, 1.0, 58.5),
}
"""(a, b, c) of reading ease = a - b * words per sentence - c * syllables per word, 0 (hard) to 100 (easy): Flesch 1948 (A new
readability yardstick); Szigriszt Pazos 1993 (Sistemas predictivos de legibilidad); Martins and others 1996 (Readability
formulas applied to textbooks in Brazilian Portuguese); Kandel and Moles 1958 (Application de l'indice de Flesch a la langue
francaise); Amstad 1978 (Wie verstaendlich sind unsere Zeitungen?)."""
EASE_LEAST = 50.0
"""below, Flesch calls a text difficult"""
EASE_WORDS_LEAST = 25
"""of fewer words a measure says nothing"""
