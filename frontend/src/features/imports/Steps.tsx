// The steps of an import, and where one is.
import { IconCheck } from "@tabler/icons-react";
import { useTexts } from "@/i18n";
import classes from "./imports.module.css";
import { STEPS, type Step } from "./states";
import { importTexts } from "./texts";

export function Steps({ at, finished = false }: { at: Step; finished?: boolean }) {
  const t = useTexts(importTexts);
  const now = STEPS.indexOf(at);
  return (
    <ol className={classes.steps} aria-label={t("steps")}>
      {STEPS.map((step, i) => {
        const done = i < now || finished;
        const current = i === now && !finished;
        return (
          <li
            key={step}
            className={classes.step}
            data-done={done || undefined}
            aria-current={current ? "step" : undefined}
          >
            <span className={classes.stepMark} aria-hidden>
              {done ? <IconCheck size={14} stroke={2.5} /> : i + 1}
            </span>
            <span className={classes.stepName}>{t(`step_${step}`)}</span>
            {done && <span className={classes.hidden}>({t("step_done")})</span>}
          </li>
        );
      })}
    </ol>
  );
}
