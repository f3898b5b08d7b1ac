"""Spanish: signs of danger, and figures of speech that are none. How they are written: danger/__init__.py."""

SIGNS = """
suicid*
matarme|matarse
quiero|quiere|voy|va|queria|piensa|pienso|intento|intenta a? matarme|matarse|morirse|morirme
me|se quiero|quiere|quería matar|morir
quiero|quiere|quisiera morir
quitarme|quitarse|quitarte la|de vida|medio
quitar|quitarse|quitarme de en medio
se|me quiero|quiere|va|voy|quito _ quitar|la _ vida
acabar|terminar con su|mi|todo vida|ya
acabar con todo
no|ni|ya|sin|para quiero|quiere|ganas|aguanto|puedo|sentido|merece|que _ vivir|viviendo|vivo|viva
no|ya _ seguir viviendo|viva|vivo
cansad*|harto|harta de vivir|existir
cansad*|harto|harta de la|mi vida
hacerse|hacerme|hacerte|haga|hace|hago|haciendo|haciendose daño
autolesi*
se despidio|despide|esta despidiendo|despidiendose
despidiendose
despidió|despidiéndose|despide|adios __ todos|todas|mundo|familia|amigos & historia|mensaje|carta|dijo|perfil|contesta|responde
carta|nota|mensaje|video|historia|post de despedida
dejo|escribio una|un carta|nota
mejor|estaria|estarian _ sin mi|muerto|muerta
sobredosis
tomo|tomé|tomado|tome|tomaron|tragó|tragado|ingirió|comió|tomando|bebió & pastillas|píldoras|tabletas|medicamentos|somníferos|ansiolíticos|antidepresivos|veneno|cloro|lejía|paracetamol|clonazepam|medicinas|fármacos|rivotril
frasco|caja|blister|puñado de? _ pastillas|pildoras|medicamentos|somniferos
corto|corté|corta|cortó|cortando|cortándome|cortándose|cortarme|cortarse|cortaba & brazos|brazo|muñecas|venas|piernas|muslos|piel
me corto|corte|cortaba todas|todos|de|cuando|otra|cada|para
necesito|necesita|necesitamos|llamar|llamen|llame|manden|envien|pedir|urge|mandar|llama|viene|llega|espero|esperando _ ambulancia|bomberos
no|imposible|ni|como|sin|nadie __ llamar|llamo|llamamos|marcar|marco|comunicar*|comunico|contactar|hablar|llamada|llamadas|pedir|avisar __ 112|911|061|091|080|107|123|133|131|066|emergencias|ambulancia|bomberos|policia|hospital|urgencias
112|911|061|091|066|107 __ no|ni|tampoco contesta|contestan|responde|responden|funciona|entra|sirve|atiende|atienden|jala|conecta
dolor|duele|duela|opresion|presion & pecho
infarto
no|sin|apenas|deja|puede|dejo respira|respirar|respiro
inconsciente
convulsion*
desangra*
se|esta desmayo|desmayada|desmayado|atraganta|atraganto
incendio|incendia|incendiando|quema|quemando|fuego|humo & casa|edificio|departamento|piso|cocina|apartamento|vecino|vecinos|escuela|escalera
hay fuego|humo
hay un incendio
escape|fuga|olor|huele de|a gas
me|te|nos|la amenaza|amenazan|amenazo|amenazado
amenaza|amenazan con
amenazas|amenaza de muerte
amenazando|amenazada
amenaz* & matar|publicar|subir|fotos|videos|video|familia|ex
me|la|lo|nos va|quiere|van|queria|intento a? matar|golpear|pegar|violar|acuchillar|disparar
dice|dijo|juro que me|la|nos mata|va
me|la|nos golpea|golpeo|golpean|agrede|agredio|ahorca|ahorco|maltrata|apuñalo
el|ella|novio|marido|esposo|padre|padrastro|ex|pareja|papa|hermano me|la|nos pega|pego|golpea
tiene|trae|con|saco|hombre|tipo _ un|una|armado|arma arma|pistola|cuchillo|navaja|machete
tiroteo
balacera
me acosa|acosan|acosando|persigue|persiguen|persiguiendo
acosador*
me|la sigue|siguen|siguio _ casa|calle|trabajo|escuela
afuera|fuera|enfrente|frente|puerta de? mi casa
ex|hombre|tipo|alguien|extraño|ladron __ afuera|fuera|puerta|entro|metio|adentro _ casa
hija|hijo|niña|niño|ella|el|alguien|hermana|hermano|amiga|amigo|menor|vida|estoy|mamá|persona _ en peligro
vida|hija|hijo|amiga|ella corre peligro
miedo|temo por mi|su vida
miedo _ haga|hace algo|una _ locura|tonteria
secuestr*
rehen*
me|la|fue|fui|intento|intentaron violo|violaron|violada|violado|violar
abusa|abuso|abusan|abusaron de|sexual mi|su|ella|mente|menores
pederast*
pedofil*
hombre mayor
hombre|señor|tipo|adulto|desconocido|viejo|sujeto|extraño|pervertido __ escrib*|mensaje|mensajes|habla|hablando|contact*|manda|mandando|pide|pidio|mandaba|chatea*|cita __ hija|hijo|niña|niño|menor|sobrina|sobrino|nieta|nieto|hermanita|hermanito
hija|hijo|niña|niño|menor|sobrina|sobrino|nieta|hermanita|hermanito __ escrib*|mensaj*|habla*|chatea*|contact*|verse|encontrar* __ hombre|señor|adulto|desconocido|tipo|viejo
chantaj*
extorsi*
sextorsi*
difundir|filtrar mis|sus fotos|videos
va|quiere|dice|amenaza _ subir|publicar|mandar|enviar|compartir mis fotos|videos
fotos|foto|video|videos|imagenes & intim*|desnud*
sin ropa
si no|le pago|deposito|pague
si no le pago
quiere|pide|exige|piden|exigen _ dinero|plata|pesos|euros|dolares|lana & o|sino|no & publica*|manda|mandará|sube|difunde*|filtra*|comparte
hijo|hija|niño|niña|hermana|hermano|amiga|amigo|sobrina|sobrino|persona|chica|mamá|papá|abuela|abuelo|esposa|esposo|menor _ desaparecid*|desaparecio|extraviad*
esta|estan|lleva|persona|personas|niña|niño desaparecid*
hijo|hija|hermana|hermano|niño|niña|mamá|papá|abuelo|abuela|amiga|amigo no aparece
no|nunca _ volvió|regresó|llegó|vuelto|llegado|regresado|vuelve|regresa _ casa|colegio|escuela|instituto|fiesta|trabajo
no se|sabemos nada de el|ella|mi
a la policia
tengo 9|10|11|12|13|14|15|16|17 __ piden|pide|quiere|quieren|manda|mande _ fotos|foto|video|videos|pack
tiene|tienen mis fotos|videos & dinero|miedo|pagar|medianoche|pide|piden
hija|hijo|hermana|hermano|niña|niño|sobrina __ no aparece
nadie me _ extrañar*|echar*|echará
cuando|si ya? no esté|este|estuviera aqui|mas|viva|vivo
ultimo|última día|noche _ vida|vivo|viva|aqui
publicó|escribió|dijo|puso _ último dia
perdón|perdon por todo & miedo|contesta|responde|mensaje|adiós|amo
tirar*|saltar|lanzar*|aventar* _ puente|azotea|balcón|edificio|tren|metro|vías
cuchilla|navaja|soga|cuerda & baño|cuello|brazos|encerró|ahorc*
ahorcar*|ahorcó|colgar* se? del|con|anoche
hay|mucha|tanta|perdiendo|llena _ sangre
encerrada|encerrado|encerró|encerraron|atrapada|atrapado
no me|nos deja|dejan salir|ir
me|le quitó|escondió el|mi|la móvil|celular|pasaporte|teléfono & novio|marido|esposo|padre|encerr*|golpe*
escondida|escondido _ baño|cuarto|armario|closet
sabe|encontró|averiguó donde vivo
bebé|hijo|hija|niño|niña & morado|morada|respira|ahog*|convuls*|fiebre|tragó
adulto|señor|hombre|tipo|desconocido & sobrina|hija|hijo|niña|niño|menor|hermana|sobrino & fotos|foto|mensajes|privado|privados|video|bikini
buscando|busca|pide|pidiendo|pidió|piden __ niña|niño|sobrina|hija|hijo|menor __ adulto|foto|fotos|desconocido|hombre
accidente & sangre|herido|herida|heridos|atrapad*|ambulancia|choque
atropell*
perdido|perdida|perdidos|varados _ montaña|cerro|bosque|mar|desierto|selva
insulina & sin|acabó|falta|necesito
obligan|obliga|forzada _ casarme|casarse|sexo
quemar|quemarme|quemarnos _ casa|viva|viva
voces _ dicen|dicen
mamá|madre|papá|padre|abuela|abuelo|marido|esposo|esposa|novia|novio|pareja|hijo|hija|niño|niña|bebé|hermana|hermano|sobrina|sobrino|amiga|amigo|vecina|vecino|prima|primo|tía|tío|padrastro|compañera|compañero|alumna|alumno|suegra|suegro & escaleras|despierta|despertar|inconsciente|herido|herida|sangre|sangra|sangrando|golpeó|golpeada|apuñal*|cuchillo|secuestr*|ahog*|convuls*|infarto|envenen*|veneno|pastillas|cortándose|abusa|abusó|abuso|manosea|acoso|amenazó|amenazaron|amenaza|morir|muriendo|suicid*|peligro|desmayó|accidente|ambulancia|maltrata|violento
tomar|tragar|tomarse algo & puede|aguanta|vivir|más
amenaz* & colegio|escuela|casa|trabajo
sin saber de mi
no|ni sé|sabemos|tengo nada|noticias de mi|ella|él & día|días|ayer|semana
salió & no|nunca volvió|regresó|vuelto
cayó|caido|caida & escaleras|despierta|techo|cabeza|puente
padrastro|tío|profesor|papá|abuelo|él|hombre me|la|lo toca|tocó|manosea|tocaba
borracho|borracha|bebió|bebido|tomado & estrell*|coche|carro|matar*|conduc*|manej*
estrellar|estrellarse|estrellarme
está|esta golpeando|pegando|ahorcando|matando a|me|mi|la
lado izquierdo|derecho & siente|habla|mueve|cara
provoco|provocarme|provoca el? vómito
vomito|vomitar & todos|cada|comida|como & dias|día|comida
anorexi*|bulimi*
exige|quiere|pide|piden _ euros|dólares|pesos|soles & muestra|enseña|fotos|mando
no __ pase|paso de esta noche
"""

FIGURES = """
atrapado|atrapada|encerrado|encerrada en|fuera _ página|cuenta|pantalla|código
puedo vivir sin
audio|sonido|video|directo|señal se corta
corta|corto|cortan|corte|corto|cortaba la|el|mi|las llamada|llamadas|señal|internet|wifi|video|videollamada|live|transmisión|audio
se me corto|corta|cortó|cortan
casi|me da|dio|daba|dará|va|casi _ infarto
instagram|insta|meta|app|aplicación|facebook|correo|mail|whatsapp|actualización me? amenaz*|matarme
jefe|jefa|mamá|novia|cliente|clienta|profe|madre|insta|instagram|app|aplicación|caída _ va|quiere|van a? matar|matarme
amenaza|amenazan con eliminar|cerrar|borrar|suspender|desactivar|bloquear
despidió|despide del|de|me trabajo|empleo|jefe|insta|instagram
matarse|matarme de? risa|trabajando|trabajar|risas
acosa|acosan con publicidad|anuncios|spam
publicidad
devuelven|devuelvan|devuelve|devolver|devolución|reembolso|reembolsan el|mi|de? mi? dinero|plata
no puede|puedo|pueden|podemos|pude mandar|enviar|subir|escribir|compartir|publicar mensajes|mensaje|fotos?
no me|le|nos|la? deja|dejan mandar|enviar|subir|escribir|compartir|publicar mensajes|mensaje|fotos?
"""

KINDS = """
kin: madre, mamá, mami, padre, papá, papi, abuela, abuelo, abuelita, abuelito, marido, esposo, esposa, mujer, novio, novia, pareja, ex, exnovio, exmarido, hijo, hija, hijos, niño, niña, bebé, bebe, hermano, hermana, hermanito, hermanita, sobrino, sobrina, primo, prima, tío, tía, amigo, amiga, amigos, compañero, compañera, vecino, vecina, padrastro, madrastra, nieto, nieta, suegra, suegro, alumno, alumna, cuñado, cuñada, profesor, padres, abuelos, hermanos, hijas, niños, niñas
ill: desmay*, inconsciente, respira, respirar, respirando, asfix*, atragant*, convulsi*, sangra*, sangrando, desangr*, envenen*, intoxic*, sobredosis, ahog*, infarto, derrame, pecho, ambulancia, colapsó, desplom*, paraliz*, insulina, no reacciona, no despierta, no responde a, no se mueve, se golpeó la cabeza, se puso morado, se puso morada, rompió fuente, parto, mal herido, herido, herida, trag*, tomó algo, tomado algo, bebió algo, boca torcida, cara torcida, cara de un lado, habla raro, hablar bien, tiembla, temblando, fiebre, tose sangre, oxígeno, diálisis, marcapasos, está frío, está fría, vodka, botella entera, coma etílico, bebió demasiado, tomó demasiado, vomita, vomitando, escalofríos, sangre, conmoción, alergia, hinch*, asma, inhalador, choque, accidente, no lo despierto, no la despierto, tirado en, tirada en, se cayó de la, se cayó de las, se cayó de un, se cayó de una
hurt: golpe*, pega, pegó, pegando, pegarme, ahorc*, estrangul*, viol*, abus*, apuñal*, cuchillo, navaja, pistola, arma, armado, amenaz*, secuestr*, maltrat*, acosa, acosó, violencia, encerr*, agred*, agresión, me hizo daño, miedo de él, no me deja salir, escondid*, escondo, esconder*, entra a mi cuarto, entra en mi cuarto, a mi cuarto, en mi cuarto, me toca, me tocó, toca a, grita, gritos, rompiendo, rompió mi, me quitó el celular, me encerró, no me deja, rompió, destroz*, arrastr*, a la fuerza, fuerza, jalone*, empuj*, escupe, moretones, sigo yo, la siguiente, atad*, furioso, fuera de control, se la llevaron, se lo llevaron, obliga, obligó, patead*, pateó
bye: despid*, despedida, suicid*, matarse, autolesi*, cortarse, cortándose, pastillas, puente, azotea, tirarse, lanzarse, ahorcarse, dejó una nota, dejó una carta, última carta, quitarse, quiere morir, quería morir, no quiere vivir, no despertar, hacerse daño, una locura, una tontería, último mensaje, adiós a todos, adiós para siempre, haga algo, escribí las cartas, escribió cartas, regaló sus, pida perdón, pasar la noche
quiet: no contesta, no responde, no aparece, no ha vuelto, no volvió, no regresa, no regresó, no llegó, desaparec*, celular apagado, teléfono apagado, móvil apagado, no la encuentro, no lo encuentro, no la encontramos, no lo encontramos, no sabemos nada, no sé nada, desde ayer, desde anoche, perdid*, se escapó, se fue de casa, sin noticias, nadie sabe, no la localizo, no lo localizo, extravi*, nadie ha visto, nadie vio, nadie la ha visto, nadie lo ha visto, última vez que, no sabemos dónde, no sé dónde está, ubicación se apagó, se subió al, se subió a un, nunca llegó, no ha llegado, todavía no llega, no llega a casa
worry: miedo, preocupad*, asustad*, desesperad*, pánico, temo, aterrad*, angustiad*, peligro, urgente
child: hija, hijo, niña, niño, niños, sobrina, sobrino, nieta, nieto, alumna, alumno, menor, menores, hermanita, hermanito, adolescente, 9 años, 10 años, 11 años, 12 años, 13 años, 14 años, 15 años, mi nena, mi nene
man: hombre, señor, tipo, adulto, adultos, desconocido, desconocidos, extraño, extraños, viejo, mayor, pervertido, pedófilo*, pederasta*, sujeto, alguien que conoció
touch: escrib*, habl*, manda, mandó, mandar, mandando, envía, envió, enviar, mensajes, mensaje, pide, pidió, pidiendo, ver, verse, encontr*, conoció, contact*, chatea*, cita, quedar, quedó, groom*
nude: desnud*, nudes, nude, íntim*, intim*, sin ropa, ropa interior, pack, sexual*, sexo, en calzones
pay: dinero, plata, pagar, paga, dólares, euros, pesos, soles, bitcoin, depósito, deposite, transfer*, a cambio, exige, exigen, piden, pide, si no me, si no le, si no lo, si no hago, si lo bloqueo, verme con, acostarme, más fotos
spread: public*, difund*, filtr*, amenaz*, extors*, chantaj*, subir, sube, mandar, manda, mandarlas, mandarlo, enviar, enviarlas, compart*, mostrar, todos, contactos, seguidores, mi familia, mis padres, viral*, grupo, poner, pone, pondrá, contarle a, mi novio, mi novia, mi marido, mi esposo, la escuela, el colegio, mi clase
picture: foto, fotos, video, videos, imágenes, imagen, fotografías, grabación, capturas
door: afuera de mi, fuera de mi, en mi puerta, en la puerta, frente a mi, entrar a mi casa, en mi casa, dentro de casa, me sigue, me siguen, me persigue, sabe dónde vivo, saben dónde vivo, mi dirección, me espera, me está esperando, en mi ventana, debajo de mi casa
peril: ex, acosador*, miedo, policía, golpea*, cuchillo, arma, amenaz*, matar, ladrón, desconocido, extraño, escondid*, gritando, patea*
weary: cansad*, hart*, no aguanto, no soporto, no vale, sin ganas, no tengo ganas, no tiene sentido, sin sentido, no le veo sentido, ningún sentido, ni ganas, no puedo más con, no quiero más, ya no quiero, para qué, odio, no encuentro, prefiero, rendid*, no creo que pase, no creo que llegue, no paso, no llego, no sobreviv*, no resisto, pensando si, me pregunto si, a alguien le, a nadie le, en el andén, en las vías, en la orilla, al borde
life: vida, vivir, viviendo, existir, existiendo, seguir aquí, estar aquí, despertar, este mundo, desaparecer para siempre, no estar, dejar de existir, seguir adelante, levantarme, hasta mañana, amanecer, importaría, le importa, me extrañaría, notaría, si no estuviera, si salto, me fuera
sos: ambulancia, 911, 112, 061, 091, 066, bomberos, emergencia, emergencias, policía, socorro, hospital, médico, rescate, línea de la vida, teléfono de la esperanza
urgent: no puedo llamar, no salen las llamadas, no entra la llamada, no entran las llamadas, no hay señal, sin señal, no contestan, no conecta, no logro llamar, no tengo señal, urgente, rápido, ya mismo, ayuda, auxilio, cómo llamo, cómo puedo llamar
nobody: nadie, ninguno
seen: visto, vio, sabe dónde, sabe nada
home: casa, piso, departamento, cuarto, habitación, edificio, cocina, sótano, techo, coche, carro, auto, calle, pueblo, barrio, ascensor, oficina, tienda, bus
flood: inund*, agua, fuego, humo, llamas, quema, quemando, gas, terremoto, temblor, derrumb*, deslave, explo*, aludes, atrapad*, sepultad*, atascad*
helpless: a quién contar*, a quién decir*, a quién acudir, nadie nos escucha, nadie me escucha, nadie me cree, nadie me ayuda, nadie nos ayuda, no puedo contarle, vergüenza, ayúdenme, ayúdennos, auxilio
ride: se subió, subió al, de internet, por internet, conoció en línea, tinder, hotel, la recogió, lo recogió, se fue con
force: me obliga, me obligan, me presiona, me presionan, la obliga, tengo que mandarle, me hace mandarle
"""
