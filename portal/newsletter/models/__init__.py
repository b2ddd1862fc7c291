from portal.newsletter.models.digest import Delivery, Digest, DigestItem
from portal.newsletter.models.subscriber import Subscriber, SubscriptionRequest

__all__ = ["Delivery", "Digest", "DigestItem", "Subscriber", "SubscriptionRequest"]
