// What of the programmes a visit looks at: chips of what is chosen, and one more.
import { CloseButton, Input } from "@mantine/core";
import { useItemOptions } from "@/app/items";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { Pick } from "@/ui/Pick";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

interface Props {
  label: string;
  value: readonly string[];
  onChange: (codes: string[]) => void;
  error?: string | undefined;
}

export function ItemsField({ label, value, onChange, error }: Props) {
  const t = useTexts(visitTexts);
  const { today } = usePlace();
  const options = useItemOptions(today, value);
  return (
    <Input.Wrapper label={label} labelElement="div" description={t("items_hint")} error={error}>
      <ul className={classes.chips}>
        {value.map((code) => {
          const name = options.find((one) => one.value === code)?.label ?? code;
          return (
            <li key={code}>
              {name}
              <CloseButton
                size="sm"
                aria-label={t("area_remove", { name })}
                onClick={() => onChange(value.filter((one) => one !== code))}
              />
            </li>
          );
        })}
      </ul>
      <Pick
        aria-label={t("item_add")}
        placeholder={t("item_add")}
        data={options.filter((one) => !value.includes(one.value))}
        value=""
        onChange={(code) => code && onChange([...value, code])}
      />
    </Input.Wrapper>
  );
}
