"""The voter register: who may take part, with which credential. Personal data lives here and nowhere near a ballot."""
