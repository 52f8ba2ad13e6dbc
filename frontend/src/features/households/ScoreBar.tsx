// The score at the foot of the screen while a survey is entered: class, points, and why.
import { Button, Loader, Text } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { components } from "@/api/schema";
import { useTexts } from "@/i18n";
import { formatNumber, inLanguage } from "@/ui/format";
import { ClassBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import classes from "./survey.module.css";
import { householdTexts } from "./texts";

export type Score = components["schemas"]["ScoreView"];

interface Props {
  score: Score | undefined;
  loading: boolean;
  /** What is missing before there is a score, or why there is none. */
  waiting: string | null;
  /** What is still open though there is a score. */
  open: string | null;
  /** The buttons. */
  children: ReactNode;
}

export function ScoreBar({ score, loading, waiting, open, children }: Props) {
  const t = useTexts(householdTexts);
  const [shown, setShown] = useState(false);
  const reasons = waiting ? [] : (score?.reasons ?? []).filter((reason) => reason.code !== "unverified");
  return (
    <section className={classes.bar} aria-label={t("score_bar")}>
      {shown && reasons.length > 0 && (
        <div className={classes.why}>
          <ul>
            {reasons.map((reason) => (
              <li key={reason.code + reason.vi}>{inLanguage(reason)}</li>
            ))}
          </ul>
          {score && !score.verified && <UnverifiedBadge />}
        </div>
      )}
      <div className={classes.score}>
        <div className={classes.result} role="status">
          {waiting && (
            <Text size="sm" c="dimmed">
              {waiting}
            </Text>
          )}
          {!waiting && score && (
            <>
              <ClassBadge value={score.class} />
              <span>
                {score.b1 != null && (
                  <>
                    B1 <b>{formatNumber(score.b1)}</b> ·{" "}
                  </>
                )}
                B2 <b>{formatNumber(score.b2)}</b>
              </span>
              {open && <span className={classes.open}>{open}</span>}
            </>
          )}
          {loading && <Loader size={14} />}
        </div>
        {reasons.length > 0 && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={shown}
            rightSection={
              shown ? <IconChevronDown size={15} aria-hidden /> : <IconChevronUp size={15} aria-hidden />
            }
            onClick={() => setShown(!shown)}
          >
            {t(shown ? "hide_reasons" : "show_reasons")}
          </Button>
        )}
        <div className={classes.barButtons}>{children}</div>
      </div>
    </section>
  );
}
