"""Programs for maintainers: releases, mutation tests, and the synchronous modules. Not shipped to users."""
