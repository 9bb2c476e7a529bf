"""ID-16: who may act for whom, in which matters, until when."""
