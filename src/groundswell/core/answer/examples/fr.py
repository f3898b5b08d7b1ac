"""What people ask while an outage is on, in French."""

from __future__ import annotations

from collections.abc import Mapping

FRENCH: Mapping[str, str] = {
    "is-it-down": """
{} est en panne ?
{} ne marche plus
ça ne charge pas
l'appli ne s'ouvre pas
c'est que moi ou c'est tout le monde
c'est mon téléphone ou c'est {}
l'appli se ferme toute seule
page blanche et rien d'autre
qu'est-ce qui se passe avec {}
{} bug à mort ce soir
le fil ne s'actualise plus
j'ai redémarré la box deux fois, c'était {} en fait ?
ma mère dit que la roue tourne sans fin
il est mort {} ou quoi
tout marche sauf {}
bonjour, nous n'arrivons plus à ouvrir {} sur aucun appareil depuis une heure, est-ce une panne générale ?
message d'erreur, réessayez plus tard
ni en wifi ni en 4g
ma carte est refusée alors que j'ai de l'argent, c'est {} ?
plus de réseau depuis ce matin, vous aussi ?
&tout marche sauf {}, c'est vous ou c'est eux
ça reste bloqué sur le logo
mon fils dit que c'est la tablette
tout est gris
vous aussi ça bug ?
ça plante direct
c'est mort chez vous aussi ?
{} ne répond plus
""",
    "logged-out": """
j'ai été déconnecté tout seul
je n'arrive plus à me connecter
il dit mot de passe incorrect alors que c'est le bon
on m'a piraté ou c'est la panne
il dit que l'utilisateur n'existe pas
suis-je banni ? impossible d'entrer depuis tout à l'heure
mon mari et moi déconnectés en même temps
il me redemande de me connecter en boucle
""",
    "things-gone": """
toutes mes photos ont disparu
zéro abonné et zéro publication
mes messages sont perdus ?
mon profil est vide, tout est effacé ?
mon solde a disparu
""",
    "when-back": """
ça revient quand
c'est réparé quand
encore longtemps ?
on a une heure ?
j'ai un live à vingt heures, je reporte ou pas
ça vaut le coup d'attendre
vite s'il vous plaît
on mange ou on attend
mon examen est à neuf heures
""",
    "fixed-yet": """
c'est réparé ?
ça remarche ?
c'est revenu puis reparti, c'est fini ou pas
""",
    "since-when": """
depuis quand c'est en panne
ça a commencé à quelle heure
c'était avant minuit ?
""",
    "where": """
c'est dans le monde entier ou qu'en france
en belgique aussi
quels pays sont touchés
seulement android ou iphone aussi
l'appli seulement ou le site aussi
""",
    "said": """
ils ont dit quelque chose
il y a un communiqué officiel ?
ils sont au courant ?
ils travaillent dessus ?
""",
    "why": """
pourquoi c'est en panne
c'est une attaque ?
c'est à cause de la mise à jour ?
quelle est la cause
""",
    "what-to-do": """
ça sert de réinstaller
qu'est-ce que je peux faire
ça marche sur l'ordinateur ?
je dois changer mon mot de passe ?
un vpn aide ?
il y a une astuce pour entrer
je peux payer avec la carte physique
""",
    "sisters": """
{calm} aussi est en panne
et {calm}, ça marche ?
{calm} va tomber aussi ?
""",
    "money": """
on me rembourse la pub
qui paie mes ventes perdues ce soir
mes annonces continuent de dépenser pendant la panne
""",
    "report-it": """
où signaler que ça ne marche pas
je dois vous prévenir que chez moi aussi ?
""",
    "cannot-post": """
impossible de publier
ma story reste bloquée sur envoi
mes messages ne partent pas
""",
    "disabled": """
mon compte a été désactivé pour non-respect des règles
suspendu la semaine dernière, personne ne répond
comment faire appel
on a supprimé ma publication sans raison
ma vidéo retirée à cause de la musique
action bloquée jusqu'au 28
compte fermé le 12 mai sans explication
un de mes posts de jeudi dernier a disparu, juste celui-là
""",
    "taken-over": """
on m'a volé mon compte et changé l'adresse
quelqu'un publie à ma place
j'ai reçu un mail disant que mon mot de passe a été changé, ce n'est pas moi
il demande de l'argent à mes amis avec mon compte
déconnecté et maintenant on vend des trucs dans mes stories, c'est pas moi
alerte de connexion depuis un autre pays
on m'a volé ma carte et il y a des commandes que je n'ai pas faites
j'ai donné le code par erreur
""",
    "old-login": """
j'ai oublié mon mot de passe
le code arrive sur mon ancien numéro
j'ai perdu mon téléphone, plus de code
le lien de réinitialisation n'arrive pas depuis des jours
je veux récupérer un vieux compte
j'ai changé de téléphone et perdu l'application de codes
l'ancienne adresse n'existe plus
ça fait trois semaines que je n'entre plus
personne ne connaît le mot de passe du compte de l'asso
""",
    "help-centre": """
comment changer mon nom d'utilisateur
comment mettre de la musique dans une story
comment supprimer mon compte
comment masquer les j'aime
comment désactiver les notifications
comment me déconnecter de tous les appareils
est-ce qu'il voit que j'ai regardé sa story
comment changer les sous-titres
la fonction n'apparaît pas chez moi, comment l'avoir
""",
    "shadowban": """
mes vidéos ne font plus de vues depuis des semaines
je perds des abonnés depuis lundi
plus personne ne voit mes posts depuis mars
""",
    "payouts": """
je n'ai pas reçu mon paiement du mois dernier
débité deux fois jeudi
je veux un remboursement de mon abonnement
débité trois fois
livré mais je n'ai rien reçu
ma recharge n'apparaît pas
""",
    "report-a-person": """
un faux compte utilise mes photos
on me menace
comment signaler un profil
une vidéo affreuse tourne, supprimez-la
on m'insulte tous les jours
""",
    "scam-seller": """
j'ai payé une boutique sur {} et rien reçu
""",
    "other-apps": """
{other} non plus ne marche pas
{other} est en panne ?
ma banque ne s'ouvre pas non plus
{calm} n'envoie rien
et {other} ? ça charge pas non plus
{other} rame aussi
le jeu ne se connecte pas
""",
    "own-internet": """
plus d'internet à la maison, rien ne s'ouvre
le wifi coupe pour tout
toute la rue est sans connexion
{line} sans réseau chez moi depuis hier
&plus de fibre depuis ce matin donc plus de {} ni de télé, c'est réparé quand
&aucun réseau depuis hier, ni {} ni appels
&internet coupe tous les soirs, là même {} ne s'ouvre pas
rien ne charge, ni {} ni google ni rien
plus de réseau dans l'immeuble depuis les travaux
""",
    "vague": """
bonjour
j'ai un problème
rappelez-moi
@ça ne marche pas
j'ai une question
bonsoir
ça ne va pas
merci de me répondre
""",
    "another-day": """
c'était en panne jeudi dernier ?
hier soir aussi ?
ça ne marche plus depuis un mois
hier soir aussi mon paiement a été refusé, il y avait une panne ?
une maintenance est prévue demain ?
en panne le 9 mars ?
ça plante depuis la dernière mise à jour
""",
    "person": """
je suis journaliste, à qui parler de la panne
vous recrutez ?
puis-je utiliser votre graphique
je travaille pour une radio, qui peut passer à l'antenne
votre carte ne s'affiche pas
comment comptez-vous
""",
    "thanks": """
merci pour l'info
super site, merci
bravo aux équipes
c'est revenu, merci
""",
    "opinion": """
quelle boîte de nuls
cette appli est pourrie
bande de voleurs
""",
    "spam": """
abonnés pas chers
gagnez de l'argent chez vous
""",
}
