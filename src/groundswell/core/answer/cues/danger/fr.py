"""French: signs of danger, and figures of speech that are none. How they are written: danger/__init__.py."""

SIGNS = """
suicid*
me|se|te tuer
mettre|met|mettra fin à|a ses|mes|tout jours|ca
mettre fin à sa|ma vie
veux|veut|voulait|vais|va|envie d? en finir
envie|veux|veut|voudrais|préfère|aimerais de? mourir|crever
plus|pas|sans|aucune envie|goût|raison|force|sens de? vivre|exister
plus envie d|de être|exister _ là|monde|ici
n|en|peux|peut en peux|peut plus de? vivre
n en peux|peut plus de _ vie|vivre
veux|veut|voulait plus|pas vivre
fatigu*|lasse|las|marre de vivre
marre de la|ma vie
fasse|faire|fait|fais|ferait du mal
scarif*
automutil*
coupe|couper|coupé|coupée|tailladé|taillade|ouvrir|ouvert & veines|poignets|bras|cuisses|jambes
je me coupe|taillade
message|lettre|mot|vidéo|story|post|publication d adieu
dit|écrit|fait|posté _ adieu|adieux
mieux sans moi
overdose
surdose
pris|avalé|avale|prend|avalée|ingéré|bu|gobé & cachets|comprimés|somnifères|médicaments|médocs|pilules|gélules|anxiolytiques|antidépresseurs|doliprane|xanax|javel|poison
boîte|plaquette|tube entière|de cachets|comprimés|somnifères|médicaments|doliprane
faut|besoin|appeler|appelez|appelle|envoyez|attend|attends|demander|joindre _ ambulance|samu|secours|pompiers
impossible|pas|plus|arrive|comment|rien|peux|ni __ appeler|joindre|avoir|contacter|prévenir|composer _ 112|15|17|18|114|3114|911|999|samu|secours|pompiers|police|gendarmes|gendarmerie|urgences|hôpital
le 112|15|17|18|114|3114 ne|n|est|pas _ répond*|marche*|passe*|décroche*|fonctionne*|aboutit|joign*
samu|urgences|pompiers|secours ne|n|pas __ répond*|passe*|décroche*|aboutit|joign*
mal|douleur|douleurs|serre|oppression _ poitrine|coeur
poitrine _ serre|mal
fait|fais|faire|a|crise _ infarctus|cardiaque|avc
ne|n|respire|arrive|peut|plus respire|respirer|plus plus|pas|bien
respire plus|pas|mal
inconscient|inconsciente
fait|évanoui|évanouie|un malaise
évanoui|évanouie
convulsion*
saigne|saignement beaucoup|énormément|trop|hémorragie
feu|incendie|fumée|brûle|flammes & immeuble|maison|appartement|cuisine|voisin|voisins|cage|école|étage|bâtiment
il y a le feu
fuite|odeur|sent le|de gaz
me|m|nous|la|l menace|menacent|menacé|menacée|menaçait
menacée|menaçant
menaces|menace de mort
il|elle|ex|mec|on|homme|type menace|menacent de|d|qu|moi
menace|menacent|menaçait & tuer|publier|diffuser|envoyer|photos|vidéos|balancer
menace de mort
va|veut|voulait|vont|peur|dit _ me|nous|la|le tuer|frapper|violer|poignarder
il|elle|mari|copain|père|ex|conjoint|compagnon|beau me|nous|la frappe|tape|bat|étrangle|cogne
m|l|a|ont frappée|frappé|étranglée|agressée|agressé|poignardé|tabassé|tabassée
il|homme|mec|type|voisin|avec|quelqu _ armé|couteau|arme|pistolet|fusil
fusillade
coups de feu
me|m|nous harcèle|harcèlent|traque|poursuit
harceleur
stalker
suit|suivi|suivie|suivent _ rue|chez|maison|métro
ex|homme|mec|type|inconnu|quelqu __ devant|dans|entré|derrière _ chez|porte|maison|appartement
suis|elle|il|quelqu|un|vie|fille|fils|soeur|frère|amie|ami|enfant|mère|femme _ en danger
peur pour sa|ma|elle|lui|leur
peur|crains __ bêtise|connerie
violée|viol|violeur
m|l|a _ violé
agression sexuelle
attouchements
pédophile*|pédocriminel*
kidnapp*
enlevée|enlèvement
otage
homme|monsieur|adulte|inconnu|type|mec|vieux|pervers|prédateur|majeur __ écrit|écrire|messages|message|parle|envoie|contacte|contacté|demande|drague|rencontrer __ fille|fils|enfant|gamine|gamin|nièce|neveu|petite|petit|mineure|mineur|soeur
fille|fils|enfant|nièce|neveu|mineure|gamine __ messages|message|parle|discute|contactée|contacté|rencontrer|écrit __ homme|adulte|inconnu|vieux|majeur|prédateur
chantage
extorsion
sextorsion
diffuser|balancer|diffuse mes|ses|des|les photos|vidéos|nudes
il|elle|va|veut|menace|on _ publier|envoyer mes photos|vidéos
photo|photos|vidéo|vidéos|images & intime|intimes|nue|nues|nu|dénudée|dénudées
filmée|filmé|photographiée nue|nu
mes|ses nudes
si je ne? paie|paye|paies pas
veut|réclame|demande|exige|veulent|demandent _ argent|euros|balles|sous & sinon|ou & envoie|publie|diffuse|balance|montre
fille|fils|enfant|soeur|frère|mère|père|nièce|neveu|ado|copine est|a disparu|disparue
elle|il a disparu depuis
porté|portée disparu|disparue
avis|alerte|personne de? disparition|enlèvement|disparue
n|est|pas|jamais est|pas|jamais rentré|rentrée|revenu|revenue _ maison|école|collège|lycée|chez|soirée
pas|jamais|toujours rentré|rentrée
plus|aucune|sans de? nouvelles|nouvelle d elle
plus|aucune|sans de? nouvelles|nouvelle de lui|mon|ma
à la police
appeler|prévenir|porter la|plainte police|gendarmerie
fugué|fugue
ai 9|10|11|12|13|14|15|16|17 ans __ demande|veut|veulent|demandent|réclame|envoyer _ photos|photo|vidéo|vidéos
a mes photos & argent|peur|payer|minuit
manquerai|manquerais|manquer|manque à|a personne
quand|si je serai|serais|suis|étais plus|pas là|la
dernier|dernière jour|nuit|soirée & posté|écrit|dit|vie|poste
pardon|désolé|désolée pour tout & peur|répond|message|adieu|aime
sauter|sauté & pont|toit|balcon|train|fenêtre|voies|rails
me|se|s jeter|jeté|jetée _ pont|toit|balcon|train|fenêtre|voies
pendre|pendu|pendue
corde & cou|pendre
lame|rasoir & bras|salle|veines|enfermé
plein|beaucoup|perd|mare|couvert de|du|beaucoup sang
enfermée|enfermé|séquestrée|séquestré|séquestr*
ne|me|nous laisse|laissent pas|plus sortir|partir
pris|confisqué|caché mon|ma|mes téléphone|portable|passeport|papiers & copain|mari|père|ex|enferm*|frapp*
cachée|caché|cache _ toilettes|placard|bain|chambre
sait|trouvé|découvert où|ou j|je habite
bébé|fils|fille|enfant|nourrisson & bleu|respire|étouff*|convuls*|fièvre|avalé
adulte|homme|inconnu|type|mec & nièce|fille|fils|neveu|enfant|soeur|petite & photo|photos|maillot|vidéo|nudes
demande|demandent|réclame & photo|photos|vidéo & nièce|fille|fils|neveu|gamine|enfant
accident & sang|blessé|blessée|coincé|coincée|ambulance|secours
renversé|renversée par une|un
perdu|perdue|perdus _ montagne|forêt|mer|neige
insuline & plus|sans|manque|besoin
voix _ disent|dit
forcée|obligée|forcer de|à|me me? marier
brûler|brûlée vive
mettre le feu
mère|maman|père|papa|mamie|papi|papy|mari|femme|copine|copain|compagne|compagnon|fils|fille|enfant|bébé|soeur|frère|nièce|neveu|amie|pote|voisine|voisin|cousine|cousin|tante|oncle|père|élève|camarade|coloc|collègue & escalier|escaliers|réveille|réveiller|inconscient|inconsciente|blessée|blessé|saigne|poignard*|couteau|kidnapp*|noy*|étouff*|convuls*|infarctus|avc|empoisonn*|poison|cachets|comprimés|scarifie|abuse|attouch*|harcèle|harcelée|harcelé|menacé|menacée|meurt|mourir|suicid*|danger|évanoui*|malaise|accident|ambulance|urgences|frappe|frappé|violent
avaler|prendre quelque|un chose|truc & peut|plus|vivre
menac* & école|collège|lycée|maison|travail
pas|plus|aucune|sans de? nouvelles de ma|mon|mes
partie|parti|sortie|sorti & pas|jamais revenue|revenu|rentrée|rentré
tombé|tombée & escalier|escaliers|réveille|tête|toit
beau|oncle|prof|papi|il|homme _ me|m|la touche|touchait|tripote
bu|ivre|saoul|bourré & voiture|conduire|foncer|mur|volant
foncer dans|contre
au secours & mari|homme|frappe|frapper|tuer|feu|mère|fils|fille|sang|voleur
en train de frapper|battre|étrangler|tabasser
côté|bras gauche|droit & sent|parle|bouge
fais|fait vomir
vomis|vomir & repas|manger|mange
anorexi*|boulimi*
exige|veut|réclame|demande _ euros|balles & photos|photo|montre|montrer
passerai|passera pas la nuit
"""

FIGURES = """
enfermé|enfermée|enfermés dehors de mon|notre|leur compte
disparu|disparue de|des|du ma|mes|mon|la|liste|abonnés|feed|fil
instagram|insta|meta|appli|app|facebook|site|mail|message|whatsapp|elle|notification _ menace|menacent de|d _ suspension|suspendre|supprimer|désactiver|bloquer|fermer|bannir|mon|sanction
instagram|insta|meta|appli|app|facebook|whatsapp me|m menace*
menace|menacent d une? suspension
menace|menacent de suspendre|supprimer|désactiver|bloquer|fermer|bannir
menace d une
boss|patron|patronne|mère|client|cliente|prof|appli|app|insta|instagram _ va|veut me tuer
me|se tuer de? rire|travail|travailler|patience
police de caractère|caractères|assurance|d
la police d
police d|des écriture|écritures
feu|feux vert|verts|rouge|rouges|artifice|orange
envie de mourir de rire
publicité|pub
peut|peux|peuvent|arrive|arrivent plus|pas à? envoyer|poster|partager|publier|écrire de|des? messages|message|photos?
"""

KINDS = """
kin: mère, maman, père, papa, grand, mamie, papi, papy, mamy, mari, femme, épouse, époux, conjoint, compagnon, copain, copine, ex, fils, fille, enfant, enfants, bébé, frère, soeur, frangin, frangine, nièce, neveu, cousin, cousine, tante, oncle, ami, amie, amis, pote, meilleure, voisin, voisine, coloc, collègue, élève, beau, belle, mémé, pépé, parents, grands, amies, copains, copines, neveux
ill: inconscient*, évanoui*, respire, respirer, respiration, étouff*, convuls*, saigne, saigner, hémorragie, empoisonn*, overdose, surdose, noyé, noyée, noie, malaise, effondré*, infarctus, avc, poitrine, ambulance, samu, paralys*, insuline, tombé dans, ne réagit, réagit plus, ne bouge plus, bouge plus, réveille pas, réveille plus, devenu bleu, devient bleu, perdu connaissance, perd connaissance, accouche*, contractions, perdu les eaux, gravement bless*, sans connaissance, aval*, pris quelque chose, bu quelque chose, bouche de travers, visage de travers, bouche tordue, parle bizarre, n importe quoi, tremble, fièvre, crache du sang, oxygène, dialyse, pacemaker, froid et, froide et, vodka, bouteille entière, coma éthylique, trop bu, vomit, vomi, frissons, sang, blessure, blessé*, commotion, allergi*, gonfl*, asthme, ventoline, accident, réveiller, allongé par, par terre
hurt: frapp*, tape dessus, bat, battu*, gifl*, étrangl*, viol, violé*, violer, abus*, poignard*, couteau, pistolet, arme, armé, menac*, kidnapp*, enlev*, enlèv*, maltrait*, agress*, violent, violente, violences, séquestr*, enferm*, harcèl*, cogne, attouche*, peur de lui, laisse pas sortir, m a touchée, cache de, cachée, caché, me cache, dans ma chambre, ma chambre la nuit, me touche, m a touché, la touche, hurle, crie sur, casse tout, pris mon téléphone, m empêche, enfermée, laisse pas, fracass*, traîn*, de force, embarqu*, pousse, poussée, bouscul*, crache, bleus, je suis la prochaine, tu es la prochaine, attaché*, hors de lui, m oblige, obligé*, coups, cassé mon téléphone
bye: adieu*, suicid*, automutil*, scarif*, sauter, pont, toit, cachets, comprimés, médocs, pendre, rails, faire du mal, foutre en l air, en finir, veut mourir, voulait mourir, envie de mourir, plus vivre, pas se réveiller, plus se réveiller, mettre fin, une bêtise, une connerie, dernier message, lettre d adieu, laissé une lettre, laissé un mot, plus envie de vivre, ne plus être là, écrit les lettres, écrit des lettres, donné ses affaires, pardon pour tout, passer la nuit, passera pas la nuit
quiet: répond pas, répond plus, répondent plus, ne décroche pas, ne décroche plus, pas rentré, pas rentrée, jamais rentré, jamais rentrée, pas revenu, pas revenue, disparu*, introuvable, injoignable, fugué, fugue, téléphone éteint, portable éteint, tél éteint, sans nouvelles, aucune nouvelle, pas de nouvelles, depuis hier, plus donné signe, partie sans, parti sans, plus lui répondre, pas la joindre, pas le joindre, plus la joindre, plus le joindre, personne n a vu, personne ne l a vu, vu pour la dernière fois, ne sait où, sait pas où, sais pas où, position ne bouge, montée dans la voiture, monté dans, jamais arrivé, jamais arrivée, pas arrivé, pas arrivée, toujours pas rentr*
worry: peur, inqui*, inquiète, affolé*, panique, désespér*, crains, terrifi*, paniqué*, au secours, aidez, danger, urgent
child: fille, fils, enfant, enfants, nièce, neveu, élève, mineur, mineure, gamin, gamine, ado, petite soeur, petit frère, 9 ans, 10 ans, 11 ans, 12 ans, 13 ans, 14 ans, 15 ans, petite fille, petit garçon
man: homme, hommes, type, mec, inconnu, inconnus, adulte, adultes, majeur, vieux, pervers, pédo*, prédateur*, monsieur, quelqu un rencontré, quelqu un qu elle
touch: écrit, écrire, écrivait, parle, parler, envoie, envoyer, envoyé, demande, demander, messages, message, rencontr*, rejoindre, rejoint, voir, contact*, rendez, discute, discuter, chatte, réclame, drague
nude: nu, nue, nus, nues, nude, nudes, intime, intimes, dénud*, déshabill*, sous vêtements, sexuel*, sextape, topless, seins, coquin*
pay: argent, payer, euros, euro, bitcoin, pcs, virement, rançon, réclame, exige, exigent, contre, si je ne, si je n, si je refuse, si j arrête, si je bloque, coucher avec, d autres photos, vient le voir, viens le voir, sinon il, sinon elle, sinon ils, sinon je
spread: publi*, diffus*, balanc*, menac*, chantage, extor*, envoyer, envoyé*, envoie, poster, partag*, montrer, tout le monde, contacts, abonnés, ma famille, mes parents, ma classe, mon lycée, mes potes, fuit*, leak*, groupe, mettre, met, mettra, dire à tous, mon copain, ma copine, mon mari, ma femme, lycée, collège, école, classe
picture: photo, photos, vidéo, vidéos, images, captures, enregistr*
door: devant chez, devant ma porte, à ma porte, à la porte, devant la maison, dans la maison, chez moi, devant mon immeuble, me suit, m a suivie, me suivait, sait où j habite, où j habite, mon adresse, m attend, sous ma fenêtre, devant mon travail, entrer chez
peril: ex, stalk*, peur, police, flics, tambourin*, couteau, arme, menac*, tuer, harcèl*, rôde*, inconnu, cambriol*, cache, cachée, caché, hurle
weary: marre, assez, plus envie, pas envie, envie de rien, plus la force, à quoi bon, plus aucun sens, aucun sens, plus de sens, plus le goût, fatigué*, las, lasse, mieux sans, supporte plus, déteste, veux plus, voudrais ne, ras le bol, ne passerai pas, passerai pas, tiendrai pas, tiens plus, survivrai, survivre, me demander si, me demande si, quelqu un s en, personne ne s, sur le quai, sur les rails, au bord
life: vie, vivre, exister, être là, être ici, sans moi, me réveiller, ce monde, lever le matin, continuer à, disparaître, plus là, jusqu à demain, soucierait, manquerais, remarquerait, si je sautais, si je partais, si je n étais
sos: samu, pompiers, 112, 15, 17, 18, 114, 3114, secours, urgences, ambulance, police, gendarmerie, gendarmes, médecin, hôpital, sos
urgent: peux pas appeler, arrive pas à appeler, arrive pas à joindre, impossible d appeler, impossible de joindre, appels ne passent, appel ne passe, plus de réseau, pas de réseau, aucun réseau, personne ne répond, vite, urgent, aidez, au secours, comment appeler, comment joindre, joindre personne, peux plus appeler
nobody: personne, aucun, aucune
seen: vu, vue, aperçu*, retrouv*, sait où, entendu
home: maison, appartement, appart, chambre, immeuble, cuisine, cave, toit, voiture, rue, village, quartier, ascenseur, bureau, magasin, bus, train
flood: inond*, eau, feu, fumée, flammes, brûle, gaz, séisme, tremblement de terre, éboulement, effondré*, explos*, avalanche, coincé*, bloqués, enseveli*
helpless: à qui le dire, à qui en parler, à qui parler, à qui demander, personne ne nous entend, personne ne m entend, personne ne me croit, personne ne m aide, personne ne nous aide, honte, aidez moi, aidez nous, au secours
ride: montée dans, monté dans, d internet, sur internet, rencontré en ligne, tinder, hôtel, venu la chercher, partie avec, parti avec
force: m oblige, m obligent, me force, me forcent, me met la pression, l oblige, dois lui envoyer, me fait envoyer
"""
