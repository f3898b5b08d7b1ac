"""What else people ask while an outage is on, in English: examples for each matter that it does not explain."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_ELSE: Mapping[str, str] = {
    "disabled": """
my account was disabled for violating the guidelines
i got banned last week and my appeal is ignored
my account is suspended, 180 days left to appeal
they took down my post for no reason
account permanently disabled since march, how do i get it back
action blocked, you cant like until the 28th
im in feature block for 3 days, why
i have submitted my id and still no answer about my suspension
Our shop's account was disabled on Friday for copyright though the pictures are ours. Please restore it.
my page got removed after mass reports
says i broke community guidelines, i never did, how do i appeal
my account has been down since tuesday because someone reported it
they say im under 13 and locked my account
'we suspended your account' mail this morning, what now
review takes up to 24 hours it says, its been 9 days
my backup account was banned too
cant go live because of a violation they say
restricted from commenting until june
i was kicked off for a meme on may 3rd, is there a human i can talk to
is there an outage of the appeals form, it never answers
who do i write to about an unfair ban
my account is disabled and the email says the decision is final
you disabled the wrong account
my account was down for review before all this started
signed in fine but it says action blocked until the 30th, everyone?
notification says removed because of the music, how do i get it up again
my one post from last thursday vanished, was it reported
commenting is blocked for me for 7 days
cant message anyone because i am limited
why was my story taken down
they took my live away for a week
account integrity, no appeal button, what now
down since wednesday because of a false report, when will it be back up
they say suspicious behaviour and ask for my id since monday
""",
    "taken-over": """
someone changed the email on my account
my account was hacked and the hacker changed my password
i got a mail that my password was changed, it wasnt me
there is a stranger posting crypto from my account
hacker wants 300 dollars to give my account back
login from lagos and then i was out
my name and profile picture were changed by someone
code i didnt ask for and then an email was added to my account
my account messages all my friends asking for money
somebody turned on two factor on my account and i cant get in
my friend's account sends me weird links, was he hacked
i clicked a link in a dm and now my account posts about bitcoin
my account got stolen two weeks ago, please help
hacked on saturday, number and mail are not mine anymore
a new phone from vietnam is in my login list
got an email 'your email address was changed', now i cant log in
someone got into my wifes account and asks her friends for gift cards
i gave someone a code by mistake and lost my account
they changed my username to something turkish
my account follows 2000 people i dont know
there are stories on my profile i never made
is it the outage or a hack, i got a mail that a new device logged in from moscow
i am being blackmailed by the one who has my account
we lost our company page to a scammer who is now admin
my ad account was used by somebody else for 2000 dollars
it threw me out and now friends say i am selling things in my stories
mail says new login from another country and i was out right after
my bio is crypto stuff and i cannot log in
someone else is in, my friends get strange messages from me
he wants money for my page
they changed the recovery phone, not me
was logged out, password changed by somebody, mail at 9 pm
i approved a login by mistake
card was used for orders i never made
""",
    "old-login": """
i forgot my password
i dont remember which email i used
the code goes to my old number
lost my phone with the authenticator app
reset link never arrives, since thursday
i have an old account from 2014 i want to get into
backup codes are used up and i have a new number
i typed the wrong password too often yesterday and its locked
my email no longer exists so i cant reset
changed my sim last month, cant get the code
my son made the account and we dont know the login
verification code never arrives for days now
i cant get into my account for three weeks
forgot username and password
it asks for a birthday i made up
deactivated my account last year and want to come back
my phone was stolen and it sends the code there
two step verification on my broken phone
havent been able to log in since i got my new phone last week
locked out for a month, no support
recover account without email and phone
face video verification rejected five times this week
i want into the account that my former partner in business made, nobody knows the password
i always log in with facebook and i deleted facebook last year
selfie video fails every time, four days now
i formatted the phone on monday and the authenticator is gone
wants a code from an app i dont have any more
account from years ago, cant remember the mail
my kid typed in a wrong birthday and now i cant get in since may
why do i never get the sms with the code, third day
my login belongs to an employee who left
""",
    "help-centre": """
how do i change my username
how do i add music to a story
how do i hide my likes
how do i make my account private
can i merge two accounts
how do i turn off notifications
how do i download my videos
how can i see who viewed my profile
how to unsend a message
how do i delete my account
how do i add a second account
where is the dark mode
how can i hide my story from someone
can i schedule posts
how do i get the new font
how to remove a tag
how do i turn off read receipts
does it show when i take a screenshot
how do i archive posts
how to block someone so they dont notice
what does the green dot mean
how do i put a link in my bio
can i get back a story i deleted last year
how do i switch to a creator account
what size should a reel be
how do i unfollow everyone at once
the music option never worked on my business account
how do i change the language
how do i cancel my subscription
how do i contact support
what are the best times to post
how do i get my close friends list back
can i download all my data
how to stop seeing suggested posts
can the other person tell that i looked at the story
how do i stop it asking whether i am still watching
i do not have the new feature, how do i turn it on
how do i see my old stories
how can i log in on two phones
where is the button to add a collaborator
can i download my reel with the sound
is there a limit on how many people i can follow
how can i set an out of office note
what happens if i block somebody
how do i put two photos side by side
""",
    "shadowban": """
my reach is down since april
views dropped from 50k to 300
my reels get no views for weeks
am i shadowbanned
lost 100 followers since monday
my last posts got hardly any likes, is it broken
engagement died two weeks ago
hashtags dont work for me anymore
nobody sees my stories for a week now
stuck at 200 views since the last update
followers keep dropping every day
is the algorithm broken or do people hate me
my insights show zero reach since last month
why do i get so few likes lately
explore page shows my posts to nobody since easter
newsletter lands in junk all quarter
last four posts got no likes, is it broken or is it me
lost 200 followers last week out of nowhere, bug or bots removed
my views are a tenth of what they were
nobody is shown my film since launch
""",
    "payouts": """
my bonus for march was never paid
i havent received my payout
charged twice for the same thing
i was charged for a subscription i cancelled
refund for my order from a shop on {}
the payout account says pending since weeks
my gifts were not paid out last month
card declined when paying for ads last week
my invoice for april is wrong
monetisation was taken away from me
why is my ad rejected
ad account disabled for unpaid balance that i paid on thursday
cant add my bank account for payouts
i want my money back for the blue tick
my ads are in review for five days
when do creators get paid for last month
tax form wont go through since last week
shop sales of last week have not been deposited
boosted post was charged in the wrong currency
driver left without half of the order, refund please
it says delivered and i got nothing
they billed me three times for the same ad since thursday
plan i bought does not play on tv, give me my money back
courier is outside and does not move with my food
my coins from yesterday never arrived
promo code rejected
""",
    "verified": """
how do i get the blue tick
my verification was rejected
paid for verified but no badge for a week
blue tick disappeared last month
verification request pending since april
verified subscription support doesnt answer
why did i lose my badge
""",
    "report-a-person": """
someone made a fake account of me
somebody uses my photos on a fake profile
i am being bullied
a man is threatening me on {}
how do i report a harasser
i reported a profile six times and its still up
someone posts pictures of my daughter
a page is spreading lies about our school, take it down
he blocks me and makes new accounts to message me
they published my address
an account pretends to be our company
someone sends me nudes i didnt ask for
my ex stalks me here
a stranger keeps messaging my child
want to report hate speech
a video of a crash is in my feed again and again, please delete it
who can bring a video down tonight
take down the page that bullies my son
horrible pictures in my feed, report does not help
he uses my name, report was refused
""",
    "scam-seller": """
i was scammed by a seller on {}
i paid a shop there and nothing came
store took my money and blocked me
the shoes i bought from an ad are fake
is this store legit
seller vanished after i paid, can you track them
i ordered two weeks ago and the page is gone
""",
    "other-apps": """
is {other} down
{other} isnt working either
{other} wont load for me
my {other} messages dont send
cant get into my bank app
{other} logged me out
is {other} down as well
{other} and {other} are dead too, is it all connected
my email doesnt work
xbox wont connect
{other} keeps dropping calls
is the whole internet down
the card machine in the shop doesnt work
{other} payments fail
when is {other} back
is {other} having trouble
my smart tv wont play anything
{other} timeline wont load
my games wont start
is it the same problem as {other}
{calm} wont let me send anything
{calm} has logged me out
{calm} calls drop all the time today
my {calm} feed doesnt load
{calm} pictures wont download
is {other} having the same trouble, my checkout spins
{other} map is empty and my streaks are gone
my dad cant open {other}
{other} login broken for anyone
{other} is so slow, outage?
youtube is super slow, is there a fault
the match froze in the middle on {other}, everybody?
my watch app lost its connection
is {other} out in texas
{other} wont send pictures
do you know what is up with {other}
and now {other}??
@my streaming box stopped in the middle of the game, everybody too?
@is the bank down
""",
    "own-internet": """
my wifi is down
no internet at home
nothing works, not {} not the tv not the laptop
whole street is without internet since noon
no signal since this morning
my data is used up
router blinks red
{line} is out in my area
everything is slow at my place, {} and youtube and all
since i got the new router wifi drops on everything
4g keeps dropping, no app works
no site opens at all on my phone
internet provider says there is a fault in our street
sim card not recognised
my mobile data doesnt work abroad
the connection at my hotel is awful for everything
&whole town has no internet, not even {} opens, when is it back
&no fibre since this morning so no {} and no tv, when is it repaired
&no signal since last night, {} and everything else dead
&internet drops every evening, today even {} does not open, what is your phone number
&is your network down, nothing works here, not {} not whatsapp
&slow internet all week, {} hardly loads, send an engineer
&my sim shows no service since yesterday, cant use {} or mail
&router light is red and {} is gone
&mobile data used up? {} wont load and neither does anything else
&{} and netflix and the tv box all buffer, is the cable out
""",
    "vague": """
hello
hi
help
help me please
i have a problem
please call me back
i have a question
it happened again
?
hey are you there
can someone contact me
yes
ok and now
@it doesnt work
@why
@still nothing
@it is broken
@nothing works
i need to talk to someone
please answer
please respond to my last message
as discussed, please see below
sent from my iphone
did you get my mail
test
same as last time
same as before, please fix
my case number is 204481
more info please
who am i talking to
does it
no
same here
still nothing from you
broken
@broken
@not working!!
@it says error
hey
any answer?
""",
    "another-day": """
was {} down last thursday
was there an outage on may 3rd
i need proof that it was down on monday
how many outages were there this year
was it down yesterday evening
when was the last outage before this
it has not worked for me since friday
since the update last week the app crashes
the app crashes for days now
cant open it for three weeks
broken since tuesday
for a month now my stories wont upload
it has been slow for weeks
every day at noon it stops working
this bug is there since january
wednesday evening around eight was it out as well
how long did it last on thursday
is there maintenance next weekend
black camera in the app for like three weeks, is it down or what
the sound has been missing since the last update
was it not the same last month
since i updated to the new version ten days ago it crashes
it also stopped last night for two hours, any information about that
always crashes on tuesdays
""",
    "person": """
i am a journalist and would like an interview
we would like to work with your site
can i use your graph in my article
do you have an api
how do you know it is down
how do you count reports
who runs this site
is your page hiring
i want to invest, are you listed
i need a source for my homework on social networks
is {operator} stock going to fall
who owns {}
could you remove my comment from your page
your site is slow
your map is wrong
i want to unsubscribe from your mails
cooperation request: our brand would like to work with influencers
send me your media kit
can you notify me by sms next time
why dont you show {other} on your page
your app keeps sending me notifications
what do the colours on your chart mean
producer of a radio show here, could someone come on air at ten to eight
may we show your graph in our morning programme
what do the red spots on the map mean
the chart on this page does not show on my phone
is the count of reports real
do you have jobs, someone has to watch the servers lol
we need a comment by eight, who is your contact
can i embed your map
your numbers look too low
i reported an hour ago and do not see it on your page
is this site run by {operator}
where do i switch off your alerts
""",
    "thanks": """
thanks for the info
thank you, great page
you are the only ones who tell us anything
good job guys
cheers
love this site
thanks, that helped
appreciate the updates
bless you for this page
ok thanks
hats off to the engineers on duty
you do this every morning, thank you so much
beautiful work on the last season
back for me, thanks
only site i trust
""",
    "opinion": """
{} is trash
i hate this app
bunch of clowns
good riddance
finally people can touch grass
hope it never comes back
deleting this app for good, worst company
world is a better place without {}
zuck can go to hell
bring back the chronological feed
why so many ads lately
i want the old design back
people are so addicted its sad
lol everyone panicking
this app has gone downhill for years
you all suck
bunch of thieves, hope you go bust
who even uses {} these days
peace at last in this house
""",
    "private": """
my brother died and i want his account to be a memorial
i am getting a divorce and she blocked me
my inbox is empty, six years of messages with my late mother, please just say they still exist
i want to kill myself
my child saw something horrible on there
please find the account of my missing sister
my grandfather died, how do we close his page
somebody i know is going to hurt himself, he posted it
can police get messages from {}
i need the messages as evidence in court
please give me the phone number of the girl who wrote me
can you unlock my daughters phone
is it safe to install an old apk my cousin sent me
my profile page says page not found, did the intern delete it
card stolen and orders made with it, i want to block it
our pro account says user not found, did the trainee delete it
my ex got into my mail and deleted everything
i lost my phone in the metro, block the number
someone nicked my bag with the phone, log me out everywhere
the last voice message of my father is not there any more, please only tell me it exists
is the old version from a download page safe
can you tell me where my daughter logged in last
""",
    "spam": """
buy 10k real followers cheap
recover any hacked account fast, message techwizard on telegram
earn 500 a day from home, link in bio
click here to win an iphone
crypto signals 100% profit, dm me
i make 3000 weekly with mrs smith, ask me how
best loans no credit check
promote it on @best.page
hot girls near you
seo services for your website, first page guaranteed
casino bonus 200 free spins
follow me i follow back
cheap blue tick, no ban, whatsapp me
congratulations you have been selected
asdfghjkl
""",
}
