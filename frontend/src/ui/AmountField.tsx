// An amount of money: dots appear while it is typed, and the cursor stays where it was among the digits.
import { TextInput, type TextInputProps } from "@mantine/core";
import classes from "./AmountField.module.css";
import { digitsBefore, placeAfter, withDots } from "./amount";

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  value: string;
  onChange: (text: string) => void;
}

export function AmountField({ value, onChange, ...others }: Props) {
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      maxLength={24}
      {...others}
      className={classes.field ?? ""}
      value={value}
      onChange={(event) => {
        const field = event.currentTarget;
        const typed = field.value;
        const dotted = withDots(typed);
        if (dotted !== typed) {
          // Set here already, so that the cursor isn't thrown to the end when the value comes back.
          const digits = digitsBefore(typed, field.selectionStart ?? typed.length);
          field.value = dotted;
          const place = placeAfter(dotted, digits);
          field.setSelectionRange(place, place);
        }
        onChange(dotted);
      }}
    />
  );
}
