// One question of a survey form. Memoised: typing in one leaves the others alone.
import { NativeSelect, Text, TextInput } from "@mantine/core";
import { memo, useId } from "react";
import { useCommon, useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import classes from "./survey.module.css";
import { surveyTexts } from "./texts";

interface Words {
  vi: string;
  en: string;
}

interface Props {
  code: string;
  kind: "single" | "number" | "mark";
  name: Words;
  help: Words | null;
  options: readonly { code: string; name: Words }[];
  decimals: boolean;
  value: string;
  error: string | undefined;
  /** The points of the answer, where they are known. */
  points: number | null;
  /** Alone on a phone's screen, with big targets. */
  big: boolean;
  onAnswer: (code: string, value: string) => void;
}

const NO_OPTIONS: readonly { code: string; name: Words }[] = [];

export { NO_OPTIONS };

export const Question = memo(function Question(props: Props) {
  const common = useCommon();
  const t = useTexts(surveyTexts);
  const { code, kind, big, value, error, points, onAnswer } = props;
  const worth = points === null ? undefined : t("points", { count: points });
  const label = (
    <>
      {inLanguage(props.name)} {worth && <span className={classes.worth}>{worth}</span>}
    </>
  );
  if (kind === "mark") {
    const options = [
      { code: "yes", label: common("yes") },
      { code: "no", label: common("no") },
    ];
    return <Choices {...props} options={options} row />;
  }
  if (kind === "single" && big) {
    const options = props.options.map((option) => ({ code: option.code, label: inLanguage(option.name) }));
    return <Choices {...props} options={options} row={false} />;
  }
  if (kind === "single") {
    return (
      <NativeSelect
        label={label}
        description={props.help ? inLanguage(props.help) : undefined}
        value={value}
        error={error}
        onChange={(event) => onAnswer(code, event.currentTarget.value)}
        data={[
          { value: "", label: t("choose") },
          ...props.options.map((option) => ({ value: option.code, label: inLanguage(option.name) })),
        ]}
      />
    );
  }
  return (
    <TextInput
      label={label}
      description={props.help ? inLanguage(props.help) : undefined}
      size={big ? "lg" : "sm"}
      inputMode={props.decimals ? "decimal" : "numeric"}
      autoComplete="off"
      maxLength={12}
      value={value}
      error={error}
      onChange={(event) => onAnswer(code, event.currentTarget.value)}
    />
  );
});

interface ChoicesProps extends Omit<Props, "options"> {
  options: readonly { code: string; label: string }[];
  row: boolean;
}

/** One of a few answers, as buttons that are radios: the arrow keys work. */
function Choices({ code, name, help, value, error, points, big, onAnswer, options, row }: ChoicesProps) {
  const t = useTexts(surveyTexts);
  const id = useId();
  return (
    <fieldset
      className={classes.question}
      data-big={big || undefined}
      data-invalid={error ? true : undefined}
    >
      <legend className={classes.asked}>{inLanguage(name)}</legend>
      <div className={classes.explained}>
        {help && (
          <Text size={big ? "md" : "sm"} c="dimmed">
            {inLanguage(help)}
          </Text>
        )}
        {error && (
          <Text size="sm" c="var(--mantine-color-error)" id={`${id}-error`}>
            {error}
          </Text>
        )}
      </div>
      <div className={classes.choices} data-row={row || undefined}>
        {options.map((option) => (
          <label key={option.code} className={classes.choice} data-answer={option.code}>
            <input
              type="radio"
              name={`${id}-${code}`}
              value={option.code}
              checked={value === option.code}
              aria-describedby={error ? `${id}-error` : undefined}
              onChange={() => onAnswer(code, option.code)}
            />
            {option.label}
            {points !== null && value === option.code && (
              <span className={classes.worth}>{t("points", { count: points })}</span>
            )}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
