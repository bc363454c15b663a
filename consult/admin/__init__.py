"""The administration: pages under /admin. Rules live in the domains; here they get a face."""
