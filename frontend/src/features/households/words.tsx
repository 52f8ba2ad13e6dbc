// Codes as people read them: the state of a class, a birth date.
import { useTexts } from "@/i18n";
import { formatDate, NOTHING } from "@/ui/format";
import { ClassBadge } from "@/ui/StatusBadge";
import classes from "./households.module.css";
import type { HouseholdItem } from "./queries";
import { type HouseholdTranslate, householdTexts, worded } from "./texts";

/** The class with how it came about. */
export function ClassWithState({ household, year }: { household: HouseholdItem; year?: number }) {
  const t = useTexts(householdTexts);
  return (
    <span className={classes.classState}>
      <ClassBadge value={household.class ?? null} />
      {household.class && <span className={classes.quiet}>{stateOf(household, year, t)}</span>}
    </span>
  );
}

/** "rà soát", and the year where it is another than the one looked at. */
export function stateOf(household: HouseholdItem, year: number | undefined, t: HouseholdTranslate): string {
  const other = household.class_year != null && household.class_year !== year;
  return worded(t, "state", household.class_state) + (other ? `, ${household.class_year}` : "");
}

/** "Thôn Nà Lốc, Xã Bắc Việt", as far as it is known. */
export function whereOf(household: HouseholdItem, withCommune: boolean): string {
  const parts = [household.village?.name, withCommune ? household.commune?.name : undefined];
  return parts.filter(Boolean).join(", ") || household.address || NOTHING;
}

/** A birth date as precisely as it is known: 17/01/1977, 01/1977, 1977. */
export function formatBirth(date: string | null | undefined, precision: string | null | undefined): string {
  if (!date) return NOTHING;
  if (precision === "year") return date.slice(0, 4);
  if (precision === "month") return `${date.slice(5, 7)}/${date.slice(0, 4)}`;
  return formatDate(date);
}
