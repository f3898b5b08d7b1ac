"""What people ask about an outage that is on, in English: examples for each matter that what is known of it answers."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "is-it-down": """
is {} down
{} down?
is there something wrong with {} right now
{} not loading for me
are your servers ok
{} wont open
is it me or is {} broken
everyone in my house is stuck on the loading screen
{} crashed again lol
app opens then closes straight away
blank white page whenever i open {}
whats up with {} tonight, nothing comes up past the logo
feed is the same three posts from this afternoon, pull down does nothing
why wont it refresh
{} says check your connection but my connection is perfect
I have restarted the phone twice and it still shows a grey screen, should I buy a new one
my kids swear they didnt touch the settings but {} just spins
netflix works, youtube works, only {} is dead
{other} loads fine so it isnt my wifi
was in the middle of watching something and it all froze
is this a me problem or an everyone problem
did {} die
not my phone then?
{} is toast again huh
bro {} is COOKED
tell me its not just my ipad
Good evening, I am seventy-four and my granddaughter set up {} for me. Since supper there is only a little wheel going round. Have I broken it?
Hello, our whole office cannot open {} on any device or network. Can you confirm there is an outage?
i thought my data ran out but its just {} isnt it
paid my phone bill this morning so why is {} the only thing not working
we keep getting 'sorry, something went wrong' on {}
error 5xx on {} api and site, known issue?
my husband says the internet is broken, i say its {}, who wins
the little camera app just shuts itself
so uh the app is a blank rectangle now period is that normal question mark
nothing. just nothing. white
half the pictures are grey boxes
comments load, pictures dont
videos stuck at the first frame, sound too
search gives no results for anything at all
reels just buffer forever
stories ring keeps turning and never opens
it says no posts yet on every single profile i tap
why does everybody's page look empty
is your site telling the truth that {} is out or is it a hoax
someone on {other} says {} is gone for good, true?
came here to check if {} is dying, is it?
phone got an update at lunch and now {} crashes, is that the update or you
new phone today and {} will not start, did i do the transfer wrong
is my account shadow broken or is the app down for all
i was told the outage is fake, it sure looks real here
please tell me i dont have to drive to the phone shop because of this
teacher says the wifi at school blocks it but it stopped on my data as well
not loding pls help
instgram brokn
{} is bein weird
{} glitching hard rn
{} acting up again
anybody elses {} bugging
is the thing down or have i been blocked by the entire world
my screen reader says nothing is on the page, is the app down or is it accessibility
dms wont load either is the whole thing down
can u get on {} cuz i cant
am i the only one who cant see anything
is {} having issues today
{} keeps stopping
just reinstalled and it still wont get past the splash screen
no feed no stories no nothing, {} are you alive
customer says our page is gone, is it the outage
the spinning thing again, third time this year
what is happening to {}
whats going on with {} it was fine an hour ago
is {} ok
ok who unplugged {}
tried two phones and a laptop, same thing on each
it stopped in the middle of my live
can't send messages on {}, is it down?
notifications come in but tapping them opens a blank page
so is it broken for everybody or should i throw this tablet in the lake
i am on holiday and cant tell if its the hotel wifi or {}
does the outage explain why my feed is from yesterday
&everything is quick, only {} will not load, so it isnt you is it
&youtube fine, maps fine, {} not. are you blocking it
&is it you or is it {}
&my data works but {} doesnt, is {} down
&are you throttling {} tonight or is it dead by itself
&signal full, speed test fine, {} blank
""",
    "logged-out": """
{} logged me out by itself
got kicked out of my account and cant get back in
it says wrong password but i know its right
was i hacked? it threw me out and wont take my password
logged out of nowhere, am i banned
cant log in
session expired, login again, session expired, login again
why do i have to sign in again all of a sudden
login just loops back to the start
says 'user not found' for my own account since about an hour ago
my account says it doesnt exist anymore, did i get deleted
did somebody get into my account or is it part of this
thrown out mid scroll and now an unexpected error every time i log in
the login button does nothing
is my account suspended or is this the outage
my daughter got logged out and is crying that her account is gone
all four of our business accounts signed out at the same time tonight
hacked or just the outage?
the code works but then it throws me back to the log in screen
'there was a problem logging you into {}' - is my account safe
should i be worried about my account, it logged out on both phones
it says incorrect password on every device, i didnt change anything
did i get banned for no reason or is everyone out
account went poof while i was posting, is it a ban or the thing everybody talks about
Hello, at about ten to six both my husband and I were signed out of {} and neither of our passwords is accepted. Has someone stolen our details?
please say im not hacked, it just signed me out like 20 min ago
cant sign in and reset password page wont load either
asked for a reset just now because it wouldnt let me in and the page errors out
changed my password in panic because it kicked me out and now it still wont let me in
stuck on 'please wait a few minutes before you try again'
two factor code accepted then nothing happens, started tonight
scared someone took it, it logged me off suddenly and says something went wrong
am i blocked? i cant even see my own profile since this evening
does the outage log people out
why does it say my account was closed??? is it a glitch
i got kicked and so did my sister so is it the servers
i think my ex got into my account, it logged me out at 6, or is it just {} being down
am i banned or is everybody out
why do i have to prove it is me, out of nowhere, just now
booted and cant get back, is it all of us
""",
    "things-gone": """
all my pictures are gone
my profile says 0 posts and 0 followers
where did my messages go, the inbox is empty since tonight
did i lose all my followers
everything on my page vanished an hour ago, is it deleted
all my drafts disappeared just now
are my photos safe
will my posts come back
ten years of baby pictures, tell me they are still there
my saved stuff is empty, is that the outage or gone for good
shows zero followers, is that real
my chats disappeared in front of my eyes
Dear team, my late wife's photographs are on {} and tonight the page is empty. Are they lost or is it only the fault everybody has?
my highlights are blank and my bio is gone, glitch?
do i lose anything because of this outage
my streak, will it be kept
my mums page looks empty and so does mine, were we deleted
will the messages people sent me during the outage arrive later
half my followers gone in one minute, display bug from the outage?
do i have to back anything up now
did my post from tonight get lost
my list is empty now, is it lost
""",
    "when-back": """
when will it be back
when is {} coming back
how long will this last
how much longer
any eta
eta?
will it be fixed tonight
is it worth waiting up
back before midnight or should i go to bed
any idea when i can post again
how long do these outages normally take
i have a launch at 8, will it be up by then or should i move it
our sale starts tomorrow morning on {}, do i need a plan b
is there an estimated time of repair
whens the gram coming back from the dead
fix it already omg how long
do i have time for a shower before its back
my interview is over {} video call in half an hour, will it work
will it be hours or days
should i postpone the giveaway tonight
wake me when its over, when is that
gonna be long?
can i count on it for tomorrow 7 am, we have a charity appeal
Hi, I run a small bakery and take my orders through {}. Could you give me a realistic time when it will be usable?
how much longer til its not broken
is there hope for tonight
kids party invites go out on {} at 9, will it be alive
need to tell my boss when we can publish again
when do they expect to restore service
time frame?
will this be sorted before the match
friday night and nothing, how long still
will it be ready for the school run
how long can an outage like this go on
is it coming back at all
my exam is on {} at nine, will it be there
should i wait or walk home
""",
    "fixed-yet": """
is it fixed
is it back
is it working again
is it over
mine works again, is it fixed for good
came back for two minutes then died again, is it sorted or not
is {} up again
have they repaired it yet
seems ok here now, all clear?
can i stop refreshing now
still down?
is it still broken or is it just slow now
is the outage over
works on my phone again but not on the laptop, done or not done
so are we back
""",
    "since-when": """
since when is it down
when did it start
what time did {} go down
how long has this been going on
did it begin before 6
when exactly did the outage start, i need it for a report
was it already down at 5:40 eastern
i noticed at ten to eleven, was i the first
how long has {} been out
need the start time for our incident log
did this start today or earlier
at what minute did it break
our monitor alarmed at 21:53 utc, does that match
how old is this outage
since what time are people complaining
""",
    "where": """
is it down everywhere
is it worldwide
is it only the us
which countries are hit
is {} down in germany
anyone in toronto have it too
is london affected
only my city or what
my cousin in texas says it works, im in ohio and it doesnt, is it regional
down in india too?
is it just android
iphone or android, who has it worse
does it hit the website too or only the app
how many people have this
is it the whole planet
who has it worst
is it down on the west coast as well
my colleague two desks away can use it and i cant, why
is it my carrier, others with {line} too?
do people with computers have it too or just phones
is it only business accounts or normal people too
australia checking in, same here?
does it affect everyone or only some
is it all of spain or only madrid
does my brother in oslo have it as well
is it the app on the tv only
""",
    "said": """
has {} said anything
did {operator} confirm it
any official statement
do they know about it
are they working on it
any word from the company
whats their official line, i need to quote it
have they apologised
is there a status page or a tweet from them
radio silence from {} or did they post something
does anybody there even know its broken
is somebody fixing it
link to the announcement?
Our newsroom needs the exact words of the company about this, have they put anything out
what does {operator} say
have they acknowledged the problem
did the ceo say anything
is the team aware
any update from them
tell me they at least noticed
nothing on their page, have they said a word anywhere
who confirms it
where do i read the official word
""",
    "why": """
why is {} down
whats the reason
what happened
was it a cyberattack
is it hackers
did somebody hack {}
is it because of the layoffs
maintenance or what
did a server burn down
is it the new update that broke it
what caused the outage
who did this
is it a ddos
are they down because of the election
was this planned
whose fault is it
is it {operator} or the cloud
dns again?
did they forget to pay the bill lol
heard an undersea cable was cut, is that why
is it related to the earthquake
technical fault or attack?
why does this keep happening
is it true that russia is behind it
did someone trip over the cable at {operator}
""",
    "what-to-do": """
should i reinstall the app
does deleting and reinstalling help
would a vpn help
what can i do
is there a way around it
does the website work
can i use it in the browser instead
should i change my password
should i log out and in again or leave it
would clearing the cache help
try another wifi?
does restarting the phone help
any fix
is there anything i can do or just wait
my friend says use chrome, does that work
if i log out now will i be able to get back in
do i lose my drafts if i reinstall
should i update the app first
does mobile data work better than wifi
would changing dns do anything
factory reset, yes or no
is it safe to log in again now
any other way to reach my followers / dms meanwhile
tried cache, reinstall, airplane mode. what else
how do i fix this
how can i get it to work
will it help if i delete some stuff to free up space
my nephew wants to reset my phone because of {}, should i let him
it works a bit on my old phone, should i keep using that
is the desktop version ok
do i need to do anything or does it come back by itself
should i keep refreshing or does that make it worse
can i still schedule posts some other way
what do i tell my clients to do
workaround?
does plugging the router out and in change anything
pc ok or same mess
do i need a new phone because of this
should i delete my data in the app
is mobile better than wifi for it now
""",
    "sisters": """
is {calm} down too
is {calm} also affected
are {calm} and {calm} working
does {calm} still work
is {calm} next
can i still use {calm}
is it only {} or {calm} as well
will {calm} go down too
is this one ok at least
did everything of {operator} go down or just {}
my mum only has {calm}, can i reach her there tonight
is {calm} safe from this
i use my {calm} login for {}, is {calm} hit too
should i move the group to {calm} or will that break too
are all the {operator} apps out
and {calm}?
{calm} seems ok, right?
""",
    "money": """
do i get my money back for the ads that ran while it was down
who pays for my lost sales tonight
will advertisers be refunded
is there compensation for this outage
my ad budget is being spent while nobody can open {}
i lost customers because of this, whom do i bill
can i get a credit for today
paid for a promotion tonight and the app is dead, refund?
will they extend my campaign because of the outage
do premium users get something back for the downtime
our agency has campaigns running during the outage, has anything been said about credits
i sell on {} and earned nothing tonight, can i claim
sponsored post was due at 7 and couldnt go out because of the outage, who covers that
still charging me for ads though its down??
""",
    "report-it": """
where can i report that {} is down
how do i report this outage
do you need my report too
does it help if i report it
want to tell you mine is out as well
where do i click to say its broken here too
count me in, down in leeds
i would like to report a problem with {}
who do i tell that its not working
do i need to report it or do they know
""",
    "cannot-post": """
cant post anything
my story is stuck on posting
upload stuck at 99%
did my post go through or not
my reel wont upload since an hour
message shows sending forever
comment wont post, tried ten times
live keeps failing to start right now
story says failed, tap to retry, is it {}
photo stuck processing since 6
did it send? it just hangs
tried to share and it says couldn't post, try again
cant like or comment on anything tonight, everyone has that?
my dm has been 'sending' for half an hour
posted but nobody can see it, is it the outage
""",
}
