// A date as officers type it: dd/mm/yyyy. It holds the text, so that nothing typed is lost; `parseDate` reads it.
import { TextInput, type TextInputProps } from "@mantine/core";
import { formatDate, parseDate } from "./format";

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  value: string;
  onChange: (text: string) => void;
}

export function DateField({ value, onChange, onBlur, ...others }: Props) {
  return (
    <TextInput
      placeholder="dd/mm/yyyy"
      inputMode="numeric"
      autoComplete="off"
      maxLength={10}
      maw={180}
      {...others}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={(event) => {
        // A date that is understood is shown the usual way.
        const date = parseDate(value);
        if (date && formatDate(date) !== value) onChange(formatDate(date));
        onBlur?.(event);
      }}
    />
  );
}
