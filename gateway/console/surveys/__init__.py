"""설문: answered on phones, designed and followed by staff, its results read by everybody (ENG-30 to ENG-41)."""
