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
""",
    "taken-over": """
on m'a volé mon compte et changé l'adresse
quelqu'un publie à ma place
j'ai reçu un mail disant que mon mot de passe a été changé, ce n'est pas moi
il demande de l'argent à mes amis avec mon compte
""",
    "old-login": """
j'ai oublié mon mot de passe
le code arrive sur mon ancien numéro
j'ai perdu mon téléphone, plus de code
le lien de réinitialisation n'arrive pas depuis des jours
je veux récupérer un vieux compte
""",
    "help-centre": """
comment changer mon nom d'utilisateur
comment mettre de la musique dans une story
comment supprimer mon compte
comment masquer les j'aime
comment désactiver les notifications
""",
    "shadowban": """
mes vidéos ne font plus de vues depuis des semaines
je perds des abonnés depuis lundi
""",
    "payouts": """
je n'ai pas reçu mon paiement du mois dernier
débité deux fois jeudi
je veux un remboursement de mon abonnement
""",
    "report-a-person": """
un faux compte utilise mes photos
on me menace
comment signaler un profil
""",
    "scam-seller": """
j'ai payé une boutique sur {} et rien reçu
""",
    "other-apps": """
{other} non plus ne marche pas
{other} est en panne ?
ma banque ne s'ouvre pas non plus
{calm} n'envoie rien
""",
    "own-internet": """
plus d'internet à la maison, rien ne s'ouvre
le wifi coupe pour tout
toute la rue est sans connexion
{line} sans réseau chez moi depuis hier
""",
    "vague": """
bonjour
j'ai un problème
rappelez-moi
@ça ne marche pas
j'ai une question
""",
    "another-day": """
c'était en panne jeudi dernier ?
hier soir aussi ?
ça ne marche plus depuis un mois
""",
    "person": """
je suis journaliste, à qui parler de la panne
vous recrutez ?
puis-je utiliser votre graphique
""",
    "thanks": """
merci pour l'info
super site, merci
""",
    "opinion": """
quelle boîte de nuls
cette appli est pourrie
""",
    "spam": """
abonnés pas chers
gagnez de l'argent chez vous
""",
}
