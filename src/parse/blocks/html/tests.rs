//! Pages of every kind to the stream.
