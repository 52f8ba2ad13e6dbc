// The score at the foot of the screen while a survey is entered: class, points, and why.
import { Button, Loader, Text } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { components } from "@/api/schema";
import { useTexts } from "@/i18n";
import { formatNumber, inLanguage } from "@/ui/format";
import { ClassBadge, UnverifiedBadge } from "@/ui/StatusBadge";
import type { Running } from "./draft";
import classes from "./survey.module.css";
import { surveyTexts } from "./texts";

export type Score = components["schemas"]["ScoreView"];

interface Props {
  score: Score | undefined;
  loading: boolean;
  /** What is missing before there is a score, or why there is none. */
  waiting: string | null;
  /** The points so far while answers are open: without a class, which the open ones could change. */
  running: Running | null;
  /** The buttons. */
  children: ReactNode;
}

export function ScoreBar({ score, loading, waiting, running, children }: Props) {
  const t = useTexts(surveyTexts);
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
          {running && <SoFar running={running} />}
          {waiting && !running && (
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

/** "B1 85 điểm, còn 4 mục   B2 20 điểm, còn 5 chỉ số" */
function SoFar({ running }: { running: Running }) {
  const t = useTexts(surveyTexts);
  const { b1, b1Open, b2, b2Open } = running;
  return (
    <>
      <span className={classes.soFar}>{t("score_so_far")}</span>
      {(b1 !== null || b1Open > 0) && (
        <Points form="B1" points={b1} open={b1Open > 0 ? t("b1_open", { count: b1Open }) : null} />
      )}
      <Points form="B2" points={b2} open={b2Open > 0 ? t("b2_open", { count: b2Open }) : null} />
    </>
  );
}

function Points({ form, points, open }: { form: string; points: number | null; open: string | null }) {
  const t = useTexts(surveyTexts);
  return (
    <span>
      {form}{" "}
      {points !== null && (
        <>
          <b>{formatNumber(points)}</b> {t("unit_points")}
          {open && ", "}
        </>
      )}
      {open && <span className={classes.open}>{open}</span>}
    </span>
  );
}
