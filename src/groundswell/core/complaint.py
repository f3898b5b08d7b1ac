"""What people type around the name of a service when it fails: "tiktok not working", "ist whatsapp down?", "インスタ使えない".

Only the words, in the languages of the pages: `catalog` drops them where nothing is found with them.
"""

from __future__ import annotations

import re
from typing import Final

AROUND: Final = (
    # English
    "not working work works wont doesnt isnt dont cant cannot aint is are was the a an my our on in for to of it its and or "
    "why what whats wrong with when will be back down outage outages offline broken broke issue issues problem problems "
    "trouble error errors crash crashes crashed crashing keeps slow lagging lag loading load login log out sign up open "
    "opening connect connecting connection server servers status today now right again still anyone else only me just "
    "having has have fail fails failed failing failure app website site page unavailable unreachable stopped stuck frozen "
    "freezing dead acting glitch glitching bug bugs does do how "
    # Spanish
    "no funciona funcionan anda andan va van sirve esta estan caido caida caidos caidas cayo caer se ha han el la los las un "
    "una mi mis de del en que pasa paso con por hoy ahora problema problemas fallo fallos falla fallas fallando error "
    "servidor servidores lento lenta carga abre conecta entrar iniciar sesion aplicacion pagina web algo sigue todavia "
    "alguien mas a y "
    # Portuguese
    "nao esta estao funcionando pega caiu fora ar do da dos das o os as um uma meu minha com hoje agora instavel "
    "instabilidade travando travado travou lento abrindo carregando abrir entra conectar servidor pagina aplicativo "
    "parou alguem mais "
    # French
    "ne n marche marchent pas plus fonctionne fonctionnent panne pannes en est sont ce il le les l un une mon ma mes sur "
    "que se passe avec aujourdhui maintenant probleme problemes bug bugue plante hors ligne service serveur serveurs lent "
    "charge ouvre connexion connecter appli application y a-t-il encore "
    # German
    "geht gehen nicht funktioniert funktionieren klappt ist sind der die das den dem ein eine mein meine bei mit gerade "
    "heute jetzt wieder noch gestoert gestort storung stoerung stoerungen ausfall ausfaelle kaputt down offline problem probleme "
    "fehler langsam laedt ladt oeffnet offnet anmelden anmeldung einloggen verbindung server seite warum was los hat "
    "jemand auch spinnt haengt hangt abgestuerzt abgesturzt laeuft lauft "
    # Hindi, as it is written and as it is typed
    "नहीं नही चल रहा रही रहे काम कर करता करती है हैं हो क्या क्यों बंद डाउन खराब समस्या दिक्कत आज अभी में का की के को खुल "
    "ठप सर्वर लॉगिन स्लो मेरा मेरी nahi nahin nhi chal raha rahi rahe kaam kar hai kya kyu kyun band khul aaj mera "
    # Arabic
    "لا ما مو مش يعمل تعمل يشتغل تشتغل شغال شغالة معطل معطلة متعطل تعطل عطل عطلان واقف متوقف توقف هل لماذا ليش ليه في من "
    "على مشكلة مشاكل خلل بطيء يفتح تفتح تطبيق موقع اليوم الان الآن مع لم لن يعد "
    # Japanese, where it is written apart
    "使えない 繋がらない つながらない 開かない 開けない 見れない 見られない 動かない 落ちてる 落ちた 落ちている 障害 不具合 ダウン エラー 重い "
    "ログインできない 入れない 今日 今 現在 なぜ 通信障害 サーバー "
    # Indonesian
    "tidak tak gak ga nggak bisa berfungsi bekerja jalan error eror gangguan sedang lagi kenapa apakah apa hari ini "
    "sekarang dibuka buka masuk lemot lambat tumbang mati saya di yang"
)
"""With a space between; accents and case do not count."""

_ENDINGS: Final = (
    "に繋がらない につながらない が使えない が開かない が見れない が動かない が落ちてる が落ちた にログインできない に入れない が重い "
    "使えない 繋がらない つながらない 開かない 開けない 見れない 見られない 動かない 落ちてる 落ちた 落ちている 障害 不具合 ダウン エラー 重い "
    "ログインできない 入れない 通信障害 の が は"
)
ENDINGS: Final = tuple(sorted(_ENDINGS.split(), key=len, reverse=True))
"""The same where no space stands between: longest first."""
_ENDINGS_MAX: Final = 3
_BETWEEN: Final = re.compile(r"[\s?!.,;:\"“”«»()¿¡…？！。、؟،।]+")
_ELIDED: Final = re.compile(r"(?<![\w&])(?:[cdjlmnst]|qu)['’]|['’]s\b", re.IGNORECASE)
"""What French writes onto a word's beginning, and English onto its end; the T of "AT&T's" is neither."""


def words_of(text: str) -> list[str]:
    """The words of `text`, without what is written onto a name's end."""
    apart = _ELIDED.sub(" ", text)
    return [bare for word in _BETWEEN.split(apart) if (bare := _without_endings(word))]


def _without_endings(word: str) -> str:
    for _ in range(_ENDINGS_MAX):
        ending = next((each for each in ENDINGS if word.endswith(each) and word != each), "")
        if not ending:
            break
        word = word.removesuffix(ending)
    return word
