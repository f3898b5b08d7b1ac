"""What people ask while an outage is on, in Portuguese."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "is-it-down": """
o {} caiu?
{} fora do ar
{} não funciona
não carrega nada
não abre o app
é só comigo ou é geral
é meu celular ou é o {}
fecha sozinho quando abro
tela branca e mais nada
o que tá acontecendo com o {}
deu ruim no {} hoje
o {} tá bugado
alguém mais tá com o {} travado
o feed não atualiza, só posts de ontem
já reiniciei o roteador e nada, é o {}?
minha vó acha que quebrou o celular, o {} só fica girando
de novo caiu, ninguém merece
minha net tá boa, só o {} que não vai
boa noite, trabalho com o {} e desde as sete não consigo abrir em nenhum aparelho. é uma falha geral?
aparece erro e pede pra tentar mais tarde
não abre nem no wifi nem no 4g
o cartão foi recusado e tenho saldo, é o {}?
a app está em baixo?
tô sem sinal desde cedo, é geral?
morreu o {} gente
&tudo abre menos o {}, é vocês ou ele
o insta foi pro saco?
não sai da telinha do logo
meu filho diz que é o tablet
tudo cinza aqui
{} foi de arrasta
alguém sabe se tá fora
{} zoado hoje
hoje o {} tá impossível
é normal não abrir?
""",
    "logged-out": """
fui deslogado do nada
saiu da minha conta sozinho e não entra mais
diz que a senha tá errada mas é a certa
fui hackeado ou é a queda
não consigo entrar na conta
fala que o usuário não existe
fui banido? não entra mais desde agora há pouco
deslogou eu e minha mãe ao mesmo tempo
pede login toda hora
aceita o código e volta pro começo
""",
    "things-gone": """
sumiram todas as minhas fotos
tá aparecendo zero seguidores
perdi minhas mensagens?
meu perfil tá vazio, apagou tudo?
meu saldo sumiu, cadê meu dinheiro
""",
    "when-back": """
quando volta
que horas volta
vai demorar?
falta muito?
tem previsão
tenho live às oito, espero ou cancelo
volta logo por favor
vale esperar ou vou dormir
até que horas fica assim
quanto tempo mais
minha prova é às nove, vai ter?
""",
    "fixed-yet": """
já voltou?
já resolveram
tá funcionando de novo?
voltou e caiu outra vez, resolveu ou não
""",
    "since-when": """
desde quando tá fora
que horas caiu
começou antes das sete?
há quanto tempo está assim
""",
    "where": """
é no mundo todo ou só no brasil
em portugal também
caiu em são paulo também?
quem foi afetado
só no android ou no iphone também
é só o app ou o site também
""",
    "said": """
já falaram alguma coisa
a empresa se pronunciou?
tem nota oficial
eles sabem do problema?
estão arrumando?
já se manifestaram ou tão fingindo
""",
    "why": """
por que caiu
o que aconteceu
foi ataque hacker
é por causa da atualização?
qual o motivo da queda
é manutenção?
""",
    "what-to-do": """
adianta reinstalar
o que eu faço
se eu apagar e baixar de novo resolve?
pelo computador funciona?
devo trocar a senha?
vpn ajuda?
tem algum jeito de entrar
precisa mexer em alguma coisa ou volta sozinho
dá pra pagar com o cartão físico
""",
    "sisters": """
o {calm} também caiu
e o {calm}, tá funcionando?
o {calm} vai cair também?
só o {} ou tudo da {operator}
o {calm} corre risco também?
""",
    "money": """
vão devolver o dinheiro do anúncio
quem paga o que eu perdi de venda hoje com a queda
meus anúncios continuam gastando com tudo fora do ar
vai ter desconto por causa disso?
""",
    "report-it": """
onde eu reclamo que não funciona
como aviso que aqui caiu também
""",
    "cannot-post": """
não consigo postar
o vídeo trava em 99%
mensagem não envia, fica rodando
meu story não sobe desde as sete
""",
    "disabled": """
minha conta foi desativada por violar as regras
me baniram semana passada e ninguém responde
como recorro da suspensão
apagaram meu post sem motivo
conta em análise desde o dia doze
removeram meu vídeo por causa da música
ação bloqueada até dia 28
a conta do abrigo foi desativada dia 12
sumiu um post meu da semana passada, só ele
minha conta tá restrita, não posso comentar
""",
    "taken-over": """
invadiram minha conta e trocaram o email
estão postando na minha conta e não sou eu
recebi email que minha senha foi trocada, não fui eu
tão pedindo pix pros meus amigos na minha conta
entraram de outro país e perdi a conta
saiu da minha conta e agora estão vendendo coisa nos meus stories
chegou aviso de login em outro país
meu ex entrou no meu email
trocaram meu nome e foto
passei o código sem querer
""",
    "old-login": """
esqueci a senha
o código vai pro número antigo
perdi o celular com o autenticador
o link de redefinir não chega há dias
troquei de número e não consigo entrar
quero recuperar uma conta antiga
formatei o celular e perdi o autenticador
a conta era de um funcionário que saiu
meu email antigo não existe mais
faz três semanas que não entro
pede um código de um app que não tenho mais
""",
    "help-centre": """
como mudo meu nome de usuário
como coloco música no story
como apago minha conta
como esconder as curtidas
como desativo as notificações
não aparece a opção pra mim, como ativo
como saio de todos os aparelhos
dá pra saber se eu vi o story?
como mudo a legenda
qual o tamanho do story
como consigo esse recurso
""",
    "shadowban": """
meus vídeos não têm visualização desde março
meu alcance despencou faz semanas
perdendo seguidores desde segunda
ninguém vê meus posts desde março
meu engajamento caiu faz um mês
perdi 400 seguidores na semana passada
""",
    "payouts": """
não recebi o pagamento do mês passado
cobraram duas vezes o impulsionamento de quinta
quero reembolso da assinatura
a fatura veio errada
cobraram três vezes
diz entregue e não recebi nada
fiz recarga e não caiu
não pagaram o bônus
""",
    "report-a-person": """
tem um perfil falso com minhas fotos
estão me ameaçando
como denuncio um perfil
tem um vídeo horrível, apaguem
me xingam todo dia
postam fotos da minha filha
""",
    "scam-seller": """
comprei numa loja do {} e não chegou
caí num golpe de venda
""",
    "other-apps": """
{other} também não abre
caiu o {other}?
meu banco não entra, é a mesma coisa?
{other} travado em zero
o {calm} não envia mensagem
e o {other}? aqui não carrega
{other} caiu também?
o jogo não conecta
app do banco fora do ar
""",
    "own-internet": """
tô sem internet em casa, nada abre
meu wifi cai em tudo
a rua toda sem internet
{line} sem sinal aqui desde ontem
&minha internet cai toda noite, hoje nem o {} abre
&sem sinal desde ontem, nem {} nem ligação
&caiu a internet do bairro todo, {} não abre
nem google nem {} nem nada abre
""",
    "vague": """
oi
ajuda
preciso de ajuda
podem me ligar
@não funciona
aguardo retorno
boa noite
não serve
já tentei de tudo
@deu erro
""",
    "another-day": """
caiu na quinta passada?
ontem à noite também teve falha?
faz um mês que não funciona
desde a atualização da semana passada trava
semana passada também caiu, o que foi
vai ter manutenção amanhã?
caiu dia 9 de março?
desde a última atualização fecha
""",
    "person": """
sou jornalista, com quem falo sobre a queda
tem vaga de emprego?
posso usar o gráfico de vocês
somos de um jornal, com quem falo
o mapa de vocês não abre
como vocês contam as reclamações
""",
    "thanks": """
obrigado por avisar
valeu, página ótima
parabéns pelo trabalho
parabéns pela última temporada
voltou, valeu gente
""",
    "opinion": """
que lixo de empresa
odeio esse app
tomara que não volte
""",
    "spam": """
seguidores baratos chama no direct
ganhe dinheiro em casa
""",
}
