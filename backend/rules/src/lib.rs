//! The programme's law as pure functions and data: no I/O, no clock, no database.
