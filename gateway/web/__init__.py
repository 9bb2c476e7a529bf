"""The web edge: checks who asks and what is sent, hands commands and questions to the services, reads the views."""
