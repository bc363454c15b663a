"""Exchange formats: catalogues and segments out to translators and back, without loss."""
