"""Indonesian: made by a machine, no native speaker has read it yet."""

from __future__ import annotations

from collections.abc import Mapping

INDONESIAN: Mapping[str, str] = {
    "fits": "Yang Anda ceritakan sesuai dengan laporan banyak orang lain; kemungkinan besar bukan hanya Anda.",
    "fits_few": "Yang Anda ceritakan sesuai dengan laporan beberapa orang lain; masih terlalu dini untuk mengatakan lebih banyak.",
    "fits_declared": "Yang Anda ceritakan sesuai dengan gangguan yang sudah diumumkan; kemungkinan besar bukan hanya Anda.",
    "log_in": "Keluar sendiri dari akun atau kata sandi yang tidak diterima termasuk di dalamnya bagi banyak orang.",
    "hacked": "Itu saja bukan tanda bahwa seseorang mengambil akun Anda atau bahwa akun Anda diblokir. Tidak diketahui bahwa mengganti kata sandi berulang kali membantu. Jika Anda diberi tahu bahwa email atau kata sandi Anda diganti, atau akun Anda diblokir, dan itu bukan Anda, itu soal lain: hubungi {service}.",
    "lost": "Foto, pesan, atau pengikut yang sekarang tidak tampak belum tentu hilang: banyak hal tidak dapat dimuat. Tidak ada orang di sini yang dapat melihat akun Anda.",
    "when": "Belum ada yang mengatakan kapan ini akan selesai.",
    "next": "{operator} berjanji akan memberi kabar lagi, paling lambat: {next}.",
    "why": "Penyebabnya belum disampaikan.",
    "why_beyond": "Lebih dari itu tentang penyebabnya tidak diketahui di sini.",
    "remedy": "Belum ada jalan lain yang diketahui di sini. Tidak diketahui pula bahwa memasang ulang aplikasi atau mengganti kata sandi membantu.",
    "worked": "Yang membantu orang lain{on} ({helped} dari {tried} mengatakannya): {text}",
    "found": "Yang mungkin membantu untuk sementara{on}: {text}",
    "money": "Belum ada yang disampaikan di sini tentang pengembalian uang, iklan, atau kerugian; hanya {service} yang dapat memutuskannya.",
    "said": "{operator} mengatakan ({at}): “{text}”",
    "declared": "Meja situs ini telah menyatakannya ({at}): “{text}”",
    "not_us": "Ini bukan {service} dan bukan layanan dukungannya: di sini tercatat apa yang dilaporkan orang, dan tidak ada orang di sini yang dapat melihat akun Anda. {service} sendiri dihubungi lewat aplikasinya atau halamannya sendiri.",
    "over": "Ini selesai pada waktu berikut: {until}. Jika bagi Anda masih tidak berfungsi, katakan di halaman {service}.",
    "page": "Halaman {service} memberi tahu jika ada yang berubah.",
}
