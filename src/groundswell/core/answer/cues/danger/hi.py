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
raat nahi kat*|nikal*
रात नहीं कट*|निकल*
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
bhej nahi|nhi|ni
भेज नहीं
post nahi|nhi ho
share nahi|nhi ho
"""

KINDS = """
kin: माँ, मां, मम्मी, मम्मा, पापा, पिता, पिताजी, बाबूजी, दादी, दादा, नानी, नाना, पति, पत्नी, बीवी, बेटा, बेटे, बेटी, बच्चा, बच्चे, बच्ची, बच्चों, शिशु, भाई, बहन, दोस्त, सहेली, यार, गर्लफ्रेंड, बॉयफ्रेंड, चाचा, चाची, मामा, मामी, मौसी, भतीजा, भतीजी, भांजा, भांजी, पड़ोसी, सास, ससुर, ससुराल, जेठ, देवर, पोता, पोती, maa, mummy, mom, mumma, papa, pitaji, dadi, dada, nani, nana, pati, patni, biwi, beta, bete, beti, baccha, bachcha, bacche, bachche, bachi, behen, bhai, dost, saheli, girlfriend, boyfriend, ex, chacha, mama, mausi, bhatija, bhatiji, bhanja, bhanji, padosi, saas, sasur, sasural, husband, wife, भांजे, भतीजे, कज़िन, कजिन, friend, cousin, bhanje, bhatije, mother, father, sister, brother, son, daughter
ill: बेहोश, सांस, साँस, दौरा, खून, ज़हर, जहर, एम्बुलेंस, एंबुलेंस, लकवा, डूब*, इंसुलिन, ओवरडोज, सीने, छाती, होश में नहीं, हिल नहीं, उठ नहीं, जाग नहीं, गिर गए, गिर गई, चोट, हार्ट अटैक, दिल का दौरा, behosh, behos, saans, sans, saas nahi, daura, khoon, zeher, zehar, ambulance, lakwa, overdose, seene, chhati, chati, heart attack, hosh, uth nahi, hil nahi, gir gaye, gir gayi, chot, accident, dard, निगल*, कुछ खा, कुछ पी, मुंह टेढ़ा, मुँह टेढ़ा, चेहरा टेढ़ा, बोल नहीं, कांप*, बुखार, ऑक्सीजन, डायलिसिस, nigal*, kuch kha, kuch pi, muh tedha, muh achanak, chehra tedha, tedha, bol nahi, kaanp*, bukhar, oxygen, dialysis, ठंडा पड़ा, शराब, पूरी बोतल, उल्टी, कंपकंपी, घाव, एलर्जी, सूज*, अस्थमा, दमा, thanda pada, sharab, poori bottle, puri bottle, vodka, ulti, ghaav, allergy, sooj*, asthma, jaag nahi
hurt: मारता, मारते, मारा, पीटता, पीटते, पीटा, मारपीट, पिटाई, गला, बलात्कार, रेप, छेड़*, धमकी, धमका*, चाकू, बंदूक, पिस्तौल, अपहरण, किडनैप, हिंसा, मार रहा, मार रहे, पीट रहा, पीट रहे, बंद कर रखा, थप्पड़, गलत काम, गलत तरीके, maarta, marta, maarte, maara, mara, peetta, pitta, peeta, maarpeet, marpit, pitai, gala, rape, balatkar, chhed*, dhamki, dhamka*, chaku, bandook, bandhuk, kidnap*, thappad, maar raha, mar raha, maar rahe, maar rahi, peet raha, pit raha, peet rahe, band kar rakha, kamre me band, kamre mein band, hinsa, violent, छुप*, छिप*, कमरे में, मेरे कमरे, छूता, छूते, छुआ, चिल्ला*, तोड़ रहा, फोन छीन*, फोन ले लिया, निकलने नहीं, chhup*, chup*, chhip*, mere kamre, kamre me, kamre mein, chhuta, chhute, chhua, chilla*, tod raha, phone chheen*, phone cheen*, phone le liya, nikalne nahi, खींच*, घसीट*, ज़बरदस्ती, जबरदस्ती, धक्का, थूक*, तोड़ दिया, अगला नंबर, बांध*, उठा ले गए, ले गए, kheench*, khinch*, ghaseet*, zabardasti, jabardasti, dhakka, thook*, tod diya, agla number, baandh*, utha le gaye, le gaye
bye: आत्महत्या, अलविदा, मरना चाहत*, मरने वाली, मर जाऊ*, जीना नहीं, जान दे*, फांसी, फाँसी, गोलियां, गोलियाँ, छत से, पुल, नस काट*, हाथ काट*, आखिरी मैसेज, आखिरी संदेश, कुछ गलत, कुछ कर लेगी, कुछ कर ले, खुद को, suicide, aatmahatya, atmahatya, alvida, marna chahti, marna chahta, marne wali, jeena nahi, jina nahi, jaan de*, jaan dene, phansi, fansi, goliyan, goliya, chhat se, chat se, pul se, nas kaat*, nas kat*, haath kaat*, aakhri message, akhri message, kuch galat, kuch kar legi, kuch kar lega, khud ko, चिट्ठी, चिट्ठियाँ, माफ कर दे*, chitthi, chitthiyan, maaf kar de*
quiet: जवाब नहीं, फोन बंद, फ़ोन बंद, नहीं उठा*, लापता, गायब, गुम, घर नहीं, वापस नहीं, नहीं लौटा, नहीं लौटी, कल से, भाग गई, भाग गया, पता नहीं, कोई खबर, संपर्क नहीं, jawab nahi, reply nahi, phone band, phone off, nahi utha*, lapata, gayab, ghar nahi, wapas nahi, wapis nahi, nahi lauta, nahi lauti, nahi aaya, nahi aayi, bhag gayi, bhag gaya, kal se, pata nahi, koi khabar, किसी ने नहीं देखा, नहीं देखा, कहाँ है, कहां है, लोकेशन रुक, गाड़ी में बैठ, नहीं पहुंच*, नहीं पहुँच*, घर नहीं, kisi ne nahi dekha, nahi dekha, kahan hai, location ruk, gaadi mein baith, gadi me baith, nahi pahunch*
worry: डर, चिंता, घबरा*, परेशान, बचाओ, खतरा, dar, darr, chinta, ghabra*, tension, bachao, khatra
child: बेटी, बेटा, बेटे, बच्ची, बच्चा, बच्चे, बच्चों, भतीजी, भांजी, बहन, लड़की, पोती, नाबालिग, साल की, साल का, साल के, छात्रा, beti, beta, bete, bachi, bachchi, baccha, bachcha, bacche, bachche, bhatiji, bhanji, behen, ladki, nabalig, saal ki, saal ka, saal ke, minor
man: आदमी, अजनबी, अंकल, बड़ा आदमी, अनजान, मर्द, बुड्ढा, बूढ़ा, शख्स, बड़े, आदमियों, aadmi, admi, ajnabi, uncle, anjaan, anjan, mard, buddha, buddhe, shakhs, stranger, bade
touch: मैसेज, मेसेज, बात, मिलने, मिलना, भेज*, मांग*, माँग*, लिख*, संपर्क, बुला*, चैट, message, msg, msgs, baat, milne, milna, bhej*, maang*, mang*, likh*, bula*, chat, chatting, dm, contact
nude: नंगी, नंगा, नंगे, न्यूड, अश्लील, गंदी, गंदे, बिना कपड़ों, कपड़े उतार*, अंतरंग, प्राइवेट फोटो, सेक्स*, nangi, nanga, nange, nude, nudes, ashleel, gandi, gande, bina kapdo, kapde utar*, private photo, private photos, private pics, sex, intimate
pay: पैसे, पैसा, रुपये, रुपए, रुपया, रकम, फिरौती, वरना, नहीं तो, लाख, हजार, हज़ार, paise, paisa, rupaye, rupay, rs, firauti, warna, varna, nahi to, nahi toh, lakh, hazar, upi, अगर मैं, अगर मैंने, मिली नहीं, नहीं मिली, agar main, agar maine, agar mene, nahi mili, milne nahi, sona padega
spread: वायरल, ब्लैकमेल, धमकी, धमका*, फैला*, डाल देग*, पोस्ट कर*, लीक, सबको, घरवालों, दिखा*, viral, blackmail*, dhamki, dhamka*, faila*, failane, daal dega, dal dega, post kar*, leak*, sabko, gharwalo*, dikha*, share, ग्रुप, स्कूल, डाल दे*, डाल द*, पति को, group, school, daal de*, dal de*, pati ko, class
picture: फोटो, फ़ोटो, तस्वीर*, वीडियो, विडियो, photo, photos, pic, pics, video, videos, tasveer*, recording
door: घर के बाहर, दरवाजे, दरवाज़े, पीछा, घर में घुस*, मेरा पता, घर का पता, गली में, इंतज़ार कर, खिड़की, ghar ke bahar, darwaze, darwaza, peecha, picha, pichha, ghar me ghus*, ghar mein ghus*, mera address, ghar ka pata, ghar ka address, khidki
peril: एक्स, डर, पुलिस, चाकू, धमकी, मार, चोर, अजनबी, छुप*, पीट, पीछा, तोड़, ex, dar, darr, police, chaku, dhamki, maar, chor, ajnabi, chhup*, peet, stalk*, peecha, picha, tod
weary: थक, तंग, मन नहीं, नहीं चाहत*, नहीं चाहिए, क्या फायदा, कोई मतलब, बर्दाश्त, हार गय*, ऊब, बेकार, thak, tang, mann nahi, man nahi, nahi chahti, nahi chahta, nahi chahiye, kya fayda, kya faida, koi matlab, bardasht, bardaasht, haar gay*, bekar, bekaar, nahi hota, नहीं कट*, नहीं निकल*, नहीं बच*, nahi kat*, nahi nikal*, nahi bach*, सोच रही, सोच रहा, किसी को, प्लेटफॉर्म पर, पटरी, किनारे, soch rahi, soch raha, platform par, platform pe, patri, kinare
life: ज़िंदगी, जिंदगी, ज़िन्दगी, जिन्दगी, जीने, जीना, जीवन, जीकर, दुनिया में, दुनिया से, zindagi, jindagi, zindgi, jeene, jeena, jine, jina, jeevan, jeekar, duniya mein, duniya me, duniya se, सुबह तक, कल तक, subah tak, kal tak, फर्क पड़*, फ़र्क पड़*, याद करेगा, farak pad*, fark pad*, yaad karega, kood jau*
sos: एम्बुलेंस, एंबुलेंस, पुलिस, 112, 100, 108, 102, 101, अस्पताल, डॉक्टर, इमरजेंसी, ambulance, police, aspatal, hospital, doctor, emergency, fire brigade, helpline
urgent: कॉल नहीं, फोन नहीं, नहीं लग, सिग्नल नहीं, नेटवर्क नहीं, जल्दी, तुरंत, मदद, बचाओ, कैसे बुला*, कैसे फोन, कैसे कॉल, call nahi, phone nahi, nahi lag, signal nahi, network nahi, jaldi, turant, madad, bachao, kaise bula*, kaise call, kaise phone
nobody: किसी, kisi
seen: देखा, मिला, मिली, पता, dekha, mila, mili
home: घर, कमरा, कमरे, मकान, बिल्डिंग, रसोई, छत, गाड़ी, गली, गांव, गाँव, लिफ्ट, दफ्तर, दुकान, बस, ghar, kamra, kamre, makan, building, rasoi, chhat, gaadi, gali, gaon, lift, office, dukaan, car
flood: बाढ़, पानी, आग, धुआं, धुआँ, गैस, भूकंप, भूस्खलन, गिर गया, धमाका, फंस*, फँस*, दब गय*, baadh, paani, pani, aag, dhuan, dhua, gas, bhukamp, bhookamp, dhamaka, fas gay*, phans*, fans*, dab gay*
helpless: किसको बता*, किससे कह*, किसे बता*, कोई सुन नहीं, कोई मानता नहीं, शर्म, मेरी मदद, हमारी मदद, बचाओ, kisko bata*, kisse kah*, kise bata*, koi sun nahi, koi manta nahi, sharm, meri madad, hamari madad, bachao, please help me
ride: गाड़ी में, इंटरनेट वाले, ऑनलाइन मिला, होटल, के साथ गई, के साथ चली, gaadi mein, gaadi me, gadi me, internet wale, online mila, hotel, ke saath gayi, ke sath gayi, ke saath chali
force: भिजवाता, भिजवाते, मजबूर, ज़बरदस्ती, जबरदस्ती, bhijwata, bhijwate, majboor, majbur, zabardasti, jabardasti, bhejne ko kehta, bhejne padte
"""
