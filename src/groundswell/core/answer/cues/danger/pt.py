"""Portuguese: signs of danger, and figures of speech that are none. How they are written: danger/__init__.py."""

SIGNS = """
suicid*
me|se matar
tirar|tirou|tira|tirando a|minha|propria _ vida
acabar|acabou com a|minha|tudo vida
acabar com tudo
não|nem|sem|ja quero|quer|vontade|aguento|consigo|razão|motivo|sentido mais? _ viver|vivendo|existir|viva|vivo
nao|n|ñ|num quero|aguento mais viver
cansad* de viver|existir
cansad* da vida
quero|quer|queria|querendo morrer|sumir
vai|ia|vou|medo|ela|ele fazer|faça|fez uma|alguma besteira|loucura
se|me machucar|machuca|machuco|machucando
se|me|auto|tá cortando|corta|cortar
eu me corto
automutil*
corto|corta|cortou|cortando|cortar & braços|braço|pulsos|pulso|pernas|coxa|pele
se despediu|despedindo|despede
postou|deixou|escreveu|mandou|gravou uma|um _ despedida|adeus
carta|mensagem|bilhete|post|video|story de despedida
disse|deu|falou adeus
melhor sem mim
overdose
tomou|tomei|tomado|toma|engoliu|tomaram|bebeu & remédio|remédios|comprimidos|cartela|pílulas|veneno|rivotril|clonazepam|dipirona|antidepressivos|medicamentos|calmantes|chumbinho
preciso|precisa|precisamos|chamar|chama|chamem|manda|mandem|ligar|esperando _ ambulância|samu|bombeiro|bombeiros
não|nem|como|sem|ninguem __ ligar|ligo|ligação|ligações|chamar|falar|completa|discar|contato __ 190|192|193|180|188|112|911|polícia|samu|bombeiros|ambulância|emergência|cvv|hospital
190|192|193|180|188|samu|cvv __ não|nem|n atende|atendem|completa|funciona|responde|chama|pega
dor|dores|doendo|aperto _ peito
infarto|infartando|enfarto
não|sem|para|parou|mal|consegue _ respira|respirar|respirando
mãe|pai|vó|vô|avó|avô|filho|filha|bebê|ela|ele|esposa|marido|amiga|irmã|irmão _ desmaiou|desmaiada|desmaiado|convulsionando|engasgou
inconsciente
convulsão
sangrando muito
incêndio|fogo|queimando|fumaça & casa|prédio|apartamento|cozinha|vizinho|vizinhos|escola|andar
tem fogo|incêndio
vazamento|cheiro de gás
me|a|nos ameaça|ameaçou|ameaçam|ameaçaram
ameaçando|ameaçada|ameaçado
ameaça postar|de|divulgar
ameaças de morte
vai|quer|ia|tentou|falou|disse _ me|a|nos matar|bater|estuprar|esfaquear
marido|ex|namorado|pai|padrasto|ele|ela|companheiro me|nos bate|bateu|agride|agrediu|enforcou|espanca|espancou
me agrediu
homem|cara|alguem|ele|marido|ex|bandido|com _ armado|arma|faca|revolver|pistola
tiroteio
me|nos perseguindo|perseguem|persegue
stalker
ex|homem|cara|alguem|estranho|ladrao __ porta|fora|frente|dentro|portão|entrou _ casa
filha|filho|ela|ele|alguém|irmã|irmão|amiga|amigo|menina|menino|criança|vida|estou|to|mãe _ em|correndo|corre perigo
em|corre perigo _ vida
medo por|pela vida|ela|ele
pela minha|sua vida
sequestr*
refém
estupr*
abusa|abusou|abusado|abusada|abuso de|dela|sexual|sexualmente
pedofil*
homem mais velho
homem|cara|adulto|senhor|desconhecido|velho|estranho|tarado|pedófilo __ mensagem|mensagens|mandando|manda|mandou|escreve*|conversa*|falando|chamando|pedindo|pede|pediu|encontrar __ filha|filho|menina|menino|sobrinha|sobrinho|neta|neto|criança|menor|irmãzinha
filha|filho|menina|menino|sobrinha|sobrinho|neta|criança|menor __ mensagem|mensagens|conversa*|falando|encontrar|escreve* __ homem|adulto|cara|desconhecido|velho|estranho
chantag*
extors*
extorqui*
sextors*
divulgar|vazar|espalhar minhas|minha|meus|meu|as fotos|foto|nudes|vídeos|vídeo
vai|quer|ameaça|ameaçou _ postar|publicar|mandar minhas|meus fotos|vídeos|nudes
foto|fotos|vídeo|vídeos & íntim*|pelad*|nua|nudes|nu
minhas|meus|minha nudes|nude
sem roupa
se eu? não pagar
quer|pede|pediu|exige|querem _ dinheiro|reais|pix|mil & senão|ou|não & manda|posta|divulga|vaza|espalha|publica
filho|filha|criança|menina|menino|irmã|irmão|amiga|amigo|sobrinha|pessoa|mãe|avó|avô|primo|prima _ desaparecid*|desapareceu
filho|filha|criança|irmã|irmão|mãe|avó|avô sumiu|sumida|sumido
pessoa|está|ta desaparecid*
sumiu|fugiu de casa
não|nem|n _ voltou|chegou|voltaram _ casa|escola|colégio|festa|trabalho
não da|deu noticias
pra|na|chamar|chama|ligar|avisar a? polícia
tenho 9|10|11|12|13|14|15|16|17 __ pedem|pede|quer|querem|pediu|pedindo|manda|mande _ foto|fotos|video|videos|nude|nudes
tem minhas fotos & dinheiro|medo|pagar|pix
ninguém|nem _ sentir|falta|sentiria & minha|mim|eu
quando|se eu for|tiver|estiver|morrer|sumir embora|mais|de
último|ultima dia|noite _ dele|dela|vida|meu|vivo|viva|aqui
postou|escreveu|falou|disse _ ultimo dia
desculpa|perdão por tudo & medo|responde|mensagem|adeus|amo
pular|jogar|pulou|jogou|jogar _ ponte|prédio|trem|sacada|janela|trilho
corda|enforcar*|enforcou & pescoço|quarto|se|me
muito|tanto|cheio|perdendo _ sangue
trancou|trancada|trancado|presa|preso _ casa|quarto|banheiro
não|nao me|nos deixa|deixam sair|ir
pegou|tirou|escondeu meu celular|passaporte|telefone & namorado|marido|pai|trancou|bateu
escondida|escondido _ banheiro|quarto|armário
descobriu|sabe|achou onde eu? moro
bebê|filho|filha|neném|criança & roxo|roxa|respira|engasg*|convuls*|febre|engoliu
adulto|homem|cara|desconhecido & sobrinha|filha|filho|menina|menino|sobrinho|irmã & foto|fotos|vídeo|biquíni|nude
pede|pedindo|pediu|pedem & foto|fotos|vídeo & sobrinha|filha|filho|menina|menino|criança
acidente & sangue|ferido|ferida|preso|ambulância|samu
atropel*
perdido|perdida|perdidos _ mata|mato|serra|mar|montanha|trilha
insulina & sem|acabou|falta|preciso
vozes _ mandando|mandam|dizendo
botar|colocar|tacar fogo _ mim|casa|nós
mãe|pai|avó|avô|vó|vô|marido|esposa|namorada|namorado|filho|filha|criança|bebê|irmã|irmão|sobrinha|sobrinho|amiga|amigo|vizinha|vizinho|prima|primo|tia|tio|padrasto|aluna|aluno|sogra|sogro & desmaiou|inconsciente|ferido|ferida|sangue|sangrando|esfaque*|faca|sequestr*|afog*|convuls*|infarto|envenen*|veneno|remédios|comprimidos|cortando|abusa|abusou|apalpa|ameaçou|ameaçaram|ameaça|morrendo|morrer|suicid*|perigo|acidente|ambulância|samu|machucou|machucar|bateu|violento
tomar|engolir um? monte|algo|tudo|coisa & aguenta|viver|mais|disse
ameaç* & escola|casa|trabalho
não sei|sabemos|tenho _ da|do minha|meu & dia|dias|ontem|semana
saiu & não|nunca voltou
caiu & escada|acorda|telhado|cabeça|ponte
padrasto|tio|professor|pai|avô|ele|homem mexe|toca|tocou|passa|passou comigo|em|a|mão
não acorda
bêbado|bêbada|bebeu|bebendo & carro|bater|dirig*|matar
está|ta|tá batendo|espancando|agredindo|enforcando em|na|no|minha|meu|me|a
socorro & marido|ladrão|homem|batendo|matar|fogo|mãe|filho|filha|sangue
lado esquerdo|direito & sente|fala|falando|mexe
vomito|vomitar|vomitando & como|comida|tudo
anorexi*|bulimi*
quer|pede|pediu|exige _ reais|pix|mil & mostra|foto|fotos|nudes & ou|senão
não passo|passa|passar dessa|desta|de noite|hoje
"""

FIGURES = """
posso|consigo viver sem
preso|presa na|no tela|página|código|login
sumiu|sumida|sumido do|da|dos|das meu|minha|meus|insta|instagram|feed|lista|minhas
chefe|chefa|mãe|cliente|professora|app|insta|instagram|atualização|isso|patroa _ me matar
me|se matar de? rir|trabalhar|estudar
instagram|insta|meta|app|aplicativo|facebook|email|whatsapp me? ameaç*
ameaça|ameaçou excluir|desativar|suspender|bloquear|de banir|suspensão
quase|vou|ia|me ter|tive|infartando|infartei um? infarto|enfarto|aqui
quase infarto|infartando
melhorar|salvar|cuidar se|me corta|cortar
se corta|cortar sozinho|o|a|no
quero sumir desse|deste|dessa
não consegue|consigo|conseguem|consegui|dá|deixa pra? mandar|enviar|postar|compartilhar|publicar|escrever mensagens|mensagem|fotos?
"""

KINDS = """
kin: mãe, mamãe, mainha, pai, papai, painho, avó, avô, vó, vô, vovó, vovô, marido, esposo, esposa, mulher, namorado, namorada, companheiro, companheira, ex, filho, filha, filhos, bebê, bebe, nenê, criança, crianças, irmão, irmã, sobrinho, sobrinha, primo, prima, tio, tia, amigo, amiga, amigos, colega, vizinho, vizinha, padrasto, madrasta, neto, neta, sogra, sogro, aluno, aluna, cunhado, cunhada, pais, avós, irmãos, filhas, meninas, meninos, menina, menino
ill: desmai*, inconsciente, respira, respirar, respirando, engasg*, sufoc*, convuls*, sangr*, envenen*, overdose, afog*, infart*, avc, derrame, peito, ambulância, samu, paralis*, insulina, desacord*, passou mal, passando mal, não acorda, não reage, não se mexe, bateu a cabeça, caiu da escada, ficou roxo, ficou roxa, trabalho de parto, bolsa estourou, ferido, ferida, falta de ar, engoliu, engoli, engolido, tomou alguma coisa, bebeu alguma coisa, tomou algo, boca torta, rosto torto, fala enrolado, fala enrolada, tremendo, febre, tossindo sangue, oxigênio, diálise, marcapasso, gelado, gelada, vodka, garrafa inteira, coma alcoólico, bebeu demais, vomitando, calafrios, sangue, ferimento, alergia, inchad*, asma, bombinha, acidente, acordar ele, acordar ela, caído no, caída no
hurt: bateu em, bate em, me bateu, me bate, batendo, espanc*, estrangul*, enforc*, estupr*, abus*, esfaque*, faca, arma, armado, revólver, ameaç*, sequestr*, agred*, agress*, violent*, violência, tranc*, soco, tapa, perseg*, assedi*, molest*, me machucou, medo dele, não me deixa sair, escondid*, escondo, entra no meu quarto, no meu quarto, me toca, me tocou, passa a mão, gritando comigo, quebrando tudo, quebrou meu, pegou meu celular, tomou meu celular, não me deixa, trancad*, quebrou, arrast*, à força, jogar minha, empurr*, cuspiu, hematomas, a próxima sou, próxima é você, amarrad*, descontrolad*, levaram, obriga, obrigou, chutou, puxou
bye: despedida, despediu, despedindo, adeus, suic*, se matar, se mate, se cortar, se cortando, se corta, automutil*, remédios, comprimidos, ponte, pular, se jogar, enforcar, bilhete, não quer viver, queria morrer, quer morrer, tirar a própria, tirar a vida, acabar com tudo, besteira, bobagem, última mensagem, fazer algo, não acordar, escrevi as cartas, escreveu cartas, deu as coisas, perdão por tudo, passar a noite
quiet: não responde, não atende, não voltou, não volta, não chegou, sumiu de casa, sumida, sumido, desaparec*, fugiu, celular desligado, telefone desligado, não consigo falar, ninguém acha, ninguém sabe, sem notícias, não dá notícia, desde ontem, não aparece, não acho, não encontro, ninguém viu, ninguém vê, ninguém sabe onde, última vez, não sei onde, não sabemos onde, localização parou, entrou no carro, nunca chegou, ainda não chegou, não chegou em casa
worry: medo, preocupad*, desesperad*, apavorad*, assustad*, pânico, temo, socorro, perigo, aflit*
child: filha, filho, filhos, criança, crianças, menina, menino, sobrinha, sobrinho, neta, neto, aluna, aluno, menor, adolescente, irmãzinha, irmãozinho, 9 anos, 10 anos, 11 anos, 12 anos, 13 anos, 14 anos, 15 anos
man: homem, homens, cara, adulto, adultos, desconhecido, desconhecidos, estranho, estranhos, velho, senhor, pervertido, pedófil*, tarado, sujeito, alguém do, alguém que conheceu
touch: manda*, mandou, mensagem, mensagens, escrev*, fala, falando, falar, convers*, encontr*, pede, pediu, pedindo, conheceu, contat*, marcou, marcar, envia, enviar, encontro, chamou, chamando
nude: nude, nudes, nu, nua, nus, nuas, pelad*, íntim*, sem roupa, calcinha, sexual*, pack, sexo
pay: pix, dinheiro, grana, pagar, paga, reais, mil reais, bitcoin, depósito, transfer*, senão, se eu não, em troca, exige, exigindo, pede, pedindo, se eu não, se eu parar, se eu bloquear, encontrar com, sair com, dormir com, mais fotos
spread: vaz*, public*, divulg*, espalh*, ameaç*, chantag*, extors*, postar, posta, mandar, manda, mandou, compartilh*, expor, todo mundo, contatos, seguidores, minha família, meus pais, escola, grupo, colocar, bota, botar, joga, jogar, contar pra, contar para, meu namorado, minha namorada, meu marido, colégio, turma
picture: foto, fotos, vídeo, vídeos, imagens, imagem, prints, gravação
door: na minha porta, na porta, porta de casa, na frente de casa, em frente à minha, fora de casa, dentro de casa, na minha casa, me segue, me seguindo, me seguiu, me persegu*, sabe onde moro, sabe onde eu moro, meu endereço, me esperando, na minha janela, no meu portão
peril: ex, stalk*, medo, polícia, batendo, chutando, faca, arma, ameaç*, matar, ladrão, estranho, escondid*, gritando, invad*, esmurr*
weary: cansad*, cansei, fart*, não aguento, não suporto, sem vontade, não tenho vontade, sem sentido, não vejo sentido, não faz sentido, não quero mais, queria dormir, pra quê, odeio, melhor sem, desisti, desisto, não passo, não chego, não sobreviv*, não resisto, acho que não, pensando se, me pergunto se, alguém ia, ninguém ia, na plataforma, nos trilhos, na beira, na beirada
life: vida, viver, existir, estar aqui, acordar, este mundo, esse mundo, nesse mundo, continuar aqui, sem mim, de mim, nunca mais acordar, estar vivo, estar viva, até amanhã, se importar, ia ligar, ia notar, sentir falta, se eu pulasse, se eu sumisse, se importaria
sos: samu, ambulância, bombeiros, 190, 192, 193, 112, 188, cvv, polícia, emergência, socorro, resgate, hospital, médico
urgent: não consigo ligar, não completa, sem sinal, não tem sinal, ligação não, não atende, ninguém atende, urgente, rápido, socorro, ajuda, ajudem, como ligo, como chamo, não dá pra ligar, sem conseguir ligar
nobody: ninguém, nenhum
seen: viu, visto, sabe onde, sabe nada
home: casa, apartamento, quarto, prédio, cozinha, porão, telhado, carro, rua, bairro, vila, elevador, escritório, loja, ônibus
flood: inund*, alag*, enchente, água, fogo, fumaça, chamas, incêndio, gás, terremoto, deslizamento, desab*, explo*, soterrad*, presos, presa, preso
helpless: pra quem contar, para quem contar, com quem falar, a quem recorrer, ninguém escuta, ninguém ouve, ninguém acredita, ninguém me ajuda, ninguém ajuda, vergonha, me ajuda, me ajudem, socorro
ride: entrou no carro, entrou num carro, da internet, pela internet, conheceu online, tinder, hotel, motel, buscou ela, saiu com, foi com
force: me obriga, me obrigam, me força, me pressiona, obriga ela, tenho que mandar, me faz mandar
"""
