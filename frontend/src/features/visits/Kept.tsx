// Says where what was typed in the field is: on this device, or with the server.
import { Button } from "@mantine/core";
import { IconCloudCheck, IconCloudOff, IconCloudUp, IconDeviceMobileCheck } from "@tabler/icons-react";
import { useTexts } from "@/i18n";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { visitTexts } from "./texts";
import type { Keeping, Outbox } from "./useOutbox";
import classes from "./visits.module.css";

const ICONS: Record<Keeping, typeof IconCloudCheck> = {
  idle: IconCloudCheck,
  server: IconCloudCheck,
  device: IconDeviceMobileCheck,
  partly: IconDeviceMobileCheck,
  way: IconCloudUp,
  offline: IconDeviceMobileCheck,
  refused: IconCloudOff,
  nowhere: IconCloudOff,
};

export function Kept({ outbox }: { outbox: Pick<Outbox<unknown>, "keeping" | "error" | "flush" | "drop"> }) {
  const t = useTexts(visitTexts);
  const { keeping } = outbox;
  const Icon = ICONS[keeping];
  return (
    <div className={classes.kept} data-keeping={keeping}>
      <span role="status">
        <Icon size={16} aria-hidden /> {t(`kept_${keeping}`)}
      </span>
      {(keeping === "offline" || keeping === "refused") && (
        <Button size="compact-sm" variant="default" onClick={() => void outbox.flush()}>
          {t("send_again")}
        </Button>
      )}
      {keeping === "refused" && (
        <>
          <Button size="compact-sm" variant="default" onClick={outbox.drop}>
            {t("drop_unsent")}
          </Button>
          <ProblemAlert error={outbox.error} />
        </>
      )}
    </div>
  );
}
