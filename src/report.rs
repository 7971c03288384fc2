//! What scripts read: JSON, CSV, tables, progress.
