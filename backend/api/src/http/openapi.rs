//! The OpenAPI document: what utoipa collects from the routes, finished with what holds for all of them.

use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

/// The document as JSON, in a stable order.
///
/// Every operation gets `x-action`: the action its permit names (its security requirement), `session` when
/// being signed in is enough, `public` when nothing is needed; and the problem answers all of them share.
pub fn document(api: OpenApi) -> Value {
    let mut document = serde_json::to_value(api).unwrap_or_default();
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "Giảm Nghèo",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Registry, yearly review, results and budgets of Vietnam's National Target Programme on Sustainable Poverty Reduction. Errors are problem details (RFC 9457), in Vietnamese or English by Accept-Language.",
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
    });
    document["servers"] = json!([{ "url": "/", "description": "This server" }]);
    document["components"]["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "Access token of POST /api/v1/auth/login, 10 minutes." },
        "refresh": { "type": "apiKey", "in": "cookie", "name": "gn_refresh", "description": "Refresh token, rotated at every use." }
    });
    let mut tags = std::collections::BTreeSet::new();
    if let Some(paths) = document["paths"].as_object_mut() {
        for operations in paths.values_mut() {
            let Some(operations) = operations.as_object_mut() else {
                continue;
            };
            for (method, operation) in operations.iter_mut() {
                finish(method, operation);
                if let Some(tag) = operation["tags"][0].as_str() {
                    tags.insert(tag.to_owned());
                }
            }
        }
    }
    document["tags"] = tags
        .iter()
        .map(|t| json!({ "name": t, "description": tag_text(t) }))
        .collect();
    document
}

fn finish(method: &str, operation: &mut Value) {
    let action = match operation["security"].as_array() {
        Some(needs) if !needs.is_empty() => match &needs[0]["bearer"] {
            Value::Array(actions) => actions
                .first()
                .and_then(Value::as_str)
                .unwrap_or("session")
                .to_owned(),
            _ => "public".to_owned(),
        },
        _ => {
            operation["security"] = json!([]);
            "public".to_owned()
        }
    };
    let protected = action != "public";
    operation["x-action"] = json!(action);
    let mut problems = vec![
        ("400", "The request is malformed."),
        ("500", "The system failed."),
        ("503", "The database is busy."),
    ];
    if protected {
        problems.push(("401", "Not signed in, or the session has ended."));
    }
    if protected && action != "session" {
        problems.push(("403", "The role may not do this."));
    }
    if !operation["parameters"].as_array().is_none_or(Vec::is_empty) {
        problems.push(("404", "Not there, or not in the caller's area."));
    }
    if ["post", "put", "patch", "delete"].contains(&method) {
        problems.push(("409", "The state does not allow it."));
        problems.push(("422", "Some fields are not valid."));
    }
    let changes_a_version = operation["parameters"]
        .as_array()
        .is_some_and(|all| all.iter().any(|p| p["in"] == "header" && p["name"] == "If-Match"));
    if changes_a_version {
        problems.push((
            "412",
            "Somebody changed it meanwhile; current_version is the version now.",
        ));
        problems.push(("428", "If-Match is missing."));
    }
    if !operation["requestBody"].is_null() {
        problems.push(("413", "The body is too large."));
        problems.push(("415", "The media type is not supported."));
    }
    if method == "post" && protected {
        if operation["parameters"].is_null() {
            operation["parameters"] = json!([]);
        }
        if let Some(parameters) = operation["parameters"].as_array_mut() {
            parameters.push(idempotency_key());
        }
    }
    for (status, text) in problems {
        let answers = &mut operation["responses"];
        if answers[status].is_null() {
            answers[status] = json!({
                "description": text,
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
            });
        }
    }
}

/// The header by which the same request twice happens once.
fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "A key of the caller's own, such as a UUID. For a day the same request under it gets the same answer and happens once; another request under it is refused.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]{1,200}$" }
    })
}

fn tag_text(tag: &str) -> &'static str {
    match tag {
        "session" => "Signing in and out (đăng nhập).",
        "users" => "Users, roles and areas of responsibility (người dùng).",
        "areas" => "Administrative units in time (địa bàn).",
        "standards" => "Poverty standards, forms and scoring (chuẩn nghèo).",
        "households" => "Households, members, surveys and history (hộ gia đình).",
        "reviews" => "The yearly review and the review during the year (rà soát).",
        "recognitions" => "Decisions that recognise what a review found (công nhận).",
        "lookups" => "What a code on paper stands for, for anybody (tra cứu).",
        "overview" => "Totals and rates (tổng quan).",
        "framework" => "Results framework: objectives, indicators, area groups (khung kết quả).",
        "indicators" => "Figures of indicators, computed and entered, with their targets (chỉ số).",
        "reports" => "Report templates, rounds and reports (báo cáo).",
        "simulations" => "What a register would be under another standard (mô phỏng).",
        "documents" => "Legal documents, their relations and files (văn bản).",
        "plans" => "Plans of work, their activities and progress (kế hoạch).",
        "visits" => "Monitoring visits, findings and recommendations (kiểm tra, giám sát).",
        "budget" => "Budgets: allocations, vouchers, execution, settlements, open data (ngân sách).",
        "imports" => "Files coming in (nhập dữ liệu).",
        "webhooks" => "Telling other programs what happens (webhook).",
        "operation" => "Health and information of the program (vận hành).",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_changes_share_is_told_of_each() {
        let mut change = json!({
            "security": [{ "bearer": ["manage_users"] }],
            "parameters": [{ "name": "If-Match", "in": "header" }],
            "requestBody": {},
            "responses": { "200": {} }
        });
        finish("patch", &mut change);
        for status in ["401", "403", "412", "422", "428"] {
            assert!(change["responses"][status].is_object(), "{status}");
        }
        assert_eq!(change["parameters"].as_array().map(Vec::len), Some(1));

        let mut make = json!({ "security": [{ "bearer": [] }], "responses": { "201": {} } });
        finish("post", &mut make);
        assert_eq!(make["parameters"][0]["name"], "Idempotency-Key");
        assert!(make["responses"]["412"].is_null());
        // The optional header names nothing that could be missing.
        assert!(make["responses"]["404"].is_null());

        let mut login = json!({ "responses": { "200": {} } });
        finish("post", &mut login);
        assert!(login["parameters"].is_null());
    }
}
