"""What is shown of a release: pictures, pages, citations, exports."""
