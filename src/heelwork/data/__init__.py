"""From files to token rows: sources read records, chat turns messages into tokens, batching packs them."""
