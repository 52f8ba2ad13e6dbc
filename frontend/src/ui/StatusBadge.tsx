// States and classes: a shape and a word beside the colour, so that colour is never the only sign.
import { Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconFlask,
  IconInfoCircle,
  IconSquareFilled,
  IconTriangleFilled,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useCommon } from "@/i18n";
import type { CommonKey } from "@/i18n/common";
import classes from "./StatusBadge.module.css";

export type Tone = "neutral" | "good" | "warning" | "bad" | "info";

const TONE_ICONS = {
  neutral: IconCircle,
  good: IconCircleCheck,
  warning: IconAlertTriangle,
  bad: IconCircleX,
  info: IconInfoCircle,
};

/** A state in a word, with its tone. */
export function StatusBadge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  const Icon = TONE_ICONS[tone];
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon ?? <Icon size={13} stroke={2} aria-hidden />}
      {children}
    </span>
  );
}

const CLASS_SIGNS: Record<string, { key: CommonKey; icon: ReactNode }> = {
  poor: { key: "class_poor", icon: <IconSquareFilled size={10} aria-hidden /> },
  near_poor: { key: "class_near_poor", icon: <IconTriangleFilled size={10} aria-hidden /> },
  average: { key: "class_average", icon: <IconCircle size={12} stroke={2.4} aria-hidden /> },
  other: { key: "class_other", icon: <IconCircleCheck size={13} stroke={2} aria-hidden /> },
};
const UNCLASSIFIED = {
  key: "class_none" as const,
  icon: <IconCircleDashed size={13} stroke={2} aria-hidden />,
};

/** A household's class by the poverty standard; null is not classified yet. */
export function ClassBadge({ value }: { value: string | null | undefined }) {
  const t = useCommon();
  const sign = (value && CLASS_SIGNS[value]) || UNCLASSIFIED;
  return (
    <span className={classes.badge} data-class={value ?? "none"}>
      {sign.icon}
      {t(sign.key)}
    </span>
  );
}

/** Marks a fact that was not yet compared with the legal text. */
export function UnverifiedBadge() {
  const t = useCommon();
  return (
    <Tooltip label={t("unverified_detail")} multiline w={260}>
      <span className={classes.badge} data-tone="warning">
        <IconAlertTriangle size={13} stroke={2} aria-hidden />
        {t("unverified")}
      </span>
    </Tooltip>
  );
}

/** Marks a form that is a sample. */
export function SampleBadge() {
  const t = useCommon();
  return (
    <Tooltip label={t("sample_detail")} multiline w={260}>
      <span className={classes.badge} data-tone="info">
        <IconFlask size={13} stroke={2} aria-hidden />
        {t("sample")}
      </span>
    </Tooltip>
  );
}
