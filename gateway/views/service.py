"""Entry points of the views: what they listen to."""

from gateway.views.figures import figures
from gateway.views.files import staff_files
from gateway.views.inbox import inbox
from gateway.views.person import person_at_a_glance
from gateway.views.revoked import revoked
from gateway.views.unit import unit_at_a_glance
from gateway.views.wiring import wire
from gateway.views.work import work
from kernel.http import Wired
from kernel.subscription import Projection


class ViewsSubscriptions:
    """One queue and one inbox a view."""

    name = "views-subscriptions"
    service = Wired(wire)
    person_at_a_glance = Projection(person_at_a_glance)
    unit_at_a_glance = Projection(unit_at_a_glance)
    work = Projection(work)
    inbox = Projection(inbox)
    revoked = Projection(revoked)
    figures = Projection(figures)
    staff_files = Projection(staff_files)
