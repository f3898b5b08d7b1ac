"""Hindi: signs of danger, and figures of speech that are none. How they are written: danger/__init__.py."""

SIGNS = """
suicid*
khudkushi
aatmahatya|atmahatya
jaan de|dene|dedu|dedungi|dedunga|lena
apni jaan le|lene|de
khud ko maar|khatam|nuksan|nuksaan|kaat|hurt
marna chahta|chahti|chahte|hai
mar jana|jaana|jaunga|jaungi|jau chahta|chahti|acha|behtar|hai|isse|ab
mar jaunga|jaungi
jeene|jine|jeena|jina|zindagi ka|ki|se|nahi|nhi man|mann|nahi|nhi|ichha|iccha|wajah|matlab|thak|tang
jeena|jina nahi|nhi|ni
ab aur? nahi jee|jeena|jina|jiya
zindagi khatam|khtm
alvida|goodbye likh*|bol*|keh*|kaha|bola __ story|status|sabko|profile|message
alvida _ likh*|bol*|kah*|keh*|story|message|status
aakhri|akhri|last chitthi|chithi
overdose
goli|goliyan|goliya|tablet|tablets|dawai|dawa|dawaiyan|pills|zehar|zeher|phenyl & kha|khaa|khali|khayi|khaai|pi|nigal|le
haath|hath|nas|nass|kalai|wrist|baazu|pair kaat*|kat|kaati|kaata
kaat|kat _ haath|hath|nas|kalai
ambulance|doctor chahiye|bulao|bulana|bulani|bhejo|bhej|nahi|nhi
ambulance|police|fire|112|108|100|101|102|1098 & nahi|nhi|ni|nahin & lag|laga|mil|aa|utha|uth|connect|ja
emergency _ call|number nahi|nhi
seene|sine|chhati|chest me|mein|may dard|pain|dard
heart attack aaya|aa|hua|ho|aagaya
saans|sans nahi|nhi|ruk|phool|le
behosh
khoon bah|beh|ruk|nikal
aag lag|lagi
gas leak
ghar|building|flat|kitchen|rasoi me|mein aag
blackmail*
dhamki|dhamka|dhamkiya|dhamkiyan
maar|jaan dalega|dalegi|dalunga|dega|denge|dalenge
jaan se maar*
maarta|marta|peetta|pitta|peetate hai|h|he|mujhe
mujhe|mummy|usko|behen|bachche maar|peet raha|rahe|rahi|diya|te
chaku|chaaku|bandook|pistol|hathiyar leke|lekar|hai|dikha
peecha|picha kar
stalk* kar|mujhe
ghar ke bahar khada|khade
rape*
balatkar
chhed*|chhedta|chhedkhani
kidnap*
agwa
lapata
ghar|school se gayab
beta|beti|bachcha|bacha|bachi|behen|bhai gayab|gum|kho
ghar|school _ ghar? nahi|nhi aaya|aayi|lauta|lauti|pahucha|pahunchi|aaye
nahi|nhi lauta|lauti|pahuncha _ ghar|school
khatre me|mein
police ko|bulao|station|bula
saal|sal ka|ke aadmi|admi|uncle|ladka|banda & beti|behen|bachi|bachchi|ladki|bachche|beta|bhatiji
aadmi|admi|uncle|budhha|ajnabi|stranger __ beti|behen|bachi|bachchi|bachche|bhatiji|bhanji __ message|msg|chat|call|baat|photo|dm
beti|behen|bachi|bachchi|bachche|bhatiji __ aadmi|admi|uncle|ajnabi|stranger __ message|msg|chat|baat|photo|dm|mil
nangi|nanga|nange|nude|nudes
gandi|private|ganda photo|video|photos|videos viral|hai|bhej|daal
photo|video|photos|videos|pic|pics viral
meri|mera photo|video|pics daal|bhej|post|leak|upload dega|degi|dunga|denge|deg
warna|varna __ photo|video|sabko|viral
paise|paisa nahi|nhi diye|diya|de __ viral|sabko|photo|video
एम्बुलेंस|एंबुलेंस|ऐम्बुलेंस चाहिए|बुलाओ|बुलानी|नहीं|भेजो|को
आत्महत्या|खुदकुशी|सुसाइड
जान दे|देने|ले|लेने
मरना|मर चाह*|जाना|जाऊं|जाऊंगा|जाऊंगी
जीना|जीने नहीं|का|की|से मन|मन|इच्छा|चाह*|थक
जीना नहीं
अलविदा __ लिख*|कह*|बोल*|स्टोरी|मैसेज|सबको
गोली|गोलियां|गोलियाँ|दवाई|दवा|दवाइयां|ज़हर|जहर|टैबलेट|टेबलेट & खा|खाई|खाली|पी|निगल|ले
हाथ|नस|कलाई|बाजू काट*|कट
ब्लैकमेल
धमकी|धमका
फोटो|वीडियो|फ़ोटो वायरल
नंगी|नंगा|न्यूड
लापता
बेटा|बेटी|बच्चा|बच्ची|बहन|भाई गायब|लापता|गुम
घर|स्कूल नहीं|से आया|आई|लौटा|लौटी|पहुंचा|पहुंची|नहीं|घर
घर नहीं लौटा|लौटी|आया|आई|पहुंचा|पहुंची
खतरे|ख़तरे में
पुलिस
अपहरण|किडनैप
बलात्कार|रेप
सीने|छाती में दर्द
सांस|साँस नहीं|रुक|फूल|ले
सांस नहीं
बेहोश
आग लग*
घर|बिल्डिंग में आग
112|108|100|101|102 __ नहीं
नहीं __ 112|108|100|102
मार डाल*|देगा|देंगे
जान से मार*
मारता|पीटता है|हैं
पीछा कर
साल|आदमी|अंकल|अजनबी __ बेटी|बच्ची|बहन|बच्चे|लड़की __ मैसेज|चैट|फोटो|बात|मिलने
वरना __ वायरल|फोटो|वीडियो
पैसे नहीं दिए तो
main|mai|mein 9|10|11|12|13|14|15|16|17 & photo|pic|video|nude & maang*|mang*|bhej*|warna
9|10|11|12|13|14|15|16|17 का|की|साल हूं|हूँ|का|की __ फोटो|फ़ोटो|वीडियो
main|mai|mein na|nahi rahu|rahun|raha|rahi & fark|farak|yaad|miss
kisi ko? fark|farak|farq nahi|nhi padega|padta & main|mere|mujhe
aakhri|akhri|last din|raat hai|tha
sorry for everything
kood|kud|chhalang|koodne|kudne|chalang & pul|chhat|train|building|balcony|nadi
phansi|faansi|fansi|latak
khoon hi|bahut|bohot|bht khoon|bah|nikal
kamre|ghar me|mein band kar
band kar diya _ kamre|ghar|mujhe|phone
bahar|ghar nahi|nhi|se jaane|jane de|dete|nikalne|nahi
phone le|chheen|cheen liya|leta & pati|papa|boyfriend|husband
baccha|bachcha|baby|beta|beti & neela|neeli|saans|behosh|dauras|bukhar|nigal
emergency|ambulance number|no|wale nahi|nhi lag|utha
photo|pic|video & maang*|mang* & beti|bhanji|bhatiji|behen|bachi|bachchi|beta
accident & khoon|chot|phansa|ambulance|hospital|ghayal
jabardasti|zabardasti shaadi|shadi|sex|kar
zinda jala*
chhup|chupi|chhupi|chupa _ bathroom|kamre|almari
आखिरी|आख़िरी दिन|रात है
कमरे|घर में बंद कर
बंद कर दिया _ कमरे|मुझे
किसी को फर्क|फ़र्क नहीं
फांसी|फाँसी
कूद* _ पुल|छत|ट्रेन|नदी
खून बह*|निकल*
बच्चा|बच्ची|बेबी & नीला|नीली|सांस|बेहोश
फोटो|वीडियो & मांग* & बेटी|बच्ची|भांजी|भतीजी|बहन
इमरजेंसी|आपातकालीन __ नहीं
maa|mummy|mom|papa|pita|pitaji|dadi|dada|nani|nana|pati|patni|biwi|beta|beti|baccha|bachcha|bachcho|bachi|behen|bhai|dost|saheli|girlfriend|boyfriend|padosi|chacha|mausi|bhabhi|bhatija|bhanja|roommate|मां|माँ|पापा|पिता|दादी|दादा|नानी|पति|पत्नी|बेटा|बेटी|बच्चा|बच्ची|बहन|भाई|दोस्त|सहेली|पड़ोसी & behosh|hosh|ghayal|khoon|chaku|bandook|kidnap|agwa|doob|dauras|daura|zehar|goliyan|chhuta|chhute|chhoota|chhoote|dhamki|marna|suicide|khatra|khatre|accident|ambulance|maarta|peetta|peeta|saans|बेहोश|होश|घायल|खून|चाकू|डूब|दौरा|ज़हर|धमकी|आत्महत्या|खतरा|एक्सीडेंट|एम्बुलेंस|मारता|पीटता|सांस
kuch kha|pi lega|legi|liya|le
saha|jhela nahi|nhi jata|jaata & kha|marna|jeena|dost|ab
din|kal se & pata|khabar nahi|nhi & maa|papa|beta|beti|bhai|behen|dost|pati|patni
wapas|ghar nahi|nhi aaya|aayi|lauta|lauti
gir|gira|giri|गिर & seedhi|chhat|hosh|सीढ़ी|छत|होश
galat _ chhuta|chhute|chhua|touch
peekar|pike|pee|daru|sharab|nashe & gaadi|gadi|car|thok|maar|marne
bachao|bachaao & maar|peet|aag|chor|khoon|maa|pati|beta|beti
maa|mummy|behen|mujhe|bachche|bhai ko _ peet|maar raha|rahe|rahi
baaya|daaya|left|right hissa|side|haath|tarf & sunn|bol|hil
ulti & khana|roz|khaane
maang|mang rahi|raha|rahe & photo|video & dikha|viral|gharwalo|bhej
बचाओ & मार|पीट|आग|चोर|खून|माँ|मां|पति
माँ|मां|बहन|मुझे को? पीट|मार रहा|रहे
"""

FIGURES = """
gf|bf|girlfriend|biwi|mummy|mom|boss|papa __ maar|mar dalegi|dalega|degi|dega|denge|dalenge
update|insta|instagram|app|boss|ne _ maar dala|daala|diya
bina|lol|hasi|haste mar|maar jaunga|jaungi|raha|rahi
hans|has|hasi ke? mar
aag laga|lagadi|lagi hai? di|de|reel|story
goli|goly maro|mar
internet|net|data|recharge ke? bina mar
mar jaunga|jaungi insta|instagram|bina
खर्च|इंस्टा के? बिना मर
"""
