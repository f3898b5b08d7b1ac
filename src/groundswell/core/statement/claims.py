"""Words by which somebody says that they mend a service, or have mended it: who does not run it cannot mean them.

One table a language, of every language that is drafted; what others do ("they have fixed it") is none of them, but in
Japanese, which seldom says who does a thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from groundswell.core.statement.cues import pattern

_WHOLE: Final[Mapping[str, Iterable[str]]] = {
    "en": (
        *("we fixed", "we have fixed", "we've fixed", "we have now fixed", "we resolved", "we have resolved"),
        *("we've resolved", "we repaired", "we have repaired", "we restored", "we have restored"),
        *("we have undone", "we reverted", "we have reverted", "we rolled back", "we have rolled back"),
        *("we restarted", "we have restarted", "we have moved", "we have added", "we have put"),
        *("we are working on", "we're working on", "we are still working", "we are fixing", "we're fixing"),
        *("we are undoing", "we are rolling back", "we are restarting", "we are moving", "we are adding"),
        *("we are restoring", "our provider*", "one of our providers", "our engineers", "our servers"),
        *("we will change",),
    ),
    "es": (
        *("hemos arreglado", "hemos resuelto", "hemos solucionado", "hemos corregido", "hemos deshecho"),
        *("hemos reiniciado", "hemos trasladado", "hemos ampliado", "hemos restaurado", "hemos aplicado"),
        *("trabajamos en", "estamos trabajando", "seguimos trabajando", "estamos deshaciendo"),
        *("estamos reiniciando", "estamos trasladando", "estamos ampliando", "estamos restaurando"),
        *("nuestros proveedores", "nuestros ingenieros", "vamos a cambiar"),
    ),
    "pt": (
        *("corrigimos", "consertamos", "resolvemos", "desfizemos", "reiniciamos", "transferimos"),
        *("ampliamos", "restauramos", "aplicamos", "trabalhamos em", "estamos trabalhando"),
        *("continuamos trabalhando", "estamos desfazendo", "estamos reiniciando", "estamos transferindo"),
        *("estamos ampliando", "estamos restaurando", "nossos fornecedores", "nossos engenheiros"),
        *("vamos mudar",),
    ),
    "fr": (
        *("nous l'avons réparé", "nous avons réparé", "nous l'avons corrigé", "nous avons corrigé"),
        *("nous avons résolu", "nous avons annulé", "nous avons redémarré", "nous avons transféré"),
        *("nous avons ajouté", "nous avons restauré", "nous avons appliqué", "nous travaillons"),
        *("nous y travaillons", "nous annulons", "nous redémarrons", "nous transférons", "nous ajoutons"),
        *("nous restaurons", "nos fournisseurs", "nos ingénieurs", "nous allons changer"),
    ),
    "de": (
        *("wir haben es behoben", "wir haben die störung behoben", "wir haben den fehler behoben"),
        *("wir haben das problem behoben", "wir haben eine änderung", "wir haben neu gestartet"),
        *("wir haben den dienst", "wir haben die dienste", "wir haben die kapazität"),
        *("wir haben etwas dagegen", "wir beheben", "wir arbeiten", "wir machen unsere", "wir starten neu"),
        *("wir verlegen", "wir erweitern", "wir stellen den", "wir stellen die", "unserer anbieter"),
        *("unsere techniker", "was wir ändern"),
    ),
    "id": (
        *("kami sudah memperbaiki*", "kami telah memperbaiki*", "kami sudah membatalkan"),
        *("kami sudah memulai ulang", "kami sudah memindahkan", "kami sudah menambah"),
        *("kami sudah memulihkan", "kami sudah menerapkan", "kami sedang mengerjakan"),
        *("kami sedang membatalkan", "kami sedang memulai ulang", "kami sedang memindahkan"),
        *("kami sedang menambah", "kami sedang memulihkan", "kami sedang menangani*"),
        *("kami masih menangani*", "penyedia kami", "kami ubah"),
    ),
}
_UNSPACED: Final[Mapping[str, Iterable[str]]] = {
    "hi": (
        *("हमने इसे ठीक", "हमने एक बदलाव", "हमने फिर से चालू", "हम सेवा को", "हम सेवाओं को", "हमने क्षमता"),
        *("हमने सेवा", "हमारे एक प्रदाता", "हमने उपाय", "हम इसे ठीक करने", "हम अपना पिछला बदलाव"),
        *("हम उसे फिर से चालू", "हम क्षमता", "हम अपने एक प्रदाता", "हम अब भी इस पर काम", "हम क्या बदलेंगे"),
    ),
    "ar": (
        *("أصلحنا", "تراجعنا", "أعدنا تشغيل", "نقلنا", "زدنا", "استعدنا", "مزوّدينا", "طبّقنا"),
        *("نعمل على", "نتراجع", "نعيد تشغيل", "ننقل", "نزيد", "نستعيد", "سنغيّر"),
    ),
    "ja": (
        *("修正を行い", "修正に取り組んで", "変更を元に戻し", "再起動し", "サービスを移し", "容量を増やし"),
        *("サービスを復元し", "提供元の会社", "対策を行い", "引き続き対応", "何を変えるか"),
    ),
}

CLAIMS: Final[Mapping[str, re.Pattern[str]]] = {
    **{language: pattern(cues) for language, cues in _WHOLE.items()},
    **{language: pattern(cues, whole_words=False) for language, cues in _UNSPACED.items()},
}
"""The pattern of each language; an apostrophe is the typewriter's (`cues.straight`)."""
