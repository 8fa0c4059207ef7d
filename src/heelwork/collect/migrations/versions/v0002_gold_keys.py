"""Gold items have keys of their own, so that the same answers can be labelled and be gold."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Mark the keys that are hashes of the content."""
    op.execute(
        sa.text("UPDATE items SET uid = 'gold:' || substr(uid, 1, 59) WHERE gold IS NOT NULL AND length(uid) = 64")
    )
