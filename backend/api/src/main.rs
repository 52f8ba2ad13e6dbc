//! The program: HTTP, jobs and the command line.
fn main() {}
