"""The meeting place of curation and use: what a release is, and which releases there are."""
