"""German: signs of danger, and figures of speech that are none. How they are written: danger/__init__.py."""

SIGNS = """
suizid*
selbstmord*
umbringen
bringt|bringe sich|mich um
umgebracht
das|mein|ihr|sein leben nehmen|beenden|ende
sich|mir|dir|tut|tu _ was|etwas an
mir|sich|dir was|etwas antun|angetan
nicht|nimmer|keine|kein|keinen mehr|lust|sinn|grund _ leben|weiterleben
nicht mehr _ da|hier sein
nicht mehr weiterleben|weitermachen|leben
lebensmüde
will|möchte|wollte|wär|wäre lieber? sterben|tot
sterben will|möchte
will|wollte|kann nicht mehr leben
besser|dran ohne mich
schluss machen _ leben
von|sich|allen|uns|story _ verabschiedet
abschiedsbrief|abschiedsnachricht|abschiedspost|abschiedsvideo
überdosis
genommen|geschluckt|schluckt|eingenommen|nimmt|getrunken|gefuttert & tabletten|pillen|schlaftabletten|schlafmittel|paracetamol|medikamente|antidepressiva|gift|ibuprofen|insulin|tilidin
packung|schachtel|blister|handvoll tabletten|pillen|schlaftabletten|medikamente
ritz*
schneide|schneidet|geschnitten|aufgeschnitten|schnitt & arm|arme|unterarm|pulsadern|handgelenk|beine|oberschenkel
ich schneide|schneid mich
sie|er schneidet sich
selbstverletz*
brauche|brauchen|braucht|rufen|ruf|ruft|gerufen|wartet|warten|rufe _ krankenwagen|rettungswagen|notarzt|sanitäter|feuerwehr|rettung
krankenwagen|rettungswagen|notarzt|notruf & nicht|keinen|kein|niemand|durch|erreich*
112|110|144|117|118|133|122 _ geht|nicht|kommt|antwortet|erreiche|erreichbar|tot|funktioniert nicht|keiner|niemand|ran|durch
nicht|kein|keine|unmöglich|wie & 112|110|144|notruf|polizei|feuerwehr|giftnotruf|telefonseelsorge & anrufen|erreichen|erreiche|wählen|durch|rufen|ruf|durchkommen|durchkomme
kann|komme|komm & notruf|112|110|polizei & nicht
schmerzen|stechen|druck|enge _ brust
brustschmerzen
brust tut|schmerzt
herzinfarkt|herzanfall|schlaganfall
atmet|atme|atmen|luft|kriegt|bekommt nicht|kaum|keine luft|mehr
atmet nicht|kaum
keine luft
bewusstlos*
ohnmächtig
blutet stark|sehr|nicht|überall
krampfanfall|krampft
brennt & haus|wohnung|treppenhaus|küche|keller|nachbar|nachbarn|dach|stock|schule|uns
feuer|rauch _ haus|wohnung|treppenhaus|küche|keller|schule
gasgeruch|gasleck
riecht nach gas
er|sie|ex|mann|freund|jemand|typ droht
droht|drohte|drohen mir|uns|ihr|mich|damit|er|sie
bedroht|gedroht|morddrohung*|todesdrohung*
er|sie|ex|mann|freund|vater|jemand|typ _ bringt|sticht|schlägt mich|uns|sie um|ab|tot
schlägt|schlug|würgt|gewürgt|verprügelt|prügelt|geschlagen mich|uns|sie|worden
mich|uns|sie schlägt|schlug|würgt|gewürgt|verprügelt|geschlagen
mit|hat|einem|ein messer|pistole|waffe|axt
bewaffnet*
amoklauf|amok|schüsse|schiesserei
stalker*|stalkt|gestalkt
verfolgt mich|sie|uns|mir
mich|uns verfolgt
ex|mann|typ|jemand|fremder|einbrecher __ vor|in|im|steht der|meiner|unserer|meinem|unserem tür|haus|wohnung|garten|haustür
einbrecher
bin|sie|er|jemand|leben|tochter|sohn|schwester|bruder|freundin|freund|mädchen|kind|mutter|frau _ in gefahr
in gefahr ist|bin
angst _ leben
vergewaltig*
missbrauch*
pädophil*
entführ*
geisel*
fremder|erwachsener|älterer|alter|unbekannter|komischer mann|kerl|typ
mann|kerl|typ|erwachsener|fremder|unbekannter|jährige|jähriger __ schreibt|schreiben|schrieb|kontaktiert|nachrichten|chattet|treffen|schickt|angeschrieben __ tochter|sohn|kind|nichte|neffe|enkelin|enkel|mädchen|elfjährig*|zwölfjährig*|minderjährig*|schwester
schreibt|schreiben|nachrichten|chattet|treffen|angeschrieben|kontaktiert & tochter|sohn|kind|nichte|neffe|enkelin|mädchen|minderjährig*|jährig*|zehnjährig*|elfjährig*|zwölfjährig*|dreizehnjährig* & mann|erwachsener|erwachsenen|fremder|fremden|kerl|unbekannter
jährig*|45-jähriger schreibt|chattet|trifft|will _ tochter|sohn|kind|nichte|enkelin|schwester
erpress*
nacktbild*|nacktfoto*|nacktvideo*|nudes
intim*|nackt* bild*|foto*|video*|aufnahmen
wenn ich nicht zahle
bilder|fotos|videos|video von mir verschick*|posten|veröffentlich*|herumschick*
meine|meinen bilder|fotos|videos posten|veröffentlichen|verschickt|rumschicken
will|wollen|verlangt|fordert|zahlen|zahle _ geld|euro|bitcoin & bilder|fotos|video|videos|schickt|veröffentlicht|postet|familie|kontakte|follower
vermisst seit|wird|gemeldet
kind|tochter|sohn|schwester|bruder|freundin|freund|mann|frau|mutter|vater|oma|opa _ vermisst|verschwunden
wird vermisst
vermisstes|vermisste|vermisster kind|person|mädchen|junge
vermisstenanzeige
nicht|nie|noch nach|von|heimgekommen|zuhause|heim hause|heimgekommen|angekommen|gekommen
nicht _ schule|hause|arbeit|party heimgekommen|gekommen|zurückgekommen|zurück
sohn|tochter|kind|freundin|freund|schwester|bruder|mann|frau|mutter|oma meldet sich
nichts von ihr|ihm gehört
abgehauen von
zur|die polizei rufen|gehen|geholt|verständigen
polizei & rufen|anzeige|anzeigen|erreich*|verständig*|geholt|gerufen|hilf*|sagen|gehen|melden
bin 9|10|11|12|13|14|15|16|17 __ will|wollen|verlangt|fordert|schicken|hat _ fotos|foto|bilder|video|videos
hat|haben fotos|bilder|videos|aufnahmen von mir & geld|angst|zahlen|sonst
mich|keiner|niemand & vermissen|vermisst|vermiss & keiner|niemand|weg|würde
letzter|letzte|letzten tag|nacht|abend & gepostet|geschrieben|lebens|sein|ihr
tut|tue|sorry mir|für|leid leid|alles & alles & angst|antwortet|nachricht
springen|springt|gesprungen|runterspringen & brücke|dach|balkon|zug|haus|gleis*
strick|seil & hals|baum|dachboden
erhängen|erhängt|aufhängen|aufgehängt
rasierklinge*
überall|viel|lauter|soviel blut
blut überall
eingesperrt|eingeschlossen|festgehalten|gefangen
lässt|lassen mich|uns|sie nicht raus|weg|gehen
weggenommen|abgenommen & handy|pass|ausweis & mann|freund|vater|ex|eingesperrt
verstecke|versteckt|versteck _ bad|schrank|keller|klo|zimmer
weiss|herausgefunden|rausgefunden wo ich wohne
baby|säugling|kleinkind & blau|atmet|verschluckt|krampf*|fieber
läuft|wird|ist blau an
erwachsener|mann|fremder|typ & nichte|tochter|sohn|neffe|kind|schwester|enkelin & foto*|bilder|bikini*|video*|nackt*
will|fordert|verlangt|bittet & foto*|bilder|bikini*|nackt* & nichte|tochter|sohn|neffe|kind|enkelin
unfall & verletzt|blut*|eingeklemmt|hilfe|notruf
angefahren|überfahren worden
verirrt|verlaufen|festsitzen _ berg|bergen|wald|schnee
insulin & kein|keins|leer|brauche|ohne
stimmen _ sagen|befehlen
zwangsheirat|zwangsverheiratet
anzünden & haus|mich|uns|wohnung
mutter|mama|mutti|vater|papa|oma|opa|grossmutter|grossvater|frau|freundin|freund|partner|partnerin|sohn|tochter|kind|kinder|baby|schwester|bruder|nichte|neffe|kumpel|nachbarin|nachbar|cousine|cousin|tante|onkel|stiefvater|schüler|schülerin|kollegin|kollege|mitbewohnerin|mitbewohner & gestürzt|runtergefallen|aufwacht|aufwachen|bewusstlos|verletzt|blutet|niedergestochen|entführ*|ertrunken|ertrinkt|erstickt|krampf*|schlaganfall|vergift*|tabletten|ritzt|missbrauch*|fasst|begrapscht|belästigt|gedroht|bedroht|stirbt|sterben|suizid*|gefahr|ohnmächtig|zusammengebrochen|unfall|krankenwagen|notaufnahme|umbringen|schlägt|geschlagen|gewalttätig
nimmt|schluckt irgendwas|was|etwas|jetzt & kann|mehr|leben
droh*|gedroht & schule|kita|haus|hause|arbeit
nichts|kein|keine|niemand|nix _ von meiner|meinem gehört
tagen|gestern|wochen _ nichts _ gehört
kam|kommt|ist nicht zurück|wieder & arbeit|schule|gestern|tagen
gestürzt|gefallen|runtergefallen & treppe|wacht|kopf|leiter
wacht nicht _ auf
nicht aufwachen
gedroht & schule|kommen|tochter|sohn
betrunken|besoffen|gesoffen & fährt|fahren|baum|auto|wand|lenkrad
gegen _ baum|wand|mauer & fährt|fahren|rast
er|sie|mann|vater schlägt|würgt|verprügelt _ mutter|mama|bruder|schwester|kind|frau|uns|mich
linke|rechte seite|hälfte|arm & spürt|redet|spricht|taub|bewegen
übergebe|erbreche|kotze & essen|mahlzeit|jedem
magersucht|magersüchtig|bulimie
will|fordert|verlangt _ euro|geld & zeigt|schickt|fotos & sonst|oder
drohung|drohungen & polizei|ihm|ihr|ex|mann
"""

FIGURES = """
kann ohne _ nicht leben
update|app|insta|instagram|das|dies|dieses|die|störung|warten|chef|chefin|mama|neugier|kundin|kunde _ bringt mich um
bringt mich noch? um lachen|spaß
instagram|insta|meta|app|facebook|mail|whatsapp _ droht|drohen|gedroht
droht|drohen mit|mir _ sperrung|sperre|löschung|kündigung
vermisst|vermisse euch|dich|insta|instagram|das|die
konto|account _ missbrauch*
missbraucht|missbrauch _ konto|account|namen|profil|daten
zeit umbringen
feuer frei
schreibt mir
fotos|bilder|videos von mir verschicken|posten geht|klappt|kann|nicht
kann|können|konnte keine|meine|nicht|keinen _ fotos|bilder|videos von? mir? verschick*|posten|veröffentlichen|schicken|verschicken
kann|können|konnte meine|keine fotos|bilder|videos verschicken|posten|veröffentlichen
brauche|brauchen|brauch den? notruf nicht
kann|können|konnte nicht schicken|schreiben|posten
"""

KINDS = """
kin: mutter, mama, mutti, mami, vater, papa, papi, oma, opa, grossmutter, grossvater, mann, frau, ehemann, ehefrau, partner, partnerin, freund, freundin, freundinnen, ex, exfreund, exmann, sohn, tochter, kind, kinder, baby, säugling, kleinkind, schwester, bruder, geschwister, nichte, neffe, cousin, cousine, tante, onkel, kumpel, nachbar, nachbarin, mitbewohner, mitbewohnerin, kollege, kollegin, schüler, schülerin, klassenkameradin, stiefvater, stiefmutter, enkel, enkelin, schwager, schwiegermutter, schwiegervater, neffen, jungen, söhne, töchter, eltern, kindes, freundes, enkeln, nachbarn, schwiegereltern, onkels, familie
ill: bewusstlos*, ohnmächtig*, ohnmacht, atmet, atmen, atmung, luft, erstick*, krampf*, blutet, bluten, verblut*, vergift*, überdosis, gelähmt, ertrink*, ertrunken, umgekippt, umgefallen, zusammengebrochen, zusammengeklappt, gestürzt, notarzt, krankenwagen, rettungswagen, herzinfarkt, schlaganfall, herz, brust, brustschmerzen, reagiert nicht, wacht nicht, nicht wach, bewegt sich nicht, wird blau, blau angelaufen, wehen, fruchtblase, insulin, lallt, schwer verletzt, schluckt, geschluckt, verschluckt, etwas genommen, was genommen, was getrunken, mund hängt, gesicht hängt, redet wirr, wirres, zittert, fieber, hustet blut, beatmung*, sauerstoff, dialyse, herzschrittmacher, liegt kalt, liegt da, ganz kalt, wodka, alkoholvergiftung, ganze flasche, flasche wodka, zu viel getrunken, kotzt, erbricht, schüttelfrost, blut, wunde, gehirnerschütterung, allergisch, zuckerschock, asthma, inhalator, unfall
hurt: schlägt, schlug, geschlagen, verprügel*, prügel*, würgt, gewürgt, vergewaltig*, missbrauch*, misshandel*, ersteche*, erstochen, messer, waffe, pistole, bedroh*, droht, gedroht, entführ*, geisel*, gewalt, gewalttätig, eingesperrt, sperrt, belästig*, begrapsch*, angegriffen, verletzt mich, tut mir weh, angst vor ihm, lässt mich nicht, versteck*, in mein zimmer, nachts zu mir, fasst mich, fasst sie, angefasst, berührt mich, schreit mich, zerschlägt, tobt, randaliert, handy weggenommen, einsperren, eingeschlossen, zertrümmer*, zerschlag*, gezerrt, zerrt, zerren, packt, gepackt, zwingt, gezwungen, schubst, geschubst, spuckt, bespuckt, blaue flecken, bin ich dran, bist du dran, gefesselt, rastet aus, ausgerastet, mitgenommen, mitgeschleppt, tritt mich, getreten
bye: verabschied*, abschied*, suizid*, selbstmord*, selbstverletz*, umbringen, umbringt, ritz*, tabletten, pillen, springen, sprung, brücke, brüstung, gleise, gleisen, sterben, aufwachen, etwas antun, etwas antut, was antun, was antut, nicht mehr leben, nicht mehr da, schluss machen, letzte nachricht, leb wohl, lebt wohl, dummheit, dummes, dummheiten, vom dach, aufs dach, nicht mehr hier, briefe geschrieben, alles verschenkt, verschenkt, nacht nicht, entschuldigt für alles
quiet: antwortet nicht, meldet sich nicht, antwortet nicht mehr, nicht erreichbar, erreiche sie nicht, erreiche ihn nicht, geht nicht ran, geht nicht dran, handy aus, handy ist aus, ausgeschaltet, verschwunden, vermisst, vermissen, nicht heimgekommen, nicht nach hause, nicht zurück, nicht zurückgekommen, weggelaufen, abgehauen, ausgerissen, seit gestern, seit heute früh, spurlos, nirgends zu finden, keiner erreicht, keiner gesehen, niemand gesehen, hat keiner, hat niemand, zuletzt gesehen, weiss niemand wo, weiss keiner wo, weiss nicht wo, standort weg, standort ist weg, nicht angekommen, nie angekommen, noch nicht daheim, noch nicht zu hause, ins auto gestiegen
worry: angst, sorge, sorgen, panik, verzweifelt, befürchte, fürchte, bitte helft, hilfe, gefahr
child: tochter, sohn, kind, kinder, nichte, neffe, enkelin, enkel, schülerin, schüler, mädchen, junge, minderjährig*, jährige, jährigen, jähriger, zwölfjährig*, elfjährig*, zehnjährig*, dreizehnjährig*, vierzehnjährig*, 9jährig*, 10jährig*, 11jährig*, 12jährig*, 13jährig*, 14jährig*, kleine schwester, kleinen schwester, kleiner bruder, kleinen bruder, teenager
man: mann, männer, typ, typen, kerl, fremder, fremde, fremden, erwachsener, erwachsene, erwachsenen, älterer, unbekannter, perverser, pädo*, wildfremder, ältere
touch: schreibt, schreiben, schrieb, geschrieben, schickt, schicken, geschickt, chattet, chatten, treffen, trifft, getroffen, kontakt*, nachricht, nachrichten, angeschrieben, verlangt, fragt, fordert, verabredet, überredet, groom*
nude: nackt*, nacktbild*, nacktfoto*, nudes, nude, intim*, oben ohne, ausgezogen, ausziehen, unterwäsche, sexvideo*, freizügig*, dickpic*, bikinibild*, sexuell*
pay: zahle, zahlen, zahl, zahlt, bezahle, bezahlen, geld, euro, bitcoin, gutschein*, paysafe*, paypal, lösegeld, ansonsten, wenn ich nicht, verlangt, fordert, wenn ich nicht, wenn ich ihn, wenn ich sie, ausser ich, mit ihm treffe, mit ihm schlafe, mache was er, sonst schickt, sonst stellt, sonst zeigt, sonst postet, sonst teilt, sonst verschickt, sonst kommt, sonst geht es
spread: veröffentlich*, verschick*, verbreite*, leak*, droht, drohen, gedroht, erpress*, postet, posten, hochladen, rumschick*, weiterschick*, teilt, zeigt, schickt, schicken, alle, allen, follower*, meiner familie, meinen eltern, klasse, schule, chef, gruppe, klassenchat, gruppenchat, stellt, stellen, herum, meinem freund, meiner freundin, meinem mann, meiner frau, jedem
picture: foto, fotos, bild, bilder, bildern, video, videos, aufnahmen, screenshots
door: vor der tür, vor meiner tür, vor unserer tür, vor meinem haus, vor unserem haus, vor dem haus, vorm haus, an der tür, vorm fenster, am fenster, in der wohnung, in meiner wohnung, in unserer wohnung, in unserem haus, verfolgt mich, folgt mir, läuft mir nach, lauert, auflauert, aufgelauert, weiss wo ich wohne, meine adresse, wartet auf mich
peril: ex, exfreund, exmann, stalk*, angst, polizei, hämmert, trommelt, tritt, messer, waffe, droht, einbrecher, fremder, schreit, versteck*, umbring*
weary: kein sinn, keinen sinn, keine kraft, kein bock mehr, keine lust mehr, wozu noch, satt, leid, müde, ertrage, halte, sinnlos, kein grund, keinen grund, nichts mehr, will nicht mehr, mag nicht mehr, kann nicht mehr, besser wenn, hasse, schaffe, schaff, überlebe, überstehe, pack, packe, frag mich, frage mich, jemanden kümmert, jemand merkt, am bahnsteig, auf den gleisen, an den gleisen, auf der brücke, am abgrund
life: leben, lebens, dasein, existieren, aufwachen, weiterleben, weiterzuleben, hier sein, da sein, auf der welt, diese welt, ohne mich, diese nacht, die nacht, bis morgen, den morgen, den tag, kümmert, merken würde, fehlen würde, weg wäre, springe, vermissen
sos: notruf*, 112, 110, 144, krankenwagen, rettungswagen, notarzt, rettungsdienst, feuerwehr, sanitäter, telefonseelsorge, notaufnahme, polizei, bergrettung, giftnotruf
urgent: nicht erreichbar, nicht erreichen, komme nicht durch, kommen nicht durch, kein netz, kein empfang, anrufen geht nicht, kann nicht anrufen, nicht anrufen, schnell, sofort, dringend, hilfe, wie rufe ich, wie erreiche ich, leitung tot, niemand geht ran
nobody: niemand, keiner, nirgends
seen: gesehen, gehört, gefunden, weiss wo, aufgetaucht
home: haus, hause, wohnung, zimmer, keller, küche, dach, auto, strasse, dorf, stadt, aufzug, büro, laden, bus, zug, uns
flood: überschwemm*, überflut*, hochwasser, wasser, feuer, rauch, flammen, brennt, gas, erdbeben, erdrutsch, eingestürzt, explosion, explodiert, lawine, verschüttet, eingeklemmt, steckengeblieben
helpless: wem ich, niemandem sagen, keinem sagen, niemandem erzählen, keiner hört, niemand hört, keiner glaubt, niemand glaubt, keiner hilft, niemand hilft, schäme, bitte hilf, bitte helft, helft uns, helft mir
ride: ins auto, auto gestiegen, aus dem internet, online kennengelernt, im netz kennengelernt, datingapp, tinder, hotel, zu ihm gefahren, zu ihm gegangen, abgeholt
force: zwingt mich, zwingt sie, zwingen mich, setzt mich unter druck, muss ihm schicken, muss ich schicken, soll ich schicken
"""
