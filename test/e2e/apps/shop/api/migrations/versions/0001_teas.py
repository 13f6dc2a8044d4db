"""teas with their tastes"""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    teas = op.create_table(
        "teas",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("taste", Vector(2), nullable=False),
    )
    op.bulk_insert(
        teas,
        [
            {"name": "sencha", "taste": [1, 0]},
            {"name": "oolong", "taste": [0.5, 0.5]},
            {"name": "assam", "taste": [0, 1]},
        ],
    )


def downgrade() -> None:
    op.drop_table("teas")
