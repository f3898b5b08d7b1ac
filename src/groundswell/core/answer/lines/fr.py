"""French: made by a machine, no native speaker has read it yet."""

from __future__ import annotations

from collections.abc import Mapping

FRENCH: Mapping[str, str] = {
    "fits": "Ce que vous décrivez correspond à ce que beaucoup d’autres signalent ; vous n’êtes sans doute pas seul dans ce cas.",
    "fits_few": "Ce que vous décrivez correspond à ce que certains signalent ; il est trop tôt pour en dire plus.",
    "fits_declared": "Ce que vous décrivez correspond à une panne déjà annoncée ; vous n’êtes sans doute pas seul dans ce cas.",
    "log_in": "Être déconnecté, ou voir son mot de passe refusé, en fait partie pour beaucoup.",
    "hacked": "À lui seul, cela n’indique pas que quelqu’un a pris votre compte, ni qu’il est suspendu. Rien n’indique qu’il soit utile de changer sans cesse de mot de passe. Si l’on vous a annoncé un changement d’adresse ou de mot de passe, ou une suspension, et que ce n’était pas vous, c’est autre chose : adressez-vous à {service}.",
    "lost": "Les photos, messages ou abonnés qui ne s’affichent pas en ce moment ne sont pas forcément perdus : beaucoup de choses ne se chargent pas. Personne ici ne peut regarder dans votre compte.",
    "when": "Personne n’a dit quand ce sera terminé.",
    "next": "{operator} a promis de reprendre la parole, au plus tard à ce moment : {next}.",
    "why": "La cause n’a pas été communiquée.",
    "why_beyond": "On n’en sait pas plus ici sur la cause.",
    "remedy": "Aucun moyen de contourner le problème n’est connu ici. Rien n’indique non plus que réinstaller l’application ou changer de mot de passe soit utile.",
    "worked": "Ce qui a aidé d’autres personnes{on} ({helped} sur {tried} le disent) : {text}",
    "found": "Ce qui peut aider en attendant{on} : {text}",
    "money": "Rien n’a été dit ici sur des remboursements, la publicité ou des pertes ; seul {service} peut en décider.",
    "said": "{operator} déclare ({at}) : « {text} »",
    "declared": "La permanence de ce site l’a déclaré ({at}) : « {text} »",
    "not_us": "Ceci n’est ni {service} ni son assistance : on lit ici ce que les gens signalent, et personne ici ne peut voir votre compte. {service} se joint par son application ou par ses propres pages.",
    "over": "C’était terminé à ce moment : {until}. Si cela ne marche toujours pas chez vous, dites-le sur la page consacrée à {service}.",
    "page": "La page consacrée à {service} dira si quelque chose change.",
}
