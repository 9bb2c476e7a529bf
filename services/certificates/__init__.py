"""Certificates makes sealed documents of what a person is insured for, and tells whether one is genuine.

Streams `certificate-<number>`. Publishes `certificate`; listens to records' persons, enrolment and contributions.
"""
