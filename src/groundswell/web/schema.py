"""What a page is about, for search engines: schema.org in JSON-LD. A block of data, which no browser runs.

It says nothing that changes with the minute, so that a page does not change with it either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from groundswell.core.model import Incident, Operator, Service
from groundswell.web.language import ENGLISH, root_of, speaking

Thing = Mapping[str, object]


class Post(TypedDict):
    """One thing that has happened, as the page tells it."""

    at: datetime
    words: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Site:
    """This instance; without an address of its own it says nothing."""

    name: str
    url: str
    language: str = ENGLISH

    def home(self) -> Thing | None:
        """The front page: the site, and how it is searched."""
        if not self.url:
            return None
        search = {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{self.url}{root_of(self.language)}/search?q={{query}}",
            },
            "query-input": "required name=query",
        }
        return {"@context": "https://schema.org", **self._site(), "potentialAction": search}

    def of_service(self, service: Service, operator: Operator) -> Thing | None:
        """A page about `service`, which is somebody else's."""
        if not self.url:
            return None
        about: dict[str, object] = {
            "@type": "Service",
            "name": service.name,
            "alternateName": service.aliases,
        }
        about["provider"] = {"@type": "Organization", "name": operator.name}
        if service.url:
            about["url"] = service.url
        return {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": speaking(self.language).gettext("Is {service} down?").format(service=service.name),
            "url": f"{self.url}{root_of(self.language)}/s/{service.slug}",
            "inLanguage": self.language,
            "isPartOf": self._site(),
            "about": about,
        }

    def of_incident(
        self, title: str, incident: Incident, service: Service, posts: Sequence[Post]
    ) -> Thing | None:
        """An incident's page, as coverage of something that goes on: `posts` are what has happened, oldest first."""
        if not self.url:
            return None
        address = f"{self.url}{root_of(self.language)}/incidents/{incident.id}"
        over = {"coverageEndTime": incident.resolved_at.isoformat()} if incident.resolved_at else {}
        publisher = {"@type": "Organization", "name": self.name, "url": f"{self.url}/"}
        return {
            "@context": "https://schema.org",
            "@type": "LiveBlogPosting",
            "headline": title,
            "url": address,
            "inLanguage": self.language,
            "isPartOf": self._site(),
            "publisher": publisher,
            "about": {"@type": "Service", "name": service.name},
            "datePublished": incident.suspected_at.isoformat(),
            "dateModified": max([incident.suspected_at, *(post["at"] for post in posts)]).isoformat(),
            "coverageStartTime": incident.began_at.isoformat(),
            **over,
            "liveBlogUpdate": [
                {
                    "@type": "BlogPosting",
                    "headline": post["words"],
                    "datePublished": post["at"].isoformat(),
                    "url": address,
                    **({"articleBody": post["note"]} if post["note"] else {}),
                }
                for post in reversed(posts)
            ],
        }

    def _site(self) -> Thing:
        return {"@type": "WebSite", "name": self.name, "url": f"{self.url}/"}
