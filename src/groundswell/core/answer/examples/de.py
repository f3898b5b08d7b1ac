"""What people ask while an outage is on, in German."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN: Mapping[str, str] = {
    "is-it-down": """
ist {} down
{} geht nicht
{} ausgefallen?
gibt es gerade eine störung
bei mir lädt nichts
die app öffnet sich nicht
nur bei mir oder bei allen
liegt es an meinem handy oder an {}
app schließt sich von selbst
weißer bildschirm und sonst nix
was ist los mit {}
{} spinnt heute
feed aktualisiert nicht
hab den router schon zweimal neu gestartet, war es {}?
meine oma sagt das rädchen dreht sich nur
alles andere geht, nur {} nicht
guten abend, wir kommen seit einer stunde auf keinem gerät mehr in {}. ist das eine allgemeine störung?
fehlermeldung, später erneut versuchen
karte wird abgelehnt obwohl geld drauf ist, liegt das an {}?
seit heute früh kein netz, bei euch auch?
stürzt sofort ab
&alles geht nur {} nicht, seid ihr das oder die
bleibt beim logo hängen
mein sohn sagt es ist das tablet
alles grau
habt ihr das auch
hängt total
{} tot?
macht {} gerade schlapp
""",
    "logged-out": """
wurde einfach abgemeldet
komme nicht mehr in mein konto
passwort angeblich falsch, ist aber richtig
bin ich gehackt oder ist das die störung
benutzer nicht gefunden steht da auf einmal
bin ich gesperrt? komme seit eben nicht rein
mein mann und ich gleichzeitig rausgeflogen
muss mich dauernd neu anmelden
""",
    "things-gone": """
alle meine fotos sind weg
null follower und null beiträge
sind meine nachrichten verloren
mein profil ist leer, alles gelöscht?
mein guthaben ist weg
""",
    "when-back": """
wann geht es wieder
wie lange dauert das noch
wird das heute noch was
lohnt sich warten oder ab ins bett
hab um acht einen livestream, verschieben oder nicht
gibt es eine uhrzeit
macht mal hinne
essen bestellen oder warten
meine prüfung ist um neun, geht es bis dahin
""",
    "fixed-yet": """
geht es wieder?
ist es behoben
kam kurz wieder und ist wieder weg, erledigt oder nicht
""",
    "since-when": """
seit wann ist das so
wann ging es los
war das schon vor mitternacht
""",
    "where": """
ist das weltweit
nur in deutschland oder auch in österreich
welche länder sind betroffen
nur android oder auch iphone
nur die app oder auch die website
""",
    "said": """
haben die schon was gesagt
gibt es eine offizielle meldung
wissen die davon
arbeiten die dran
was sagt der betreiber dazu
""",
    "why": """
warum ist {} down
was ist die ursache
war das ein angriff
liegt es am update
wartung oder was
""",
    "what-to-do": """
bringt neu installieren was
was kann ich tun
geht es am computer
soll ich mein passwort ändern
hilft ein vpn
gibt es einen trick
kann ich mit der karte aus plastik zahlen
muss ich etwas machen oder kommt das von selbst wieder
""",
    "sisters": """
ist {calm} auch down
und {calm}, geht das?
fällt {calm} auch noch aus
""",
    "money": """
bekomme ich das werbegeld zurück
wer zahlt meinen ausfall heute abend
die anzeigen laufen weiter obwohl alles steht
""",
    "report-it": """
wo melde ich dass es nicht geht
soll ich das auch melden
""",
    "cannot-post": """
kann nichts posten
story hängt beim hochladen
nachrichten gehen nicht raus
""",
    "disabled": """
mein konto wurde wegen verstoßes deaktiviert
letzte woche gesperrt, keiner antwortet
wie lege ich einspruch ein
mein beitrag wurde ohne grund entfernt
konto gesperrt wegen prüfung der unterlagen
mein video wurde wegen der musik entfernt
aktion blockiert bis zum 28.
konto am 12. mai geschlossen
ein beitrag von mir vom letzten donnerstag ist weg, nur der
""",
    "taken-over": """
mein konto wurde gestohlen und die mail geändert
jemand postet in meinem namen
mail bekommen dass mein passwort geändert wurde, war ich nicht
schreibt meine freunde an und will geld
rausgeflogen und jetzt verkauft jemand sachen in meinen storys
anmeldung aus einem anderen land
karte geklaut und bestellungen die ich nie gemacht habe
hab jemandem aus versehen den code gegeben
""",
    "old-login": """
passwort vergessen
der code geht an meine alte nummer
handy verloren, kein code mehr
link zum zurücksetzen kommt seit tagen nicht
komme seit wochen nicht in meinen alten account
pin dreimal falsch eingegeben
neues handy und die codes sind weg
die alte mailadresse gibt es nicht mehr
seit drei wochen komme ich nicht rein
keiner kennt das passwort vom vereinskonto
""",
    "help-centre": """
wie ändere ich meinen namen
wie bekomme ich musik in die story
wie lösche ich mein konto
wie verberge ich likes
wie schalte ich die benachrichtigungen aus
wie melde ich mich auf allen geräten ab
sieht er dass ich seine story angeschaut habe
wie ändere ich die untertitel
wie richte ich eine abwesenheitsnotiz ein
die funktion fehlt bei mir, wie bekomme ich sie
""",
    "shadowban": """
meine videos sieht seit wochen keiner mehr
verliere seit montag follower
seit märz sieht keiner meine beiträge
""",
    "payouts": """
auszahlung vom letzten monat fehlt
donnerstag doppelt abgebucht
will mein abo erstattet haben
dreimal abgebucht
angeblich geliefert aber nichts bekommen
aufladung kommt nicht an
""",
    "report-a-person": """
ein fake profil benutzt meine bilder
ich werde bedroht
wie melde ich ein profil
ein schlimmes video, löscht das bitte
werde jeden tag beleidigt
""",
    "scam-seller": """
bei einem shop auf {} bezahlt und nichts bekommen
""",
    "other-apps": """
{other} geht auch nicht
ist {other} down
meine bank lädt auch nicht
{calm} verschickt nichts
und {other}? lädt auch nicht
{other} lahmt
das spiel verbindet nicht
""",
    "own-internet": """
kein internet zuhause, gar nichts geht
wlan bricht bei allem ab
ganze straße ohne internet
{line} hat bei mir seit gestern kein netz
&router blinkt rot, kein {} kein garnichts
&seit gestern kein netz, weder {} noch anrufe
&internet fällt jeden abend aus, heute geht nicht mal {}
weder google noch {} noch sonst was
seit dem neuen router bricht alles ab
""",
    "vague": """
hallo
ich habe ein problem
bitte um rückruf
@geht nicht
ich hätte eine frage
guten abend
funktioniert nicht, bitte um antwort
moin
""",
    "another-day": """
war letzten donnerstag auch störung?
gestern abend auch schon
geht seit einem monat nicht
war am mittwochabend auch schon was
wie lange hat das am donnerstag gedauert
ist morgen wartung geplant
war es am 9. märz down
stürzt seit dem letzten update ab
""",
    "person": """
ich bin journalist, wer spricht mit mir über die störung
sucht ihr leute
darf ich eure grafik verwenden
redaktion hier, bitte um stellungnahme bis 20 uhr
eure karte zeigt nichts an
wie zählt ihr die meldungen
""",
    "thanks": """
danke für die info
super seite
respekt an die technik
läuft wieder, danke
""",
    "opinion": """
so ein saftladen
die app ist müll
saubande, geht pleite
""",
    "spam": """
follower günstig kaufen
geld verdienen von zuhause
""",
}
