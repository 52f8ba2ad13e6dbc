// Where a unit of a sample was visited: the phone's position, only when the team asks for it, and never without a
// word that the household must agree.
import { Button, Text } from "@mantine/core";
import { IconMapPin, IconMapPinOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { formatNumber } from "@/ui/format";
import type { Place } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

const PATIENCE_MS = 20_000;
/** A position of half a minute ago is that of the same house. */
const FRESH_MS = 30_000;

type Fault = "denied" | "unknown";

/** To five decimals, about a metre. */
const rounded = (degrees: number) => Math.round(degrees * 1e5) / 1e5;

function locate(found: (place: Place) => void, failed: (fault: Fault) => void) {
  // Browsers offer it on safe connections alone.
  if (!("geolocation" in navigator)) return failed("unknown");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => found({ lat: rounded(coords.latitude), lon: rounded(coords.longitude) }),
    (cause) => failed(cause.code === cause.PERMISSION_DENIED ? "denied" : "unknown"),
    { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: FRESH_MS },
  );
}

/** A position that was kept. */
export function PositionText({ place }: { place: Place }) {
  const t = useTexts(visitTexts);
  return (
    <span>{t("position_is", { lat: formatNumber(place.lat, 5), lon: formatNumber(place.lon, 5) })}</span>
  );
}

interface Props {
  place: Place | null;
  /** Whose it is, for who can't see beside what the buttons stand. */
  name: string;
  /** Whether a position may be taken, not only removed. */
  taking: boolean;
  onChange: (place: Place | null) => void;
}

export function Position({ place, name, taking, onChange }: Props) {
  const t = useTexts(visitTexts);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  if (!place && !taking) return null;
  const take = () => {
    setBusy(true);
    setFault(null);
    locate(
      (found) => {
        setBusy(false);
        onChange(found);
      },
      (why) => {
        setBusy(false);
        setFault(why);
      },
    );
  };
  const ask = t(place ? "position_again" : "position_take");
  return (
    <div className={classes.position}>
      {place && <PositionText place={place} />}
      {taking && (
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconMapPin size={16} aria-hidden />}
          aria-label={`${ask}: ${name}`}
          onClick={take}
        >
          {ask}
        </Button>
      )}
      {place && (
        <Button
          variant="default"
          leftSection={<IconMapPinOff size={16} aria-hidden />}
          aria-label={`${t("position_drop")}: ${name}`}
          onClick={() => onChange(null)}
        >
          {t("position_drop")}
        </Button>
      )}
      {fault && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {t(`position_${fault}`)}
        </Text>
      )}
    </div>
  );
}
