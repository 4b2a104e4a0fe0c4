"""Forms of phones and browsers: XLSForm to XForm, answers to rows, and the forms that come with Firmground."""
