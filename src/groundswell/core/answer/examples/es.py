"""What people ask while an outage is on, in Spanish."""

from __future__ import annotations

from collections.abc import Mapping

SPANISH: Mapping[str, str] = {
    "is-it-down": """
se cayó {}?
está caído {}
{} no funciona
no me carga {}
no me abre la app
le pasa a alguien más o solo a mí
es mi celular o es {}
se me cierra sola la aplicación
pantalla en blanco y nada más
qué onda con {}
qué le pasa a {} hoy
no jala el {}
no me va el {}, os pasa?
se queda cargando todo el rato
el inicio no se actualiza, siempre las mismas publicaciones
reinicié el módem dos veces y era {}?
mi mamá dice que su {} no abre en la tablet
otra vez se murió
mi internet anda bien, lo único que no abre es {}
buenas tardes, tengo una tienda y desde hace una hora no puedo abrir la página de {}. ¿es algo general?
me sale error y que intente más tarde
no carga ni con wifi ni con datos
la tarjeta me la rechaza y tengo saldo, es {}?
no tengo señal desde la mañana, es general?
no se ve ninguna foto
&todo abre menos {}, son ustedes o es {}
el istagran no abre
mi hijo dice que no es el teléfono
no me aparece nada, todo en gris
se traba en el logo
a mí tampoco me abre
es mundial o es mi tablet
el {} está muerto
buenas, es normal que no cargue nada hoy?
anda mal {}?
""",
    "logged-out": """
me sacó de la cuenta
se me cerró la sesión sola y no puedo volver a entrar
dice que la contraseña es incorrecta y es la de siempre
me hackearon o es la caída
no puedo iniciar sesión
me botó y ahora dice que el usuario no existe
me banearon? no me deja entrar desde hace rato
a mi hija la sacó y cree que le robaron la cuenta
me pide iniciar sesión una y otra vez
acepta el código y luego vuelve al principio
""",
    "things-gone": """
desaparecieron todas mis fotos
me salen cero seguidores y cero publicaciones
se borraron mis mensajes?
mi perfil está vacío, se perdió todo?
tengo diez años de fotos ahí, siguen estando?
mi saldo aparece en cero, se fue mi dinero?
""",
    "when-back": """
cuándo vuelve
cuánto falta
a qué hora se arregla
para cuándo estará
va para largo?
tengo una venta en vivo a las ocho, me espero o la muevo
ya que regrese por favor
hay hora estimada?
vale la pena esperar o me duermo
cuándo podré pagar
y ahora qué, cuánto hay que aguantar
mi examen es a las nueve, estará?
""",
    "fixed-yet": """
ya se arregló?
ya volvió
ya funciona otra vez?
volvió y se cayó de nuevo, ya quedó o no
""",
    "since-when": """
desde cuándo está caído
a qué hora empezó
fue antes de las seis?
hace cuánto que no funciona
""",
    "where": """
es en todo el mundo o solo en méxico
en argentina también
está caído en madrid?
a quiénes afecta
solo en android o también en iphone
en qué países
es solo la app o también la web
""",
    "said": """
ya dijeron algo
qué dice la empresa
hay comunicado oficial
ya saben del problema
lo están arreglando?
se pronunció {operator}?
""",
    "why": """
por qué se cayó
qué pasó
fue un ataque
los hackearon?
es por la actualización?
a qué se debe la falla
es mantenimiento o qué
""",
    "what-to-do": """
sirve reinstalar la app
qué hago
si la borro y la vuelvo a bajar se arregla?
funciona desde la computadora?
cambio la contraseña o la dejo así
sirve una vpn?
cómo le hago para entrar
hay que apagar el teléfono?
puedo pagar con la tarjeta física
mi papá de 80 años qué tiene que tocar
es mejor con datos que con wifi?
""",
    "sisters": """
{calm} también se cayó
y {calm} anda?
{calm} funciona bien?
también se va a caer {calm}
es solo {} o todo lo de {operator}
""",
    "money": """
me devuelven lo de la publicidad
quién me paga las ventas que perdí hoy por la caída
mis anuncios siguen gastando y nadie puede entrar
van a compensar a los usuarios?
""",
    "report-it": """
dónde reporto que no funciona
a quién le aviso que no me sirve
sirve que yo lo reporte?
""",
    "cannot-post": """
no puedo publicar nada
se queda en subiendo
los mensajes no se envían, se quedan pensando
mi historia no sube desde hace una hora
no me deja comentar
""",
    "disabled": """
me suspendieron la cuenta por incumplir las normas
inhabilitaron mi cuenta la semana pasada y nadie responde
cómo apelo el bloqueo
me borraron una publicación sin motivo
mi cuenta está en revisión desde el martes
me eliminaron un video por la música
acción bloqueada hasta el 28
me cerraron la cuenta el 12 de mayo y no sé por qué
está deshabilitada y dice que incumplí
la cuenta de la fundación está bloqueada por un reporte falso
desapareció una publicación mía de la semana pasada, solo esa
""",
    "taken-over": """
me robaron la cuenta y cambiaron el correo
alguien está publicando en mi cuenta y no soy yo
me llegó un correo de que cambiaron mi contraseña, yo no fui
piden dinero a mis amigos desde mi cuenta
entraron desde otro país y me sacaron
me sacó y ahora dicen mis amigos que vendo dólares en mis historias
me llegó un aviso de inicio desde otro país
tienen mi cuenta y piden rescate
cambiaron mi nombre de usuario y mi foto
le di el código a alguien por error
""",
    "old-login": """
olvidé mi contraseña
el código llega a mi número viejo
perdí el celular y no tengo el código
no me llega el correo para restablecer desde hace días
puse mal el pin tres veces
quiero recuperar una cuenta de hace años
quiero entrar a la cuenta de mi socio y nadie sabe la clave
el correo de esa cuenta ya no existe
formateé el celular y perdí los códigos
hace tres semanas que no puedo entrar
me pide un código de una app que ya no tengo
""",
    "help-centre": """
cómo cambio mi nombre de usuario
cómo pongo música en las historias
cómo borro mi cuenta
cómo oculto los me gusta
cómo desactivo las notificaciones
ya no me aparece la opción, cómo la activo
cómo descargo un certificado
cómo cierro sesión en todos los dispositivos
qué medida lleva una historia
se dan cuenta si veo su historia?
cómo cambio los subtítulos
cómo vuelvo a tener la función
""",
    "shadowban": """
mis videos no los ve nadie desde abril
bajaron mis vistas hace dos semanas
estoy perdiendo seguidores desde el lunes
por qué tengo tan poco alcance
no me ve nadie desde semana santa
antes tenía mil vistas y ahora cincuenta
""",
    "payouts": """
no me han pagado el bono de marzo
me cobraron dos veces el anuncio del jueves
no me han depositado las ventas de la semana pasada
quiero un reembolso de mi suscripción
la factura llegó mal
me cobraron tres veces
el pedido llegó incompleto, quiero mi dinero
hice una recarga y no aparece
""",
    "report-a-person": """
una cuenta falsa usa mis fotos
me están amenazando por mensaje
cómo denuncio un perfil
se hacen pasar por mi negocio
hay un video horrible, bórrenlo
me insultan todos los días
suben fotos de mi hija sin permiso
""",
    "scam-seller": """
compré en una tienda de {} y nunca me llegó
me estafaron con una venta
""",
    "other-apps": """
{other} tampoco me deja entrar
se cayó {other}?
mi banco no abre, es lo mismo?
{other} se traba
{calm} no me deja mandar mensajes
y {other}? tampoco me carga
tampoco abre {other}, será lo mismo
el juego no conecta
no me deja pagar en {other}
""",
    "own-internet": """
no tengo internet en casa, nada abre
el wifi se cae con todo
toda la calle está sin internet
{line} no tiene señal en mi zona desde ayer
&desde ayer sin datos, ni {} ni nada, cuándo lo arreglan
&no hay internet en toda la colonia, ni {} abre
&se me fue la señal y no abre {} ni nada
ni google ni {} ni nada me abre
""",
    "vague": """
hola
ayuda
tengo un problema
me pueden llamar
una consulta
@no funciona
buenas tardes
no sirve
disculpe
espero respuesta
@ya intenté de todo
""",
    "another-day": """
se cayó el jueves pasado?
ayer en la noche también hubo falla?
desde hace un mes no se oyen los audios
no funciona desde la semana pasada
la semana pasada también falló, qué fue
va a haber mantenimiento mañana?
se cayó el 9 de marzo?
desde la última actualización se cierra
el domingo pasado a qué hora volvió
""",
    "person": """
soy periodista, con quién puedo hablar para una nota
buscan personal?
puedo usar su gráfica
escribo de un diario, con quién hablo
por qué no se ve su mapa
cómo cuentan los reportes
escuela de periodismo, nos dan una entrevista?
""",
    "thanks": """
gracias por avisar
buena página, gracias
gracias a los ingenieros
son los mejores
""",
    "opinion": """
qué basura de empresa
son unos inútiles
ojalá no vuelva nunca
""",
    "spam": """
vendo seguidores baratos
gana dinero desde casa
""",
}
