// The village of a commune, by the list that the commune had when it last existed.
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { areaQuery, childrenQuery } from "@/api/queries";
import type { AreaRef } from "@/api/types";
import { useTexts } from "@/i18n";
import { householdTexts } from "./texts";

interface Props {
  commune: AreaRef | null;
  on: string;
  /** The one it has now, offered even when the list lacks it. */
  village?: AreaRef | null;
  value: string;
  onChange: (id: string) => void;
  error?: string | undefined;
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

export function VillageField({ commune, on, village, value, onChange, error }: Props) {
  const t = useTexts(householdTexts);
  const unit = useQuery({ ...areaQuery(commune?.id ?? "", on), enabled: commune !== null });
  const ended = unit.data?.exists_to;
  const day = ended && ended <= on ? dayBefore(ended) : on;
  const villages = useQuery({
    ...childrenQuery(commune?.id ?? "", day),
    enabled: commune !== null && unit.data !== undefined,
  });
  const known = villages.data ?? [];
  const listed = village && !known.some((other) => other.id === village.id) ? [village, ...known] : known;
  const none = villages.data && listed.length === 0;
  return (
    <NativeSelect
      label={t("village")}
      description={none ? t("village_none") : undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      disabled={commune === null}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: "", label: t("village_unknown") },
        ...listed.map((other) => ({ value: other.id, label: other.name })),
      ]}
      error={error}
    />
  );
}
