//! Reads the files people send (Excel, CSV, NDJSON) into typed rows and named errors.
