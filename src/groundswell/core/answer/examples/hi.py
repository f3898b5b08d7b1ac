"""What people ask while an outage is on, in Hindi, in its own letters and in Latin ones."""

from __future__ import annotations

from collections.abc import Mapping

HINDI: Mapping[str, str] = {
    "is-it-down": """
{} डाउन है क्या
{} नहीं चल रहा
ऐप खुल ही नहीं रहा
कुछ लोड नहीं हो रहा
सिर्फ मेरे साथ हो रहा है या सबके साथ
मेरा फोन खराब है या {}
खोलते ही बंद हो जाता है
सफेद स्क्रीन आ रही है
{} को क्या हुआ
सुबह से नेटवर्क नहीं है, सबका यही हाल है?
बाकी सब चल रहा है बस {} नहीं
गोल गोल घूमता रहता है, खुलता नहीं
मेरी मम्मी पूछ रही हैं कि फोन बिगड़ गया क्या
{} down hai kya
{} nahi chal raha
app khul hi nahi raha bhai
kuch load nahi ho raha
mera hi band hai ya sabka
mera phone kharab hai ya {} hi gaya
kholte hi band ho jata hai
safed screen aa rahi hai bas
{} ko kya hua yaar
net to theek hai par {} nahi chal raha
feed refresh nahi ho rahi, wahi purani post
sabka same hai kya
error aa raha hai baad me try karo
payment fail ho raha hai balance hai phir bhi, {} ka issue hai?
subah se signal nahi hai kisi aur ka bhi?
namaste, hamari dukan ka sara kaam {} pe hai aur ek ghante se kisi phone pe nahi khul raha, sabko dikkat hai kya
&sab chalta hai bas {} nahi, aap ki galti hai ya unki
logo pe hi atka hai
मेरे बेटे का ऐप गोल गोल घूम रहा है
{} मर गया क्या
dost ke yaha bhi same hai
{} ki lagi padi hai aaj
server gaya kya {} ka
नहीं खुल रहा भाई
{} me dikkat hai kya aaj
kuch dikh hi nahi raha, khaali hai sab
""",
    "logged-out": """
अपने आप लॉगआउट हो गया
लॉगिन नहीं हो रहा
पासवर्ड सही है फिर भी गलत बता रहा है
हैक हुआ या डाउन है
मेरा अकाउंट बंद कर दिया क्या, अभी अभी निकल गया
apne aap logout ho gaya
login nahi ho raha
password sahi hai phir bhi galat bol raha
hack ho gaya kya ya server down hai
account ud gaya kya, abhi user not found aa raha
ban ho gaya kya main, abhi thodi der pehle bahar kar diya
meri behen ka bhi logout ho gaya same time
""",
    "things-gone": """
मेरी सारी फोटो गायब हैं
फॉलोअर्स शून्य दिखा रहा है
मेरे मैसेज चले गए क्या
meri saari photo gayab hai
zero followers dikha raha hai, sab delete ho gaya?
mera balance gayab, paisa kaha gaya
""",
    "when-back": """
कब तक ठीक होगा
कितना समय लगेगा
आज रात तक चालू होगा क्या
kab tak theek hoga
kitni der lagegi
kab chalu hoga
jaldi theek karo
aath baje live hai, ruku ya cancel karu
so jau ya wait karu
kitna wait kare
aur kitni der bhai
paper nau baje hai tab tak hoga?
""",
    "fixed-yet": """
ठीक हो गया क्या
चालू हो गया क्या
theek ho gaya kya
wapas aaya phir chala gaya, fix hua ya nahi
""",
    "since-when": """
कब से बंद है
कितने बजे से
kab se down hai
kitne baje band hua
""",
    "where": """
पूरे भारत में बंद है या सिर्फ यहाँ
कौन कौन से शहर में
pure india me hai ya sirf yaha
mumbai me bhi down hai kya
sirf android pe hai ya iphone pe bhi
kitne logo ko dikkat hai
""",
    "said": """
कंपनी ने कुछ कहा क्या
उनको पता है क्या
company ne kuch bola kya
official kuch aaya kya
wo log theek kar rahe hai kya
""",
    "why": """
क्यों बंद है
क्या कारण है
kyu band hai
kisi ne hack kiya kya {} ko
server jal gaya kya
update ki wajah se hai kya
""",
    "what-to-do": """
दोबारा इंस्टॉल करने से ठीक होगा क्या
क्या करूँ
कंप्यूटर पर चलेगा क्या
पासवर्ड बदलूँ क्या
dubara install karu kya
kya karu bhai
browser me chalega kya
vpn se chalega kya
cache clear karne se hoga kya
koi jugaad hai kya
""",
    "sisters": """
{calm} भी डाउन है क्या
{calm} चल रहा है क्या
{calm} bhi band hai kya
aur {calm} theek hai na
""",
    "money": """
विज्ञापन का पैसा वापस मिलेगा क्या
ad ka paisa kat raha hai aur app band hai, wapas milega?
aaj ka nuksan kaun dega
""",
    "report-it": """
शिकायत कहाँ करें कि नहीं चल रहा
kaha report karu ki mera bhi nahi chal raha
""",
    "cannot-post": """
पोस्ट नहीं हो रहा
मैसेज नहीं जा रहा
story upload atki hui hai
reel upload nahi ho rahi, 99 pe ruki hai
message nahi ja rahe
""",
    "disabled": """
मेरा अकाउंट नियम तोड़ने के लिए बंद कर दिया
पिछले हफ्ते सस्पेंड हुआ, कोई जवाब नहीं
account suspend kar diya pichle hafte, appeal kaise karu
meri post hata di bina wajah
id disable hui 180 din likha hai
gana ki wajah se video hata diya
action blocked likha hai 28 tak
12 tarikh ko account band kiya
मेरी एक पोस्ट पिछले हफ्ते की गायब है, बस वही
""",
    "taken-over": """
किसी ने मेरा अकाउंट हैक करके ईमेल बदल दिया
मेरे दोस्तों से पैसे मांग रहा है कोई मेरी आईडी से
kisi ne mera account hack karke email badal diya
mere account se koi aur post daal raha hai
mail aaya ki password badla gaya, maine nahi kiya
kisi ko otp de diya galti se
logout hua aur ab dost bol rahe main story pe kuch bech raha hu
dusre desh se login ka mail aaya
एक आदमी का फोन आया और मैंने ओटीपी बता दिया
mera naam aur photo kisi ne badal diya
""",
    "old-login": """
पासवर्ड भूल गया
कोड पुराने नंबर पर जाता है
रीसेट लिंक कई दिन से नहीं आ रहा
password bhul gaya
otp purane number pe ja raha hai
phone kho gaya ab code nahi milta
do hafte se login nahi ho raha
purani id wapas chahiye
वीडियो सेल्फी बार बार फेल हो रहा, चार दिन हो गए
naya phone liya aur code wali app gayi
purana email band ho gaya
teen hafte se account me nahi ja pa raha
""",
    "help-centre": """
यूजरनेम कैसे बदलें
स्टोरी पर गाना कैसे लगाएँ
नोटिफिकेशन कैसे बंद करें
username kaise badle
story pe gana kaise lagaye
account delete kaise kare
likes kaise chupaye
caller tune kaise lagaye
ye feature mere phone me nahi hai kaise aayega
sab phone se logout kaise kare
नया फीचर मेरे में नहीं दिख रहा, कैसे चालू करें
subtitle kaise badle
number port kaise kare
story dekhi to usko pata chalega kya
""",
    "shadowban": """
कई हफ्तों से व्यूज नहीं आ रहे
views gir gaye hai mahine bhar se
followers kam ho rahe hai somwar se
reach nahi aa rahi do hafte se
march se koi post nahi dekhta
""",
    "payouts": """
पिछले महीने का पैसा नहीं मिला
दो बार पैसा कट गया गुरुवार को
bonus nahi aaya march ka
do baar paisa kata pichle hafte
recharge kiya tha plan nahi dikha raha
bill zyada aaya hai
refund chahiye subscription ka
teen baar paisa kata
deliver likha hai par mila nahi
recharge kiya par plan nahi aaya pichle hafte
प्लान टीवी पर नहीं चलता, पैसे वापस करो
""",
    "report-a-person": """
कोई मेरी फोटो से फेक आईडी चला रहा है
fake id bana rakhi hai kisi ne
koi dhamki de raha hai
profile report kaise kare
ganda video aa raha hai hatao
koi roz gaali deta hai
""",
    "scam-seller": """
{} pe dukan se kapde mangaye, paise le liye saman nahi aaya
ठगी हो गई ऑनलाइन खरीद में
""",
    "other-apps": """
{other} भी नहीं चल रहा
{other} bhi down hai kya
{other} atak raha hai
bank ka app nahi khul raha, wahi problem hai?
{calm} pe message nahi ja rahe
हॉटस्टार पर मैच अटक गया, सबके साथ?
{other} pe bhi payment atak raha
game connect nahi ho raha
{other} bhi slow hai kya
""",
    "own-internet": """
घर का वाईफाई नहीं चल रहा
wifi nahi chal raha kuch nahi khulta
net slow hai kuch bhi nahi chalta hafte bhar se
{line} ka network nahi aata mere ghar me
&airtel ka net subah se nahi chal raha, {} bhi nahi khulta
&kal se signal nahi hai, na {} na call
&ghar ka net har raat band, aaj {} bhi nahi
na google na {} kuch nahi khul raha
टावर खराब है क्या, कुछ नहीं खुलता
""",
    "vague": """
नमस्ते
मदद करो
hello bhai
ek problem hai
mujhe call karo
@nahi chal raha
हेलो कोई है
sir
reply karo
sunno
""",
    "another-day": """
कल भी बंद था क्या
पिछले हफ्ते से नहीं चल रहा
kal raat bhi down tha kya
ek mahine se nahi chal raha
update ke baad se kai din se crash ho raha
कल रात भी बंद था, उसकी जानकारी है?
kal maintenance hai kya
9 march ko down tha kya
update ke baad se band ho jata hai das din se
""",
    "person": """
main patrakar hu, outage par kisse baat karu
job milegi kya
hum news channel se hai, koi baat karega
aapka map nahi khul raha
report kaise ginte ho
""",
    "thanks": """
धन्यवाद बताने के लिए
thanks bhai batane ke liye
badhiya kaam
दिल से शुक्रिया
chal gaya thanks
""",
    "opinion": """
बकवास कंपनी
bakwas app hai
chor company
lootne wali company
""",
    "spam": """
followers kharido saste me
ghar baithe paise kamao
""",
}
