"""employer: units 单位, their agents, and the staff they declare.

Streams: `unit-<unit_id>`, `staff-<unit_id>-<person_id>`, `case-<case_id>`, `staff-file-<file_id>`. Publishes all of
them; listens to the categories `person` and `enrolment` of records.
"""
