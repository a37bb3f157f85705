"""Reads of what citizens wrote or left in a survey."""

from infra.migrations.scripts import run_file

revision = "gateway_0016"
down_revision = "gateway_0015"


def upgrade() -> None:
    """Run this revision's file."""
    run_file("gateway/0018_survey_reads.sql")
