//! `/review-rounds…`, `/recognitions…`, `/lookups…`: the yearly review and the one during the year, from the list to
//! the certificates, and everything that must not be possible on the way.

mod complaints;
mod concurrency;
mod dates;
mod decisions;
mod during_year;
mod evidence;
mod help;
mod opening;
mod order;
mod papers;
mod procedure;
mod returns;
mod rights;
mod votes;
mod walk;
