revision = "b2"
down_revision = "a1"


def upgrade() -> None:
    """Nothing: the revision itself is what readiness reads."""


def downgrade() -> None:
    """Nothing."""
