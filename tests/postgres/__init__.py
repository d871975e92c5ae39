"""The promises on Postgres: races, pages, and what may never be changed."""
