// What the API says when it refuses (RFC 9457), as an error that a form can read field by field.

/** One bad field of a request. */
export interface ProblemField {
  /** JSON pointer into the body, or `/` and the parameter's name. */
  pointer: string;
  code: string;
  detail: string;
}

/** A refusal by the API, or a request that never reached it (`status` 0). */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly status: number,
    /** Stable reason: the last part of the problem's `type`. */
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly fields: readonly ProblemField[] = [],
    /** To be found in the server's log. */
    readonly traceId: string | null = null,
    /** The record's version now, when the caller's was stale. */
    readonly currentVersion: number | null = null,
  ) {
    super(detail || title);
  }

  /** What is wrong at a field, for its `error` property; nothing when the field is fine. */
  at(pointer: string): string | undefined {
    const found = this.fields.filter((f) => f.pointer === pointer).map((f) => sentence(f.detail));
    return found.length > 0 ? found.join(" ") : undefined;
  }
}

function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase("vi") + text.slice(1);
}

/** Reads an answer's problem document; an answer without one becomes a problem of its status. */
export function problemOf(status: number, body: unknown): ProblemError {
  const given = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (key: string) => (typeof given[key] === "string" ? given[key] : "");
  const fields = Array.isArray(given.errors) ? given.errors.filter(isField) : [];
  return new ProblemError(
    status,
    text("type").split("/").pop() || `status-${status}`,
    text("title") || `HTTP ${status}`,
    text("detail"),
    fields,
    text("trace_id") || null,
    typeof given.current_version === "number" ? given.current_version : null,
  );
}

function isField(value: unknown): value is ProblemField {
  const field = value as Partial<ProblemField> | null;
  return typeof field?.pointer === "string" && typeof field.detail === "string";
}

/** The refusal in an unknown error, if it is one. */
export function asProblem(error: unknown): ProblemError | null {
  return error instanceof ProblemError ? error : null;
}
