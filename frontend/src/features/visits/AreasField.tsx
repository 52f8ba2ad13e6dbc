// Several areas: chips of those chosen, and one more.
import { CloseButton, Input } from "@mantine/core";
import type { AreaRef } from "@/api/types";
import { usePlace } from "@/app/place";
import { useTexts } from "@/i18n";
import { AreaPicker } from "@/ui/AreaPicker";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

export type Chosen = Pick<AreaRef, "id" | "name" | "code" | "level">;

interface Props {
  label: string;
  description: string;
  value: readonly Chosen[];
  onChange: (areas: Chosen[]) => void;
  /** Only units at or below this one. */
  within?: string | undefined;
  error?: string | undefined;
}

export function AreasField({ label, description, value, onChange, within, error }: Props) {
  const t = useTexts(visitTexts);
  const { today } = usePlace();
  return (
    <Input.Wrapper label={label} labelElement="div" withAsterisk description={description} error={error}>
      <ul className={classes.chips}>
        {value.map((area) => (
          <li key={area.id}>
            {area.name}
            <CloseButton
              size="sm"
              aria-label={t("area_remove", { name: area.name })}
              onClick={() => onChange(value.filter((one) => one.id !== area.id))}
            />
          </li>
        ))}
      </ul>
      <AreaPicker
        label={t("area_add")}
        placeholder={t("area_add")}
        value={null}
        on={today}
        {...(within ? { within } : {})}
        onChange={(area) => {
          if (area && !value.some((one) => one.id === area.id)) onChange([...value, slim(area)]);
        }}
      />
    </Input.Wrapper>
  );
}

/** What a draft keeps of an area. */
export function slim(area: AreaRef): Chosen {
  return { id: area.id, name: area.name, code: area.code, level: area.level };
}
