"""What single words are about, in nine languages: so that what was learned of a boss, a draft or a router in one holds in all.

Finer than the cues and less sure: a word may be of several. Only the piles of the desk are told apart by it; no answer is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from groundswell.core.answer.text import bare, is_unspaced, words_of

_LATIN_MIN = 5
_OTHERS_MIN = 3
"""from so many letters on a word of the lists stands for all that begin with it"""
_BEGINNING_MIN = 3


def concepts(words: Iterable[str]) -> list[str]:
    """What folded `words` (text.py) are about, by name, each once."""
    return sorted({each for word in words for each in _of(word)})


@dataclass(frozen=True, slots=True)
class _Lists:
    whole: Mapping[str, Collection[str]]
    beginning: Mapping[str, Collection[str]]
    inside: tuple[tuple[str, str], ...]
    """of languages without spaces: a piece of a word, and what it is about"""


@cache
def _lists() -> _Lists:
    whole: defaultdict[str, set[str]] = defaultdict(set)
    beginning: defaultdict[str, set[str]] = defaultdict(set)
    inside: list[tuple[str, str]] = []
    for line in LISTED.strip().splitlines():
        name, _, listed = line.partition(": ")
        for each in listed.split():
            word = words_of(each)[0]
            if is_unspaced(word[0]):
                inside.append((word, name))
            elif len(word) >= (_LATIN_MIN if word[0].isascii() else _OTHERS_MIN):
                beginning[word].add(name)
            else:
                whole[word].add(name)
    return _Lists(whole, beginning, tuple(inside))


@lru_cache(maxsize=32_768)
def _of(word: str) -> frozenset[str]:
    lists = _lists()
    if word[0] == "<":  # a name that was masked
        return frozenset()
    if is_unspaced(word[0]):
        return frozenset(name for piece, name in lists.inside if piece in word)
    found: set[str] = set()
    for form in {word, *bare(word)}:
        found.update(lists.whole.get(form, ()))
        for length in range(_BEGINNING_MIN, len(form) + 1):
            found.update(lists.beginning.get(form[:length], ()))
    return frozenset(found)


LISTED = """
follower: follower followers seguidor abonne abonnes abonnent متابع فولور फॉलोअर フォロワー pengikut
views: views view vistas visualiza vues aufrufe مشاهد penonton 閲覧 再生 व्यूज reichweite alcance reach portee انتشار jangkauan
grow: grow boost mehr viral crecer crescer aumentar percer زياد ازيد badha nambah naik 増やし 伸び बढ़
story: story stories historia estado storys ستوري قصه قصت cerita ストーリー स्टोरी
reel: reel reels ريل リール रील
post: post posts beitrag beitrage publicaci postagem publication منشور postingan 投稿 पोस्ट
scheduled: schedul queued planner programad agend planif geplant planer مجدول جدول jadwal 予約 शेड्यूल terminier programme
draft: draft drafts borrador rascunho brouillon entwurf entwurfe مسود draf 下書き ड्राफ्ट
live: live directo vivo direct livestream stream بث siaran ライブ 配信 लाइव
recording: record grabad gravad gravac enregistr aufnahme aufzeichnung تسجيل rekam 録画 रिकॉर्ड
contest: giveaway raffle contest sorteo sorteio concurso concours gewinnspiel verlosung سحب مسابق undian プレゼント企画 懸賞 इनाम
deadline: deadline midnight extend ends closes prorroga plazo prazo prolong frist verlanger يتمدد ينتهي tenggat perpanjang 締切 延長 締め切り
streak: streak racha streaks flamme
sending: sent send sending resend envie envio envoy schick gesendet ارسل ارسال رسلت kirim terkirim 送信 送っ भेज
message: message messages dm mensaje mensagem mensagens nachricht رساله رسايل pesan chat メッセージ मैसेज संदेश
boss: boss manager employer jefe jefa chefe patron chef cheffe مدير bos atasan 上司 बॉस
client: client customer cliente kunde kundin kunden زبون عميل عملا klien pelanggan 取引先 お客 ग्राहक
lawyer: lawyer legal sue court attorney abogad advogad avocat anwalt gericht klage محامي محكم pengacara hukum 弁護士 裁判 वकील कानून contract contrat contrato vertrag عقد kontrak 契約
proof: proof evidence prueba prova preuve nachweis beweis اثبات دليل bukti 証拠 証明 सबूत certificate certificat constancia comprovante comprobante attestation bescheinigung bestatigung شهاد surat screenshot
writing: writing written escrito ecrit schriftlich مكتوب tertulis 書面 लिखित official offiziell oficial
insurance: insurance seguro assurance versicherung تامين asuransi 保険 बीमा refund reembolso remboursement
regulator: gdpr dsgvo rgpd lgpd regulator breach leak leaked filtrad vazad fuite datenleck تسريب bocor 漏洩 लीक
police: police policia polizei شرط polisi 警察 पुलिस denuncia anzeige plainte
press: journalist reporter newspaper radio newsroom periodista periodico jornalista jornal journaliste redaktion zeitung صحف wartawan koran 記者 新聞 取材 पत्रकार अखबार interview entrevista wawancara مقابل editor quote spokes
chart: chart graph curve grafic grafik courbe kurve رسم グラフ ग्राफ diagram
map: map mapa karte carte خريط peta 地図 नक्शा
website: website site pagina webseite موقع situs サイト वेबसाइट وصفح
numbers: numbers figures data datos dados chiffres zahlen بيانات ارقام angka データ 数字 आंकड़
whoareyou: owned affiliated quien quem gehort appartient تابع milik 運営 कौन
notify: notify alert ping tell notification avis avisen aviso prevenir benachrichtig bescheid تنبيه اشعار kabar notif beritahu 通知 お知らせ सूचना बताना
email: email mail correo courriel ايميل بريد surel メール ईमेल
phone: phone number telefon numero nummer رقم nomor 電話 番号 नंबर
sms: sms text texto smsim رساله نصي
code: code codigo otp codes رمز كود kode コード ओटीपी कोड authenticator 認証
password: password contrasena senha clave passwort kennwort mot passe كلم سر sandi kata パスワード पासवर्ड passcode
forgot: forgot forgotten olvid esqueci oubli vergessen نسيت lupa 忘れ भूल bhul bhool
oldnumber: old viejo antigo ancien alte alten قديم lama 古い पुराना purane
changed: changed cambi trocar trocou mudou mudar change geandert gewechselt غير غيرو تغير ganti diganti 変え 変更 बदल badal
hacked: hacked hack hacker hackead hackearon pirat gehackt هكر مخترق اختراق تهكر hek retas diretas 乗っ取 ハック हैक
stolen: stole stolen steal robad robaron roubad roubo vole voler gestohlen geklaut سرق مسروق curi dicuri 盗 चोरी chori
askmoney: pix transfer transferencia virement uberweis حوال تحويل 振り込 पैसे paise uang geld argent dinero dinheiro plata فلوس money お金
suspended: suspend suspens gesperrt sperrung معلق تعليق ditangguh 停止 凍結 सस्पेंड sperr
disabled: disabled deactivat inhabilit desativad desactiv deaktiv معطل تعطيل dinonaktif nonaktif 無効 बंद disable
banned: ban banned baneo baneado banid banni bannir محظور حظر diblokir BAN 規約
appeal: appeal apel apelacion recurso recorri einspruch اعتراض طعن banding 異議 अपील review guideline richtlinien normas diretrizes ارشاد pedoman ガイドライン
selfie: selfie id ausweis identite identidad dni documento هوي سيلفي ktp 本人確認 身分証 पहचान age alter edad idade عمر umur 年齢 उम्र
restricted: restrict limit einschrank eingeschrankt مقيد dibatasi 制限 प्रतिबंध
blocked: block bloque bloqu blockier حظر بلوك blokir ブロック ब्लॉक
profile: profile perfil profil بروفايل حساب プロフィール प्रोफाइल
partner: boyfriend girlfriend husband wife ex novio novia marido esposo esposa namorad mari femme copain copine freund freundin mann frau زوج حبيب خطيب suami istri pacar 彼氏 彼女 妻 पति पत्नी gf bf crush mantan 元カレ
friend: friend friends amig ami amis kumpel صديق صاحب teman sahabat 友達 दोस्त dost bestie
family: mother mom mum father dad sister brother grandma grandpa madre mama papa padre hermano abuela mae pai irmao avo mere pere frere soeur mutter vater oma opa bruder schwester امي ابوي اخوي اختي جدت ibu bapak ayah adik kakak nenek 母 父 弟 妹 祖母 माँ पापा भाई बहन
child: son daughter child kid hijo hija filho filha fils fille enfant sohn tochter kind ابن بنت طفل anak 息子 娘 子供 बेटा बेटी बच्च
dead: died dead passed murio fallec faleceu morreu mort decede gestorben verstorben توفى مات meninggal 亡くな मृत गुजर
fake: fake impersonat falso fals faux falsche مزيف وهمي palsu 偽 なりすまし फर्जी nakli copied
reportuser: report denunciar denuncio signaler melden ابلغ بلاغ lapor 通報 रिपोर्ट
mypictures: pictures photos fotos bilder صور foto 写真 फोटो image
seller: seller shop store vendedor tienda vendeur boutique loja handler متجر بائع penjual toko 店 業者 दुकान ordered order bestellt pedido commande طلب pesan 注文
paid: paid pay pagu paguei paye bezahlt gezahlt دفعت bayar 払 भुगतान deposit
nevercame: arrived delivered llego chegou recu angekommen وصل sampai 届 पहुँचा
scam: scam fraud estafa golpe arnaque betrug نصب احتيال penipu tipu 詐欺 धोखा
charged: charged charge cobraron cobrou cobro debite abgebucht خصم kepotong potong 引き落 請求 कट subscription abo suscripcion assinatura abonnement اشتراك langganan サブスク
twice: twice dos duas deux zweimal doppelt مرتين double doble dua 二回 दो
badge: verified badge tick verific haken certifi توثيق centang 認証バッジ ブルー टिक
ads: ad ads anuncio anuncios publicite pub werbung anzeige werbekonto اعلان iklan 広告 विज्ञापन
creator: payout monetiz bonus creator creador criador createur auszahl ارباح kreator 収益 報酬
router: router modem box fritz راوتر مودم ルーター राउटर wifi wlan
internet: internet net wifi wlan broadband نت انترنت ネット 回線 इंटरनेट glasfaser fibra fibre
signal: signal reception senal sinal reseau netz empfang اشار شبك sinyal 圏外 電波 नेटवर्क
everythingoff: nothing nada rien nichts gar ولا semua 全部 कुछ
bank: bank banco banque بنك مصرف 銀行 बैंक atm cajero card
game: game games juego jogo jeu spiel لعب permainan ゲーム गेम psn xbox playstation
work: work trabajo trabalho travail arbeit عمل دوام شغل kerja kantor 仕事 会社 काम
school: school teacher class escuela colegio escola ecole schule lehrer مدرس sekolah guru 学校 先生 स्कूल
yesterday: yesterday ayer ontem hier gestern امس kemarin 昨日 kal कल
tomorrow: tomorrow manana amanha demain morgen بكرا غدا besok 明日
weekday: monday tuesday wednesday thursday friday saturday lunes martes miercoles jueves viernes sabado segunda terca quarta quinta sexta lundi mardi mercredi jeudi vendredi samedi montag dienstag mittwoch donnerstag freitag samstag الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت senin selasa rabu kamis jumat sabtu 月曜 火曜 水曜 木曜 金曜 土曜 सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार
week: week weeks semana semaine woche wochen اسبوع اسبوعين minggu 週間 先週 हफ्त hafte
month: month months mes meses mois monat monate شهر bulan か月 ヶ月 महीन mahine
year: year years ano anos ans jahr jahre سنه سنوات tahun 年前 साल
days: days dias jours tagen tage ايام يوم hari 日前 दिन din
morning: morning manana manha matin morgens fruh صبح الصبح pagi 朝 सुबह subah
before: last previous ultima ultimo derniere letzte اخر terakhir 前回 पिछल pichl again otra outra encore wieder
often: often times veces vezes souvent oft كثير sering 何回 बार
howto: how como comment wie كيف cara gimana 方法 やり方 どうやって कैसे kaise
setting: setting ajustes configurac parametre einstellung اعداد pengaturan 設定 सेटिंग dark private privad prive privat خاص privasi 非公開 प्राइवेट
delete: delete remove eliminar borrar apagar excluir supprimer loschen حذف احذف hapus 削除 消し हटा डिलीट
username: username usuario nome pseudo benutzername يوزر اسم ユーザー名 名前 नाम handle
find: find where donde onde trouve finde القى وين どこ कहाँ kaha
support: support soporte suporte kundendienst hotline دعم cs 問い合わせ サポート सहायता human humano mensch
alternative: instead alternativ stattdessen andere outra autre بديل aplikasi 代わり दूसरा
see: who ver voir sehen اشوف يشوف lihat 見 देख
online: online linea ligne متصل オンライン ऑनलाइन last seen
thanks: thanks thank thx gracias obrigad merci danke شكرا مشكور makasih terima ありがと धन्यवाद शुक्रिया
love: love great hero encanta amo genial adore super toll احب رائع keren bagus 好き 最高 बढ़िया
hello: hello hi hola ola bonjour hallo مرحبا سلام halo こんにちは नमस्ते namaste salut
test: test prueba teste تجرب tes テスト टेस्ट testing
laugh: lol haha hahaha lmao jaja jajaja kkk mdr ههه wkwk wkwkw 草 笑 rofl hehe rsrs
insult: garbage trash shit crap suck idiot clown mierda basura lixo merde nul scheiss mull زبال خرا sampah goblok クソ ゴミ बकवास gueule connard putain incompet vagabund pendej cabron arschloch wichser depp anjing bangsat tolol bodoh chutiya bewakoof gadha bakwaas useless idiota imbecil burro كلب حمار اغبيا バカ アホ 無能 गधा बेवकूफ कुत्त
peace: peace quiet calm silence paz tranquil sossego calme ruhe هدوء tenang damai 静か शांति
spam: followers cheap loan credit crypto bitcoin forex whatsapp telegram prestamo emprestimo kredit pret قرض pinjaman 融資 लोन contact dm
recovery: recover recovered recuper recupero recuperar zuruck wiederherstell استرجع ارجع balikin pulih 復旧 取り戻 वापस wapas
zuck: zuck zuckerberg elon musk
risk: threat threaten amenaz ameac menac droh تهديد يهدد ancam 脅 धमकी blackmail
nude: nude nudes naked intim desnud nackt عاري telanjang 裸
suicide: suicid kill selbstmord matar انتحار bunuh 自殺 आत्महत्या sterben
link: link enlace lien رابط tautan リンク लिंक
call: called call llam ligou ligaram appel angerufen anruf اتصل telepon 電話 कॉल
device: device login anmeldung geraet dispositivo appareil جهاز perangkat 端末 डिवाइस
foreign: country russia lagos hanoi vietnam pais pays land بلد negara 外国 देश
law: law vpn ban censor gobierno governo gouvernement regierung حكوم pemerintah 政府 सरकार
api: api webhook developer sdk endpoint graph app
feature: feature button wish bring funcion bouton knopf boton خاصي fitur 機能 फीचर
update: update actualiz atualiz mise maj aktualis تحديث pembaruan アップデート अपडेट
reinstall: reinstall uninstall desinstal reinstal desinstall deinstall حذفت copot 入れ直 再インストール
crash: crash crashes cierra fecha ferme absturz schliesst يقفل يطلع menutup 落ちる
anotherapp: tiktok snapchat snap youtube netflix twitter telegram discord spotify messenger twitch roblox fortnite
otherapp: linkedin shopee nequi tokopedia gojek mercadolibre mercadolivre rappi ifood nubank bbva bizum paypal revolut venmo zelle paytm phonepe gpay freefire bgmi pubg minecraft valorant genshin brawl zoom slack outlook gmail notion canva photoshop temu shein amazon careem talabat duolingo pinterest reddit tumblr viber wechat zalo kakao naver merpay paypay mercari tinder bumble onlyfans patreon shopify etsy ebay vinted klarna doordash lyft deliveroo disney hbo hulu likee moj sharechat facebook messenger whatsapp threads ファイアー 原神 パズドラ モンスト ペイペイ メルカリ فيسبوك واتساب سناب تيكتوك يوتيوب تويتر ببجي كيبورد फेसबुक व्हाट्सएप यूट्यूब
carrier: comcast xfinity spectrum verizon tmobile att cox vodafone telekom o2 1und1 movistar telcel telmex tigo entel meo orange sfr bouygues rogers telus videotron bt virgin jio airtel bsnl stc mobily zain etisalat ooredoo telkomsel indihome xl tri smartfren docomo softbank rakuten ahamo ドコモ ソフトバンク 楽天モバイル اتصالات موبايلي زين जियो एयरटेल
gibberish: asdf asdfgh qwerty xxx aaa blah ola hallo مرحبا هلا नमस्ते もしもし aloha yo hey hei
oneonly: only just solo sola nur seul seulement apenas so فقط بس cuma hanya だけ सिर्फ केवल sirf everyone others rest demas otros outros autres andere البقيه الباقي yang lain 他 बाकी
isitme: anyone else someone alguien alguem quelqu jemand احد siapa 私だけ किसी kisi
sawnews: news article statement headline noticia notizia nachrichten خبر berita ニュース खबर
broken: crash error fehler erro erreur خطا eror エラー
wait: wait waiting esper aguard attend warte انتظر tunggu 待 इंतज
accountof: account konto compte cuenta conta حساب akun アカウント垢 खाता अकाउंट
grounds: unfair reason motivo grund raison سبب alasan 理由 वजह
month_names: january february march april june enero febrero marzo abril janeiro fevereiro janvier fevrier avril januar februar marz يناير فبراير ابريل januari februari
gift: voucher coupon ticket tickets entradas ingresso karten konzert billets تذاكر tiket チケット टिकट
minutes: minute minutes minuto minuten دقيق menit मिनट hours horas heures stunden ساعات jam 時間 घंटे
"""
"""by name, the words that are about it: a long one stands for all that begin with it"""
