// Whether what was entered is saved, always in sight while a report is filled in.
import { Button, Loader } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPencil } from "@tabler/icons-react";
import { useTexts } from "@/i18n";
import { formatMoment } from "@/ui/format";
import classes from "./reports.module.css";
import { reportTexts } from "./texts";
import type { Filling } from "./useFilling";

export function SaveSign({ filling }: { filling: Filling }) {
  const t = useTexts(reportTexts);
  const { state, savedAt, invalid } = filling;
  const bad = state === "failed" || state === "conflict";
  return (
    <div className={classes.save} role="status" data-state={state}>
      {bad ? (
        <IconAlertTriangle size={16} aria-hidden />
      ) : state === "saving" ? (
        <Loader size={14} aria-hidden />
      ) : state === "unsaved" ? (
        <IconPencil size={16} aria-hidden />
      ) : (
        <IconCircleCheck size={16} aria-hidden />
      )}
      {bad
        ? t(state === "conflict" ? "conflict" : "save_failed")
        : state === "saving"
          ? t("saving")
          : state === "unsaved"
            ? t("unsaved")
            : savedAt
              ? t("saved_at", { at: formatMoment(savedAt).slice(0, 5) })
              : t("saved")}
      {invalid.size > 0 && (
        <span className={classes.wrong}>· {t("invalid_some", { count: invalid.size })}</span>
      )}
      {/* The alert that says more stands at the head of the page, which may be far above. */}
      {bad && (
        <Button size="compact-xs" variant="default" onClick={() => void filling.flush()}>
          {t(state === "conflict" ? "conflict_mine" : "save_again")}
        </Button>
      )}
    </div>
  );
}
