"""Consultations: phases, projects, proposals, what became of them."""
