//! The OpenAPI document as the tests read it: operations, what they ask for, and a body that fits a schema.

use serde_json::{Map, Value, json};

/// One operation of the document.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path with its parameters in braces.
    pub path: String,
    /// The action it asks for, `session` or `public`.
    pub action: String,
    /// All that the document says.
    pub spec: Value,
}

/// All operations. Panics on one that names no action: then nobody decided who may call it.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut out = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("the document has paths") {
        for (method, spec) in methods.as_object().expect("a path has methods") {
            let action = spec["x-action"]
                .as_str()
                .unwrap_or_else(|| panic!("{method} {path} names no x-action"));
            let id = spec["operationId"]
                .as_str()
                .unwrap_or_else(|| panic!("{method} {path} has no operationId"));
            out.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                action: action.to_owned(),
                spec: spec.clone(),
            });
        }
    }
    assert!(!out.is_empty(), "the document has no operation");
    out
}

impl Operation {
    /// Names of its path parameters, in their order.
    pub fn path_parameters(&self) -> Vec<String> {
        self.path
            .split('{')
            .skip(1)
            .filter_map(|p| p.split_once('}'))
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    /// Whether it has a parameter of this name.
    pub fn takes(&self, name: &str) -> bool {
        self.spec["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|p| p["name"] == name)
    }

    /// The media type of its body and the body's schema; none when it has no body.
    pub fn body(&self) -> Option<(String, Value)> {
        let content = self.spec["requestBody"]["content"].as_object()?;
        content
            .iter()
            .next()
            .map(|(media, c)| (media.clone(), c["schema"].clone()))
    }

    /// Whether its body is JSON.
    pub fn takes_json(&self) -> bool {
        self.body()
            .is_some_and(|(media, _)| media.contains("json") && !media.contains("ndjson"))
    }

    /// A body that fits its schema: the fields that must be there, by their examples where there are any.
    pub fn sample(&self, document: &Value) -> Value {
        self.body()
            .map_or(Value::Null, |(_, schema)| sample(document, &schema, 0))
    }
}

fn sample(document: &Value, schema: &Value, depth: usize) -> Value {
    assert!(depth < 20, "the schema has no end: {schema}");
    if let Some(reference) = schema["$ref"].as_str() {
        let found = document.pointer(reference.trim_start_matches('#'));
        return sample(
            document,
            found.unwrap_or_else(|| panic!("{reference} leads nowhere")),
            depth + 1,
        );
    }
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    for key in ["examples", "enum"] {
        if let Some(first) = schema[key].as_array().and_then(|e| e.first()) {
            return first.clone();
        }
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut out = Map::new();
        for part in parts {
            if let Value::Object(fields) = sample(document, part, depth + 1) {
                out.extend(fields);
            }
        }
        return Value::Object(out);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(choice) = schema[key]
            .as_array()
            .and_then(|c| c.iter().find(|s| s["type"] != "null"))
        {
            return sample(document, choice, depth + 1);
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .find(|k| *k != "null")
            .and_then(Value::as_str)
            .unwrap_or("null"),
        kind => kind.as_str().unwrap_or("object"),
    };
    match kind {
        "string" => match schema["format"].as_str() {
            Some("date") => json!("2024-10-01"),
            Some("date-time") => json!("2024-10-01T00:00:00Z"),
            _ => json!("x".repeat(schema["minLength"].as_u64().unwrap_or(1).max(1) as usize)),
        },
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(false),
        "array" => {
            let fewest = schema["minItems"].as_u64().unwrap_or(1) as usize;
            Value::Array(vec![sample(document, &schema["items"], depth + 1); fewest.max(1)])
        }
        "null" => Value::Null,
        _ => {
            let required = schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            let fields = required.map(|name| {
                (
                    name.to_owned(),
                    sample(document, &schema["properties"][name], depth + 1),
                )
            });
            Value::Object(fields.collect())
        }
    }
}
