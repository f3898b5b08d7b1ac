"""Arabic: made by a machine, no native speaker has read it yet."""

from __future__ import annotations

from groundswell.core.model import Certainty, EventKind
from groundswell.core.phrases.words import Phrases


def _form(count: int) -> str:
    """CLDR's rule; no number here is so small that "zero" and "one" are told apart."""
    if count == 2:
        return "two"
    if 3 <= count % 100 <= 10:
        return "few"
    return "many" if count % 100 >= 11 else "other"


_SERVICES = {"": "{members} خدمة", "_two": "خدمتين", "_few": "{members} خدمات"}
_OF_SEVERAL = {
    "shared_open": "منذ {the_since} ترد بلاغات عن مشكلات في {services} معًا{amount}{footprint}: {names}. السبب المرجّح: \u2068{cause}\u2069. {certainty}",
    "shared_easing": "المشكلات في {services} معًا، التي بدأت {the_since}، آخذة في التراجع؛ السبب المرجّح: \u2068{cause}\u2069. {certainty}",
    "shared_resolved": "وردت بلاغات عن مشكلات في {services} من {the_since} إلى {the_until}{footprint}: {names}. السبب المرجّح: \u2068{cause}\u2069. انتهت المشكلة.",
    "member_open": "منذ {the_since} ترد بلاغات عن مشكلات في \u2068{service}\u2069{amount}. هي جزء من مشكلات لدى \u2068{cause}\u2069 تؤثر في {services}. {certainty}",
    "shared_line_now": "منذ {the_since}: مشكلات في {services}، والسبب المرجّح \u2068{cause}\u2069{footprint}{peak}. {certainty}",
    "shared_line_over": "من {since} إلى {until}: مشكلات في {services}، والسبب المرجّح \u2068{cause}\u2069{footprint}{peak}.",
    "shared_opened": "مشكلات في {services} معًا{amount}: {names}. السبب المرجّح: \u2068{cause}\u2069.",
}
"""Sentences about several services at once, which are counted in three ways."""

ARABIC = Phrases(
    sentences={
        "open": "منذ {the_since} ترد بلاغات عن مشكلات في \u2068{service}\u2069{amount}{footprint}. {certainty}",
        "suspected": "منذ {the_since} ترد بلاغات أكثر من المعتاد عن \u2068{service}\u2069{amount}{footprint}. نتابع الأمر، ومن المبكر وصفه بأنه عطل. {certainty}",
        "easing": "المشكلات في \u2068{service}\u2069 التي بدأت {the_since} آخذة في التراجع: قلّت البلاغات منذ {the_eased}{works}. {certainty}",
        "easing_works": "، ويقول كثيرون إن الخدمة عادت",
        "resolved": "وردت بلاغات عن مشكلات في \u2068{service}\u2069 من {the_since} إلى {the_until}{footprint}. انتهت المشكلة.",
        "declared": "يقول القائمون على هذا الموقع إن هناك مشكلة في \u2068{service}\u2069 منذ {the_since}{footprint}. {certainty}",
        "declared_voice": "تقول \u2068{operator}\u2069 إن هناك مشكلة في \u2068{service}\u2069 منذ {the_since}. {certainty}",
        "declared_over": "يقول القائمون على هذا الموقع إن مشكلة في \u2068{service}\u2069 كانت قائمة من {the_since} إلى {the_until}. انتهت المشكلة.",
        "declared_over_voice": "تقول \u2068{operator}\u2069 إن مشكلة في \u2068{service}\u2069 كانت قائمة من {the_since} إلى {the_until}. انتهت المشكلة.",
        "tail": "ما زال بعض الناس يبلّغون عن مشكلات، لكن أقل بكثير مما كان في أسوأ وقت{amount}.",
        "dismissed": "لم يكن عطلًا: تبيّن أن البلاغات عن \u2068{service}\u2069 منذ {the_since} سببها أمر آخر.",
        "merged": "البلاغات عن \u2068{service}\u2069 منذ {the_since} جزء من عطل أكبر.",
        "merged_into": "البلاغات عن \u2068{service}\u2069 منذ {the_since} جزء من عطل \u2068{culprit}\u2069.",
        "quiet": "لا توجد بلاغات أكثر من المعتاد عن \u2068{service}\u2069 في الساعات الأخيرة. ربما تكون المشكلة لديك وحدك: في اتصالك أو جهازك أو حسابك.",
        "early": "وردت {reports} بلاغًا عن مشكلات في \u2068{service}\u2069 خلال آخر خمس عشرة دقيقة، وهذا أكثر من المعتاد. من المبكر القول إنه عطل.",
        "early_few": "وردت {reports} بلاغات عن مشكلات في \u2068{service}\u2069 خلال آخر خمس عشرة دقيقة، وهذا أكثر من المعتاد. من المبكر القول إنه عطل.",
        "early_other": "وردت {reports} بلاغ عن مشكلات في \u2068{service}\u2069 خلال آخر خمس عشرة دقيقة، وهذا أكثر من المعتاد. من المبكر القول إنه عطل.",
        "early_young": "عدد البلاغات عن مشكلات في \u2068{service}\u2069 خلال آخر خمس عشرة دقيقة: {reports}. لم نبدأ العدّ إلا منذ {the_counting}، لذا من المبكر القول إنه عطل.",
        "young": "لم نبدأ عدّ البلاغات عن \u2068{service}\u2069 إلا منذ {the_counting}: من المبكر القول إن كانت الخدمة تعمل.",
        "no_data": "لم نعدّ بلاغات عن \u2068{service}\u2069 في الدقائق الأخيرة، لذا لا يمكننا القول إن كانت الخدمة تعمل.",
        "bystander": "البلاغات هنا تخص على الأرجح \u2068{culprit}\u2069: لا يظهر عطل في \u2068{service}\u2069.",
        "bystander_incident": "منذ {the_since} ترد بلاغات أكثر من المعتاد عن \u2068{service}\u2069{amount}، لكنها تخص على الأرجح \u2068{culprit}\u2069. {certainty}",
        "times": "، أي {times} ضعف المعتاد في مثل هذه الساعة",
        "times_few": "، أي {times} أضعاف المعتاد في مثل هذه الساعة",
        "twice": "، أي نحو ضعفَي المعتاد في مثل هذه الساعة",
        "half_more": "، أي نحو مرة ونصف من المعتاد في مثل هذه الساعة",
        "from_nothing": ": عدد البلاغات {reports} في خمس عشرة دقيقة، والمعتاد ألا يرد شيء تقريبًا",
        "mostly": "، ومعظمها عن {symptoms}",
        "chiefly": "، ومعظمها {symptoms}",
        "worst": "، وأكثرها في {areas}",
        "everywhere": "، في كل مكان",
        "in": "في {areas}",
        "on": "على شبكة {networks}",
        "version": "الإصدار {versions}",
        "whole": "لا شيء سوى \u2068{service}\u2069",
        "whole_shared": "لا شيء سوى ما تعتمد عليه هذه الخدمات",
        "line_now": "منذ {the_since}: مشكلات في \u2068{service}\u2069{footprint}{peak}. {certainty}",
        "line_over": "من {since} إلى {until}: مشكلات في \u2068{service}\u2069{footprint}{peak}.",
        "line_dismissed": "{since}: اشتباه بشأن \u2068{service}\u2069 لم يثبت.",
        "line_dismissed_outage": "{since}: مشكلة في \u2068{service}\u2069 تبيّن للقائمين على هذا الموقع أنها ليست عطلًا.",
        "line_merged": "{since}: بلاغات عن \u2068{service}\u2069 هي جزء من عطل آخر.",
        "member_easing": "المشكلات في \u2068{service}\u2069 جزء من مشكلات لدى \u2068{cause}\u2069 بدأت {the_since} وهي آخذة في التراجع. {certainty}",
        "member_resolved": "وردت بلاغات عن مشكلات في \u2068{service}\u2069 من {the_since} إلى {the_until}، وكانت جزءًا من مشكلات لدى \u2068{cause}\u2069. انتهت المشكلة.",
        "more": "{count} غيرها",
        "drill": "هذا تدريب ولا يحدث أي من ذلك الآن. {sentence}",
        "stop": "لإيقاف هذه الرسائل: {url}",
        "spoke": "{sentence} تحدثت \u2068{operator}\u2069 عن الأمر {the_spoke}.",
        "peak": "، وبلغ عدد البلاغات {reports} في خمس عشرة دقيقة",
        "title_suspected": "{service}: بلاغات أكثر من المعتاد",
        "title_open": "{service}: عطل",
        "title_easing": "{service}: عطل آخذ في الانحسار",
        "title_resolved": "{service}: عطل انتهى",
        "title_dismissed": "{service}: لم يكن عطلاً في النهاية",
        "title_merged": "{service}: جزء من عطل آخر",
        "alert": "عطل في خدمة",
        "nowhere": "غير معروف",
    }
    | {
        f"{key}{form}": sentence.replace("{services}", services)
        for key, sentence in _OF_SEVERAL.items()
        for form, services in _SERVICES.items()
    },
    certainty={
        Certainty.POSSIBLE: "الأمر ممكن.",
        Certainty.LIKELY: "الأمر مرجّح.",
        Certainty.OBSERVED: "الأمر مؤكد.",
    },
    events={
        EventKind.SUSPECTED: "بلاغات أكثر من المعتاد{amount}. نتابع الأمر.",
        EventKind.OPENED: "البلاغات كافية لوصفه بأنه عطل{amount}{footprint}.",
        EventKind.GREW: "البلاغات في ازدياد{amount}.",
        EventKind.PEAKED: "يبدو أن الذروة مرّت: بلغ عدد البلاغات {top} في خمس عشرة دقيقة.",
        EventKind.EASED: "بلاغات أقل من قبل: المشكلة آخذة في التراجع.",
        EventKind.RELAPSED: "البلاغات تزداد من جديد{amount}.",
        EventKind.RESOLVED: "انتهى العطل: عادت البلاغات إلى المعتاد، أو صارت دون عُشر الذروة ويقول كثيرون إن الخدمة تعمل.",
        EventKind.REOPENED: "عاد العطل{amount}.",
        EventKind.EXPLAINED: "ما تشترك فيه البلاغات: {common}.",
        EventKind.ACKNOWLEDGED: "اطّلع القائمون على هذا الموقع على الأمر.",
        EventKind.CONFIRMED: "أكّد القائمون على هذا الموقع وجود العطل.",
        EventKind.DISMISSED: "تبيّن أنه لم يكن عطلًا.",
        EventKind.MERGED: "تبيّن أنه جزء من عطل آخر.",
        EventKind.JOINED: "بلغ عدد الخدمات المتأثرة {members}؛ السبب المرجّح: \u2068{cause}\u2069.",
        EventKind.SPLIT: "لبعض خدماته عطل خاص بها.",
        EventKind.CAUSED: "يذكر القائمون على هذا الموقع السبب.",
        EventKind.DECLARED: "يقول القائمون على هذا الموقع إن هناك عطلًا.",
        EventKind.STATED: "صدر بيان.",
        EventKind.AGREED: "يؤكد المستخدمون انتهاء العطل: عادت البلاغات إلى المعتاد، أو لم يبق منها إلا القليل ويقول كثيرون إن الخدمة تعمل.",
        EventKind.OVERRAN: "انتهت الأعمال المخطط لها والمشكلة مستمرة{amount}.",
    },
    fixed={
        "Taken apart from a larger outage.": "فُصل عن عطل أكبر.",
        "Some of its services have an outage of their own.": "لبعض خدماته عطل خاص بها.",
        "Whoever runs this site says that there is an outage.": "يقول القائمون على هذا الموقع إن هناك عطلًا.",
        "There is a statement.": "صدر بيان.",
        "Whoever runs this site has seen it.": "اطّلع القائمون على هذا الموقع على الأمر.",
        "Whoever runs this site confirms it.": "يؤكد القائمون على هذا الموقع ذلك.",
        "Whoever runs this site ruled that this is no outage.": "قرر القائمون على هذا الموقع أن هذا ليس عطلاً.",
        "Part of another incident.": "جزء من حادثة أخرى.",
        "Whoever runs this site reopened it.": "أعاد القائمون على هذا الموقع فتحه.",
        "Whoever runs this site says that it is over.": "يقول القائمون على هذا الموقع إن الأمر انتهى.",
        "The service is no longer watched here.": "لم تعد هذه الخدمة مراقبة هنا.",
        "It was opened while the clock of this instance was wrong.": "فُتح بينما كانت ساعة هذا الموقع خاطئة.",
    },
    months=(
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    today="الساعة {time}",
    moment="{day} {month}، {time}",
    moment_of_year="{day} {month} {year}، {time}",
    the_moment="{day} {month} الساعة {time}",
    the_moment_of_year="{day} {month} {year} الساعة {time}",
    joiner=("، ", " و"),
    between=" و",
    decimal=".",
    thousands=",",
    symptoms={"blackout": "الخدمة بأكملها"},
    areas={"HK": "هونغ كونغ", "MO": "ماكاو"},
    isolates=True,
    plural=_form,
    platforms={
        "android": "على أندرويد",
        "ios": "على آيفون وآيباد",
        "web": "في متصفحات الويب",
        "windows": "على ويندوز",
        "macos": "على ماك",
        "linux": "على لينكس",
        "tv": "على التلفاز",
        "console": "على أجهزة الألعاب",
        "other": "على أجهزة أخرى",
    },
)
