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
""",
    "taken-over": """
akun saya dicuri dan emailnya diganti
ada yang posting dari akun saya, bukan saya
dapat email sandi diubah, bukan saya
minta uang ke teman-teman pakai akun saya
""",
    "old-login": """
lupa kata sandi
kodenya ke nomor lama
hp hilang ga bisa dapat kode
link reset ga masuk berhari-hari
mau balikin akun lama
""",
    "help-centre": """
cara ganti username
cara kasih lagu di story
cara hapus akun
cara sembunyiin like
cara matiin notifikasi
""",
    "shadowban": """
views turun sejak berminggu-minggu
followers berkurang dari senin
""",
    "payouts": """
bonus bulan lalu belum cair
kepotong dua kali hari kamis
mau refund langganan
""",
    "report-a-person": """
ada akun palsu pakai foto saya
saya diancam
cara lapor akun
""",
    "scam-seller": """
udah bayar di toko {} barang ga datang
""",
    "other-apps": """
{other} juga ga bisa
{other} down?
m-banking ga kebuka juga
{calm} ga bisa kirim pesan
""",
    "own-internet": """
wifi rumah mati, semua ga bisa
internet lemot semua
{line} ga ada sinyal dari kemarin
""",
    "vague": """
halo
min
tolong
saya ada masalah
tolong hubungi saya
@ga bisa
""",
    "another-day": """
kamis lalu down juga ya?
tadi malam juga?
udah sebulan ga bisa
""",
    "person": """
saya wartawan, bisa wawancara soal gangguan?
ada lowongan?
""",
    "thanks": """
makasih infonya
terima kasih min
""",
    "opinion": """
aplikasi sampah
perusahaan ga becus
""",
    "spam": """
jual followers murah
kerja dari rumah gaji besar
""",
}
