//! The only place that speaks SQL: engines, migrations, scope, and one module a feature.
