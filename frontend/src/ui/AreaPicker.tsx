// Chooses an area: by typing a name without accents, or by going down from the top; only what existed on the day.
import { Input, Loader, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useId } from "@mantine/hooks";
import { IconMapPin } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense } from "react";
import type { AreaRef } from "@/api/types";
import { useCommon } from "@/i18n";
import type { CommonKey } from "@/i18n/common";
import classes from "./AreaPicker.module.css";

const AreaDialog = lazy(() => import("./AreaDialog").then((module) => ({ default: module.AreaDialog })));

export type Level = "province" | "district" | "commune" | "village";
export const LEVELS: readonly Level[] = ["province", "district", "commune", "village"];

/** The name of a level. */
export function levelKey(level: string): CommonKey {
  return LEVELS.includes(level as Level) ? `level_${level as Level}` : "area";
}

/** An area with the units above it and its time, as far as they are known. */
export type PickedArea = AreaRef & {
  ancestors?: readonly AreaRef[];
  exists_from?: string;
  exists_to?: string | null;
};

/** "Huyện Văn Lãng · Tỉnh Lạng Sơn": the units above, from the nearest. */
export function above(area: PickedArea): string {
  return [...(area.ancestors ?? [])]
    .reverse()
    .map((unit) => unit.name)
    .join(" · ");
}

/** What can be chosen. */
export interface ChoiceProps {
  value: PickedArea | null;
  onChange: (area: PickedArea | null) => void;
  /** The day the units exist on (yyyy-mm-dd). */
  on: string;
  /** Whether the whole nation can be chosen. */
  nation?: boolean;
  /** The user's own area, to go back to; null is the nation. */
  home?: AreaRef | null;
  /** Only this level can be chosen. */
  level?: Level;
  /** Only units at or below this one are found. */
  within?: string;
}

interface Props extends ChoiceProps {
  label: string;
  loading?: boolean;
  /** What was asked for and is not there. */
  unknown?: string | undefined;
  /** As a field of a form: the label stands above, the error below. */
  field?: boolean;
  /** What stands in an empty field; without it "choose an area". */
  placeholder?: string;
  required?: boolean;
  error?: ReactNode;
  description?: ReactNode;
}

/** A button that shows the area and opens the choice. */
export function AreaPicker(props: Props) {
  const t = useCommon();
  const id = useId();
  const [opened, dialog] = useDisclosure(false, { onClose: () => document.getElementById(id)?.focus() });
  const nothing = props.nation ? t("nation") : (props.placeholder ?? t("area_pick"));
  const name = props.value?.name ?? props.unknown ?? nothing;
  const button = (
    <UnstyledButton
      id={id}
      className={classes.button}
      onClick={dialog.open}
      aria-haspopup="dialog"
      aria-invalid={props.error ? true : undefined}
      data-empty={!props.value && !props.nation ? true : undefined}
    >
      <VisuallyHidden>{props.label}: </VisuallyHidden>
      <IconMapPin size={17} stroke={1.7} aria-hidden className={classes.pin} />
      {props.loading ? <Loader size={14} /> : <span className={classes.name}>{name}</span>}
      {props.value && <span className={classes.above}>{above(props.value)}</span>}
    </UnstyledButton>
  );
  return (
    <>
      {props.field ? (
        <Input.Wrapper
          id={id}
          label={props.label}
          labelElement="div"
          error={props.error}
          description={props.description}
          withAsterisk={props.required ?? false}
        >
          {button}
        </Input.Wrapper>
      ) : (
        button
      )}
      {opened && (
        <Suspense>
          <AreaDialog {...props} close={dialog.close} />
        </Suspense>
      )}
    </>
  );
}
