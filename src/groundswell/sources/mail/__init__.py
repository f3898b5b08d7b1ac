"""Takes letters from a mail server that stands in front: a receiver of SMTP and LMTP, and nothing else of either."""

from groundswell.sources.mail.listener import Limits, MailListener

__all__ = ["Limits", "MailListener"]
