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
"""

FIGURES = """
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
"""
