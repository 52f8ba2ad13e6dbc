// Says so when the chosen area does not exist in the chosen year, and offers the units it came from or went into.
import { Alert, Anchor } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { kinQuery } from "@/api/queries";
import { useCommon } from "@/i18n";
import { formatDate } from "@/ui/format";
import { usePlace } from "./place";

export function AreaInTime() {
  const t = useCommon();
  const place = usePlace();
  const { area, on } = place;
  const gone = area?.exists_to != null && area.exists_to <= on ? area.exists_to : null;
  const notYet = area && area.exists_from > on ? area.exists_from : null;
  const kin = useQuery({
    ...kinQuery(area?.id ?? "", gone ? "successors" : "predecessors"),
    enabled: Boolean(gone || notYet),
  });

  if (place.areaError) {
    return (
      <Alert color="yellow" icon={<IconHistory />} mb="md">
        {t("area_unknown", { area: place.areaId ?? "", on: formatDate(on) })}
      </Alert>
    );
  }
  if (!area || (!gone && !notYet)) return null;
  return (
    <Alert color="yellow" icon={<IconHistory />} mb="md">
      {gone && t("area_gone", { name: area.name, date: formatDate(gone) })}
      {notYet && t("area_not_yet", { name: area.name, date: formatDate(notYet) })}{" "}
      {kin.data && kin.data.length > 0 && (
        <>
          {gone ? t("area_became") : t("area_came_from")}{" "}
          {kin.data.map(({ area: other }, i) => (
            <span key={other.id}>
              {i > 0 && ", "}
              <Anchor component="button" type="button" inherit onClick={() => place.go({ area: other.id })}>
                {other.name}
              </Anchor>
            </span>
          ))}
        </>
      )}
    </Alert>
  );
}
