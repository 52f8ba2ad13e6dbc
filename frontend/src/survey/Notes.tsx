// Small signs beside a survey form: where it is kept, by which standard it goes.
import { Group } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useTexts } from "@/i18n";
import { inLanguage } from "@/ui/format";
import { UnverifiedBadge } from "@/ui/StatusBadge";
import type { Standard } from "./queries";
import classes from "./survey.module.css";
import { surveyTexts } from "./texts";

/** Says that what was typed is kept on this device. */
export function KeptHere() {
  const t = useTexts(surveyTexts);
  return (
    <span className={classes.kept}>
      <IconDeviceFloppy size={14} aria-hidden />
      {t("kept_here")}
    </span>
  );
}

/** The standard of the day. */
export function ByStandard({ standard }: { standard: Standard }) {
  const t = useTexts(surveyTexts);
  return (
    <Group gap="xs">
      {t("by_standard", { name: inLanguage(standard.name) })}
      {!standard.verified && <UnverifiedBadge />}
    </Group>
  );
}
