revision = "a1"
down_revision = None


def upgrade() -> None:
    """Nothing: the revision itself is what readiness reads."""


def downgrade() -> None:
    """Nothing."""
