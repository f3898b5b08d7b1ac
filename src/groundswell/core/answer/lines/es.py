"""Spanish: made by a machine, no native speaker has read it yet."""

from __future__ import annotations

from collections.abc import Mapping

SPANISH: Mapping[str, str] = {
    "fits": "Lo que describes coincide con lo que cuentan muchas otras personas; probablemente no te pasa solo a ti.",
    "fits_few": "Lo que describes coincide con lo que cuentan algunas personas; es pronto para decir más.",
    "fits_declared": "Lo que describes coincide con una caída ya anunciada; probablemente no te pasa solo a ti.",
    "log_in": "Que se cierre la sesión o que no se acepte la contraseña es, para muchos, parte de ello.",
    "hacked": "Por sí solo no indica que alguien se haya quedado con tu cuenta ni que esté suspendida. No consta que ayude cambiar la contraseña una y otra vez. Si te han avisado de que tu correo o tu contraseña han cambiado, o de una suspensión, y no has sido tú, es otro asunto: dirígete a {service}.",
    "lost": "Las fotos, los mensajes o los seguidores que ahora no se ven no tienen por qué haberse perdido: muchas cosas no cargan. Aquí nadie puede mirar en tu cuenta.",
    "when": "Nadie ha dicho cuándo terminará.",
    "next": "{operator} ha prometido volver a informar, a más tardar en este momento: {next}.",
    "why": "No se ha dicho cuál es la causa.",
    "why_beyond": "Aquí no se sabe más sobre la causa.",
    "remedy": "Aquí no se conoce ninguna forma de evitarlo. Tampoco consta que ayude reinstalar la aplicación o cambiar la contraseña.",
    "worked": "Lo que ha ayudado a otros{on} (lo dicen {helped} de {tried}): {text}",
    "found": "Lo que puede ayudar mientras tanto{on}: {text}",
    "money": "Aquí no se ha dicho nada sobre reembolsos, publicidad o pérdidas; solo {service} puede decidirlo.",
    "said": "{operator} dice ({at}): «{text}»",
    "declared": "La mesa de este sitio lo ha declarado ({at}): «{text}»",
    "not_us": "Esto no es {service} ni su soporte: aquí está lo que la gente reporta, y nadie aquí puede ver tu cuenta. A {service} se llega por su aplicación o por sus propias páginas.",
    "over": "Terminó en este momento: {until}. Si todavía te falla, dilo en la página de {service}.",
    "page": "La página de {service} dirá si algo cambia.",
}
