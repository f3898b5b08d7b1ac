"""Whether somebody takes this site for the operator of a service, or asks if it is: who does is told at once that it is not.

Only such as ask little else: `<it>` stands for the name of a service or of who runs it.
"""

from __future__ import annotations

import re
from functools import cache

from groundswell.core.answer.cues import Cue, Heard
from groundswell.core.answer.marks import Scene, masked
from groundswell.core.answer.text import Plain, is_unspaced
from groundswell.core.answer.vocabulary import Vocabulary

WORDS_MAX = 16
"""whoever says more asks something else too"""
_IT = "<(?:this|calm|other|line)>"
_SIGNS = r"""
\b(?:are|r) (?:you|u|ya|yall)(?: (?:guys|lot|people|all|actually|really|the|from|with|part|of|official|real|at|working|for|owned|run|by))* <it>(?! (?:down|out|off|back|broken|users?|fans?|people|dead)\b)
\bis (?:this|it) the (?:real|actual) <it>
\bdo (?:you|u)(?: guys)? work (?:for|at|with) (?:the )?<it>
\byou(?: guys)? (?:are|re)(?: (?:the|from|with|official))* <it>(?: (?:support|team))? (?:right|yes|no|correct)\b
\bis (?:this|it|that)(?: (?:chat|page|site|account|box|the|a|really|actually|official|real))* <it> (?:s )?(?:official |customer |help |own )*(?:support|helpdesk|desk|care|team|staff|hq)\b
\bis (?:this|it)(?: (?:chat|page|site|account|the|a|an|your|really))* official (?:(?:support|page|site|website|account|channel|chat|help)(?: (?:of|for|from))? )?<it>
\b(?:is this|am i on)(?: (?:the|an?))*(?: official| real)? (?:page|site|website|account|chat|support)(?: (?:of|for|from|by))+ <it>
\bam i (?:talking|speaking|chatting|writing)(?: (?:to|with|the|a|real|person|someone|somebody|anyone|at|from|official))+ <it>
\b(?:son|eres|sois)(?: (?:ustedes|vosotros|usted|uds|tu|de|del|los|la|el|soporte|equipo|parte|realmente|gente|oficiales|oficial))* <it>
\b(?:ustedes|uds|vosotros|vosotras|tu) (?:son|sois|eres)(?: (?:de|del|los|el|la|soporte|equipo|parte|oficiales|oficial))* <it>
\b(?:es|aqui es)(?: (?:esta|este|esto|la|el|aqui|un|una))* (?:(?:pagina|cuenta|chat|canal|sitio|web) oficial|soporte(?: oficial| tecnico)?|atencion al cliente)(?: (?:de|del))* <it>
\btrabaja(?:n|s|is)? (?:en|para|con) <it>
\b(?:voces|vcs|vc|ces) (?:sao|e|trabalham|trabalha)(?: (?:do|da|de|o|a|os|no|na|pro|pra|para|suporte|equipe|pessoal|parte|mesmo|oficial))* <it>
\bsao(?: (?:voces|vcs))?(?: (?:do|da|o|suporte|equipe))+ <it>
\b(?:aqui|isso|isto|esse|este|essa|esta)(?: (?:chat|site|pagina|canal|perfil))? e(?: (?:o|a|um|uma))? (?:(?:site|pagina|canal|perfil|chat|conta) oficial|suporte(?: oficial| tecnico)?|atendimento)(?: (?:do|da|de|o|a))* <it>
\b(?:vous|tu|t) (?:etes|es)(?: (?:le|la|les|de|du|d|vraiment|bien|service|support|equipe|officiel|client))* <it>
\b(?:etes|es) (?:vous|tu)(?: (?:le|la|les|de|du|d|vraiment|bien|service|support|equipe|officiel|client))* <it>
\best(?: (?:ce|bien|ici|le|la|que|c|est|un))* (?:(?:site|page|compte|chat|canal) officiel(?:le)?|support(?: officiel)?|service client|assistance)(?: (?:de|d|du))* <it>
\btravaillez(?: vous)? (?:chez|pour) <it>
\b(?:seid|bist|sind) (?:ihr|du|sie)(?: (?:von|der|das|die|vom|zu|echt|wirklich|offiziell|offizielle|offizieller|support|team))* <it>
\bist (?:das|hier|dies)(?: (?:hier|der|die|das|ein|eine|echt|wirklich))* (?:offizielle[rs]? )?(?:seite|support|kundendienst|kundenservice|account|kanal|hotline)(?: (?:von|der|des))* <it>
\bist (?:das|hier|dies)(?: (?:hier|der|die|das|ein))* (?:offizielle[rs]? )?<it> (?:support|kundendienst|kundenservice|seite|hotline|chat)
\barbeite(?:t|st|n)(?: (?:ihr|du|sie))? (?:bei|fur|fuer) <it>
\b(?:aap|tum|ap|aaplog)(?: (?:log|sab|kya|hi|sach|asli))* <it>(?: (?:ke|ka|ki|wale|wali|se|support|team|official|log|customer|care|company))* (?:ho|hain|hai|h)\b
\b(?:ye|yeh|yahan)(?: (?:kya|asli|official))* <it> (?:ka|ki|ke) (?:support|official|asli|customer|helpline)
(?:आप|तुम)(?: (?:लोग|क्या|सब))* <it>(?: (?:के|का|की|वाले|से|सपोर्ट|टीम|लोग|ऑफिशियल))* (?:हो|हैं|है)
(?:यह|ये)(?: क्या)? <it> (?:का|की) (?:सपोर्ट|ऑफिशियल|आधिकारिक)
(?:انتم|انتو|انتوا|انت|انتي|حضرتكم)(?: (?:من|دعم|الدعم|فريق|شركه|موظفين|موظفي|تابعين|تبع|رسمي|الرسمي|ناس|بتوع))* <it>
(?:هذا|هذه|هنا|ده|دي|هاي)(?: (?:هو|هي))?(?: (?:موقع|صفحه|حساب|خدمه|عملاء|مركز|الموقع|الصفحه|الحساب))* (?:دعم|الدعم|رسمي|الرسمي|الرسميه|خدمه عملاء)(?: (?:الرسمي|الفني|حق|تبع|بتاع))* <it>
(?:هذا|هذه|هنا|ده|دي|هاي)(?: (?:هو|هي|الموقع|الصفحه|الحساب|موقع|صفحه|حساب))* <it> (?:الرسمي|الرسميه|رسمي)
(?:تابع|تابعين|تشتغلون|بتشتغلوا)(?: (?:في|ل|لدي|عند))? <it>
(?:ここ|こちら|あなた|あなたたち|これ|この(?:サイト|ページ|アカウント))[はって]{0,2}<it>(?:さん)?の?(?:公式|サポート|運営|中の人|スタッフ|会社|窓口|カスタマー)
<it>(?:さん)?の?(?:公式サポート|公式|サポート|運営|中の人|社員|スタッフ|窓口)(?:の方|さん|の人|サイト|ページ|アカウント)?(?:ですか|なんですか|なの|でしょうか|で合って)
\bini(?: (?:beneran|akun|chat|situs|web|bener))* (?:support|cs|pihak|tim|admin|layanan)(?: (?:resmi|dari|resminya|official))* <it>
\bini(?: (?:beneran|akun|chat|situs|web|halaman|bener))* (?:resmi |official )?<it> (?:resmi|official|support|pusat)
\bini(?: (?:beneran|bener))* (?:akun|halaman|situs|web|chat) (?:resmi|official)(?: (?:dari|nya))* <it>
\b(?:kalian|kamu|anda|min|admin)(?: (?:ini|itu|dari|pihak|orang|tim|bagian|kerja|beneran|support|cs))+ <it>
\bkalian <it> (?:ya|bukan|kah|beneran|asli)
"""


@cache
def _pattern() -> re.Pattern[str]:
    lines = [line for line in _SIGNS.replace("<it>", _IT).splitlines() if line]
    return re.compile("|".join(f"(?:{line})" for line in lines))


_FAILS = (Cue.DOWN, Cue.OUT, Cue.LOADS, Cue.ERROR, Cue.UNABLE)
_TOO = frozenset({"too", "also", "auch", "aussi", "tambien", "tambem", "juga", "bhi", "भी", "كمان", "ايضا"})
"""who says so asks about the outage, as who names a failure does"""


def takes_us_for_the_operator(
    text: Plain, heard: Heard, service: str, scene: Scene, vocabulary: Vocabulary
) -> bool:
    """Whether that is what `text`, about `service`, asks or supposes, and little else."""
    if len(text.words) > WORDS_MAX or heard.any(*_FAILS) or not _TOO.isdisjoint(text.words):
        return False
    words, _ = masked(text, scene, vocabulary)
    runs = vocabulary.operators.get(service, "").split("-")
    told = " ".join("<this>" if [word] == runs else word for word in words)
    if any(map(is_unspaced, told)):
        told = told.replace(" ", "")
    return _pattern().search(told) is not None
