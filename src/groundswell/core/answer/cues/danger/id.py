"""Indonesian: signs of danger, and figures of speech that are none. How they are written: danger/__init__.py."""

SIGNS = """
bunuh diri
suicid*
pengen|pengin|ingin|mau|pingin mati aja|saja|rasanya
aku|gue|saya|dia|gw|adikku|temenku pengen|pengin|ingin|pingin|mau mati
pengen|ingin|pingin mati
akhiri|mengakhiri|ngakhirin hidup|hidupnya|semuanya|hidupku
ga|gak|nggak|tidak|tak|gk|udah|engga|ngga mau|ingin|pengen|sanggup|kuat|ada _ hidup|idup
ga|gak|nggak|tidak _ semangat|alasan|gunanya hidup|idup
capek|cape|lelah|bosan|bosen hidup|idup
nyakitin|menyakiti|melukai|ngelukain|nyayat|menyayat|sayat|silet|nyilet diri|tangan|lengan|pergelangan|dirinya|diriku
potong|iris|ngiris nadi|tangan|pergelangan|urat
pamit|pamitan ke|sama semua|orang|kita|temen|teman|semuanya
pesan|surat|status|story|tulis|bilang|nulis perpisahan|terakhir
bilang|ngucapin|nulis|tulis selamat tinggal
ngelakuin|melakukan|berbuat|ngapa|lakuin _ aneh|aneh2|nekat|bodoh|macem
nekat
overdosis|overdose
nelen|menelan|telan|minum|nenggak|ditelan|makan|diminum & obat|pil|obatnya|racun|paracetamol|tablet|kapsul|baygon & banyak|satu|semua|strip|sebotol|segenggam|tidur|serangga|tikus|bayclin|kebanyakan|seluruh
minum|nenggak|menelan|nelen racun|baygon|pil|bayclin
butuh|panggil|panggilin|minta|manggil|nunggu|perlu|telpon|telepon|hubungi _ ambulans|ambulance|ambulan|damkar|pemadam
ga|gak|nggak|tidak|gabisa|susah|gimana __ hubungi|hubungin|telepon|telpon|nelpon|panggil|manggil|nelfon|dihubungi|menghubungi|lapor __ 112|119|110|113|118|ambulans|ambulance|polisi|damkar|pemadam|igd|darurat
112|119|110|113|118|ambulans|damkar __ ga|gak|nggak|tidak|gabisa|susah _ bisa|nyambung|diangkat|dihubungi|ngangkat|respon|aktif|tersambung
sakit|nyeri|sesak|sesek _ dada
dada _ sakit|sesak|nyeri|sesek
serangan|kena jantung|stroke
ga|gak|nggak|tidak|susah|sulit|berhenti napas|nafas|bernapas|bernafas
pingsan
ga|gak|tidak sadarkan|sadar diri
kejang
pendarahan|perdarahan
kebakaran
rumah|dapur|gedung|kos|kosan|apartemen _ terbakar|kebakar|api|asap
bocor|bau gas
gas bocor
diancam|ngancam|mengancam|ancam|ancaman
mau|akan|bakal _ bunuh|membunuh|bacok|tusuk|mukul|nyakitin aku|gue|saya|dia|kami|gw|ibuku|anakku
mau|akan|bakal dibunuh|dibacok
dipukul|dipukulin|digebukin|ditampar|dicekik|ditendang|kdrt|disiksa|dianiaya
suami|pacar|ayah|bapak|mantan|ayahku|suamiku|pacarku mukul|mukulin|memukul|mukuli|nampar|gebukin
bawa|pegang|pake|megang|membawa pisau|golok|parang|pistol|senjata|celurit
penembakan
dikuntit|diikuti|dibuntuti|diikutin|dibuntutin
penguntit|stalker
mantan|orang|pria|cowok|maling|perampok __ di depan|dalam|masuk|luar rumah|pintu|kos|kosan|kamar
dalam bahaya
nyawa|nyawanya|nyawaku terancam|bahaya
takut _ keselamatan|nyawa
diculik|penculikan|nyulik|disandera
diperkosa|pemerkosaan|perkosa
pelecehan|dilecehkan|dilecehin|dicabuli|pencabulan
predator|pedofil*
pria|om|om2|bapak2|cowok|laki|orang|lelaki|dewasa|kakek __ chat|ngechat|dm|kirim|minta|ngajak|hubungi|pesan|wa|japri|ketemuan __ anakku|anak|adikku|adek|adik|putriku|keponakan|keponakanku|ponakan
anakku|adikku|putriku|keponakanku|ponakanku|anak __ dichat|dichatin|chat|didm|diajak|dikirimi|ketemuan __ pria|om|om2|bapak2|dewasa|orang|laki|cowok
diperas|pemerasan|memeras
sebar|nyebar|sebarin|disebar|menyebar|nyebarin|disebarin foto|video|fotoku|videoku|ke
foto|video|vidio|fotoku|videoku & telanjang|bugil|syur|vulgar|pribadi
kalau|kalo|klo ga|gak|nggak|tidak bayar|transfer|tf|dikasih
minta|mintain|suruh|disuruh _ juta|duit|uang|transfer|bayar & disebar|sebar|foto|video|followers|keluarga
kirim fotoku|videoku ke semua|keluarga|followers|keluargaku|temen
anakku|adikku|anak|adik|kakakku|temanku|temenku|ibuku|ayahku|keponakanku|putraku|putriku hilang|ilang|menghilang
orang|anak hilang
hilang|kabur dari rumah
hilang kontak
belum|blm|ga|gak|nggak|tidak|belom _ pulang|balik _ sekolah|rumah|kerja|main|semalam|kemarin|les
belum|blm|belom|ga|gak|tidak pulang
ke|lapor|laporkan|hubungi|panggil|telpon|telepon polisi
aku|saya|gue|umur 9|10|11|12|13|14|15|16|17 __ minta|mau|nyuruh|suruh|kirim _ foto|video|vidio
adik|kakak|anak|ibu|ayah|teman|temen|keponakan saya|aku|gue|gw|kami hilang|ilang|menghilang
ga|gak|nggak|tidak|gada _ nyariin|kangen|peduli|kehilangan & aku|gue|gw|saya
kalau|kalo|klo aku|gue|gw|saya ga|gak|udah|mati|nggak ada|adalah|hidup
hari|malam terakhirnya|terakhirku|terakhir & posting|tulis|bilang|hidup|dia|aku|nulis
maaf buat|untuk semuanya & takut|bales|balas|terakhir
lompat|loncat|terjun _ jembatan|gedung|rel|atap|lantai|kereta
gantung diri
tali & leher|gantung
banyak|penuh|banjir darah
darah _ banyak|dimana|kemana
dikurung|ngurung|disekap|menyekap|dikunci|ngunci _ aku|kamar|rumah|saya|gue|di
ga|gak|tidak|nggak boleh|dibolehin keluar|pergi
ambil|ngambil|sita|nyita|rampas|disita _ hp|paspor & pacar|pacarku|suami|suamiku|bapak|ngurung|dikurung
sembunyi|ngumpet _ kamar|lemari|toilet|mandi
tau|tahu alamat|rumah rumahku|aku
bayi|bayiku|anakku|balita & biru|napas|nafas|kejang|tersedak|panas|ketelen
nomor|telepon darurat|ambulans ga|gak|tidak|nggak
minta|nyuruh|suruh|mintain _ foto|video & anakku|adikku|keponakanku|ponakanku|keponakan|putriku|anak
kecelakaan & darah|luka|terjepit|ambulans|parah|pingsan
ditabrak|ketabrak|tertabrak
tersesat|nyasar _ gunung|hutan|laut
insulin & habis|abis|butuh|ga
dipaksa nikah|menikah|berhubungan|kawin
bakar|dibakar _ rumah|hidup|aku
suara _ nyuruh|bisik
ibu|ibuku|mama|mamaku|bapak|ayah|ayahku|papa|nenek|nenekku|kakek|suami|suamiku|istri|istriku|pacar|pacarku|anakku|bayi|bayiku|adik|adikku|kakak|kakakku|teman|temen|temenku|temanku|sahabat|sahabatku|tetangga|sepupu|tante|paman|keponakan|keponakanku|tiri|tiriku & pingsan|terluka|berdarah|darah|ditusuk|pisau|senjata|diculik|tenggelam|tersedak|kejang|stroke|racun|keracunan|dicabuli|megang|megang2|diraba|ngancam|diancam|sekarat|bunuh|bahaya|kecelakaan|ambulans|igd|mukul|mukulin|dipukul|disiksa
minum sesuatu & kuat|hidup|bilang
ngancam|ancam & sekolah|rumah|datang
ga|gak|nggak|tidak tau|tahu|ada kabar _ ibu|ayah|bapak|anakku|adik|kakak|suami|istri
pergi|keluar & ga|gak|belum|tidak balik|pulang|kembali
jatuh & tangga|bangun|sadar|atap|kepala
ga|gak|tidak|nggak bangun bangun
mabuk|teler|minum & mobil|motor|nabrak*|nyetir|tabrak*
tolong & mukul*|mukulin|dipukul|bunuh|maling|kebakaran
lagi mukul*|mukulin|mukuli|nyekik
sebelah|badan|tangan kiri|kanan & rasa|ngerasain|kerasa|ngomong*|gerak*|mati
pelo & ngomong*|bicara
muntah* & makan*|tiap|sengaja
anoreksia|bulimia
minta & juta|ribu|duit|uang & tunjuk*|ditunjuk*|kasih|kirim|lihat*
ga|gak|tidak akan|bakal sampai besok pagi
"""

FIGURES = """
instagram|insta|ig|meta|app|aplikasi|facebook|wa _ ancam|ngancam|mengancam|ancaman
ancaman|ngancam|mengancam hapus|suspend|blokir|banned|nonaktif
pamit|pamitan dari|ig|tidur|dulu|insta
bunuh waktu
mati gaya|lampu|listrik|kutu
mau mati rasanya|kutu|ketawa|ngakak
pengen mati ketawa|ngakak
ga|gak|nggak|bisa _ kirim|ngirim|upload fotoku|videoku ke
kirim fotoku ke grup|grub|feed|story
predator film|game
foto|story|akun|video|postingan pribadi|anakku hilang|ilang
uang|duit|ongkos|saldo pulang
ga|gak|tidak|nggak bisa kirim|ngirim|posting|upload|share|chat|dm
"""

KINDS = """
kin: ibu, ibuku, mama, mamaku, mamah, emak, bunda, ayah, ayahku, bapak, bapakku, papa, papaku, nenek, nenekku, kakek, kakekku, suami, suamiku, istri, istriku, pacar, pacarku, mantan, mantanku, anak, anakku, bayi, bayiku, adik, adikku, adek, adekku, kakak, kakakku, abang, abangku, ponakan, keponakan, keponakanku, sepupu, sepupuku, tante, tanteku, om, paman, teman, temanku, temen, temenku, sahabat, sahabatku, tetangga, tetanggaku, cucu, cucuku, murid, muridku, bokap, nyokap, mertua, cewekku, cowokku, orangtua, teman2, anak2, saudara, saudaraku, kembaranku, bibi, bibiku, pamanku, cowok, cewek
ill: pingsan, napas, nafas, bernapas, bernafas, sesak, kejang*, tersedak, berdarah, pendarahan, perdarahan, keracunan, overdosis, tenggelam, stroke, ambulans, ambulan, lumpuh, insulin, kolaps, dada, jantungnya, sadarkan, ga sadar, gak sadar, tidak sadar, tak sadar, ga bangun, gak bangun, tidak bangun, ga gerak, tidak bergerak, mau melahirkan, pecah ketuban, kepalanya terbentur, jatuh dari, terluka, luka parah, kecelakaan, nelen*, telan*, menelan*, ditelan, minum sesuatu, makan sesuatu, mulutnya miring, mulut miring, wajahnya miring, pelo, bicaranya, ngomongnya, gemetar*, menggigil, batuk darah, muntah darah, oksigen, cuci darah, badannya dingin, vodka, miras, satu botol, mabuk berat, muntah*, darah, luka, gegar otak, alergi, bengkak, asma, dibangunin, dibangunkan, tergeletak
hurt: pukul*, mukul*, dipukul*, tampar*, ditampar*, nampar*, cekik*, dicekik*, nyekik*, perkosa*, diperkosa*, dilecehkan, pelecehan, tikam*, ditikam*, ditusuk*, pisau, senjata, pistol, ancam*, ngancam*, mengancam*, diancam*, culik*, diculik*, disekap*, dikurung*, ngurung*, aniaya*, dianiaya*, kekerasan, kasar, siksa*, disiksa*, nyiksa*, hajar*, dihajar*, ngehajar*, takut sama dia, dibunuh, bunuh, pegang pegang, sembunyi, ngumpet, bersembunyi, masuk kamarku, masuk ke kamar, ke kamarku, megang megang, pegang aku, raba*, diraba*, meraba*, teriakin, bentak*, ngamuk*, banting*, ngambil hp, rampas*, ga bolehin, hancurin, ngancurin*, seret*, menyeret*, diseret*, tarik*, ditarik*, paksa*, maksa*, dipaksa*, memaksa*, dorong*, didorong*, ludah*, diludah*, lebam, memar, giliranku, diikat, kalap, dibawa kabur, tendang*, ditendang*, nendang*
bye: pamit*, perpisahan, bunuh diri, mengakhiri, ngakhirin, akhiri hidup*, loncat, lompat, gantung diri, pil, obat, silet, silet silet, nyilet*, nyayat*, melukai diri*, nyakitin diri*, menyakiti diri*, mau mati, pengen mati, ingin mati, ga mau hidup, pesan terakhir, surat terakhir, selamat tinggal, jembatan, nekat, atap gedung, ga bangun lagi, suratnya, nulis surat, bagi bagi barang, minta maaf untuk semua
quiet: ga bales, gak bales, tidak membalas, ga jawab, gak jawab, tidak menjawab, ga angkat, ga diangkat, ga bisa dihubungi, tidak bisa dihubungi, hp mati, hpnya mati, hp nya mati, nomornya mati, belum pulang, ga pulang, gak pulang, tidak pulang, tak pulang, hilang dari rumah, kabur, minggat, menghilang, ga ada kabar, tidak ada kabar, ga tau kemana, dari kemarin, sejak kemarin, sejak semalam, dari semalam, ga balik, ga ada yang lihat, tidak ada yang lihat, ga ada yang liat, ga ada yang melihat, terakhir dilihat, terakhir terlihat, ga tau di mana, ga tau dimana, tidak tahu di mana, lokasinya berhenti, naik mobil, ga sampai rumah, belum sampai, ga pernah sampai
worry: takut, khawatir, cemas, panik, kuatir, bahaya, gemetar
child: anak, anakku, adik, adikku, adek, adekku, ponakan, keponakan, keponakanku, cucu, cucuku, murid, muridku, bocah, gadis, 9 tahun, 10 tahun, 11 tahun, 12 tahun, 13 tahun, 14 tahun, 15 tahun, umur 9, umur 10, umur 11, umur 12, umur 13, umur 14, umur 15, di bawah umur, dibawah umur, masih sd, masih smp, anak sd, anak smp
man: pria, lelaki, laki, om, cowok, dewasa, orang asing, orang tak dikenal, orang ga dikenal, tak dikenal, bapak bapak, om om, pedofil*, predator*, orang tua mesum, mesum
touch: chat, chatting, ngechat, dm, kirim*, ngirim*, minta, meminta, mintain, diminta, ketemu, ketemuan, bertemu, ajak*, ngajak*, diajak, janjian, nge dm, hubung*, kenal*, grooming, pesan, pesannya
nude: telanjang, bugil, nude, nudes, pap, tanpa busana, tanpa baju, vulgar, seksi, intim, mesum, cabul, porno, vcs, syur, buka baju
pay: uang, duit, bayar, dibayar, transfer*, juta, ribu, pulsa, bitcoin, tebusan, peras*, diperas*, memeras*, meres*, kalau aku ga, kalau aku tidak, kalo aku ga, kalau saya tidak, kecuali, ketemu dia, tidur sama, tidur dengan, kalau ga bayar, kalau gak bayar, kalau tidak bayar, kalo ga bayar, kalau ga kirim, kalau ga mau, kalo ga mau
spread: sebar*, disebar*, nyebar*, menyebar*, ancam*, ngancam*, diancam*, mengancam*, peras*, posting, diposting, upload, diupload, viral*, diviral*, bocor*, dibocor*, share, dishare, kirim ke, dikirim ke, bagi*, semua orang, keluarga, orang tua, teman teman, sekolah, grup, taruh, naruh, pasang, masukin, tunjukin, ditunjukin, kasih lihat, kasih liat, pacarku, suamiku, istriku, kelas
picture: foto, fotoku, fotonya, poto, video, videoku, videonya, gambar, rekaman, vidio, ss
door: depan rumah*, di depan pintu, depan pintu, depan kos*, di luar rumah*, masuk rumah*, ngikutin, ngikutin aku, mengikuti saya, ngikutin saya, tahu rumah*, tau rumah*, alamat rumah*, tau alamat*, tahu alamat*, nungguin aku, menunggu saya, gedor*, ngegedor*
peril: mantan, mantanku, stalk*, takut, polisi, gedor*, ngegedor*, pisau, ancam*, ngancam*, mengancam*, bunuh, maling, orang asing, sembunyi, ngumpet, teriak*, dobrak*, pukul*, mukul*
weary: capek, cape, lelah, bosan, muak, ga kuat, gak kuat, tidak kuat, ga sanggup, tidak sanggup, ga ada gunanya, tidak ada gunanya, percuma, ga ada artinya, tidak ada artinya, ga mau, gak mau, ga pengen, buat apa, mending, lebih baik, benci, nyerah, ga akan sampai, ga sampai, ga bakal sampai, ga bertahan, tidak bertahan, ga tahan, mikir apa, kepikiran, apa ada yang, ga ada yang, di peron, di rel, di pinggir, di tepi
life: hidup, hidupku, hidup lagi, ada aja, ga ada aja, aku ga ada, aku gak ada, saya tidak ada, tidak ada di dunia, dunia ini, bangun lagi, hilang aja, menghilang selamanya, tanpa aku, peduli, kehilangan aku, sadar kalau aku, kalau aku lompat, kalau aku pergi
sos: ambulans, ambulan, 112, 110, 118, 119, 113, polisi, pemadam, damkar, rumah sakit, dokter, igd, ugd, darurat, into the light
urgent: ga bisa telepon, ga bisa nelpon, gak bisa nelpon, tidak bisa telepon, tidak bisa menelepon, telepon tidak bisa, ga ada sinyal, tidak ada sinyal, ga nyambung, tidak tersambung, ga diangkat, gimana telepon, gimana nelpon, cepat, segera, tolong, darurat, gimana hubungi, ga bisa hubungi
nobody: ga ada, gak ada, tidak ada, tak ada, belum ada, gada, nggak ada
seen: lihat, liat, melihat, ngeliat, nemu, ketemu, tahu di mana, tau dimana
home: rumah, kamar, kos, kosan, gedung, dapur, atap, mobil, jalan, kampung, desa, lift, kantor, toko, bus
flood: banjir, air, api, asap, kebakaran, terbakar, gas, gempa, longsor, runtuh, meledak, ledakan, tsunami, terjebak, tertimbun, kejebak
helpless: cerita ke siapa, cerita sama siapa, ngomong ke siapa, minta tolong ke siapa, ga ada yang dengar, tidak ada yang dengar, ga ada yang percaya, tidak ada yang percaya, ga ada yang nolong, tidak ada yang menolong, malu, tolong aku, tolong saya, tolong kami
ride: naik mobil, dari internet, kenal di internet, kenalan online, tinder, hotel, dijemput, pergi sama, pergi dengan
force: maksa aku, memaksa saya, dipaksa kirim, paksa aku, paksa kirim, disuruh kirim, nyuruh aku kirim, harus kirim
"""
