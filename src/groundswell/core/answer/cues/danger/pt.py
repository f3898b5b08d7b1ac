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
"""

FIGURES = """
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
"""
