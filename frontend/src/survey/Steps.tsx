// One question a screen, for a phone: big answers, back and next, how far one is, and what is still open at the end.
import { Button, Group, Progress, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTexts } from "@/i18n";
import { progressOf, type Rules, type SurveyDraft } from "./draft";
import type { useParts } from "./parts";
import classes from "./survey.module.css";
import { surveyTexts } from "./texts";

interface StepsProps {
  parts: ReturnType<typeof useParts>;
  alerts: ReactNode;
  bar: (buttons: ReactNode) => ReactNode;
  save: ReactNode;
  /** Where what was typed is kept. */
  status: ReactNode;
  draft: SurveyDraft;
  rules: Rules | null;
}

/** The next screen comes so long after the choice that one sees what was chosen. */
const GOES_ON_MS = 220;

export function Steps({ parts, alerts, bar, save, status, draft, rules }: StepsProps) {
  const t = useTexts(surveyTexts);
  const steps = parts.sections.flatMap((section) =>
    section.steps.map((step) => ({ ...step, section: section.title, badge: section.badge })),
  );
  // One that was begun goes on where it stopped; what stands there from the beginning doesn't count.
  const [start] = useState(() => {
    if (!rules || progressOf(draft, rules).done === 0) return 0;
    const open = steps.findIndex((candidate) => !candidate.answered);
    return Math.max(open, 0);
  });
  const [at, setAt] = useState(start);
  const top = useRef<HTMLDivElement>(null);
  const review = at >= steps.length;
  const step = steps[at];
  const go = (to: number) => {
    setAt(Math.max(0, Math.min(to, steps.length)));
    window.scrollTo({ top: 0 });
    top.current?.focus({ preventScroll: true });
  };

  // A choice brings the next question, but not when one comes back to look at it.
  const before = useRef({ at, value: step?.value ?? "" });
  const value = step?.value ?? "";
  const goesOn = step?.goesOn ?? false;
  useEffect(() => {
    const old = before.current;
    before.current = { at, value };
    if (!goesOn || old.at !== at || old.value === value || value === "" || old.value !== "") return;
    const timer = setTimeout(() => {
      setAt((now) => now + 1);
      window.scrollTo({ top: 0 });
      top.current?.focus({ preventScroll: true });
    }, GOES_ON_MS);
    return () => clearTimeout(timer);
  }, [at, value, goesOn]);

  const progress = rules ? progressOf(draft, rules) : { done: 0, total: 1 };
  const open = steps.map((candidate, i) => ({ ...candidate, i })).filter((candidate) => !candidate.answered);
  return (
    <>
      <div ref={top} tabIndex={-1} className={classes.stepHead} style={{ outline: "none" }}>
        <div className={classes.stepLine}>
          <span aria-live="polite">
            {review ? t("summary") : t("step_of", { n: at + 1, total: steps.length })}
          </span>
          {status}
        </div>
        <Progress
          value={(progress.done / progress.total) * 100}
          aria-label={t("answered_of", { done: progress.done, total: progress.total })}
        />
      </div>
      <div className={classes.step}>
        {review ? (
          <>
            {alerts}
            <Title order={2} mb="xs">
              {t("summary")}: {t("answered_of", { done: progress.done, total: progress.total })}
            </Title>
            {open.map((candidate) => (
              <div key={candidate.key} className={classes.missing}>
                <span>{candidate.title}</span>
                <Button
                  size="sm"
                  variant="light"
                  onClick={() => go(candidate.i)}
                  aria-label={`${t("jump_to")}: ${candidate.title}`}
                >
                  {t("jump_to")}
                </Button>
              </div>
            ))}
          </>
        ) : (
          <>
            {at === start && alerts}
            <Group gap="xs" mb={6}>
              <Text size="sm" c="dimmed">
                {step?.section}
              </Text>
              {step?.badge}
            </Group>
            <div key={step?.key}>{step?.body}</div>
          </>
        )}
      </div>
      {bar(
        <>
          <Button variant="default" disabled={at === 0} onClick={() => go(at - 1)}>
            {t("previous")}
          </Button>
          {review ? (
            save
          ) : (
            <Button onClick={() => go(at + 1)} disabled={rules === null}>
              {at === steps.length - 1 ? t("finish") : t("next")}
            </Button>
          )}
        </>,
      )}
    </>
  );
}
