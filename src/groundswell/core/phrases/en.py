"""English."""

from __future__ import annotations

from groundswell.core.model import Certainty, EventKind
from groundswell.core.phrases.words import Phrases

ENGLISH = Phrases(
    sentences={
        "open": "Since {since} people report trouble with {service}{amount}{footprint}. {certainty}",
        "suspected": (
            "Since {since} there are more reports than usual about {service}{amount}{footprint}. "
            "We are watching; it is too early to call it an outage. {certainty}"
        ),
        "easing": (
            "Trouble with {service} since {since} is easing: fewer reports since {eased}{works}. {certainty}"
        ),
        "easing_works": "; many say it works again",
        "resolved": "{service} was reported broken from {since} to {until}{footprint}; it is over.",
        "declared": "Since {since} there is trouble with {service}, says whoever runs this site{footprint}. {certainty}",
        "declared_voice": "Since {since} there is trouble with {service}, says {operator}. {certainty}",
        "declared_over": "From {since} to {until} there was trouble with {service}, says whoever runs this site; it is over.",
        "declared_over_voice": "From {since} to {until} there was trouble with {service}, says {operator}; it is over.",
        "tail": "Some still report trouble, far fewer than at the worst{amount}.",
        "dismissed": "No outage: the reports about {service} from {since} on turned out to be something else.",
        "merged": "The reports about {service} since {since} belong to a larger outage.",
        "merged_into": "The reports about {service} since {since} belong to the outage of {culprit}.",
        "quiet": (
            "No unusual number of reports for {service} in the last hours. "
            "It may be just you: your connection, your device or your account."
        ),
        "early": (
            "{reports} people report trouble with {service} in the last fifteen minutes, more than usual. "
            "It is too early to say whether it is an outage."
        ),
        "early_young": (
            "{reports} people report trouble with {service} in the last fifteen minutes. We have been counting only "
            "since {counting}, so it is too early to say whether it is an outage."
        ),
        "young": (
            "We have been counting reports for {service} only since {counting}: too short to say whether it works."
        ),
        "no_data": "We have not been counting reports for {service} in the last minutes, so we cannot say whether it works.",
        "bystander": "Reports here are probably about {culprit}: {service} itself shows no outage of its own.",
        "bystander_incident": (
            "Since {since} there are more reports than usual about {service}{amount}, "
            "but they are probably about {culprit}. {certainty}"
        ),
        "times": ": {times} times as many as usual for this hour",
        "twice": ": about twice as many as usual for this hour",
        "half_more": ": about half as many again as usual for this hour",
        "from_nothing": ": {reports} reports in fifteen minutes, where hardly any is usual",
        "from_nothing_one": ": {reports} report in fifteen minutes, where hardly any is usual",
        "mostly": ", mostly {symptoms}",
        "chiefly": ", mostly {symptoms}",
        "worst": ", worst in {areas}",
        "everywhere": ", everywhere",
        "in": "in {areas}",
        "on": "on {networks}",
        "version": "version {versions}",
        "whole": "nothing but {service}",
        "whole_shared": "nothing but what these services stand on",
        "line_now": "Since {since}: trouble with {service}{footprint}{peak}. {certainty}",
        "line_over": "{since} to {until}: trouble with {service}{footprint}{peak}.",
        "line_dismissed": "{since}: a suspicion about {service} that came to nothing.",
        "line_dismissed_outage": "{since}: trouble with {service} that whoever runs this site found to be no outage.",
        "line_merged": "{since}: reports about {service} that belong to another outage.",
        "shared_open": (
            "Since {since} people report trouble with {members} services at once{amount}{footprint}: {names}. "
            "{cause} is likely behind it. {certainty}"
        ),
        "shared_easing": (
            "Trouble with {members} services at once since {since} is easing; {cause} is likely behind it. {certainty}"
        ),
        "shared_resolved": (
            "{members} services were reported broken from {since} to {until}{footprint}: {names}. {cause} was likely behind it; "
            "it is over."
        ),
        "member_open": (
            "Since {since} people report trouble with {service}{amount}. It is part of trouble at {cause}, "
            "which hits {members} services. {certainty}"
        ),
        "member_easing": (
            "Trouble with {service} is part of trouble at {cause} since {since}, which is easing. {certainty}"
        ),
        "member_resolved": (
            "{service} was reported broken from {since} to {until}, as part of trouble at {cause}; it is over."
        ),
        "shared_line_now": "Since {since}: trouble with {members} services, {cause} likely behind it{footprint}{peak}. {certainty}",
        "shared_line_over": "{since} to {until}: trouble with {members} services, {cause} likely behind it{footprint}{peak}.",
        "more": "{count} more",
        "drill": "This is an exercise: none of it is happening now. {sentence}",
        "stop": "To stop these messages: {url}",
        "spoke": "{sentence} {operator} spoke about it at {spoke}.",
        "shared_opened": "{members} services are in trouble at once{amount}: {names}. {cause} is likely behind it.",
        "peak": ", {reports} reports in fifteen minutes at the worst",
        "peak_one": ", {reports} report in fifteen minutes at the worst",
        "title_suspected": "{service}: more reports than usual",
        "title_open": "{service}: outage",
        "title_easing": "{service}: outage, easing",
        "title_resolved": "{service}: outage, over",
        "title_dismissed": "{service}: no outage after all",
        "title_merged": "{service}: part of another outage",
        "alert": "Service outage",
        "nowhere": "Not known",
    },
    certainty={
        Certainty.POSSIBLE: "Possible.",
        Certainty.LIKELY: "Likely.",
        Certainty.OBSERVED: "Observed.",
    },
    events={
        EventKind.SUSPECTED: "More reports than usual{amount}. We are watching.",
        EventKind.OPENED: "Enough people report trouble to call it an outage{amount}{footprint}.",
        EventKind.GREW: "It has grown{amount}.",
        EventKind.PEAKED: "Past its peak so far, {top} reports in fifteen minutes.",
        EventKind.EASED: "Fewer reports than before: it is easing.",
        EventKind.RELAPSED: "Reports rise again{amount}.",
        EventKind.RESOLVED: "It is over: reports are back to the usual, or under a tenth of the peak and many say that it works.",
        EventKind.REOPENED: "It is back{amount}.",
        EventKind.EXPLAINED: "What the reports have in common: {common}.",
        EventKind.ACKNOWLEDGED: "Whoever runs this site has seen it.",
        EventKind.CONFIRMED: "Whoever runs this site confirms the outage.",
        EventKind.DISMISSED: "It turned out to be no outage.",
        EventKind.MERGED: "It turned out to be part of another outage.",
        EventKind.JOINED: "{members} services are hit by now; {cause} is likely behind it.",
        EventKind.SPLIT: "Some of its services have an outage of their own.",
        EventKind.CAUSED: "Whoever runs this site says what is behind it.",
        EventKind.DECLARED: "Whoever runs this site says that there is an outage.",
        EventKind.STATED: "There is a statement.",
        EventKind.AGREED: "People confirm that it is over: reports are back to the usual, or few are left and many say that it works.",
        EventKind.OVERRAN: "The planned work is over, and it goes on{amount}.",
    },
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    moment="{day} {month}, {time}",
    moment_of_year="{day} {month} {year}, {time}",
    joiner=(", ", " and "),
    decimal=".",
    thousands=",",
    symptoms={
        slug: f"the {name}"
        for slug, name in {
            "api": "API",
            "app": "app",
            "camera": "camera",
            "console": "console",
            "dashboard": "dashboard",
            "feed": "feed",
            "map": "map",
            "network": "network",
            "networking": "network",
            "server-connection": "server connection",
            "store": "store",
            "website": "website",
        }.items()
    }
    | {
        "blackout": "everything at once",
        "devices": "devices that do not answer",
        "identity": "identity and access",
        "site-errors": "sites that answer with errors",
        "sites-unreachable": "sites that do not load",
    },
    areas={
        code: f"the {name}"
        for code, name in {
            "AE": "United Arab Emirates",
            "BS": "Bahamas",
            "CD": "Democratic Republic of the Congo",
            "CF": "Central African Republic",
            "CG": "Congo",
            "DO": "Dominican Republic",
            "FK": "Falkland Islands",
            "FO": "Faroe Islands",
            "GB": "United Kingdom",
            "GM": "Gambia",
            "KM": "Comoros",
            "KY": "Cayman Islands",
            "MH": "Marshall Islands",
            "MV": "Maldives",
            "NL": "Netherlands",
            "PH": "Philippines",
            "SB": "Solomon Islands",
            "SC": "Seychelles",
            "US": "United States",
            "VG": "British Virgin Islands",
            "VI": "US Virgin Islands",
        }.items()
    },
    platforms={
        "android": "on Android",
        "ios": "on iPhone and iPad",
        "web": "in web browsers",
        "windows": "on Windows",
        "macos": "on Mac",
        "linux": "on Linux",
        "tv": "on television",
        "console": "on games consoles",
        "other": "on other devices",
    },
)
