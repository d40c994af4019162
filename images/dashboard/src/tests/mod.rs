//! The whole server before a double of the API server.
