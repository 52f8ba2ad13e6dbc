// Where a round is sent back to, why, and the households that are to be done again.
import { Checkbox, Input, Loader, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useCommon, useTexts } from "@/i18n";
import { fold } from "@/ui/fold";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClassBadge } from "@/ui/StatusBadge";
import { casesQuery } from "./cases/queries";
import type { RoundDetail, Step } from "./queries";
import classes from "./reviews.module.css";
import { reviewTexts } from "./texts";
import { stepName } from "./words";

export interface Back {
  back_to: "survey" | "meeting" | "posting";
  reason: string;
  households: string[];
}

export const BACK: Back = { back_to: "survey", reason: "", households: [] };
const TARGETS = ["survey", "meeting", "posting"] as const satisfies readonly Step[];

/** Whether it says enough to be sent. */
export function isComplete(back: Back): boolean {
  return back.reason.trim() !== "" && (back.back_to !== "survey" || back.households.length > 0);
}

interface Props {
  round: RoundDetail;
  value: Back;
  onChange: (changed: Partial<Back>) => void;
  asked: boolean;
  /** Errors of the server, by the field. */
  errors: { reason: string | undefined; back_to: string | undefined; households: string | undefined };
}

export function SendBack({ round, value, onChange, asked, errors }: Props) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  return (
    <>
      <Radio.Group
        label={t("back_to")}
        value={value.back_to}
        onChange={(back_to) => onChange({ back_to: back_to as Back["back_to"] })}
        error={errors.back_to}
      >
        <Stack gap={6} mt={6} mb={4}>
          {TARGETS.map((step) => (
            <Radio key={step} value={step} label={stepName(t, round, step)} description={t(`back_${step}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={t("back_reason")}
        withAsterisk
        autosize
        minRows={2}
        maxLength={2000}
        value={value.reason}
        onChange={(event) => onChange({ reason: event.currentTarget.value })}
        error={asked && !value.reason.trim() ? common("required") : errors.reason}
      />
      {value.back_to !== "posting" && (
        <PickCases
          round={round}
          value={value.households}
          onChange={(households) => onChange({ households })}
          required={value.back_to === "survey"}
          error={
            asked && value.back_to === "survey" && value.households.length === 0
              ? t("back_pick")
              : errors.households
          }
        />
      )}
    </>
  );
}

/** Households of the round, to be ticked. */
function PickCases(props: {
  round: RoundDetail;
  value: readonly string[];
  onChange: (ids: string[]) => void;
  required: boolean;
  error: string | undefined;
}) {
  const t = useTexts(reviewTexts);
  const common = useCommon();
  const [q, setQ] = useState("");
  const cases = useInfiniteQuery(casesQuery(props.round.id, {}));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = cases;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const all = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const wanted = fold(q).trim();
  const ticked = new Set(props.value);
  const shown = all.filter((item) => fold(item.head_name).includes(wanted));
  return (
    <Input.Wrapper
      label={t("back_households")}
      labelElement="div"
      withAsterisk={props.required}
      error={props.error}
    >
      <TextInput
        size="xs"
        mt={4}
        aria-label={t("search_case")}
        placeholder={t("search_case")}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      <ProblemAlert error={cases.error} />
      {cases.isPending && <Loader size="sm" role="status" aria-label={common("loading")} mt="xs" />}
      <div className={classes.pick} aria-invalid={props.error ? true : undefined}>
        {shown.map((item) => (
          <Checkbox
            key={item.household_id}
            checked={ticked.has(item.household_id)}
            onChange={(event) =>
              props.onChange(
                event.currentTarget.checked
                  ? [...props.value, item.household_id]
                  : props.value.filter((id) => id !== item.household_id),
              )
            }
            label={
              <span className={classes.pickLine}>
                <span>
                  {item.head_name}
                  <small> · {item.village?.name ?? t("village_unknown")}</small>
                </span>
                <ClassBadge value={item.class ?? null} />
              </span>
            }
          />
        ))}
        {cases.data && shown.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("none_match")}
          </Text>
        )}
      </div>
      <Text size="xs" c="dimmed" mt={4} role="status">
        {t("picked", { count: props.value.length })}
      </Text>
    </Input.Wrapper>
  );
}
