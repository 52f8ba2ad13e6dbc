// Where what is typed in a survey is kept right now.
import { IconCloudCheck, IconCloudOff, IconDeviceFloppy, IconLoader2 } from "@tabler/icons-react";
import { useTexts } from "@/i18n";
import { formatMoment } from "@/ui/format";
import classes from "./cases.module.css";
import { caseTexts } from "./texts";
import type { Keeping } from "./useSyncedDraft";

export function KeepingLine({ keeping }: { keeping: Keeping }) {
  const t = useTexts(caseTexts);
  if (keeping.at === "nowhere") return null;
  const { at } = keeping;
  const Icon = {
    device: IconDeviceFloppy,
    way: IconLoader2,
    server: IconCloudCheck,
    offline: IconCloudOff,
    refused: IconCloudOff,
  }[at];
  return (
    <span className={classes.keeping} data-at={at} role={at === "offline" ? "status" : undefined}>
      <Icon size={14} aria-hidden />
      {at === "server" ? t("keep_server", { at: formatMoment(keeping.since).slice(0, 5) }) : t(`keep_${at}`)}
    </span>
  );
}
