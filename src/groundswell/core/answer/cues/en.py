"""By which words a question in English is understood. "*": any end of a word; "_": up to three words between."""

from __future__ import annotations

from collections.abc import Mapping

from groundswell.core.answer.cues.cue import Cue

ENGLISH: Mapping[Cue, str] = {
    Cue.DOWN: "down; not working; isnt working; is not working; not work; doesnt work; does not work; dont work; wont work; didnt work; "
    "stopped working; stops working; quit working; not functioning; broke; broken; outage*; offline; crash*; glitch*; bug; bugs; "
    "bugging; buggy; bugged; acting up; acting weird; acting strange; acting funny; messed up; fucked; borked; busted; dead; ded; "
    "died; freez*; frozen; froze; stuck; playing up; on the fritz; out of service; unavailable; not available; unresponsive; "
    "not responding; problem; problems; issue; issues; trouble; troubles; having trouble; something wrong; something is wrong; "
    "whats wrong with; going wrong; wonky; not right; malfunction*; failing; fails; failed; failure; shut down; went out; "
    "server down; servers down; collapsed; kaput; tripping; bricked; refuses to; is out; having a moment; having a meltdown; "
    "hiccup*; cooked; toast; unusable; not usable; gone dark; black out; blackout; interrupted; disruption*; struggling; won't respond",
    Cue.LOADS: "not loading; isnt loading; wont load; doesnt load; does not load; dont load; not load; cant load; couldnt load; loading forever; "
    "keeps loading; just loads; still loading; stuck loading; stuck on loading; loading screen; wont open; doesnt open; not opening; "
    "cant open; isnt opening; does not open; unable to open; unable to load; blank; black screen; white screen; grey screen; "
    "gray screen; spinning; spins; spinner; buffering; wont refresh; not refreshing; cant refresh; couldnt refresh; "
    "could not refresh; doesnt refresh; wont update; not updating; nothing loads; nothing shows; nothing is showing; "
    "nothing comes up; nothing appears; not showing up; wont show; not showing; wheel; circle of death; never loads; never opens; "
    "not appearing; won't start; wont launch; cant see anything; see nothing; stopped loading; refuses to load; can't view",
    Cue.SLOW: "slow; so slow; slowly; very slow; lag; laggy; lagging; lags; delayed; delay; takes forever; taking forever; takes ages; "
    "timing out; timed out; time out; times out; timeout",
    Cue.OUT: "logged out; logged me out; logging me out; log me out; logs me out; loggin me out; logged us out; logged off; signed out; "
    "signed me out; signing me out; signs me out; signed off; kicked out; kicked me out; kicks me out; kicked off; kicked me off; "
    "kicking me out; threw me out; thrown out; thrown off; booted out; booted me; boots me; booted off; cant log in; cant login; "
    "cant log back in; cant log back into; cant log into; cannot log in; cannot login; cannot log back; cant sign in; cannot sign in; cant sign back; "
    "unable to log; unable to login; unable to sign; not log in; not let me log; wont let me log; wont let me login; wont let me sign; "
    "wont let me in; doesnt let me in; not letting me in; not letting me log; not letting me login; not letting me sign; didnt let me log; "
    "wont accept _ password; not accepting _ password; rejects _ password; says _ password _ wrong; password _ incorrect; "
    "wrong password; password is wrong; password wrong; says _ password _ incorrect; incorrect password; password not working; "
    "password doesnt work; password isnt working; session expired; session has expired; session ended; cant get in; "
    "cant get into; cant get back in; cant get back into; cannot get in; cannot get into; couldnt get in; not able to log; not able to login; not able to sign; "
    "cant access; cannot access; unable to access; lost access; no access; locked out; locked me out; locking me out; shut out; "
    "asking me to log in; asks me to log in; asks for _ password; asking for _ password; log in again; login again; sign in again; logged in again; "
    "log back in; login loop; login screen; log in screen; login page; log in page; back to login; login failed; login error; "
    "login problem*; login issue*; log in problem*; log in issue*; login not working; login isnt working; login broken; log in fails; "
    "couldnt log in; couldnt login; cant even log; cant even login; sign me in; log me in; logins failing; unable to get in; unable to get into; out of my account; "
    "out of nowhere i was out; keeps logging; keep getting logged; got logged; been logged; was logged; got signed; been signed; forced logout; auto logout; logout; logs out",
    Cue.ERROR: "error; errors; error message; something went wrong; went wrong; try again later; please wait a few minutes; wait a few minutes; "
    "unexpected; 500; 502; 503; 504; 5xx; 404; exception; cannot connect; cant connect; wont connect; not connecting; no connection; connection failed; "
    "connection lost; network error; check your connection; check your internet; check your network; no internet connection; unknown error; server error; bad gateway; sorry message",
    Cue.GONE: "gone; disappeared; disappear; vanished; vanish; missing; empty; wiped; wiped out; erased; lost; lost all; all lost; zero followers; 0 followers; "
    "0 posts; no posts; zero posts; deleted itself; got deleted; been deleted; were deleted; was deleted; are deleted; removed themselves; no longer there; not there; not there anymore",
    Cue.UNABLE: "cant; cannot; can not; couldnt; could not; unable; not able; wont; will not; doesnt; does not; dont; didnt; isnt; arent; not; "
    "wont let; not letting; impossible; no longer; never; nothing; refuses; keeps; keep; only shows; only see; fail; stopped; nobody can; no one can; without success; hasnt; havent",
    Cue.APP: "app; apps; application",
    Cue.WEBSITE: "website; web site; web version; site; browser; chrome; safari; firefox; web page; webpage; desktop; laptop; pc; computer; on web; url",
    Cue.CONNECTION: "server; servers; connection; connect; connecting; backend; network",
    Cue.LOG_IN: "log in; login; logging in; log into; log on; logon; logged in; sign in; signin; signing in; sign on; log back; sign back; account access; get in; authenticate; authentication; password",
    Cue.FEED: "feed; feeds; timeline; home page; homepage; home screen; reels; reel; explore; scroll; scrolling; refresh; for you page; fyp; new posts; recent posts; old posts; same posts; posts from",
    Cue.STORIES: "story; stories; highlights",
    Cue.POSTING: "post anything; to post; cant post; posting; upload; uploads; uploading; uploaded; publish; publishing; share _ post; sharing; my post; tweet; tweeting; wont post; post a",
    Cue.COMMENTS: "comment; comments; commenting; replies; reply",
    Cue.MESSAGES: "message; messages; messaging; dm; dms; direct message*; chat; chats; inbox; texting; send _ messages; sending; sent; deliver; delivered; conversations; conversation",
    Cue.CALLS: "call; calls; calling; video call*; voice call*; phone calls; ring; dial",
    Cue.NOTIFICATIONS: "notification; notifications; push notification*; alerts; notif; notifs",
    Cue.SEARCH: "search; searching; search bar",
    Cue.PROFILE: "profile; profiles; my page; bio; profile picture; profile pic; pfp; my account; my grid",
    Cue.FOLLOWERS: "followers; follower; following; follow; likes; like count; friends list; unfollow*; subscribers",
    Cue.LIVE: "go live; live stream*; livestream*; going live; live video; broadcast*; stream; streaming",
    Cue.VIDEO: "video; videos; playback; play; movie; movies; episode; watch; watching; shows",
    Cue.PHOTOS: "photo; photos; picture; pictures; pics; pic; images; image; memories; camera roll",
    Cue.CODE: "code; codes; verification code*; security code*; sms code; otp; login code; confirmation code; 2fa code; passcode",
    Cue.PAYMENTS: "pay; payment; payments; paying; checkout; transaction*; purchase*; buy; paid",
    Cue.CARD: "card; cards; credit card; debit card; card payment*; contactless; declined; atm; cash machine",
    Cue.TRANSFER: "transfer; transfers; send money; sending money; wire; zelle; wages; salary; deposit; withdraw; withdrawal; payout; payouts",
    Cue.BALANCE: "balance; statement; statements",
    Cue.ORDER: "order; orders; delivery; parcel; package; tracking; booking; ticket; tickets; ride; driver",
    Cue.GAME: "game; games; match; matchmaking; lobby; party; save; saves; server list; multiplayer; play online",
    Cue.INTERNET: "internet; wifi; wi fi; broadband; mobile data; data connection; 4g; 5g; fibre; fiber; router; modem",
    Cue.SIGNAL: "signal; no service; sos; bars; coverage; reception",
    Cue.TEXTS: "sms; text message; text messages; texts",
    Cue.MAIL: "email; emails; e mail; mail; mails; attachment*; outlook",
    Cue.MUSIC: "music; song; songs; playlist; playlists; audio; sound; podcast*; track; tracks",
    Cue.MEETING: "meeting; meetings; join; screen share; screen sharing; calendar; webinar",
    Cue.FILES: "file; files; folder; folders; sync; syncing; document; documents; upload files; export; download; downloads",
    Cue.JUST_ME: "just me; only me; is it me; just us; just mine; only mine; just my; anyone else; anybody else; any one else; everyone else; everybody else; "
    "anyone having; anyone elses; anyone else's; someone else; other people; others; everyone; everybody; for you guys; for yall; "
    "for you too; you too; yours; same problem; same issue; same thing; same here; happening to you; happening to anyone; am i the only; im the only; i the only; my end; "
    "my phone or; my wifi or; my internet or; my side; your end; your side; on their end; is it down; is this down; mine; anyone; who else; whole world; all of us; just on my",
    Cue.WHEN: "when will; when is; when are; when can; when do; when does; how long; how much longer; how soon; eta; what time; fixed yet; back yet; back up; come back; "
    "coming back; be back; is it back; working yet; up yet; be fixed; get fixed; getting fixed; being fixed; fix this; fix it; fixing; be over; be resolved; resolved; restored; be up; be working; still down; "
    "still out; any update; any updates; any news; update on; estimated; until when; till when; back online; tonight or; by tonight; by tomorrow; over yet; worked on; working on it; are you on it; hurry",
    Cue.WHY: "why; what happened; whats happening; what is happening; what the hell; whats going on; what is going on; what going on; wtf; tf is; whats up with; what is up with; what's up with; "
    "cause; causing; caused; reason; whats wrong; what is wrong; whats the problem; what is the problem; whats the issue; what is the issue; cyber attack; cyberattack; ddos; attack; attacked; who is behind; "
    "explain; explanation; maintenance; update going on; deal with; the deal; did something happen; on purpose; sabotage",
    Cue.OFFICIAL: "official; officially; statement; confirmed; confirm; announce*; acknowledge*; said anything; say anything; said something; know about; aware; meta said; admit*; tell us; do you know; status page; spoken; comment on this",
    Cue.WHERE: "in my country; in my area; worldwide; world wide; global; globally; everywhere; around the world; in europe; in the us; in the uk; in usa; in spain; in germany; "
    "in india; in brazil; in france; in canada; other countries; which countries; what countries; where is; region; regions; my region; iphone; android; ios; ipad; only on; "
    "other devices; both phones; all devices; on every device; my location; in london; in new york; just in; my city; is it in; another country",
    Cue.HACKED: "hacked; hack; hacker; hackers; hacking; got hacked; compromised; breached; breach; stolen; steal; stole; someone else in; someone in my; somebody in my; someone got into; "
    "someone gets into; someone get into; someone logged; somebody logged; someone took; somebody took; someone taken; someone broke into; taken over; took over; hijack*; phish*; intruder; someone is using; broken into; someone use my; someone used my; somebody got into; virus; malware; identity theft",
    Cue.TAKEN: "changed my email; changed my e mail; changed my password; changed my phone; changed my number; changed my name; changed my username; email was changed; "
    "email has been changed; email address was changed; e mail was changed; email got changed; password was changed; password has been changed; number was changed; changed the email; changed the password; "
    "didnt post; did not post; didnt make; did not make; i never posted; never made; didnt send; i never sent; didnt request; did not request; never requested; not requested; "
    "login from; log in from; logged in from; new login; new device; unknown device; unrecognized; unrecognised; suspicious login; suspicious activity; unusual login; unusual activity; "
    "posting crypto; bitcoin; crypto; asking my; messaging my; sending messages to; sending my; posting things; posting stuff; posts i; posting on my; posted on my; dming; ransom; blackmail*; pay him; demands; demanding; someone in russia; from russia; from another; "
    "in nigeria; in china; wrote to my friends; scamming; scammed; scam; scammer; email saying; e mail saying; mail saying; got an email; got an e mail; received an email; linked to; different email; recovery email",
    Cue.SAFE: "safe; data safe; my data; secure; leaked; leak; data breach; private messages; personal data; at risk; in danger; deleted forever; gone forever; lost forever; get them back; get it back; lose my; lose all; losing my; will i lose; did i lose; have i lost; backup; permanently",
    Cue.REMEDY: "reinstall*; re install*; uninstall*; delete the app; deleted the app; deleting the app; restart*; reboot*; turn off and on; turned it off; reset my password; reset password; resetting; reset; password reset; change my password; changing my password; "
    "change password; changing password; new password; change passwords; clear cache; clear the cache; clearing cache; cleared cache; vpn; update the app; updating the app; what can i do; what do i do; what should i do; what to do; what shall i do; anything i can do; should i; "
    "do i need; do i have to; need to do; workaround*; work around; another way; other way; any way to; any fix; a fix; how to fix; how do i fix; how can i fix; how do you fix; how do we fix; fix for; solve; solution; tried everything; "
    "tried; try; trick; help; help me; factory reset; new phone; log out and; switch to; dns; airplane mode; offload*; just wait; get back in; get back into; get it working; how do i get it; how do i log back; how do i get back; troubleshoot*",
    Cue.BANNED: "banned; ban; suspend*; disabled; disable my; got disabled; deactivated my; been deactivated; was deactivated; restricted; restriction*; shadow ban*; shadowban*; shadowbanned; violat*; community guidelines; community standards; terms of; "
    "appeal; appealed; appealing; unban; reinstat*; account was removed; account removed; account has been removed; account was deleted; account has been deleted; deleted my account; removed my account; took down my; took my post down; removed my post; post removed; post was removed; "
    "taken down; action blocked; blocked from; temporarily blocked; flagged; strike; copyright; limited my; account limited; under review; in review; ip ban; permanently disabled; termination; terminated; blocked my account; account is blocked; account blocked; account locked; locked my account; account is locked; my account got locked",
    Cue.MONEY: "refund*; money back; reimburs*; compensat*; charged; charge me; double charged; overcharged; billed; billing; invoice*; bill; credit for; pay me back; paid for; paying for; lost sales; lost money; losing money; lost business; lost income; lost revenue; sue; suing; lawsuit; legal; liable; claim; damages; discount; voucher; get paid; payday; monetization; monetisation; payout*; cost me; costing me; costs me; who pays; losses; my budget; ad spend; ad budget; premium for; pay for this; subscription for nothing; credit my; credit back",
    Cue.CLOSE: "cancel*; unsubscribe*; delete my account; delete account; deleting my account; delete my profile; delete my insta*; deactivate my; deactivate account; close my account; closing my account; terminate my; leave this; get rid of my; remove my account; end my subscription; end my contract; permanently delete; delete it permanently; switch provider",
    Cue.HOW: "how do i; how do you; how to; how can i; how can you; how could i; how does; how would; how many; how much; where do i; where can i; where is the; where are the; where do you; wheres the; where to find; is it possible; is there a way; is there any way; can i; can you; could you; can we; am i allowed; may i; what does; what is a; what is the difference; what are the; which; "
    "tutorial; guide; steps; explain how; show me how; teach me; possible to; allowed to; what size; dimensions; recommend*; best time; tips; please tell me how; does anyone know how; anyone know how; who can; what is the best",
    Cue.NAME: "username; user name; usernames; handle; change my name; display name; change name; rename; nickname",
    Cue.FORGOT: "forgot; forgotten; forget; dont remember; do not remember; cant remember; cannot remember; lost my password; lost my phone; old phone; no longer have access; old email; old number; dont have access",
    Cue.ADDRESS: "change my email; change email; change my phone; change phone; new email; new phone number; new number; email address; phone number; update my email; update my number; update my address; different number; old address; moved house",
    Cue.TWO_FACTOR: "two factor; 2 factor; 2fa; two step; two-factor; authenticator; authentication app; backup codes; security key; passkey*",
    Cue.BADGE: "verified; verification badge; blue tick; blue check; blue checkmark; blue badge; get verified; meta verified; verify my account; verify my identity; tick mark",
    Cue.PRIVACY: "private account; make my account private; make it private; hide my; hide; who viewed; who views; who can see; see who; who unfollowed; who visited; block someone; block a; blocked me; block him; block her; unblock; restrict someone; close friends; mute; online status; read receipts; seen; activity status; privacy; gdpr; tracking me; ex blocked; turn off",
    Cue.AGE: "age; years old; birthday; birth date; date of birth; under 13; minor; underage; my daughter; my son; my kid; my child; parental",
    Cue.ADS: "ad; ads; advert*; campaign*; ads manager; boost*; promoted; sponsored; promotion; pixel",
    Cue.BUSINESS: "business account; creator account; professional account; shop; catalogue; catalog; api access; business manager; business suite; partnership; collab; collaboration; influencer; sponsorship; brand; press; interview; journalist; wholesale",
    Cue.HUMAN: "talk to a; speak to a; speak with; talk to someone; real person; human; customer service; customer support; customer care; contact support; contact you; contact instagram; support number; phone number for; call you; call someone; hotline; helpline; support ticket; ticket number; case number; case id; reference number; open a ticket; email you; live agent; agent; ignored; nobody answers; no one answers; no reply; no response",
    Cue.ABUSE: "harass*; bully*; impersonat*; fake account; fake profile; pretending to be; stalk*; threaten*; threats; report a; report someone; report an; report this; report him; report her; reported; nudes; revenge; someone is using my photo*; using my pictures; my name and photo; hate speech; racist; nudity; creep; catfish*; spam account; abusive",
    Cue.OPINION: "algorithm; new design; new layout; new logo; new icon; redesign; ugly; hate the new; hate the update; old version; bring back; chronological; too many ads; feature request; add a feature; please add; suggestion; wish; love the; love this; so many bots; bots; ruined; used to be; boring; worst app; best app; delete this feature; dark mode please; stop showing; stop recommending; suggested posts",
    Cue.REACH: "reach; engagement; views dropped; views; impressions; insights; grow my; more followers; gain followers; get followers; get more; losing followers; likes dropped; low likes; hashtag*; analytics; go viral",
    Cue.SETTING: "dark mode; language; change the language; font; widget; settings; setting; enable; turn on; autoplay; data saver; caption*; subtitles; filter; filters; effect; sticker*; music on; add music; add a link; link in; highlight cover; archive; archived; drafts; draft; qr code; poll; collage; layout; repost; schedule; save video; download video; screenshot*; pin; two accounts; second account; multiple accounts; switch accounts; switch between; add another account; tag; tagging; mention; geotag; location tag; cross post*; crosspost*; link my; connect my; carousel",
    Cue.JOB: "job; jobs; hiring; vacancy; vacancies; career*; internship; apply; resume; salary; school project; homework; essay; research; thesis; survey; stock; shares; share price; ceo; invest; headquarters; founded; owns",
    Cue.DATA_COPY: "download my data; copy of my data; export my data; request my data; my information; download my photos; download all my; data request; data export; gdpr request; archive of my; recover deleted; recover a deleted; restore deleted; restore a deleted; deleted by accident; accidentally deleted; deleted by mistake; i deleted; recover old; deceased; passed away; memorial*; died last; death; dead relative; late father; late mother",
    Cue.LONG_AGO: "yesterday; since yesterday; last night; last week; last month; last year; days; weeks; months; years; for a week; for a month; for a day; a week ago; a month ago; since monday; since tuesday; since wednesday; since thursday; since friday; since saturday; since january; since february; since march; since april; since may; since june; since july; since august; since september; since october; since november; since december; for ages; always; every day; everyday; every week; every night; every morning; on monday; on tuesday; on wednesday; on thursday; on friday; on saturday; all week; this week; this month; last time; long time; ever since the update; since the last update; since i updated; the other day; ages ago; in 20",
    Cue.LATELY: "now; right now; just now; today; tonight; this evening; suddenly; all of a sudden; out of nowhere; minutes; minute; an hour; hour; hours; at the moment; currently; this morning; this afternoon; since 9; since 10; since 11; just happened; just started; randomly; out of the blue; a sec ago; moments ago",
    Cue.WORKS: "works again; working again; works now; working now; works for me; working for me; its back; is back; back now; back on; up again; up and running; works fine; working fine; no problem here; all good",
    Cue.SPAM: "buy followers; free followers; cheap followers; followers cheap; dm me for; dm to; dm for; check out my; check my bio; check my profile; check my page; link in bio; follow me; follow back; f4f; follow for follow; sub4sub; subscribe to my; onlyfans; sugar daddy; sugar baby; loan; loans; casino; betting; bet now; forex; trading signals; double your; passive income; earn money; make money; earn $; work from home; giveaway; free gift; click here; click the link; whatsapp me; telegram me; contact on whatsapp; recovery expert; recovered my account; recover your account; hack any; he helped me; hacker who; best hacker; spell caster; herbal; viagra; promo code; discount code; limited offer; order now; visit our; visit my; hot girls; nft drop; airdrop; investment opportunity; guaranteed profit; guaranteed; seo services; web design services; cheap price; lottery; you won; congratulations you",
    Cue.THANKS: "thanks; thank you; thx; good job; well done; great work; love you; appreciate",
}
