// A form with one main button; what is wrong is said at the field, and the first bad field gets the focus.
import { Button, Group, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { useCommon } from "@/i18n";
import classes from "./FormPage.module.css";
import { ProblemAlert } from "./ProblemAlert";

interface Props {
  onSubmit: () => void;
  /** The main button; "save" when not given. */
  submit?: string;
  busy?: boolean;
  error?: unknown;
  /** Pointers whose errors the fields show themselves. */
  shown?: readonly string[];
  labels?: Readonly<Record<string, string>>;
  onCancel?: () => void;
  children: ReactNode;
  /** The widest it gets. */
  width?: number;
}

export function FormPage(props: Props) {
  const t = useCommon();
  const form = useRef<HTMLFormElement>(null);
  const { error } = props;
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!props.busy) props.onSubmit();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate style={{ maxWidth: props.width ?? 560 }}>
      <Stack gap="sm">
        <ProblemAlert error={error} shown={props.shown ?? []} labels={props.labels ?? {}} />
        {props.children}
      </Stack>
      <Group gap="xs" className={classes.buttons}>
        <Button type="submit" loading={props.busy ?? false}>
          {props.submit ?? t("save")}
        </Button>
        {props.onCancel && (
          <Button variant="default" onClick={props.onCancel}>
            {t("cancel")}
          </Button>
        )}
      </Group>
    </form>
  );
}
