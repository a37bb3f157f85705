"""시민감사관: bodies with their members and reports, and what they propose to the audit (ENG-62)."""
