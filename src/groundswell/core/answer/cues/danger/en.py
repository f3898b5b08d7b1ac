"""English: signs of danger, and figures of speech that are none. How they are written: danger/__init__.py."""

SIGNS = """
kill|kills|killed|killing|hurt|hurts|hurting|harm|harmed|harming|hang|hanged|cut|cuts|cutting|drown|burn|burning myself|herself|himself|themselves|yourself
end|ending|ended|ends my|her|his|their|your life|lives
take|takes|took|taking|taken my|her|his|their own life|lives
took|taken her|his life
end|ending it all
going|gonna|wants|want|wanna|ready|planning|about _ end it|things|everything tonight|now|all|today
going|gonna|wants|planning to? end it
suicid*
unalive*
self harm*
selfharm*
want|wants|wanted|wanna|rather|deserve to die
wanna|rather die
wish _ was|were|be dead
better off dead|without
dont|doesnt|didnt|not want|wanna to? live|exist
dont|doesnt|didnt|not want|wanna to? be alive|here
dont|doesnt want to wake
no|any|the|see|nothing _ reason|point|sense|purpose _ living|alive
reason to live
nothing _ live for
cant|couldnt|wont go on anymore|living
cant|couldnt|wont go on any more|longer
cant|couldnt carry on anymore|living|like
cant do life
tired|sick|done of|with living|life|existing
wrote|said|posted|sent|left|writes|writing _ goodbye|goodbyes|farewell|farewells
saying|says _ goodbye|goodbyes|farewell to us|all|everyone|everybody|friends|me|family
goodbye|farewell|suicide letter|note|message|post|video|text|story
was|like|as|sounds|sounded|reads _ goodbye|farewell
overdos*
took|taken|swallowed|swallowing|swallow|ate|eaten|downed|popped|drank|drunk & pills|tablets|paracetamol|tylenol|ibuprofen|aspirin|xanax|antidepressants|bleach|poison|insulin|capsules
took|taken|swallowed|downed _ meds|medication|medicine
whole|entire|full|all bottle|box|pack|packet|strip of? pills|tablets|paracetamol|meds
cut|cuts|cutting|slit|slitting|slashed|sliced my|her|his|their|your arm|arms|wrist|wrists|leg|legs|thigh|thighs|skin|veins
livestream*|livestreaming|streamed|streaming|filmed|started|posting|posted cutting
cutting again
need|needs|call|calling|called|ring|phone|get|getting|send|dial|waiting|reach _ ambulance|paramedic|paramedics|firefighters|coastguard
ambulance _ wont|cant|isnt|never|not|hasnt _ come|coming|came|reach*|arrive*
cant|cannot|couldnt|unable|impossible|trying|tried|wont|not|how __ call|ring|reach|dial|phone|contact|text|through|alert _ 911|999|112|000|110|119|108|ambulance|police|firefighters|paramedics|hospital|samaritans|helpline|lifeline|midwife
cant|cannot|couldnt|unable|impossible|trying|tried|wont|not __ call|ring|reach|dial|phone|contact|through _ emergency services|number|numbers|line|room|department
cant|cannot|couldnt|trying|tried|wont|not __ call|ring|reach|through _ fire|crisis brigade|department|service|line|hotline
911|999|112|000 _ wont|doesnt|isnt|not|dont|down|fails|busy|engaged|unavailable
chest pain|pains
pain|pains|hurts|hurting|pressure _ chest
chest hurts|hurting|tight
having|has|is|dad|mum|mom|husband|wife|father|mother|gran|grandma|grandad|grandpa a heart|stroke attack|now
having _ heart|asthma|panic attack
having a stroke|seizure|fit|overdose
mum|mom|dad|gran|nan|grandma|grandad|grandpa|husband|wife|baby|son|daughter|he|she|friend|shes|hes|hasnt|sister|brother _ collapsed|unresponsive|fainted|choking
not|isnt|cant|stopped|barely|hardly|struggling _ breathe|breathing
unconscious
bleeding badly|heavily|out|lots|everywhere
allergic reaction
going|gone|is|im into|in labour|labor
fire|smoke _ house|building|flat|kitchen|apartment|bedroom|stairs|stairwell|hall|basement|school|floor|neighbours|neighbors|hotel
house|building|flat|kitchen|apartment|bedroom|neighbours|neighbors|school|hotel _ fire|burning|burns
theres|is a fire
smell|smells|leak|leaking gas
gas leak
trapped|stuck in|under _ lift|elevator|rubble|wreck|snow|water|cave|mountain
he|she|they|hes|shes|theyre|hell|shell|ex|husband|boyfriend|wife|girlfriend|stepdad|stepfather|someone|somebody|man|guy _ kill|hurt|stab|shoot|murder|strangle me|us|her|him|my|mum|mom
he|she|hes|shes|husband|boyfriend|wife|girlfriend|stepdad|stepfather|dad|father|partner|ex _ hits|hit|hitting|beats|beat|beating|punched|punches|slapped|slaps|choked|strangled|attacked me|us|her|him|my|mum|mom
was|been|got|being beaten|stabbed|attacked|mugged|raped|assaulted _ by|up|at|on|in
death threat*
threaten*|threat me|us|her|him|my|to
threaten*|threats & kill|hurt|post|leak|share|expose|pictures|photos|pics|video|videos|nudes|life|family
has|have|got|holding|pulled|with|brought a|the knife|gun|weapon|machete|rifle
shooter
gunshots
bomb threat
stalker*
stalked|stalks|stalking me|her|him|us|our|by
follows|following|followed|follow me|her|us _ home|street|car|outside
being followed
outside|at|front|in _ my|her|our house|door|window|flat|home|garden __ kill|ex|knife|man|scared|afraid|stranger
ex|man|men|guy|stranger|someone|somebody|burglar|intruder _ outside|in|into|inside|at|front _ my|our|the|her house|door|flat|home|window|garden
dont|not feel|am|im safe
is|isnt|not safe at home
im|am|shes|hes|she|he|her|him|child|kid|son|daughter|friend|sister|brother|mother|mum|mom|girl|boy|somebody|someone|baby|life|lives _ in danger
fear|fears|scared|afraid|worried|terrified for my|her|his|their life|safety
worried|scared|afraid|terrified _ do|does|did|doing something to? stupid|herself|himself
rape*
rapist
assault*
molest|molested|molesting|molester
kidnap*
abducted
taken|kept|people|children hostage
hostages
trafficked
domestic violence|abuse
paedo*
pedophile|pedophiles
grooming|groomed her|him|my|kids|children|girls|by|online
being|been groomed
grown|adult man|men
a|an|some|this|that|older|old|grown|strange|unknown|random|creepy|weird|married man|men|guy|bloke|stranger|adult|creep|pervert __ messag*|messages|texts|texting|texted|dm|dms|dming|dmed|writes|writing|wrote|talks|talking|chatting|contacted|contacts|contacting|sends|sending|sent|asking|asks|asked|meet __ daughter|son|child|kid|kids|niece|nephew|granddaughter|grandson|girl|girls|minor|underage
daughter|son|child|kid|niece|nephew|granddaughter|girl|old __ messaged|texted|contacted|dmed|messages|texts|messaging|talking|chatting|meet|meeting|pictures|photos __ man|adult|stranger|strangers|bloke|pervert|creep
year old __ year old man|men|guy|woman
adult|stranger|man|men|bloke|pervert|creep __ messag*|writing|writes|wrote|texting|texts|dming|contacted|chatting|talking _ year old
meet|meeting him|her|my alone
going|gone|went|wants|asked to meet him|a|someone|man _ online|alone|internet|stranger
ask*|want*|send*|sent|demand* & nudes|naked|undress|topless & daughter|son|child|kid|niece|sister|girl|she|her
blackmail*
sextort*
extort*
my|her|his|our nudes
naked|nude|intimate|topless|explicit photo|photos|picture|pictures|pic|pics|video|videos|image|images
photo|photos|picture|pictures|video|videos|pics of me naked|nude|undressed|topless
or|unless|otherwise|else|if|says|said|saying|will he|she|they|hell|shell|theyll|hes|shes|theyre|will|it|post|them|send __ post|posts|leak|leaks|share|shares|send|sends|publish|expose|release|upload|spread|show __ followers|family|friends|contacts|everyone|everybody|mum|mom|parents|school|wife|husband|photos|pictures|pics|nudes
leak|leaks|leaked|leaking|spread|spreading my|her|his|our photos|pictures|pics|videos|video|nudes
posts|shares my pictures|photos|pics|nudes
post|share my pictures|photos|pics at|if|unless|or midnight|i|he|else
has|have|got|hes|shes|theyve|recorded _ video|videos|pictures|photos|pics|recording|footage of? me|her|my __ wants|wanted|demand*|money|pay|dollars|euros|pounds|bitcoin
if i dont pay|send
son|daughter|child|kid|boy|girl|sister|brother|friend|mum|mom|mother|father|dad|husband|wife|niece|nephew|grandson|granddaughter|she|he|baby|teenager|relative|gran|grandad|grandma|cousin has|is? been|is|went|gone|was|still missing
shes|hes missing
went|gone|reported missing
missing child|person|kid|girl|boy|teenager|children
hasnt|havent|didnt|never|not|isnt come|came|returned|return|get|got|made|arrived|back|been|it _ home
not|never|hasnt|didnt _ come|came|get|got back _ from school
hasnt been heard|seen
not|havent|hasnt heard from her|him|my|them
her|his phone is|goes off
to the police
call|called|calling the police|cops
ran|run|runs away from? home
im|am 9|10|11|12|13|14|15|16|17 __ wants|want|asks|ask|asking|asked|has|have|got|send|sends|demand* _ pictures|photos|pics|nudes|video
has|got my photos|pictures|pics|video & gift|money|pay|scared|midnight|unless
has|got pictures|photos|pics|videos of me
ran|run|went|gone|left to? off|away|out to? meet somebody|someone|a|him|some
phone|phones|phone's off & brother|sister|son|daughter|friend|mum|mom|dad|husband|wife & home|come|came|hostel|worried|answer*
really|so|very worried|scared & not|isnt|doesnt answer*|picking|replying & brother|sister|sisters|son|daughter|mum|mom|dad|husband|wife|gran|grandma
miss|misses|missed|care|cares|notice|noticed me _ gone|dead|disappeared|werent
nobody|noone|no|one would|will|d miss me
sorry for everything & frightened|scared|worried|answer*|goodbye|love|last
his|her|my|their last day|night alive|on|here|ever
posted|said|wrote|says _ last day|night
jump|jumping|jumped _ bridge|roof|building|train|balcony|cliff
on|at _ bridge|roof|tracks|ledge __ jump|die|goodbye|train
rope|noose & neck|himself|herself|myself|tree|ceiling
voices _ telling|tell me|him|her
blood everywhere
lots|pool|covered of|in blood
locked|trapped|keeps|keeping|held me|us|her in|inside|at|against
wont|doesnt|not let|letting me|us|her leave|out|go
took|taken|takes|stole|hid my|her|our passport
took|taken|takes my|her phone & he|husband|boyfriend|father|locked|hit|scared
hiding _ bathroom|closet|cupboard|room|him|basement|classroom
keeps|kept|keep turning|showing|coming|waiting _ work|house|school|door|gym
found|knows|know out? where i live
baby|toddler|newborn|infant & blue|breath*|choking|limp|fever|unresponsive|swallowed
turning|turned|going|went blue
asks|asking|asked|wants|sent|send|sends|made|got __ lad|daughter|son|niece|nephew|kid|child|girl __ pics|pictures|photos|nudes|video
lad|daughter|son|niece|nephew|kid|child __ send|sent|sending|asked|asking|share _ pics|pictures|photos|nudes|video
pics|pictures|photos|nudes __ asking|asks|wants|demanding|demands _ gift|money|dollars|pounds|bitcoin
deepfake*|fakes of me|her|my
fake|ai nudes
car|bad|an accident|crash & hurt|injured|blood|ambulance|trapped|help
hit by a car|truck|bus|train
bitten by a? snake|dog
lost|stuck|stranded _ mountain|mountains|forest|sea|desert|snow|woods
sinking|drowning & boat|river|sea|lake|pool
insulin __ ran|out|none|without|need
fentanyl|heroin
starving myself|herself
forced|forcing _ marry|marriage|sex
burn _ house|me|us|alive down?
acid attack
shoot up|the school
mum|mom|mother|dad|father|gran|grandma|grandad|grandpa|nan|husband|wife|girlfriend|boyfriend|partner|son|daughter|child|kid|kids|baby|toddler|sister|brother|niece|nephew|friend|mate|neighbour|neighbor|roommate|flatmate|cousin|aunt|uncle|fiance|stepdad|stepfather|classmate|student|girl|boy|lad|pupil|colleague|housemate|bestie|bff & stairs|injured|wake|waking|unconscious|stabbed|bleeding|blood|attacked|beaten|beating|knife|gun|kidnapped|breathe|breathing|drowned|drowning|choking|seizure|seizures|stroke|poisoned|poison|pills|hanging|hanged|cutting|abuse|abused|abuses|groped|harassed|threatened|threatens|dying|suicidal|danger|fainted|collapsed|accident|ambulance|icu|runaway|kill|killed|hurting|unsafe|violent
took|taken|swallow|swallowed|take something & done|said|saying|phone|answer*|worried|scared|cant
recorded|filmed|videoed me & clothes|naked|shower|undressed|without
threat* & school|house|home|work|come
no|not|without|any word|sign|contact|trace & days|since & mother|mum|mom|dad|father|sister|brother|son|daughter|husband|wife
fell|fallen|fall & stairs|ladder|roof|bridge|hit|head|waking|wake
stepdad|stepfather|uncle|teacher|coach|dad|father|he|man|grandpa touches|touched|touching me|my|her|him
drunk|drinking|drank|wasted & drive|driving|drives|car|wall|himself|herself
drive|drives|driving|drove into _ wall|tree|traffic|river
left|right|one side|arm|face & feel|numb|droop*|talking|speech
slurr*|drooping
throwing up|everything & eat
making myself|herself|himself|me throw|sick|vomit
anorexi*|bulimi*
dirty|sexual|filthy pics|pictures|photos|videos & son|daughter|child|kid|niece|nephew|money|quid|dollars|my
help _ he|hes|shes|she _ hitting|beating|hurting|attacking
wants|demands|asks _ quid|pounds|dollars|euros|bitcoin & pictures|photos|pics|video|nudes|son|daughter
dont|cant|wont|not __ make it through tonight
dont|cant|wont|not __ make it through the night
"""

FIGURES = """
work|works|working|worked _ ambulance|hospital
boss|bosses|client|clients|teacher|editor|manager|wallet|app|update|outage|instagram|insta|it|this|zuck|zuckerberg|meta _ kill|killing|hurt me|us|my|him|her
instagram|insta|meta|facebook|app|it|email|mail|whatsapp|notice|notification|message|popup threaten*
threaten* to? delete|disable|suspend|remove|close|ban|sue|leave|deactivate|cancel
killing time|him|her
cut|cuts|cutting myself|himself|herself off|short|some
hurting|hurt my|her|his business|sales|income
is|was|missing missing from|from my|the|followers|list|feed|profile
gift|wrapping naked
laughing|laughed|laugh
dead|die|dying|died lol|lmao|laughing
what to do with myself
emergency contact|data|top|credit|bypass
dont want to be here waiting|refreshing|scrolling
dog|pet|cat grooming|groomer|groomed
fire tv|stick|sticks|tablet|tablets|hd|hydrant
gas|water bill|bills|company|app|meter|account
money back
get|getting my money
do i have|need to pay
pay|paid|paying for
cant|cannot|couldnt|unable to? send|share|post|upload|message|text|dm|chat|sending|posting
havent|hasnt|not seen anything|any|my|posts
"""

KINDS = """
kin: mum, mom, mam, mummy, mommy, mother, mothers, dad, daddy, father, gran, grandma, granny, nan, nana, grandad, granddad, grandpa, grandfather, grandmother, husband, hubby, wife, partner, fiance, fiancee, boyfriend, girlfriend, bf, gf, ex, son, daughter, child, children, kid, kids, baby, toddler, infant, sister, brother, sis, niece, nephew, cousin, aunt, auntie, uncle, friend, friends, mate, bestie, bff, neighbour, neighbor, roommate, flatmate, housemate, classmate, colleague, coworker, student, pupil, teacher, stepdad, stepfather, stepmum, stepmom, grandson, granddaughter, godson, goddaughter, inlaw, nephews, nieces, sons, daughters
ill: faint*, collaps*, unconscious, unresponsive, breathe, breathes, breathing, choking, choked, seizure*, convuls*, bleed*, bled, overdos*, poison*, paralys*, drown*, anaphyla*, epipen, insulin, hypothermi*, heart attack, had a stroke, having a stroke, passed out, chest pain, chest hurts, wont wake, not waking, cant wake, wont wake up, not moving, stopped moving, turning blue, turned blue, hit his head, hit her head, in labour, in labor, waters broke, cant feel, cant move, badly burned, badly hurt, swallow*, took something, taken something, drank something, mouth drooping, face drooping, slurring, talking nonsense, not making sense, shaking badly, trembling, burning up, coughing blood, vomiting blood, heart monitor, oxygen, dialysis, lying, cold and, vodka, alcohol poisoning, drunk too much, drank too much, whole bottle, full bottle, vomiting, shivering, blood, wound, broken leg, concussion, fever, allergic, swelling, diabetic, sugar, asthma, inhaler, tumour, accident
hurt: beats, beating, beaten, punch*, slap, slapped, slaps, strangl*, stab*, rape*, raping, molest*, abus*, assault*, kidnap*, abduct*, threaten*, knife, gun, weapon*, violent, violence, hostage, hit me, hits me, hit us, hit her, hits her, hit him, hitting me, hurt me, hurts me, hurt us, hurting me, attacked me, attacked her, attacked him, choked me, grabbed me, pushed me, locked me, locks me, kicked me, throwing things, scared of him, afraid of him, wont let me leave, hide, hiding, hides, my room at night, into my room, in my room at night, comes into my, touches, touched me, touching me, screaming, screams, shouting at me, smashing, broke my, threw me, took my phone, wont let me, smash*, drag, dragged, dragging, grab, grabbed, grabbing, forced, forces, forcing, shove*, spat, spits, burned me, bruise*, bruised, you are next, im next, says im next, tied up, handcuffed, raging, out of control, drove off with, pulled into
bye: goodbye*, farewell*, suicid*, unaliv*, kill herself, kill himself, kill themselves, killed herself, killed himself, hurt herself, hurt himself, hurting herself, hurting himself, harm herself, harm himself, end it, end her life, end his life, ending it, take her life, take his life, jump off, jump from, on the bridge, on a bridge, on the roof, on the ledge, doesnt want to live, wants to die, want to die, better off without, last message, last words, something stupid, pills, cut herself, cut himself, cutting herself, cutting himself, cuts herself, not wake up, never wake up, written the letters, wrote the letters, say sorry for everything, gave away, giving away, through the night, through tonight, see tomorrow, no longer here
quiet: not answering, isnt answering, wont answer, doesnt answer, not replying, isnt replying, wont reply, no reply, no answer, cant reach, cannot reach, couldnt reach, cant find, phone off, phone is off, switched off, turned off, unreachable, no one can reach, nobody can reach, not picking up, wont pick up, hasnt been seen, hasnt come back, hasnt come home, never came home, didnt come home, not come back, disappeared from, ran off, run away, ran away, missing since, went missing, gone missing, hours ago, since yesterday, since last night, nobody has seen, no one has seen, hasnt seen, last seen, nobody knows where, no idea where, dont know where, location stopped, stopped updating, never arrived, didnt arrive, should have been, still not home, not home, never got home, got into a car
worry: worried, scared, afraid, terrified, frightened, panicking, desperate, fear, fears, fearing, danger
child: daughter, son, kid, kids, child, children, niece, nephew, granddaughter, grandson, schoolgirl, schoolboy, underage, minor, teenager, teen, little girl, little boy, little sister, little brother, year old, my girl, my boy, my student, 9yo, 10yo, 11yo, 12yo, 13yo, 14yo, 15yo
man: man, men, guy, bloke, stranger, strangers, adult, adults, grown, older, pervert, creep, creepy, predator*, paedo*, pedo*, pervy, someone she met, somebody she met, someone he met
touch: messag*, text, texts, texting, texted, dm, dms, dming, dmed, chat, chatting, chats, talk, talking, talks, write, writes, writing, wrote, contact*, meet, meeting, met, send, sends, sending, sent, ask, asks, asked, asking, meetup, groom*, follow*
nude: nude, nudes, naked, intimate, topless, undress*, undies, lingerie, underwear, explicit, sextape, sexting, sex tape, private pics, private photos, private pictures, dirty pics, sexual
pay: pay, money, quid, dollars, pounds, euros, bitcoin, crypto, gift card, giftcard, gift cards, paypal, ransom, unless, or else, wants more, demands, demanding, if i dont, if i stop, if i block, unless, meet him, meet her, sleep with, do what, send him more, send more
spread: leak*, expos*, post, posts, posting, posted, publish*, upload*, release, releasing, share, shares, shared, sharing, spread*, show, everyone, everybody, threat*, blackmail*, send them, sends them, send it, sends it, sending them, send my, sending my, followers, my family, my parents, my school, my boss, group chat, my class, whole school, put my, puts my, will put, in the group, tells everyone, tell everyone, my girlfriend, my boyfriend, my husband, my wife
picture: photo, photos, picture, pictures, pics, pic, video, videos, screenshots, clips, recording
door: outside my, outside our, at my door, at the door, at our door, front door, my doorstep, my window, follows me home, followed me home, following me, waiting for me, turned up, shows up, showed up, showing up, knows where i live, found where i live, found my address, my address, came to my, come to my
peril: ex, stalk*, scared, afraid, police, cops, banging, kicking, knife, gun, threat*, kill, hurt, restraining, stranger, hiding, hide
weary: no point, no reason, no sense, pointless, meaningless, tired of, sick of, done with, fed up with, cant bear, cant stand, cant take, nothing left, whats the point, see the point, want out of, give up on, hate my, dont want, dont wanna, cant face, cant do, wish i could end, wish i wasnt, wish i werent, better if i, make it through, get through, cant make it, not make it, wont make it, survive, alone in, wondering if, would anyone, nobody would, no one would, if anyone would, on the platform, on the tracks, on the ledge, on the edge
life: life, living, live, alive, exist, existing, being here, me being, be here, wake up, waking up, this world, another day, on this earth, through tonight, through the night, till tomorrow, until tomorrow, to see tomorrow, even care, care if, notice if, miss me, if i was gone, if i were gone, if i jumped
sos: ambulance*, 911, 999, 112, 000, paramedic*, emergency, firefighters, samaritans, helpline, hotline, coastguard, fire brigade, fire department, police, hospital, doctor
urgent: cant call, cannot call, cant ring, cant reach, cannot reach, cant get through, get a call, no signal, wont connect, calls fail, calls dont, call drops, right now, please hurry, help, how do i call, how can i call, urgent*
nobody: nobody, noone, no one, none, hasnt, havent
seen: seen, saw, heard from, knows where, know where
home: house, home, flat, apartment, building, room, kitchen, basement, attic, roof, car, street, village, town, lift, office, shop, bus, train
flood: flood, flooded, flooding, water, fire, smoke, flames, burning, gas, earthquake, landslide, mudslide, collapsed, explosion, tsunami, tornado, avalanche, buried, trapped
helpless: who to tell, who to talk to, who to turn to, nobody hears, nobody can hear, no one can hear, nobody believes, no one believes, nobody helps, nobody to help, cant tell anyone, ashamed, help me please, please help me, please hurry
ride: got into, got in, picked her up, picked him up, dating app, met online, from the internet, off the internet, from online, hotel, his place
force: makes me send, making me send, forces me, forcing me, pressuring me, pressures me, has to send, make her send, making her send, makes her send, wont leave me alone unless
"""
