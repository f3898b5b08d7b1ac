"""Further examples in English, of services of every sort, and of what reads like an outage and is none."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH_MORE: Mapping[str, str] = {
    "is-it-down": """
my card was declined twice with money in the account, is it {}
transfers hang on pending
phone says emergency calls only, is it the sim
no bars at all since this morning, you too?
film stops at 25 percent and throws an error code
the match will not start, only a loading ring
kicked from every game, servers dead?
my parcels page shows an error, is your system out
the order screen in our restaurant is frozen, is it {}
cannot join the meeting, says service unavailable
mails stuck in the outbox since an hour
the checkout says try again later
smart speaker says it has trouble connecting
builds fail with 503 from your api
my balance shows a dash instead of a number
standing at the till and the app wont open, is it out
{} on the telly just goes round and round
payment terminals down with you? we get no answer
the map in the car is empty
my ride disappeared from the app mid trip
is something up with the servers, i keep getting dropped
third evening this month, is it down again tonight
you lot broken or is it us
seriously {}?? today of all days
not again
{} has left the chat lol
rip {}
the app has been thinking for twenty minutes
same error on the ipad the pc and the phone
help my app is empty
can't see any of my friends posts
looks like {} took the night off
so are we all just staring at a wheel
please don't tell me it's only mine
my wife asked me to ask you whether it is her phone
my neighbour has the same so it cannot be my line
is the problem at your end
just bought a new router for nothing didnt i
how do i know if its down or if its my phone
""",
    "logged-out": """
does being logged out mean i was hacked
app wants my passcode and then says it is wrong, it is the right one
my face id is not accepted and it goes back to the first page
hi is it normal that everybody got signed out
the system does not recognise me any more since tonight
my granny is locked out since dinner and thinks a thief has her account
locked out mid purchase, is my card data safe or is that the outage
why am i suddenly at the sign up page
cant access my account right now
it says my account cannot be found, am i deleted
my login was fine at five and at six it was not
keeps asking me to verify it's me and then errors, everyone?
is everyones account suspended or just mine, came up ten minutes ago
""",
    "things-gone": """
where is my money, it shows zero
my balance is gone, please tell me it is still there
all my playlists vanished just now
watch history wiped since half an hour?
my orders are not there any more
my save game is missing since the servers went
all contacts gone from the list, is it the outage
""",
    "when-back": """
when can i pay again
how long will the network be out
when will calls work
my kids want their film, how long
will it be ok by dinner
i need the code for my exam at noon, is it back by then
rent is due today, when will transfers go through
customers are queueing, tell me how long
how many more minutes please
do you have any forecast
bring it back please im bored
is it going to be down all night
stream starts in ten, should i cancel
give me a time
what is the expected time of resolution
when does the app work again
please hurry
""",
    "since-when": """
from what time is it down, my manager wants to know
my payment was at twenty to six, was that before it broke
when did the problems begin
was it out at noon already
""",
    "where": """
is {} down in dublin too
all over the country or only here
is my state hit
who is affected
only on tv or on phones too
what devices are affected
which part is broken, only dms or everything
is it only some people
is asia down as well
us too in the north?
show me where it is worst
what percentage of users
""",
    "said": """
what did they say
has anyone there noticed
do they have a statement i can forward to my team
is there any news from the company
did they promise anything
are you sure they know
any tweet about it
we need something official to show our customers
""",
    "why": """
whats behind this
how could this happen
what broke
explain what is going on technically
is it the new owner
did they get attacked
sabotage?
is this because they fired everyone
did an intern push the wrong button
overloaded servers or what
is it a hack of the whole company and is my data in it
""",
    "what-to-do": """
can i pay with the physical card instead
does it work on a laptop when the tv fails
should i take the sim out
which button do i press to make it work
will a different browser do
another phone would work?
switching the phone off and on, does that do anything
do i have to install it anew
cash then?
tell my mother what she has to press
about to reset everything, stop me if its pointless
is there an older version that works
what should my dad do, he is 80
better use the lite version?
any trick to get in
""",
    "sisters": """
what about {calm}
is {calm} fine
thinking of switching to {calm} tonight, is that working
all of them down or just this
does {calm} still send
did {calm} break as well
are the others of the company ok
""",
    "money": """
who pays the fee for my late rent because of this
the hotel gave away my room since i could not pay, who reimburses me
do we get a free month for this
i lost a sale of 400 because of your outage
can i claim damages for tonight
will the failed payments be charged twice
i paid for a day pass and could not use it because it was down
""",
    "cannot-post": """
my transfer has been pending for an hour, did it go
text stays on sending
call drops the second it connects, since this morning
the upload bar sits at 99
scheduled post did not go out at seven
cant share to my story at the moment
buy button spins, did i pay or not
""",
    "report-it": """
your chat is inside the app that does not open, where do i complain
i want to add my report
can you put me on the map, down in porto
""",
    "disabled": """
account removed because it did not follow the community standards on account integrity
my account is under review since last week, cant log in
they say my identity documents are not enough and froze my money
banned from the game for cheating, i did not cheat
my number was disconnected because of a missing document
suspended for spam on the 12th, is that the bug everyone has
how do i get unbanned
comment removed, warning on my account
the notice says we removed your reel because of the music
livestream was cut off for nudity
account of our animal shelter is deactivated since may, is the system down
my ad was rejected for policy
it says your account has been permanently disabled and i can't log in. is everyone getting that
logged out and now there is a banner: we suspended your account, appeal within 30 days
""",
    "taken-over": """
thrown out and there is an email that my phone number was removed, i did not do that
logged out an hour ago and now friends say i sell dollars in my stories
my password was reset by someone, the mail came at 5
a profile called igor is on my account now
they took out a loan in my name
someone bought things with my account
i fell for a fake support call and gave them the code
a man rang from security and had me move my savings
got a message that my account will be closed unless i click, is that real
phishing mail in your name, is it from you
my account was sold by a hacker
can you see who logged in to my account
it logged me out and my username is different now
recovery mail is not mine any more
""",
    "old-login": """
i entered the pin wrong three times, how do i unblock
new phone since a month and i cant activate it
forgot the passcode
my old number is gone and so are the codes
locked since last thursday, is it down
trying since weeks to recover my page
i have no access to the mail i signed up with
the link to reset my password has not come for ten days, is the server broken
authenticator codes are on a phone i sold
my account from school, email expired
""",
    "help-centre": """
how do i log out on all devices
how do i change the subtitles
how do i port my number
where do i find the certificate of my account
how do i cancel
which plan includes tv
how do i turn off are you still watching
what does code 7 mean on my washing machine
how many people can watch at once
why is the feature not on my phone, everybody else has notes
how do i activate roaming
how do i get the sticker with the question
where is my draft folder
how can i download a receipt
can i change my birthday
i dont have the button for collabs, how to get it
how do i set a limit for my son
is there a way to see deleted messages
how do i recover a post that i deleted
how can i get more followers
where can i find the terms
how do i unlink my two pages
""",
    "shadowban": """
nobody sees my stories since easter, is something broken
views went from 600 to 40 this month
our film is at the bottom of the rows since launch
my shop gets no visitors since the last update
followers fell by 300 this week, bug?
is my account limited, reach zero for ten days
the last posts flopped, glitch or algorithm
""",
    "payouts": """
bill is too high this month
recharged last week and it still shows no plan
charged twice in september
cancelled last month and still debited
payment failed at a shop in may and the money never came back
the voucher does not work
where is my refund from last week
the price went up without asking me
my salary has not come in since monday
gift card balance missing since april
top up not credited since sunday
invoice with the wrong address
they took 61 from my account and i have no subscription
product tags have not loaded for two months, tickets closed
""",
    "report-a-person": """
there is a video of a fight at our school on {}, who takes it down
i reported a profile and nothing happens, is the report button broken
somebody pretends to be my brother and asks for money
people insult me in comments every day
a group shares stolen pictures
an account with my name and photo writes to my clients
they post lies about me
please remove the video of the accident
""",
    "other-apps": """
{} is out and now {other} will not let me in, when is {other} back
i know about {} but {other} is slow too since this morning
{other} stops in the middle of the match for everyone?
can't sign in to {other}
{other} stuck at zero percent
my bank says server error, same cause?
cannot join any {other} server, error code 279
the ticket website of the train is down
my work mail is out
{other} keeps saying waiting for network
is {other} also part of this, it logged me out
does the {} thing explain why {other} is broken
my heating app has no connection
the printer says offline
""",
    "own-internet": """
nothing loads, not google not the weather, only in the kitchen it works
every site is slow since this morning in our street
one bar near the window for two years
{line} internet off since the afternoon, not even {} opens
all apps say offline on my phone only, my wifes is fine
wifi password not accepted
fibre is cut in our village
network always bad inside my flat
my plan ran out and nothing opens
buffering every night at this hour, everything, provider?
""",
    "vague": """
does not work. i tried everything. awaiting your reply
hello anyone there
please see the attached picture
@i cannot get in
@it is very slow
@when will this be fixed
@error
why
it is not as it was
i wrote to you already
call me
urgent
can you look into it
the usual problem
something is wrong with my thing
""",
    "another-day": """
was it down on the night of 9 march, i need it for a dispute
the night before last it went off too, what was that
last evening at eleven my payment was refused, was there an outage
two months ago it was down as well, do you have the log
do you keep a history of outages
how often was {} out this year
the app has crashed every time since the update on wednesday
for ten days the sound is missing
audio messages have been broken for a month
a friend says it was down last week, is that true
is there maintenance planned for next week
will it be down again tomorrow
""",
    "person": """
who can i talk to for a story about the outage
could somebody go on air at seven about the outage
please send me the number of complaints per state as a file
do you keep my ip address
your graph does not load in firefox
your page shows a grey box instead of the chart
please stop the notification mails
any openings for a junior engineer, here is my cv
may we print your chart
i write for a newspaper, who is your press contact
our school class would like to visit you
what is your source for these numbers
do you make money with this page
i am a student and need data on outages for my thesis
we offer monitoring, who is responsible for buying
""",
    "thanks": """
congratulations on the new season, beautiful
you said it first, everybody else pretended, legends
it works again, thank you all
no question, only love for the engineers tonight
got 5g in my village at last, thank you
""",
    "opinion": """
worst company ever, every year worse and dearer
thieves, close your shop
your towers are as useless as your owner
shame on you
i will never use this again
there is nothing good on it any more
you should bring back the old app
why do you show so much advertising
""",
    "private": """
my wallet was stolen and i cant freeze the card
i sent money to the wrong person
my phone was stolen, block my number
someone found my card
i am abroad without money, help me
our father is in hospital and his account has to be closed
please delete the photo of me
i posted something by mistake, can you take it back
a single post of mine from last thursday is missing, only that one
i deleted my pictures by accident
my story from new year is not in the archive
a title that i liked is gone, did you take it down
""",
    "spam": """
never lose followers again, our panel works even when it is down, reply yes
bitcoin never sleeps, turned 300 into 9000
signal boosters for sale, full bars at home
work from your phone, 200 a day
{} down? come to our casino
best prices for likes and views
test test 123
lorem ipsum dolor
invest with me, double your money
get verified today, message our agent
""",
}
