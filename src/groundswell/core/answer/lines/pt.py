"""Portuguese: made by a machine, no native speaker has read it yet."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "fits": "O que você descreve coincide com o que muitas outras pessoas relatam; provavelmente não é só com você.",
    "fits_few": "O que você descreve coincide com o que algumas pessoas relatam; é cedo para dizer mais.",
    "fits_declared": "O que você descreve coincide com uma queda já anunciada; provavelmente não é só com você.",
    "log_in": "Ser desconectado ou ter a senha recusada faz parte disso para muita gente.",
    "hacked": "Por si só, isso não é sinal de que alguém tomou a sua conta nem de que ela foi suspensa. Não há notícia de que ajude trocar a senha várias vezes. Se você recebeu um aviso de que seu e-mail ou sua senha mudou, ou de uma suspensão, e não foi você, é outro assunto: procure o suporte de {service}.",
    "lost": "Fotos, mensagens ou seguidores que agora não aparecem não estão necessariamente perdidos: muita coisa não carrega. Ninguém aqui pode olhar a sua conta.",
    "when": "Ninguém disse quando isso vai acabar.",
    "next": "{operator} prometeu falar de novo, no máximo neste momento: {next}.",
    "why": "Não foi dito qual é a causa.",
    "why_beyond": "Aqui não se sabe mais sobre a causa.",
    "remedy": "Aqui não se conhece nenhuma forma de contornar o problema. Também não há notícia de que reinstalar o aplicativo ou trocar a senha ajude.",
    "worked": "O que ajudou outras pessoas{on} ({helped} de {tried} dizem isso): {text}",
    "found": "O que pode ajudar enquanto isso{on}: {text}",
    "money": "Nada foi dito aqui sobre reembolsos, anúncios ou prejuízos; só {service} pode decidir isso.",
    "said": "{operator} diz ({at}): “{text}”",
    "declared": "A mesa deste site declarou isto ({at}): “{text}”",
    "not_us": "Isto não é {service} nem o suporte: aqui está o que as pessoas relatam, e ninguém aqui pode ver a sua conta. Fala-se com {service} pelo aplicativo ou pelas páginas do próprio serviço.",
    "over": "Terminou neste momento: {until}. Se ainda falha para você, diga na página de {service}.",
    "page": "A página de {service} diz quando algo mudar.",
}
