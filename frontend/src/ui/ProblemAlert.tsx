// What went wrong, said where it can be read; fields that a form shows itself are left to the form.
import { Alert, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { asProblem } from "@/api/problem";
import { useCommon } from "@/i18n";

interface Props {
  error: unknown;
  /** Pointers whose errors stand at their fields already. */
  shown?: readonly string[];
  /** What people call the fields, by pointer. */
  labels?: Readonly<Record<string, string>>;
}

/** A refusal with its reasons; nothing when there is no error. */
export function ProblemAlert({ error, shown = [], labels = {} }: Props) {
  const t = useCommon();
  if (!error) return null;
  const problem = asProblem(error);
  if (!problem) {
    return (
      <Alert color="red" icon={<IconAlertCircle />} title={t("unknown_error")} role="alert">
        {t("unknown_error_detail")}
      </Alert>
    );
  }
  const others = problem.fields.filter((field) => !shown.includes(field.pointer));
  return (
    <Alert color="red" icon={<IconAlertCircle />} title={problem.detail || problem.title} role="alert">
      {others.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {others.map((field) => (
            <li key={field.pointer + field.code}>
              <b>{labels[field.pointer] ?? field.pointer.replace(/^\//, "")}</b>: {field.detail}
            </li>
          ))}
        </ul>
      )}
      {problem.status >= 500 && problem.traceId && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("trace")}: {problem.traceId}
        </Text>
      )}
    </Alert>
  );
}
