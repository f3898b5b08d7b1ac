"""Places by their names: what countries are called beside their own names, and big cities, in nine languages.

The names of countries and their parts come with the catalog. A city that is not here is seen by its capital letter at best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from groundswell.core.answer.text import bare, is_unspaced, words_of

_LETTERS_MIN = 4
_CODE_LETTERS = 3
"""the code of a country has fewer, that of its part more"""
_NOT_ONLY_PLACES = frozenset(
    [
        "central",
        "centre",
        "centro",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "nord",
        "sud",
        "ouest",
        "norte",
        "oeste",
        "reunion",
        "reading",
        "bath",
        "jersey",
        "nome",
        "male",
        "man",
        "oro",
        "lima",
        "oma",
        "bury",
        "stoke",
        "live",
        "kent",
        "delta",
        "capital",
        "distrito",
        "district",
        "national",
        "northwest",
        "southwest",
        "northeast",
        "southeast",
        "negros",
        "para",
        "maine",
        "loire",
        "moselle",
        "somme",
        "aisne",
        "orne",
        "eure",
        "vienne",
        "landes",
        "savoie",
        "colon",
        "sucre",
        "union",
        "libertad",
        "progreso",
        "cairo",
        "victoria",
        "santiago",
        "cordoba",
        "hidalgo",
        "juarez",
    ]
)
"""Names that are words as well"""
_PARTED = frozenset({"AU", "BR", "CA", "DE", "ES", "FR", "GB", "ID", "IN", "JP", "MX", "US"})
"""Countries whose parts are places that people name"""
PLACES: Mapping[str, str] = {
    "US": "usa america eeuu eua amerika|united states|estados unidos|etats unis|vereinigte staaten|amerika serikat|ee uu|u s a|अमेरिका|अमरीका|امريكا|الولايات المتحده|アメリカ|米国|全米",
    "GB": "uk britain england scotland wales inglaterra angleterre grossbritannien inggris britania|great britain|gran bretana|gra bretanha|grande bretagne|united kingdom|reino unido|royaume uni|इंग्लैंड|ब्रिटेन|بريطانيا|انجلترا|イギリス|英国",
    "AE": "uae emirates emiratos emirados emirats emirate|الامارات|यूएई|ドバイ首長国",
    "DE": "deutschland alemania alemanha allemagne jerman|जर्मनी|المانيا|ドイツ",
    "NL": "holland holanda hollande belanda niederlande|هولندا|オランダ",
    "KR": "corea coreia coree sudkorea|south korea|corea del sur|coreia do sul|coree du sud|korea selatan|दक्षिण कोरिया|كوريا|韓国",
    "CN": "china chine cina|चीन|الصين|中国",
    "JP": "japan japon japao jepang|जापान|اليابان|日本",
    "IN": "india inde indien hindustan bharat|भारत|इंडिया|الهند|インド",
    "SA": "saudi|السعوديه|सऊदी|サウジ|arab saudi",
    "TR": "turkey turkiye turquia turquie turkei turki|तुर्की|تركيا|トルコ",
    "RU": "russia rusia russie russland|रूस|روسيا|ロシア",
    "EU": "europe europa eropa|यूरोप|اوروبا|ヨーロッパ|欧州",
    "asia": "asia asie asien|एशिया|اسيا|アジア",
    "africa": "africa afrique afrika|अफ्रीका|افريقيا|アフリカ",
    "latin america": "latinoamerica sudamerica lateinamerika|latin america|south america|america latina|america do sul|amerique latine",
    "london": "london londres|लंदन|لندن|ロンドン",
    "manchester": "manchester|مانشستر|マンチェスター",
    "birmingham": "birmingham",
    "leeds": "leeds",
    "glasgow": "glasgow",
    "bristol": "bristol",
    "liverpool": "liverpool",
    "edinburgh": "edinburgh",
    "dublin": "dublin",
    "new york": "nyc newyork brooklyn|new york|nueva york|nova york|न्यूयॉर्क|نيويورك|ニューヨーク",
    "los angeles": "los angeles|लॉस एंजेलिस|لوس انجلوس|ロサンゼルス",
    "chicago": "chicago|शिकागो|شيكاغو|シカゴ",
    "houston": "houston",
    "miami": "miami|ميامي|マイアミ",
    "boston": "boston|ボストン",
    "seattle": "seattle|シアトル",
    "dallas": "dallas",
    "atlanta": "atlanta",
    "phoenix": "phoenix",
    "san francisco": "san francisco|サンフランシスコ",
    "toronto": "toronto|تورنتو|トロント",
    "montreal": "montreal",
    "vancouver": "vancouver",
    "sydney": "sydney|シドニー|سيدني",
    "melbourne": "melbourne|メルボルン",
    "auckland": "auckland",
    "berlin": "berlin|बर्लिन|برلين|ベルリン",
    "hamburg": "hamburg hamburgo hambourg",
    "munich": "munchen muenchen munich|ميونخ|ミュンヘン",
    "cologne": "koln koeln cologne",
    "frankfurt": "frankfurt francfort|フランクフルト",
    "stuttgart": "stuttgart",
    "leipzig": "leipzig",
    "vienna": "wien vienna viena vienne wina|فيينا|ウィーン",
    "zurich": "zurich zuerich",
    "paris": "paris|पेरिस|باريس|パリ",
    "marseille": "marseille marsella|مرسيليا",
    "lyon": "lyon",
    "toulouse": "toulouse",
    "lille": "lille",
    "bordeaux": "bordeaux",
    "brussels": "bruxelles brussels brussel bruselas bruxelas brussel|بروكسل|ブリュッセル",
    "amsterdam": "amsterdam|امستردام|アムステルダム",
    "madrid": "madrid|मैड्रिड|مدريد|マドリード",
    "barcelona": "barcelona barcelone|برشلونه|バルセロナ",
    "valencia": "valencia",
    "seville": "sevilla",
    "lisbon": "lisboa lisbon lisbonne lissabon|لشبونه|リスボン",
    "oporto": "porto oporto",
    "rome": "roma rome rom|روما|ローマ",
    "milan": "milano milan mailand|ミラノ",
    "moscow": "moscow moskau moscu moscou|موسكو|モスクワ",
    "istanbul": "istanbul estambul|اسطنبول|イスタンブール",
    "mexico city": "cdmx|ciudad de mexico|mexico city|cidade do mexico",
    "guadalajara": "guadalajara",
    "monterrey": "monterrey",
    "bogota": "bogota",
    "medellin": "medellin",
    "buenos aires": "buenos aires|ブエノスアイレス",
    "caracas": "caracas",
    "quito": "quito",
    "sao paulo": "sampa|sao paulo|サンパウロ|साओ पाउलो",
    "rio": "rio de janeiro|リオデジャネイロ|rj",
    "brasilia": "brasilia",
    "salvador": "salvador",
    "recife": "recife",
    "fortaleza": "fortaleza",
    "curitiba": "curitiba",
    "porto alegre": "porto alegre",
    "belo horizonte": "belo horizonte|bh",
    "manaus": "manaus",
    "delhi": "delhi dilli newdelhi|new delhi|दिल्ली|नई दिल्ली|دلهي|デリー",
    "mumbai": "mumbai bombay|मुंबई|बॉम्बे|مومباي|ムンバイ",
    "bangalore": "bangalore bengaluru|बेंगलुरु|बैंगलोर|バンガロール",
    "chennai": "chennai madras|चेन्नई",
    "hyderabad": "hyderabad|हैदराबाद",
    "kolkata": "kolkata calcutta|कोलकाता|कलकत्ता|コルカタ",
    "pune": "pune|पुणे",
    "ahmedabad": "ahmedabad|अहमदाबाद",
    "jaipur": "jaipur|जयपुर",
    "lucknow": "lucknow|लखनऊ",
    "patna": "patna|पटना",
    "karachi": "karachi|कराची|كراتشي|カラチ",
    "lahore": "lahore|लाहौर|لاهور",
    "dhaka": "dhaka|ढाका",
    "cairo": "cairo kairo|el cairo|le caire|काहिरा|القاهره|カイロ",
    "alexandria": "alexandria|الاسكندريه",
    "riyadh": "riyadh riad|الرياض|रियाद|リヤド",
    "jeddah": "jeddah jidda|جده",
    "mecca": "mecca|مكه",
    "dubai": "dubai|दुबई|دبي|ドバイ",
    "abu dhabi": "abu dhabi|ابوظبي|ابو ظبي",
    "doha": "doha|الدوحه",
    "kuwait city": "kuwait koweit|الكويت|क्वैत",
    "baghdad": "baghdad bagdad|بغداد",
    "beirut": "beirut|بيروت",
    "damascus": "damascus|دمشق",
    "amman": "amman|عمان",
    "casablanca": "casablanca|الدار البيضاء|كازا",
    "rabat": "rabat|الرباط",
    "algiers": "algiers alger",
    "tunis": "tunis",
    "lagos": "lagos|लागोस|لاغوس|ラゴス",
    "nairobi": "nairobi|ナイロビ",
    "johannesburg": "johannesburg joburg",
    "accra": "accra",
    "tokyo": "tokyo tokio toquio|टोक्यो|طوكيو|東京|トーキョー",
    "osaka": "osaka|大阪",
    "nagoya": "nagoya|名古屋",
    "fukuoka": "fukuoka|福岡",
    "sapporo": "sapporo|札幌",
    "kyoto": "kyoto|京都",
    "yokohama": "yokohama|横浜",
    "hokkaido": "hokkaido|北海道",
    "okinawa": "okinawa|沖縄",
    "kansai": "関西",
    "kanto": "関東",
    "seoul": "seoul|ソウル",
    "beijing": "beijing pekin|北京",
    "shanghai": "shanghai|上海",
    "hong kong": "hongkong|hong kong|香港",
    "taipei": "taipei|台北",
    "singapore": "singapore singapur singapura singapour|सिंगापुर|سنغافوره|シンガポール",
    "manila": "manila|マニラ",
    "bangkok": "bangkok|バンコク",
    "kuala lumpur": "kuala lumpur|kl|क्वालालंपुर|كوالالمبور",
    "jakarta": "jakarta yakarta|جاكرتا|ジャカルタ|जकार्ता",
    "surabaya": "surabaya",
    "bandung": "bandung",
    "medan": "medan",
    "semarang": "semarang",
    "makassar": "makassar",
    "jogja": "jogja yogyakarta yogya|jogjakarta",
    "denpasar": "denpasar",
    "bali": "bali",
    "bekasi": "bekasi",
    "depok": "depok",
}
"""By what each is known by: single words, then further names behind strokes"""


def named(places: Iterable[tuple[str, str]]) -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    """By the words of each name what it is known by, and the names that stand anywhere; `places` are further names, each with its code."""
    spaced: dict[tuple[str, ...], str] = {}
    unspaced: dict[str, str] = {}
    own = [
        (name, place)
        for place, listed in PLACES.items()
        for at, piece in enumerate(listed.split("|"))
        for name in (piece.split() if not at else [piece])
    ]
    further = {each for each in places if len(each[1]) < _CODE_LETTERS or each[1][:2] in _PARTED}
    for trusted, pairs in ((True, own), (False, sorted(further))):
        for name, place in pairs:
            words = words_of(name)
            if not words:
                continue
            if any(is_unspaced(word[0]) for word in words):
                unspaced.setdefault("".join(words), place)
            elif trusted or _is_name(words):
                keys = [(form,) for form in bare(words[0])] if len(words) == 1 else [words]
                for key in keys:
                    spaced.setdefault(key, place)
    return spaced, unspaced


def _is_name(words: tuple[str, ...]) -> bool:
    """Whether it is long enough to be one, and no word beside."""
    if len(words) > 1:
        return True
    is_long = len(words[0]) >= (_LETTERS_MIN if words[0].isascii() else _LETTERS_MIN - 1)
    return is_long and words[0] not in _NOT_ONLY_PLACES
