"""What people ask while an outage is on, in Indonesian."""

from __future__ import annotations

from collections.abc import Mapping

INDONESIAN: Mapping[str, str] = {
    "is-it-down": """
{} down ya?
{} error
{} ga bisa dibuka
aplikasinya gak kebuka
ga muncul apa-apa, loading terus
cuma aku atau semua
hp aku yang rusak apa {} nya
keluar sendiri tiap dibuka
layar putih doang
{} kenapa sih
ig eror lagi, wifi padahal kenceng
feed ga refresh
udah restart modem dua kali ternyata {} ya?
ibu saya bilang muter-muter aja, hp nya rusak?
yang lain lancar cuma {} yang ga bisa
selamat malam, sejak satu jam lalu {} tidak bisa dibuka di semua perangkat kami. apakah gangguan umum?
muncul pesan coba lagi nanti
pakai wifi ga bisa pakai data juga ga bisa
kartu ditolak padahal ada saldo, gara-gara {}?
ga ada sinyal dari pagi, kalian juga?
{} tumbang
lemot banget {}
&semua lancar cuma {} yang ga bisa, dari kalian apa dari sana
stuck di logo
anak saya bilang tabletnya rusak
abu-abu semua
kalian juga ga?
ngelag parah {}
{} mati suri
{} bermasalah?
dari tadi muter doang
""",
    "logged-out": """
tiba-tiba ke logout sendiri
ga bisa login
katanya sandi salah padahal bener
kena hack apa emang lagi down
pengguna tidak ditemukan, akun saya hilang?
kena banned ya? barusan ga bisa masuk
akun saya sama kakak ke logout barengan
disuruh login terus
""",
    "things-gone": """
foto saya hilang semua
followers jadi nol
chat hilang semua ya?
profil kosong, kehapus semua?
saldo saya hilang
""",
    "when-back": """
kapan normal lagi
sampai kapan
masih lama ga
jam berapa bisa lagi
ada live jam delapan, tunggu apa batalin
cepetan dong benerin
mending tidur apa nunggu
nunggu berapa lama lagi
ujian jam sembilan keburu ga
""",
    "fixed-yet": """
udah bisa belum
udah normal?
tadi sempet bisa terus mati lagi, udah beres belum
""",
    "since-when": """
dari kapan down nya
mulai jam berapa
sejak kapan error
""",
    "where": """
seluruh dunia atau indonesia doang
di surabaya juga?
negara mana aja
cuma android apa iphone juga
aplikasinya aja atau web juga
""",
    "said": """
udah ada pernyataan resmi
mereka bilang apa
mereka tau ga sih
lagi diperbaiki?
""",
    "why": """
kenapa down
penyebabnya apa
diserang hacker ya
gara-gara update ya
lagi maintenance?
""",
    "what-to-do": """
kalau install ulang bisa ga
harus gimana
lewat laptop bisa?
perlu ganti sandi ga
pakai vpn bisa?
ada cara lain ga
clear cache ngaruh ga
""",
    "sisters": """
{calm} juga down?
{calm} aman?
{calm} bakal kena juga ga
""",
    "money": """
uang iklan balik ga
siapa yang ganti rugi jualan saya malam ini
iklan jalan terus padahal ga bisa dibuka
""",
    "report-it": """
lapor ke mana kalau ga bisa
mau lapor di sini juga down
""",
    "cannot-post": """
ga bisa posting
story nyangkut pas upload
dm ga terkirim
""",
    "disabled": """
akun saya dinonaktifkan karena melanggar
kena suspend minggu lalu ga ada balasan
cara banding gimana
postingan dihapus tanpa alasan
video dihapus gara-gara musik
tindakan diblokir sampai tanggal 28
akun ditutup tanggal 12
satu postingan minggu lalu hilang, itu doang
""",
    "taken-over": """
akun saya dicuri dan emailnya diganti
ada yang posting dari akun saya, bukan saya
dapat email sandi diubah, bukan saya
minta uang ke teman-teman pakai akun saya
ke logout terus teman bilang saya jualan di story
ada notif login dari negara lain
ga sengaja kasih kode ke orang
nama sama foto diganti orang
""",
    "old-login": """
lupa kata sandi
kodenya ke nomor lama
hp hilang ga bisa dapat kode
link reset ga masuk berhari-hari
mau balikin akun lama
ganti hp kode autentikator hilang
email lama udah ga ada
tiga minggu ga bisa masuk
biasanya login pakai akun yang udah dihapus tahun lalu
""",
    "help-centre": """
cara ganti username
cara kasih lagu di story
cara hapus akun
cara sembunyiin like
cara matiin notifikasi
cara keluar dari semua perangkat
ketahuan ga kalau liat story orang
cara ganti subtitle
fitur barunya ga ada di saya, cara munculin
""",
    "shadowban": """
views turun sejak berminggu-minggu
followers berkurang dari senin
dari maret ga ada yang liat
""",
    "payouts": """
bonus bulan lalu belum cair
kepotong dua kali hari kamis
mau refund langganan
kepotong tiga kali
katanya sampai tapi ga terima
isi ulang ga masuk
""",
    "report-a-person": """
ada akun palsu pakai foto saya
saya diancam
cara lapor akun
video serem lewat terus, tolong dihapus
dihina tiap hari
""",
    "scam-seller": """
udah bayar di toko {} barang ga datang
""",
    "other-apps": """
{other} juga ga bisa
{other} down?
m-banking ga kebuka juga
{calm} ga bisa kirim pesan
{other} error juga ya? muter doang
{other} lemot juga
game ga connect
""",
    "own-internet": """
wifi rumah mati, semua ga bisa
internet lemot semua
{line} ga ada sinyal dari kemarin
&sinyal hilang dari semalam, {} sama wa ga jalan
&wifi putus tiap malam, sekarang {} juga ga kebuka
&internet mati satu kampung, {} ga bisa
google ga bisa {} ga bisa semua ga bisa
tiap malam lemot semua, provider ya
""",
    "vague": """
halo
min
tolong
saya ada masalah
tolong hubungi saya
@ga bisa
selamat malam
kak
mohon bantuannya
@error
""",
    "another-day": """
kamis lalu down juga ya?
tadi malam juga?
udah sebulan ga bisa
semalam juga gangguan?
besok ada maintenance?
9 maret down ga
sejak update minggu lalu keluar terus
""",
    "person": """
saya wartawan, bisa wawancara soal gangguan?
ada lowongan?
kami dari media, siapa yang bisa diwawancara
grafik di halaman ini ga muncul
ada loker jaga server ga
cara kalian hitung laporan gimana
""",
    "thanks": """
makasih infonya
terima kasih min
semangat buat teknisinya
udah normal makasih
""",
    "opinion": """
aplikasi sampah
perusahaan ga becus
maling
""",
    "spam": """
jual followers murah
kerja dari rumah gaji besar
""",
}
