// After a form was sent: what came of it, what contradicts itself, and where to go on.
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { PageHeader } from "@/ui/PageHeader";
import { ClassBadge } from "@/ui/StatusBadge";
import classes from "./cases.module.css";
import { CheckResult } from "./Findings";
import { Flags } from "./Flags";
import { undoneFirst, workOf } from "./filter";
import { useAllCases } from "./MyCases";
import type { CaseDetail } from "./queries";
import { caseTexts } from "./texts";

interface Props {
  round: string;
  sent: CaseDetail;
  /** Back to the form, with the answers as they are. */
  onCorrect: () => void;
}

/** The next household to survey of those the user was given. */
function useNext(round: string, household: string) {
  const mine = useAllCases(round, { enumerator: "me" });
  const now = mine.cases?.find((item) => item.household_id === household);
  const waiting = undoneFirst(mine.cases ?? []).filter(
    (item) => workOf(item) !== "done" && item.household_id !== household,
  );
  // In the same village first: the enumerator stands there.
  return waiting.find((item) => item.village?.id === now?.village?.id) ?? waiting[0];
}

export function SentView({ round, sent, onCorrect }: Props) {
  const t = useTexts(caseTexts);
  const next = useNext(round, sent.household_id);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    window.scrollTo({ top: 0 });
    top.current?.focus({ preventScroll: true });
  }, []);
  const flagged = sent.flags.length > 0;
  return (
    <div ref={top} tabIndex={-1} className={classes.mine} style={{ outline: "none" }}>
      <PageHeader
        title={t("sent_title", { name: sent.head_name })}
        back={{ to: `/reviews/${round}/cases`, label: t("to_list") }}
        subtitle={
          <span className={classes.headLine}>
            <IconCircleCheck size={17} color="var(--mantine-color-forest-7)" aria-hidden />
            <ClassBadge value={sent.class ?? null} />
            <span>
              B1 {formatNumber(sent.b1)} · B2 {formatNumber(sent.b2)}
            </span>
          </span>
        }
      />
      <Stack gap="md">
        {flagged ? (
          <div role="alert">
            <Text size="sm" mb={8}>
              {t("sent_flags")}
            </Text>
            <Flags flags={sent.flags} />
          </div>
        ) : (
          <Text size="sm">{t("sent_fine")}</Text>
        )}
        <Group gap="xs">
          {flagged && (
            <Button variant="default" onClick={onCorrect}>
              {t("correct")}
            </Button>
          )}
          <Button
            component={Link}
            {...(next
              ? ({
                  to: "/reviews/$id/cases/$household/survey",
                  params: { id: round, household: next.household_id },
                } as { to: string })
              : ({ to: "/reviews/$id/cases", params: { id: round } } as { to: string }))}
          >
            {next ? t("next_house", { name: next.head_name }) : t(flagged ? "go_on" : "to_list")}
          </Button>
          {!flagged && (
            <Button variant="subtle" onClick={onCorrect}>
              {t("correct")}
            </Button>
          )}
          <Button
            component={Link}
            {...({
              to: "/reviews/$id/cases/$household",
              params: { id: round, household: sent.household_id },
            } as { to: string })}
            variant="subtle"
          >
            {t("to_case")}
          </Button>
        </Group>
      </Stack>
    </div>
  );
}

export function CheckedView({ round, sent }: Omit<Props, "onCorrect">) {
  const t = useTexts(caseTexts);
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
  return (
    <div className={classes.mine}>
      <PageHeader
        title={t("check_sent", { name: sent.head_name })}
        back={{ to: `/reviews/${round}/cases`, label: t("to_list") }}
      />
      <CheckResult item={sent} />
      <Group gap="xs" mt="md">
        <Button component={Link} {...({ to: "/reviews/$id/cases", params: { id: round } } as { to: string })}>
          {t("to_list")}
        </Button>
        <Button
          component={Link}
          {...({
            to: "/reviews/$id/cases/$household",
            params: { id: round, household: sent.household_id },
          } as { to: string })}
          variant="subtle"
        >
          {t("to_case")}
        </Button>
      </Group>
    </div>
  );
}
