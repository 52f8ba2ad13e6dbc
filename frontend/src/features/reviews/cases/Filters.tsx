// How far the list is, and what it is narrowed to; both live in the address.
import { Button, Checkbox, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useCan } from "@/app/place";
import { useTyping } from "@/app/typing";
import { useCommon, useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import classes from "./cases.module.css";
import { CLASSES, filterOf, isNarrowed, STATES } from "./filter";
import { enumeratorsQuery, type RoundDetail } from "./queries";
import type { CasesSearch } from "./routes";
import { caseTexts } from "./texts";

const EMPTY: CasesSearch = {
  state: undefined,
  village: undefined,
  enumerator: undefined,
  class: undefined,
  flagged: undefined,
  sampled: undefined,
  q: undefined,
};

/** What each figure leads to. */
const LEADS = {
  total: { enumerator: "all" },
  unassigned: { enumerator: "none" },
  unsurveyed: { state: "listed,drafted", enumerator: "all" },
  unread: { state: "surveyed,returned", enumerator: "all" },
  unchecked: { sampled: "1", enumerator: "all" },
  unagreed: { state: "listed,drafted,surveyed,returned,read,not_agreed", enumerator: "all" },
  poor: { class: "poor", enumerator: "all" },
  near_poor: { class: "near_poor", enumerator: "all" },
} as const satisfies Record<string, CasesSearch>;
type Figure = keyof typeof LEADS;

/** The figures that matter at a step. */
function figuresAt(state: string, sampled: boolean): readonly Figure[] {
  if (state === "list") return ["total", "unassigned"];
  if (state === "survey") {
    return ["total", "unassigned", "unsurveyed", "unread", ...(sampled ? (["unchecked"] as const) : [])];
  }
  if (state === "meeting") return ["total", "unagreed", "unread", "poor", "near_poor"];
  return ["total", "poor", "near_poor"];
}

export function Counts({ round, search }: { round: RoundDetail; search: CasesSearch }) {
  const t = useTexts(caseTexts);
  const now = JSON.stringify(filterOf(search));
  return (
    <ul className={classes.counts} aria-label={t("counts")}>
      {figuresAt(round.state, round.sampled).map((figure) => (
        <li key={figure}>
          <Link
            to="."
            search={{ ...EMPTY, ...LEADS[figure] } as never}
            className={classes.count}
            data-none={round.counts[figure] === 0 || undefined}
            aria-current={now === JSON.stringify(filterOf(LEADS[figure])) ? "true" : undefined}
          >
            <b>{formatNumber(round.counts[figure])}</b>
            <span>{t(`count_${figure}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

interface Props {
  round: RoundDetail;
  search: CasesSearch;
  conducts: boolean;
}

export function Filters({ round, search, conducts }: Props) {
  const common = useCommon();
  const t = useTexts(caseTexts);
  const can = useCan();
  const navigate = useNavigate();
  const enumerators = useQuery({ ...enumeratorsQuery(round.id), enabled: conducts });
  const go = (part: CasesSearch) =>
    void navigate({ to: ".", replace: true, search: ((old: CasesSearch) => ({ ...old, ...part })) as never });
  const [typed, setTyped] = useState(search.q ?? "");
  const find = useTyping((q) => go({ q: q.trim() || undefined }));
  // The address may change by itself: by the figures above, or by going back.
  useEffect(() => setTyped((now) => (now.trim() === (search.q ?? "") ? now : (search.q ?? ""))), [search.q]);
  const toggle = (key: "flagged" | "sampled") => (
    <Checkbox
      label={t(`${key}_only`)}
      checked={search[key] === "1"}
      onChange={(event) => go({ [key]: event.currentTarget.checked ? "1" : undefined })}
    />
  );
  return (
    <div className={classes.filters}>
      <TextInput
        aria-label={t("search")}
        placeholder={t("search")}
        className={classes.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed && (
            <CloseButton
              size="sm"
              aria-label={t("clear_filters")}
              onClick={() => {
                setTyped("");
                go({ q: undefined });
              }}
            />
          )
        }
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          find(event.currentTarget.value);
        }}
      />
      <NativeSelect
        aria-label={t("filter_village")}
        className={classes.filter}
        value={search.village ?? ""}
        onChange={(event) => go({ village: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("all_villages") },
          ...round.villages.map((v) => ({ value: v.id, label: v.name ?? t("village_unknown") })),
        ]}
      />
      <NativeSelect
        aria-label={t("filter_state")}
        className={classes.filter}
        value={search.state ?? ""}
        onChange={(event) => go({ state: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("all_states") },
          ...(search.state?.includes(",") ? [{ value: search.state, label: several(search.state) }] : []),
          ...STATES.map((state) => ({ value: state, label: t(`state_${state}`) })),
        ]}
      />
      <NativeSelect
        aria-label={t("filter_class")}
        className={classes.filter}
        value={search.class ?? ""}
        onChange={(event) => go({ class: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("all_classes") },
          ...CLASSES.map((code) => ({ value: code, label: common(`class_${code}`) })),
        ]}
      />
      <NativeSelect
        aria-label={t("filter_enumerator")}
        className={classes.filter}
        value={search.enumerator ?? "all"}
        onChange={(event) => go({ enumerator: event.currentTarget.value })}
        data={[
          { value: "all", label: t("all_enumerators") },
          { value: "none", label: t("nobody") },
          ...(can("survey_households") ? [{ value: "me", label: t("me") }] : []),
          ...(enumerators.data ?? []).map((user) => ({ value: user.id, label: user.full_name })),
        ]}
      />
      <div className={classes.toggles}>
        {toggle("flagged")}
        {round.sampled && toggle("sampled")}
        {isNarrowed(search) && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              setTyped("");
              go({ ...EMPTY, enumerator: "all" });
            }}
          >
            {t("clear_filters")}
          </Button>
        )}
      </div>
    </div>
  );

  /** "Chưa khảo sát, Đang khảo sát" */
  function several(states: string): string {
    const known = states.split(",").filter((state) => (STATES as readonly string[]).includes(state));
    return known.map((state) => t(`state_${state as "listed"}`)).join(", ");
  }
}
