//! Black-box tests over HTTP on both engines.
