-- What is ours and nobody's to call. No role of the API gets usage of it.
create schema daybook;
